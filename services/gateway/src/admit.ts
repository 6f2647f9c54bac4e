// Admitting a group of events: each is acknowledged once it is in the log, once only, or refused. All of the group, or none of it.
import { type Pool, type PoolClient, withTransaction } from '@clew/database';
import type { EventLog } from '@clew/event-log';
import { definitionOf, encodeRecord, factNameOf } from '@clew/events';
import type { Refusal } from '@clew/service-kit';
import { amendingPartyOf, otherDepartmentsFact } from './check-event.ts';
import { type Caller, ownerOf } from './credentials.ts';
import type { CheckedItem, Item, Outcome, RefusedItem } from './item.ts';
import type { GatewayMetrics } from './metrics.ts';
import { claim, logPositionText, receiptsOf, recordPositions, rememberRefusals } from './receipt-store.ts';
import type { StaffNumberDirectory } from './staff-numbers.ts';

export interface Admission {
  readonly pool: Pool;
  /** Its publishing runs on connections of its own: a group holds one of the pool's meanwhile, and could otherwise wait for itself. */
  readonly log: EventLog;
  /** Absent where no ID service is configured: staff numbers are then held to their check character only. */
  readonly directory: StaffNumberDirectory | undefined;
  readonly metrics: GatewayMetrics;
}

/**
 * Admits a group and tells what became of each event, in order. Throws what the database, the log or the ID service threw:
 * then nothing of the group is acknowledged, and all of it may be sent again with the same ids.
 */
export async function admit(items: readonly Item[], caller: Caller, admission: Admission): Promise<readonly Outcome[]> {
  const refused = new Map<Item, RefusedItem>();
  const refuse = (item: CheckedItem, refusal: Refusal) => {
    const { event, contentHash: _, ...place } = item;
    refused.set(item, { ...place, id: event.id, refusals: [refusal] });
  };
  for (const item of items) if ('refusals' in item) refused.set(item, item);
  await refuseUnknownStaffNumbers(items.filter(isChecked), admission.directory, refuse);
  const firsts = firstOfEachId(
    items.filter(isChecked).filter((item) => !refused.has(item)),
    refuse,
  );
  // Never retried here: the log may hold the records already, and the sender's own retry is recognised.
  const standing = await withTransaction(admission.pool, async (client) => {
    if (caller !== 'anybody') await refuseForeignAmendments(client, [...firsts.values()], refuse);
    const candidates = [...firsts.values()].filter((item) => !refused.has(item));
    const known = await publishNew(client, candidates, refuse, admission);
    await rememberRefusals(client, [...refused.values()], ownerOf(caller));
    return known;
  });
  const outcomes = items.map((item) => refused.get(item) ?? outcomeOf(item, firsts, standing, refused));
  admission.metrics.count(outcomes);
  return outcomes;
}

type Refuse = (item: CheckedItem, refusal: Refusal) => void;

function isChecked(item: Item): item is CheckedItem {
  return 'event' in item;
}

async function refuseUnknownStaffNumbers(
  items: readonly CheckedItem[],
  directory: StaffNumberDirectory | undefined,
  refuse: Refuse,
): Promise<void> {
  if (directory === undefined) return;
  const aboutPeople = items.filter(({ event }) => definitionOf(factNameOf(event)).subject === 'staff-number');
  if (aboutPeople.length === 0) return;
  const unknown = await directory.unknownAmong([...new Set(aboutPeople.map((item) => item.event.subject))]);
  for (const item of aboutPeople) if (unknown.has(item.event.subject)) refuse(item, staffNumberUnknown);
}

/** The first item of each id; a later one of the same id is a duplicate of it, or is refused. */
function firstOfEachId(items: readonly CheckedItem[], refuse: Refuse): ReadonlyMap<string, CheckedItem> {
  const firsts = new Map<string, CheckedItem>();
  for (const item of items) {
    const first = firsts.get(item.event.id);
    if (first === undefined) firsts.set(item.event.id, item);
    else if (first.contentHash !== item.contentHash) refuse(item, sameIdOtherContent);
  }
  return firsts;
}

