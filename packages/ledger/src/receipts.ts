// Receipts: what became of an event, and what it changed, from the provenance that a career carries.
import { type Career, type Episode, type Finding, type Move, replay, type Spell, type Superseded } from '@clew/career';
import { ulidPattern } from '@clew/events';
import { type LedgerContext, tableOf } from './context.ts';
import { eventIdOfUuid, uuidOfEventId } from './event-uuid.ts';
import { eventsOf } from './reading.ts';

/** Where the record of an event stands in the log. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** What an event did to a career. Empty where it changed nothing that is still to be seen. */
export interface EventEffect {
  /** The spells that begin with it. */
  readonly spells: readonly Pick<Spell, 'start' | 'end'>[];
  readonly moves: readonly Pick<Move, 'date' | 'kind'>[];
  readonly episodes: readonly Pick<Episode, 'kind' | 'id'>[];
  readonly findings: readonly Pick<Finding, 'code' | 'severity' | 'date' | 'department'>[];
  /** The amendment that took it out of the career. */
  readonly superseded: Superseded | null;
}

export interface ParkedReason {
  readonly code: string;
  /** JSON Pointer into the event. */
  readonly field: string;
  readonly message: string;
  /** What its sender, or an operator, can do. */
  readonly remedy: string;
}

/**
 * What the ledger knows of an event id. `projected`: recorded, and the career folded, in one transaction.
 * `recorded`: likewise, but it is about no person, so there is no career to change.
 * `parked`: waits, with the reason. `refused`: will not be recorded (discarded by an operator, or an id that another content has).
 * `unknown`: not read from the log yet, or never published.
 */
export type EventReceipt =
  | {
      readonly eventId: string;
      readonly status: 'recorded';
      readonly recordedAt: string;
      readonly position: RecordPosition;
      /** Records of the same id with other content, which were refused. */
      readonly refusedAgain: number;
    }
  | {
      readonly eventId: string;
      readonly status: 'projected';
      readonly recordedAt: string;
      readonly position: RecordPosition;
      readonly changes: EventEffect;
      /** Records of the same id with other content, which were refused. */
      readonly refusedAgain: number;
    }
  | {
      readonly eventId: string;
      readonly status: 'parked' | 'refused';
      readonly recordedAt: string;
      readonly position: RecordPosition;
      readonly reason: ParkedReason;
      /** Why an operator discarded it. */
      readonly discardedBecause: string | null;
    }
  | { readonly eventId: string; readonly status: 'unknown' };

interface EventRow {
  readonly event_id: string;
  readonly person_id: number | null;
  readonly staff_number: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly recorded_at: Date;
}

interface ParkedRow {
  readonly event_id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly parked_at: Date;
  readonly resolution: string | null;
  readonly reason: string | null;
}

/** The receipts of event ids, in their order. Text that is no event id is `unknown`. */
export async function receiptsOf(
  context: LedgerContext,
  eventIds: readonly string[],
): Promise<readonly EventReceipt[]> {
  const valid = eventIds.filter((each) => ulidPattern.test(each));
  const events = await context.pool.query<EventRow>(
    `SELECT event_id, person_id, staff_number, topic, partition, log_offset AS offset, recorded_at
     FROM ${tableOf(context, 'event')} LEFT JOIN ${tableOf(context, 'person')} USING (person_id)
     WHERE event_id = ANY ($1::uuid[])`,
    [valid.map(uuidOfEventId)],
  );
  const parked = await context.pool.query<ParkedRow>(
    `SELECT event_id, topic, partition, log_offset AS offset, code, field, message, parked_at, resolution, reason
     FROM ${tableOf(context, 'parked')}
     WHERE left(event_id, 26) = ANY ($1::text[]) AND event_id = ANY ($1::text[]) AND resolution IS DISTINCT FROM 'applied'
     ORDER BY parked_at, topic, partition, log_offset`,
    [valid],
  );
  const recordedById = new Map(events.rows.map((row) => [eventIdOfUuid(row.event_id), row]));
  const parkedById = Map.groupBy(parked.rows, (row) => row.event_id);
  const careers = await careersOf(context, events.rows);
  return eventIds.map((eventId) => {
    const row = recordedById.get(eventId);
    const own = parkedById.get(eventId) ?? [];
    if (row !== undefined) return recordedReceipt(eventId, row, careers, own);
    const first = own.find((each) => each.resolution === null) ?? own[0];
    return first === undefined ? { eventId, status: 'unknown' } : parkedReceipt(eventId, first);
  });
}

async function careersOf(context: LedgerContext, rows: readonly EventRow[]): Promise<ReadonlyMap<number, Career>> {
  const people = new Map<number, string>();
  for (const row of rows) if (row.person_id !== null) people.set(row.person_id, row.staff_number ?? '');
  const events = await eventsOf(context.pool, context, people);
  return new Map([...events].map(([person, own]) => [person, replay(own)]));
}

function recordedReceipt(
  eventId: string,
  row: EventRow,
  careers: ReadonlyMap<number, Career>,
  parked: readonly ParkedRow[],
): EventReceipt {
  const career = row.person_id === null ? undefined : careers.get(row.person_id);
  const standing = {
    eventId,
    recordedAt: row.recorded_at.toISOString(),
    position: { topic: row.topic, partition: row.partition, offset: row.offset },
    refusedAgain: parked.filter((each) => each.code === 'same-id-other-content').length,
  };
  if (career === undefined) return { ...standing, status: 'recorded' };
  return { ...standing, status: 'projected', changes: effectOf(career, eventId) };
}

function parkedReceipt(eventId: string, row: ParkedRow): EventReceipt {
  const isRefused = row.resolution === 'discarded' || row.code === 'same-id-other-content';
  return {
    eventId,
    status: isRefused ? 'refused' : 'parked',
    recordedAt: row.parked_at.toISOString(),
    position: { topic: row.topic, partition: row.partition, offset: row.offset },
    reason: { code: row.code, field: row.field, message: row.message, remedy: remedyOf(row) },
    discardedBecause: row.reason,
  };
}

function remedyOf({ code, resolution }: ParkedRow): string {
  if (resolution === 'discarded')
    return 'An operator discarded it; where the fact holds, send it again under a new id.';
  if (code === 'behind-parked-event') return 'Wait: it is applied by itself once the earlier one is mended.';
  if (code === 'same-id-other-content') return 'Send the new fact under a new id, or correct the earlier one.';
  return 'Tell the operators of Clew the id, and send a correction where the event was wrong.';
}

/** What of a career goes back to an event. */
function effectOf(career: Career, eventId: string): EventEffect {
  const ofEvent = (each: { readonly eventIds: readonly string[] }): boolean => each.eventIds.includes(eventId);
  return {
    spells: career.spells.filter(ofEvent).map(({ start, end }) => ({ start, end })),
    moves: career.moves.filter(ofEvent).map(({ date, kind }) => ({ date, kind })),
    episodes: career.episodes.filter(ofEvent).map(({ kind, id }) => ({ kind, id })),
    findings: career.findings
      .filter(ofEvent)
      .map(({ code, severity, date, department }) => ({ code, severity, date, department })),
    superseded: career.superseded.find((each) => each.eventId === eventId) ?? null,
  };
}
