// Reading one career as it was known at a moment: a replay of what had been recorded by then.
import { type Career, type RecordedEvent, replay } from '@clew/career';
import type { Queryable } from '@clew/database';
import { type LedgerContext, tableOf } from './context.ts';
import { historiesOfPeople } from './history.ts';

/** A career with the events that it follows from. */
export interface ReadCareer {
  readonly staffNumber: string;
  /** The moment as of which it was known (ISO 8601, UTC, milliseconds); null: all that is known. */
  readonly knownAt: string | null;
  readonly career: Career;
  /** What had been recorded by then, in the order of recordedAt, then of id. */
  readonly events: readonly RecordedEvent[];
}

/**
 * Reads the career of a staff number; undefined where nothing had been recorded of it by then. An event that was parked and
 * applied later counts from the moment at which the log took it.
 * Throws RangeError where `knownAt` is not an instant in UTC with milliseconds.
 */
export async function readCareer(
  context: LedgerContext,
  staffNumber: string,
  options: { readonly knownAt?: string } = {},
): Promise<ReadCareer | undefined> {
  const { knownAt } = options;
  const { rows } = await context.pool.query<{ person_id: number }>(
    `SELECT person_id FROM ${tableOf(context, 'person')} WHERE staff_number = $1`,
    [staffNumber],
  );
  const person = rows[0];
  if (person === undefined) return undefined;
  const known =
    (await eventsOf(context.pool, context, new Map([[person.person_id, staffNumber]]))).get(person.person_id) ?? [];
  const career = replay(known, knownAt === undefined ? {} : { knownAt });
  const events = known.filter((each) => knownAt === undefined || each.recordedAt <= knownAt).toSorted(byRecording);
  return events.length === 0 ? undefined : { staffNumber, knownAt: knownAt ?? null, career, events };
}

function byRecording(one: RecordedEvent, other: RecordedEvent): number {
  if (one.recordedAt !== other.recordedAt) return one.recordedAt < other.recordedAt ? -1 : 1;
  return one.event.id < other.event.id ? -1 : 1;
}

/** The events of people, given by staff number under their person_id; throws where one of them cannot be read any more. */
export async function eventsOf(
  client: Queryable,
  context: LedgerContext,
  people: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, readonly RecordedEvent[]>> {
  const events = new Map<number, readonly RecordedEvent[]>();
  for (const [personId, history] of await historiesOfPeople(client, context, people)) {
    if ('fault' in history) throw new Error(history.fault);
    events.set(personId, history.events);
  }
  return events;
}
