// The table of positions: its rows are what batches lock, and its offsets commit with what came before them.
import type { PoolClient } from '@clew/database';
import type { LogRecord, RecordBatch } from '@clew/event-log';
import { type LedgerContext, tableOf } from './context.ts';

type Place = Pick<RecordBatch, 'topic' | 'partition'>;

const nameOf = ({ topic, partition }: Place): string => `${topic}/${partition}`;

/**
 * Locks the rows of partitions, in one order whoever asks, and gives their next offsets in the order of the call.
 * A partition that was never read stands at 0.
 */
export async function lockPositions(
  client: PoolClient,
  context: LedgerContext,
  places: readonly Place[],
): Promise<readonly number[]> {
  const table = tableOf(context, 'position');
  const values = [places.map((each) => each.topic), places.map((each) => each.partition)];
  const look = async (): Promise<Map<string, number>> => {
    const { rows } = await client.query<Place & { readonly next_offset: number }>(
      `SELECT position.topic, position.partition, next_offset FROM ${table} position
       JOIN unnest($1::text[], $2::integer[]) AS wanted (topic, partition) USING (topic, partition)
       ORDER BY position.topic, position.partition FOR UPDATE OF position`,
      values,
    );
    return new Map(rows.map((row) => [nameOf(row), row.next_offset]));
  };
  let found = await look();
  if (found.size < places.length) {
    await client.query(
      `INSERT INTO ${table} (topic, partition, next_offset)
       SELECT topic, partition, 0 FROM unnest($1::text[], $2::integer[]) AS wanted (topic, partition)
       ORDER BY topic COLLATE "C", partition ON CONFLICT DO NOTHING`,
      values,
    );
    found = await look();
  }
  return places.map((each) => found.get(nameOf(each)) ?? 0);
}

/** Moves positions past their batches. */
export async function movePositions(
  client: PoolClient,
  context: LedgerContext,
  moves: readonly { readonly batch: RecordBatch; readonly last: LogRecord | undefined }[],
): Promise<void> {
  await client.query(
    `UPDATE ${tableOf(context, 'position')} position
     SET next_offset = moved.next_offset, last_recorded_at = coalesce(moved.recorded_at, last_recorded_at)
     FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::timestamptz[]) AS moved (topic, partition, next_offset, recorded_at)
     WHERE position.topic = moved.topic AND position.partition = moved.partition`,
    [
      moves.map(({ batch }) => batch.topic),
      moves.map(({ batch }) => batch.partition),
      moves.map(({ batch }) => batch.nextOffset),
      moves.map(({ last }) => last?.recordedAt.toISOString() ?? null),
    ],
  );
}
