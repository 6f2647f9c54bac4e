// Batches of the log, one transaction: events, careers, parked records and the positions, all or nothing.
import { type PoolClient, translateDatabaseError, withTransaction } from '@clew/database';
import type { BatchOutcome, RecordBatch } from '@clew/event-log';
import { type LedgerContext, lockAgainstSwitch } from './context.ts';
import { copyEvents, knownHashes } from './events-table.ts';
import { type AcceptedRecord, type Intake, takeIn } from './intake.ts';
import { insertParked, type ParkedNow, parkedNow } from './parked-table.ts';
import { lockPositions, movePositions } from './positions-table.ts';
import type { ProjectedCareer } from './projection.ts';
import { recordAccepted } from './recording.ts';
import { type Decision, type Sorted, sortRecords, type ToPark } from './sorting.ts';

/** What a batch came to. */
export interface BatchReport extends BatchOutcome {
  /** Records of the batch that had been applied before, by this or another projector. */
  readonly appliedBefore: number;
  readonly recorded: number;
  /** Events that were in the ledger already, with the same content. */
  readonly alreadyRecorded: number;
  /** Parked now, by code. */
  readonly parked: Readonly<Record<string, number>>;
  /** People whose careers were folded; of batches that share a transaction all are told with the first. */
  readonly peopleTouched: number;
  /** Rows of careers that were replaced or added; told like `peopleTouched`. */
  readonly rowsWritten: number;
}

/** What a rebuild asks of the live ledger: decisions about records of a partition from one offset to before another. */
export type LoadDecisions = (batch: RecordBatch) => Promise<ReadonlyMap<number, Decision>>;

/** A batch as it was read, before the database was asked. */
interface Taken {
  readonly batch: RecordBatch;
  readonly intakes: readonly Intake[];
  readonly decisions: ReadonlyMap<number, Decision>;
}

/** A batch on its way through the transaction. */
interface Applying extends Taken {
  readonly position: number;
  /** Null where nothing of the batch is applied: it was before, or the position is before it. */
  fresh: readonly Intake[] | null;
}

interface Applied {
  readonly reports: readonly BatchReport[];
  readonly careers: readonly ProjectedCareer[];
}

const untouched = { recorded: 0, alreadyRecorded: 0, parked: {}, peopleTouched: 0, rowsWritten: 0 };

/** Another projector may record the same id, or make the same person, between our look and our write: then the look is repeated. */
const attempts = 5;

/**
 * Applies batches of different partitions in one transaction, and gives a report for each: people whose records are in several
 * of them are folded and written once. Where a stored position is past its batch's beginning, what was applied already is left out;
 * where it is before it (a restored database), nothing of that batch is applied and its answer sends the log back.
 * Throws faults only: nothing was written then, or, where the connection broke in the commit, the batches come again and the positions tell.
 */
export async function applyBatches(
  context: LedgerContext,
  batches: readonly RecordBatch[],
  loadDecisions?: LoadDecisions,
): Promise<readonly BatchReport[]> {
  const taken: Taken[] = [];
  for (const batch of batches) {
    const decisions = (await loadDecisions?.(batch)) ?? new Map<number, Decision>();
    taken.push({ batch, decisions, intakes: batch.records.map(takeIn) });
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      const applied = await withTransaction(context.pool, (client) => applyInTransaction(client, context, taken), {
        retries: attempts,
      });
      for (const { staffNumber, revision, events, after } of applied.careers) {
        context.memory.remember(staffNumber, { revision, events, rows: after });
      }
      return applied.reports;
    } catch (fault) {
      if (attempt >= attempts || translateDatabaseError(fault).code !== 'unique-violation') throw fault;
    }
  }
}

async function applyInTransaction(
  client: PoolClient,
  context: LedgerContext,
  taken: readonly Taken[],
): Promise<Applied> {
  await lockAgainstSwitch(client, context, 'shared');
  const positions = await lockPositions(
    client,
    context,
    taken.map((each) => each.batch),
  );
  const applying = taken.map((each, index): Applying => ({ ...each, position: positions[index] ?? 0, fresh: null }));
  const due = applying.filter(({ batch, position }) => position >= batch.fromOffset && position < batch.nextOffset);
  if (due.length === 0) return { reports: applying.map((each) => reportOf(each)), careers: [] };
  const parkedBefore = await parkedNow(
    client,
    context,
    due.map((each) => each.batch),
  );
  due.forEach((each, index) => {
    const parked = parkedBefore[index]?.offsets ?? new Set();
    each.fresh = each.intakes.filter(({ record }) => record.offset >= each.position && !parked.has(record.offset));
  });
  const sorted = await sortAll(client, context, due, parkedBefore);
  const accepted = due.flatMap((each) => sorted.get(each)?.accepted ?? []);
  const { careers, recorded, failed, rowsWritten } = await recordAccepted(client, context, accepted);
  await copyEvents(client, context, recorded);
  await insertParked(client, context, [...[...sorted.values()].flatMap((each) => each.parked), ...failed]);
  await movePositions(
    client,
    context,
    due.map(({ batch, fresh }) => ({ batch, last: fresh?.at(-1)?.record })),
  );
  const reports = applying.map((each) => {
    const own = { sorted: sorted.get(each), failed: failed.filter((park) => isOf(each.batch, park)) };
    const shared = each === due[0] ? { peopleTouched: careers.length, rowsWritten } : {};
    return { ...reportOf(each, own), ...shared };
  });
  return { reports, careers };
}

/** Sorts batch after batch: an id that two of them bring is new in the first alone. */
async function sortAll(
  client: PoolClient,
  context: LedgerContext,
  due: readonly Applying[],
  parkedBefore: readonly ParkedNow[],
): Promise<ReadonlyMap<Applying, Sorted>> {
  const events = due.flatMap(({ fresh }) => fresh?.filter(isEvent) ?? []);
  const hashes = await knownHashes(client, context, events);
  const sorted = new Map<Applying, Sorted>();
  due.forEach((each, index) => {
    const blockedKeys = parkedBefore[index]?.blockedKeys ?? new Set();
    const own = sortRecords(each.fresh ?? [], { hashes, blockedKeys, decisions: each.decisions });
    sorted.set(each, own);
  });
  return sorted;
}

function reportOf(
  { batch, intakes, position, fresh }: Applying,
  own: { readonly sorted: Sorted | undefined; readonly failed: readonly ToPark[] } = { sorted: undefined, failed: [] },
): BatchReport {
  if (fresh === null) {
    const isBehind = position < batch.fromOffset;
    return { ...untouched, nextOffset: position, appliedBefore: isBehind ? 0 : intakes.length };
  }
  const { sorted, failed } = own;
  return {
    ...untouched,
    nextOffset: batch.nextOffset,
    appliedBefore: intakes.length - fresh.length,
    recorded: (sorted?.accepted.length ?? 0) - failed.length,
    alreadyRecorded: sorted?.alreadyRecorded ?? 0,
    parked: countBy([...(sorted?.parked ?? []), ...failed].map((each) => each.refusal.code)),
  };
}

function isOf(batch: RecordBatch, { record }: ToPark): boolean {
  return record.topic === batch.topic && record.partition === batch.partition;
}

function isEvent(intake: Intake): intake is AcceptedRecord {
  return intake.kind === 'event';
}

function countBy(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
