// The tables of the log: topics, publishing under the partitions' locks, and reading. Every query of the adapter but membership is here.

import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import {
  migrate,
  type Pool,
  type PoolClient,
  quoteIdentifier,
  translateDatabaseError,
  withTransaction,
} from '@clew/database';
import { from as copyFrom } from 'pg-copy-streams';
import { MAXIMUM_BATCH_BYTES, measureRecords } from '../limits.ts';
import { partitionOf } from '../partitioner.ts';
import {
  LogError,
  type LogPosition,
  type LogRecord,
  type NewRecord,
  type TopicDefinition,
  type Watermark,
} from '../port.ts';
import { partitionsDiffer } from '../topics.ts';
import { encodeCopy, type PlacedRecord, type RecordRow, recordTypes, toLogRecord } from './codec.ts';

export interface Topic extends TopicDefinition {
  readonly id: number;
}

export interface LogStore {
  /** Makes the tables where they are missing. Cheap after the first success. */
  prepare(): Promise<void>;
  /** Throws LogError `unknown-topic`. */
  topic(name: string): Promise<Topic>;
  topics(): Promise<readonly Topic[]>;
  ensureTopics(definitions: readonly TopicDefinition[]): Promise<readonly string[]>;
  publish(records: readonly NewRecord[]): Promise<readonly LogPosition[]>;
  read(topic: Topic, partition: number, fromOffset: number, limit: number): Promise<readonly LogRecord[]>;
  watermarks(topics: readonly string[]): Promise<readonly Watermark[]>;
}

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Turns a fault of the database into one of the log, and lets a LogError pass. */
export function toLogError(error: unknown): Error {
  if (error instanceof LogError) return error;
  const { message, retryable, code } = translateDatabaseError(error);
  if (code === 'database-fault' && error instanceof Error && !('severity' in error)) return error;
  return new LogError('log-unreachable', `The log in PostgreSQL cannot be used: ${message}`, {
    retryable,
    cause: error,
  });
}

/** Locks the partitions in one fixed order (so that publishers never wait in a circle), and only then reads the clock. */
const takeOffsets = (schema: string): string => `
  WITH wanted AS (SELECT * FROM unnest($1::integer[], $2::integer[], $3::integer[]) AS w (topic_id, partition, count)),
  locked AS MATERIALIZED (
    SELECT p.topic_id, p.partition, w.count FROM ${schema}.partition p JOIN wanted w USING (topic_id, partition)
    ORDER BY p.topic_id, p.partition FOR UPDATE OF p)
  UPDATE ${schema}.partition p
  SET next_offset = p.next_offset + l.count,
      -- milliseconds, which is what a reader's Date can hold: a reader and the table must never differ
      recorded_at = greatest(p.recorded_at, date_trunc('milliseconds', clock_timestamp()))
  FROM locked l WHERE p.topic_id = l.topic_id AND p.partition = l.partition
  RETURNING p.topic_id, p.partition, p.next_offset - l.count AS first_offset, p.recorded_at`;

const readRecords = (schema: string): string => `
  SELECT record_offset, key, headers, value, (extract(epoch FROM recorded_at) * 1000)::bigint AS recorded_milliseconds FROM (
    SELECT *, sum(octet_length(value)) OVER (ORDER BY record_offset) - octet_length(value) AS bytes_before
    FROM (SELECT * FROM ${schema}.record WHERE topic_id = $1 AND partition = $2 AND record_offset >= $3 ORDER BY record_offset LIMIT $4) AS page
  ) AS sized WHERE bytes_before < $5 ORDER BY record_offset`;

interface Share {
  readonly topic: Topic;
  readonly partition: number;
  readonly indexes: number[];
}

/** Groups the call's records by partition, keeping their order. */
function shareOut(records: readonly NewRecord[], topics: ReadonlyMap<string, Topic>): readonly Share[] {
  const shares = new Map<string, Share>();
  records.forEach((record, index) => {
    const topic = topics.get(record.topic);
    if (topic === undefined) throw new Error('unreachable: every topic was looked up');
    const partition = partitionOf(record.key, topic.partitions);
    const key = `${topic.id}/${partition}`;
    const share = shares.get(key) ?? { topic, partition, indexes: [] };
    share.indexes.push(index);
    shares.set(key, share);
  });
  return [...shares.values()];
}

async function copyIn(client: PoolClient, schema: string, placed: readonly PlacedRecord[]): Promise<void> {
  const statement = `COPY ${schema}.record (topic_id, partition, record_offset, key, headers, value, recorded_at) FROM STDIN (FORMAT binary)`;
  await pipeline([encodeCopy(placed)], client.query(copyFrom(statement)));
}

