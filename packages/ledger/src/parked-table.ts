// The table of parked records: whole, so that they can be tried again, and asked who waits behind whom.
import type { PoolClient } from '@clew/database';
import type { RecordBatch } from '@clew/event-log';
import { type LedgerContext, tableOf } from './context.ts';
import { byteaCell, copyLine, copyLines } from './copy.ts';
import { keyNamesSubject } from './intake.ts';
import type { ToPark } from './sorting.ts';

const columns = [
  'topic',
  'partition',
  'log_offset',
  'key',
  'headers',
  'value',
  'code',
  'field',
  'message',
  'event_id',
  'blocks',
  'parked_at',
  'resolution',
  'reason',
  'resolved_at',
] as const;

export interface ParkedNow {
  /** The keys of the batch behind an open parked record of its partition. */
  readonly blockedKeys: ReadonlySet<string>;
  /** Offsets of the batch that are parked already: only where somebody set the position back by hand. */
  readonly offsets: ReadonlySet<number>;
}

/** What is parked that concerns a batch. Nearly always nothing: the first index holds open records alone, the second is asked for a range. */
export async function parkedNow(
  client: PoolClient,
  context: LedgerContext,
  { topic, partition, records, fromOffset, nextOffset }: RecordBatch,
): Promise<ParkedNow> {
  const keys = new Set(records.filter(keyNamesSubject).map((each) => each.key));
  const table = tableOf(context, 'parked');
  const { rows } = await client.query<{ key: string | null; offset: number | null }>(
    `SELECT DISTINCT key, NULL::bigint AS offset FROM ${table}
     WHERE topic = $1 AND partition = $2 AND key = ANY ($3::text[]) AND blocks AND resolution IS NULL
     UNION ALL SELECT NULL, log_offset FROM ${table}
     WHERE topic = $1 AND partition = $2 AND log_offset >= $4 AND log_offset < $5`,
    [topic, partition, [...keys], fromOffset, nextOffset],
  );
  return {
    blockedKeys: new Set(rows.flatMap((row) => row.key ?? [])),
    offsets: new Set(rows.flatMap((row) => row.offset ?? [])),
  };
}

/** Parks records. */
export async function insertParked(
  client: PoolClient,
  context: LedgerContext,
  parked: readonly ToPark[],
): Promise<void> {
  await copyLines(client, tableOf(context, 'parked'), columns, parked.map(parkedLine));
}

function parkedLine({ record, refusal, eventId, blocks, discardedBecause }: ToPark): string {
  const recordedAt = record.recordedAt.toISOString();
  return copyLine([
    record.topic,
    record.partition,
    record.offset,
    record.key,
    JSON.stringify(record.headers),
    byteaCell(Buffer.from(record.value).toString('hex')),
    refusal.code,
    refusal.field,
    refusal.message,
    eventId,
    blocks,
    recordedAt,
    discardedBecause === null ? null : 'discarded',
    discardedBecause,
    discardedBecause === null ? null : recordedAt,
  ]);
}
