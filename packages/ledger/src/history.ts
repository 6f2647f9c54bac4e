// Reading back what was recorded: events as they were, validated and upcast again on their way out.
import type { RecordedEvent } from '@clew/career';
import type { Queryable } from '@clew/database';
import { decodeEvent } from '@clew/events';
import { type LedgerContext, tableOf } from './context.ts';
import { eventIdOfUuid } from './event-uuid.ts';

interface EventRow {
  readonly owner: number | string;
  readonly event_id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly recorded: number;
  readonly time: number;
  readonly data: unknown;
}

// Milliseconds as a number are read many times faster than a timestamp's text.
const columns = `event.event_id, event.type, event.source, event.data,
  (extract(epoch FROM event.recorded_at) * 1000)::double precision AS recorded,
  (extract(epoch FROM event.source_time) * 1000)::double precision AS time`;

function recordedEventOf(row: EventRow): RecordedEvent {
  const decoded = decodeEvent(
    {
      specversion: '1.0',
      id: eventIdOfUuid(row.event_id),
      source: row.source,
      type: row.type,
      subject: row.subject,
      time: new Date(row.time).toISOString(),
      data: row.data,
    },
    { unknownFields: 'ignore' },
  );
  // What was recorded was valid: where it is no more, the catalogue forgot how to read a version that it had accepted.
  if (!decoded.ok)
    throw new Error(`a recorded event cannot be read any more: ${decoded.refusals[0]?.code ?? 'unknown'}`);
  return { event: decoded.value, recordedAt: new Date(row.recorded).toISOString() };
}

/** What was recorded of somebody or something; a fault where it cannot be read. */
export type History = { readonly events: readonly RecordedEvent[] } | { readonly fault: string };

function group(rows: readonly EventRow[]): Map<number | string, History> {
  const byOwner = Map.groupBy(rows, (row) => row.owner);
  const histories = new Map<number | string, History>();
  for (const [owner, own] of byOwner) {
    try {
      histories.set(owner, { events: own.map(recordedEventOf) });
    } catch (fault) {
      histories.set(owner, { fault: fault instanceof Error ? fault.message : 'unknown fault' });
    }
  }
  return histories;
}

/** The events of people, by person_id, in no particular order: replay asks for none. Given are the staff numbers by person_id. */
export async function historiesOfPeople(
  client: Queryable,
  context: LedgerContext,
  people: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, History>> {
  if (people.size === 0) return new Map();
  const { rows } = await client.query<Omit<EventRow, 'subject'> & { readonly owner: number }>(
    `SELECT event.person_id AS owner, ${columns}
     FROM ${tableOf(context, 'event')} event WHERE event.person_id = ANY ($1::bigint[])`,
    [[...people.keys()]],
  );
  return group(rows.map((row) => ({ ...row, subject: people.get(row.owner) ?? '' }))) as Map<number, History>;
}

/** The events of organisations and roles, by code. */
export async function historiesOfSubjects(
  client: Queryable,
  context: LedgerContext,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, History>> {
  if (subjects.length === 0) return new Map();
  const { rows } = await client.query<EventRow>(
    `SELECT event.subject AS owner, event.subject, ${columns}
     FROM ${tableOf(context, 'event')} event WHERE event.subject = ANY ($1::text[])`,
    [subjects],
  );
  return group(rows) as Map<string, History>;
}