/** A target that is not known (it may come later) is let pass: the career names what never came. */
async function refuseForeignAmendments(
  client: PoolClient,
  items: readonly CheckedItem[],
  refuse: Refuse,
): Promise<void> {
  const amendments = items.flatMap((item) =>
    'target' in item.event.data ? [{ item, target: item.event.data.target }] : [],
  );
  const targets = await receiptsOf(
    client,
    amendments.map((amendment) => amendment.target),
  );
  for (const { item, target } of amendments) {
    const source = targets.get(target)?.source;
    if (source !== undefined && amendingPartyOf(source) !== amendingPartyOf(item.event.source)) {
      refuse(item, otherDepartmentsFact);
    }
  }
}

interface Standing {
  readonly logPosition: string;
  readonly duplicate: boolean;
}

/** Claims, publishes what is new, and gives every event's place in the log, by id. */
async function publishNew(
  client: PoolClient,
  items: readonly CheckedItem[],
  refuse: Refuse,
  admission: Admission,
): Promise<ReadonlyMap<string, Standing>> {
  const standing = new Map<string, Standing>();
  if (items.length === 0) return standing;
  const ours = await claim(client, items);
  const fresh = items.filter((item) => ours.has(item.event.id));
  const seen = items.filter((item) => !ours.has(item.event.id));
  const receipts = await receiptsOf(
    client,
    seen.map((item) => item.event.id),
  );
  for (const item of seen) {
    const receipt = receipts.get(item.event.id);
    if (receipt === undefined) throw new Error('an id was neither claimed nor found: a receipt went missing');
    if (receipt.contentHash !== item.contentHash) refuse(item, sameIdOtherContent);
    else standing.set(item.event.id, { logPosition: receipt.logPosition, duplicate: true });
  }
  if (fresh.length === 0) return standing;
  const stop = admission.metrics.publishSeconds.startTimer();
  const positions = await admission.log.publish(fresh.map((item) => encodeRecord(item.event)));
  stop();
  await recordPositions(
    client,
    fresh.map((item) => item.event.id),
    positions,
  );
  for (const [index, item] of fresh.entries()) {
    const position = positions[index];
    if (position === undefined) throw new Error('the log gave fewer positions than it took records');
    standing.set(item.event.id, { logPosition: logPositionText(position), duplicate: false });
  }
  return standing;
}

function outcomeOf(
  item: Item,
  firsts: ReadonlyMap<string, CheckedItem>,
  standing: ReadonlyMap<string, Standing>,
  refused: ReadonlyMap<Item, RefusedItem>,
): Outcome {
  if (!isChecked(item)) return item;
  const { event, contentHash: _, ...place } = item;
  const found = standing.get(event.id);
  const first = firsts.get(event.id);
  if (found !== undefined) {
    const { logPosition, duplicate } = found;
    return { ...place, id: event.id, logPosition, duplicate: duplicate || item !== first };
  }
  // The same as an earlier one of the group, which was refused: so is this, for the same reasons.
  const refusal = first === undefined ? undefined : refused.get(first);
  if (refusal === undefined) throw new Error('an event has no outcome');
  return { ...place, id: event.id, refusals: refusal.refusals };
}

const staffNumberUnknown: Refusal = {
  code: 'staff-number-unknown',
  field: '/subject',
  message: 'The staff number was never issued.',
  remedy:
    'Ask the ID service for the staff number of the person (POST /staff-numbers, or clew staff-numbers FILE.csv), then send again.',
  retryable: false,
};

const sameIdOtherContent: Refusal = {
  code: 'same-id-other-content',
  field: '/id',
  message: 'An event with this id was sent before, with other content.',
  remedy: 'Send a new fact under a new id; to mend the earlier one, send a correction that names it.',
  retryable: false,
};
