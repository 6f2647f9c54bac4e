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

/** What is parked that concerns each of some batches, in their order. Nearly always nothing, and then no keys are sent to be looked up. */
export async function parkedNow(
  client: PoolClient,
  context: LedgerContext,
  batches: readonly RecordBatch[],
): Promise<readonly ParkedNow[]> {
  const table = tableOf(context, 'parked');
  const { rows } = await client.query<{ blocks: boolean; offsets: number[] }>(
    `SELECT EXISTS (SELECT FROM ${table} WHERE (topic, partition) = (batch.topic, batch.partition)
         AND blocks AND resolution IS NULL) AS blocks,
       ARRAY(SELECT log_offset FROM ${table} WHERE (topic, partition) = (batch.topic, batch.partition)
         AND log_offset >= from_offset AND log_offset < next_offset) AS offsets
     FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[])
       WITH ORDINALITY AS batch (topic, partition, from_offset, next_offset, place) ORDER BY place`,
    [
      batches.map((each) => each.topic),
      batches.map((each) => each.partition),
      batches.map((each) => each.fromOffset),
      batches.map((each) => each.nextOffset),
    ],
  );
  const found: ParkedNow[] = [];
  for (const [index, batch] of batches.entries()) {
    const row = rows[index];
    const blockedKeys = row?.blocks === true ? await blockedKeysOf(client, table, batch) : new Set<string>();
    found.push({ blockedKeys, offsets: new Set(row?.offsets) });
  }
  return found;
}

async function blockedKeysOf(
  client: PoolClient,
  table: string,
  { topic, partition, records }: RecordBatch,
): Promise<ReadonlySet<string>> {
  const keys = new Set(records.filter(keyNamesSubject).map((each) => each.key));
  const { rows } = await client.query<{ key: string }>(
    `SELECT DISTINCT key FROM ${table}
     WHERE topic = $1 AND partition = $2 AND key = ANY ($3::text[]) AND blocks AND resolution IS NULL`,
    [topic, partition, [...keys]],
  );
  return new Set(rows.map((row) => row.key));
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
