// The table of events: written once by COPY, asked by id.
import type { PoolClient } from '@clew/database';
import { type LedgerContext, tableOf } from './context.ts';
import { byteaCell, copyLine, copyLines } from './copy.ts';
import { type AcceptedRecord, effectiveDateOf, storedForm } from './intake.ts';

/** An accepted record with the person that it is about; null: about an organisation or a role. */
export interface PersonedEvent extends AcceptedRecord {
  readonly personId: number | null;
}

/** The columns of a line, in order. */
const eventColumns = [
  'event_id',
  'person_id',
  'log_offset',
  'recorded_at',
  'source_time',
  'partition',
  'effective_date',
  'topic',
  'type',
  'source',
  'subject',
  'content_hash',
  'data',
] as const;

/** The row of an event, as a line of COPY. */
function eventLine({ uuid, personId, record, recorded, contentHash }: PersonedEvent): string {
  const { event, recordedAt } = recorded;
  const { type, data } = storedForm(event);
  return copyLine([
    uuid,
    personId,
    record.offset,
    recordedAt,
    event.time,
    record.partition,
    effectiveDateOf(event),
    record.topic,
    type,
    event.source,
    personId === null ? event.subject : null,
    byteaCell(contentHash),
    data,
  ]);
}

/** Inserts events. An id that is there already is a unique violation: the caller has looked before. */
export async function copyEvents(
  client: PoolClient,
  context: LedgerContext,
  events: readonly PersonedEvent[],
): Promise<void> {
  await copyLines(client, tableOf(context, 'event'), eventColumns, events.map(eventLine));
}

/** The content hash (hexadecimal) of those of the events that are recorded already, by uuid. */
export async function knownHashes(
  client: PoolClient,
  context: LedgerContext,
  events: readonly AcceptedRecord[],
): Promise<Map<string, string>> {
  if (events.length === 0) return new Map();
  const { rows } = await client.query<{ event_id: string; hash: string }>(
    `SELECT replace(event_id::text, '-', '') AS event_id, encode(content_hash, 'hex') AS hash FROM ${tableOf(context, 'event')} WHERE event_id = ANY ($1::uuid[])`,
    [events.map((each) => each.uuid)],
  );
  return new Map(rows.map((row) => [row.event_id, row.hash]));
}
