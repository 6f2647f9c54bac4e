// A store that takes records exactly once in effect: rows and position in one transaction, behind a lock on the position.
// This is the pattern that the projector follows.
import { createHash } from 'node:crypto';
import { type Pool, type PoolClient, withTransaction } from '@clew/database';
import type { BatchOutcome, RecordBatch, StoredPosition } from '../../src/index.ts';

export interface SinkHooks {
  /** Before the transaction begins. */
  readonly received?: (batch: RecordBatch) => Promise<void>;
  /** After the rows were written and before the commit. */
  readonly written?: (batch: RecordBatch) => Promise<void>;
  /** The store stood elsewhere, and nothing of the batch was written. */
  readonly elsewhere?: (batch: RecordBatch, position: number) => void;
}

export interface Sink {
  readonly handle: (batch: RecordBatch) => Promise<BatchOutcome>;
  readonly loadPositions: () => Promise<readonly StoredPosition[]>;
  /** Values of the records in the sink, one for each row: a duplicate shows as a second entry. */
  values(topic: string): Promise<string[]>;
  rows(
    topic: string,
  ): Promise<
    readonly { readonly partition: number; readonly offset: number; readonly key: string; readonly value: string }[]
  >;
  /** Sets a partition back to an earlier position, as a restore of the database would. */
  restoreTo(topic: string, partition: number, offset: number): Promise<void>;
}

export async function createSinkTables(pool: Pool): Promise<void> {
  await pool.query(`
    CREATE TABLE sink_position (topic text, partition integer, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition));
    CREATE TABLE sink_record (topic text, partition integer, log_offset bigint, key text, value text);
    CREATE INDEX ON sink_record (topic, partition, log_offset)`);
}

async function lockPosition(
  client: PoolClient,
  { topic, partition }: Pick<RecordBatch, 'topic' | 'partition'>,
): Promise<number> {
  await client.query('INSERT INTO sink_position VALUES ($1, $2, 0) ON CONFLICT DO NOTHING', [topic, partition]);
  const { rows } = await client.query<{ next_offset: number }>(
    'SELECT next_offset FROM sink_position WHERE topic = $1 AND partition = $2 FOR UPDATE',
    [topic, partition],
  );
  return rows[0]?.next_offset ?? 0;
}

/** What the sink keeps of a value: itself when short, else its hash. */
export function digestOf(value: Uint8Array): string {
  return value.byteLength <= 100 ? Buffer.from(value).toString() : createHash('sha256').update(value).digest('hex');
}

export function createSink(pool: Pool, hooks: SinkHooks = {}): Sink {
  return {
    handle: async (batch) => {
      await hooks.received?.(batch);
      const { topic, partition, records, fromOffset, nextOffset } = batch;
      return withTransaction(pool, async (client) => {
        const position = await lockPosition(client, batch);
        if (position !== fromOffset) {
          hooks.elsewhere?.(batch, position);
          return { nextOffset: position };
        }
        await client.query(
          'INSERT INTO sink_record SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[], $5::text[])',
          [
            topic,
            partition,
            records.map(({ offset }) => offset),
            records.map(({ key }) => key),
            records.map(({ value }) => digestOf(value)),
          ],
        );
        await client.query('UPDATE sink_position SET next_offset = $3 WHERE topic = $1 AND partition = $2', [
          topic,
          partition,
          nextOffset,
        ]);
        await hooks.written?.(batch);
        return { nextOffset };
      });
    },
    loadPositions: async () => {
      const { rows } = await pool.query<StoredPosition>(
        'SELECT topic, partition, next_offset AS "nextOffset" FROM sink_position',
      );
      return rows;
    },
    values: async (topic) => {
      const { rows } = await pool.query<{ value: string }>(
        'SELECT value FROM sink_record WHERE topic = $1 ORDER BY partition, log_offset',
        [topic],
      );
      return rows.map(({ value }) => value);
    },
    rows: async (topic) => {
      const { rows } = await pool.query<{ partition: number; offset: number; key: string; value: string }>(
        'SELECT partition, log_offset AS offset, key, value FROM sink_record WHERE topic = $1 ORDER BY partition, log_offset',
        [topic],
      );
      return rows;
    },
    restoreTo: (topic, partition, offset) =>
      withTransaction(pool, async (client) => {
        // Under the lock of the handlers: one that commits between the position and the rows would lose its rows and keep its position.
        await lockPosition(client, { topic, partition });
        await client.query(
          'UPDATE sink_position SET next_offset = $3 WHERE topic = $1 AND partition = $2 AND next_offset > $3',
          [topic, partition, offset],
        );
        await client.query('DELETE FROM sink_record WHERE topic = $1 AND partition = $2 AND log_offset >= $3', [
          topic,
          partition,
          offset,
        ]);
      }),
  };
}