async function append(
  client: PoolClient,
  schema: string,
  records: readonly NewRecord[],
  shares: readonly Share[],
): Promise<LogPosition[]> {
  const { rows } = await client.query<{ topic_id: number; partition: number; first_offset: number; recorded_at: Date }>(
    takeOffsets(schema),
    [
      shares.map(({ topic }) => topic.id),
      shares.map(({ partition }) => partition),
      shares.map(({ indexes }) => indexes.length),
    ],
  );
  const taken = new Map(rows.map((row) => [`${row.topic_id}/${row.partition}`, row]));
  const positions: LogPosition[] = new Array(records.length);
  const placed: PlacedRecord[] = [];
  for (const { topic, partition, indexes } of shares) {
    const row = taken.get(`${topic.id}/${partition}`);
    if (row === undefined)
      throw new LogError('unknown-topic', `The topic ${topic.name} has lost partition ${partition}.`, {
        retryable: false,
      });
    indexes.forEach((index, place) => {
      const record = records[index];
      if (record === undefined) throw new Error('unreachable: the index is of this call');
      const offset = row.first_offset + place;
      positions[index] = { topic: topic.name, partition, offset };
      placed.push({ record, topicId: topic.id, partition, offset, recordedAt: row.recorded_at });
    });
  }
  await copyIn(client, schema, placed);
  return positions;
}

async function ensureOne(client: PoolClient, schema: string, definition: TopicDefinition): Promise<boolean> {
  const { rows } = await client.query<{ partitions: number }>(
    `SELECT partitions FROM ${schema}.topic WHERE name = $1`,
    [definition.name],
  );
  const found = rows[0]?.partitions;
  if (found !== undefined && found !== definition.partitions) throw partitionsDiffer(definition, found);
  if (found !== undefined) return false;
  await client.query(
    `WITH made AS (INSERT INTO ${schema}.topic (name, partitions) VALUES ($1, $2) RETURNING topic_id)
     INSERT INTO ${schema}.partition (topic_id, partition) SELECT topic_id, generate_series(0, $2 - 1) FROM made`,
    [definition.name, definition.partitions],
  );
  return true;
}

/** The store over a schema. Its name was checked by `migrate` before the first query. */
export function createLogStore(pool: Pool, schemaName: string): LogStore {
  const schema = quoteIdentifier(schemaName);
  const known = new Map<string, Topic>();
  let prepared: Promise<void> | undefined;

  const prepare = (): Promise<void> => {
    prepared ??= migrate(pool, { schema: schemaName, directory: MIGRATIONS }).then(
      () => undefined,
      (error: unknown) => {
        prepared = undefined;
        throw error;
      },
    );
    return prepared;
  };

  const topics = async (): Promise<readonly Topic[]> => {
    await prepare();
    const { rows } = await pool.query<Topic>(
      `SELECT topic_id AS id, name, partitions FROM ${schema}.topic ORDER BY name`,
    );
    for (const row of rows) known.set(row.name, row);
    return rows;
  };

  const topic = async (name: string): Promise<Topic> => {
    const found = known.get(name) ?? (await topics()).find((each) => each.name === name);
    if (found === undefined)
      throw new LogError('unknown-topic', `The log has no topic ${name}: apply the topic definitions first.`, {
        retryable: false,
      });
    return found;
  };

  return {
    prepare,
    topic,
    topics,
    ensureTopics: async (definitions) => {
      await prepare();
      return withTransaction(pool, async (client) => {
        await client.query(`LOCK TABLE ${schema}.topic IN SHARE ROW EXCLUSIVE MODE`);
        const created: string[] = [];
        for (const definition of definitions)
          if (await ensureOne(client, schema, definition)) created.push(definition.name);
        return created;
      });
    },
    publish: async (records) => {
      measureRecords(records);
      await prepare();
      const used = new Map<string, Topic>();
      for (const name of new Set(records.map((record) => record.topic))) used.set(name, await topic(name));
      if (records.length === 0) return [];
      const shares = shareOut(records, used);
      return withTransaction(pool, (client) => append(client, schema, records, shares));
    },
    read: async ({ id, name }, partition, fromOffset, limit) => {
      const { rows } = await pool.query<unknown[]>({
        name: `clew-log-read-${schemaName}`,
        text: readRecords(schema),
        values: [id, partition, fromOffset, limit, MAXIMUM_BATCH_BYTES],
        rowMode: 'array',
        types: recordTypes,
      });
      return rows.map((row) => toLogRecord(name, partition, row as unknown as RecordRow));
    },
    watermarks: async (names) => {
      await Promise.all(names.map(topic));
      const { rows } = await pool.query<Watermark>(
        `SELECT t.name AS topic, p.partition, 0 AS first, p.next_offset AS next
         FROM ${schema}.partition p JOIN ${schema}.topic t USING (topic_id) WHERE t.name = ANY ($1) ORDER BY t.name, p.partition`,
        [names],
      );
      return rows;
    },
  };
}
