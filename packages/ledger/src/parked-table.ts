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

/** The keys of the batch behind an open parked record of its partition. Nearly always none: the index holds open ones alone. */
export async function blockedKeys(
  client: PoolClient,
  context: LedgerContext,
  { topic, partition, records }: Pick<RecordBatch, 'topic' | 'partition' | 'records'>,
): Promise<ReadonlySet<string>> {
  const keys = new Set(records.filter(keyNamesSubject).map((each) => each.key));
  const { rows } = await client.query<{ key: string }>(
    `SELECT DISTINCT key FROM ${tableOf(context, 'parked')}
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
