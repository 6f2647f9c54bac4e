// The log kept in PostgreSQL: the embedded default, and good for a single department's load.
import { createPool, type Pool } from '@clew/database';
import { type EventLog, LogError, type RecordBatch, type StoredPosition, type Subscription } from '../port.ts';
import { createNotifications } from './notifications.ts';
import { createLogStore, toLogError } from './store.ts';
import { type SubscriptionTiming, startSubscription } from './subscription.ts';

export interface PostgresLogOptions extends Partial<SubscriptionTiming> {
  /** `postgresql://...` of the database that keeps the log. */
  readonly connectionString: string;
  /** The schema of the log's tables; made when missing (default `log`). */
  readonly schema?: string;
  /** A pool to use instead of one of our own; the log does not end it. The connection string is still used to LISTEN. */
  readonly pool?: Pool;
}

/** Lets a fault of the database leave only as one of the log. */
async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toLogError(error);
  }
}

/**
 * Opens the log. It connects at the first call, and makes its tables then; nothing is read from the environment.
 * Timing: see SubscriptionTiming; the defaults suit production, tests shorten them.
 */
export function openPostgresLog(options: PostgresLogOptions): EventLog {
  const schema = options.schema ?? 'log';
  const pool = options.pool ?? createPool({ connectionString: options.connectionString, applicationName: 'clew-log' });
  const store = createLogStore(pool, schema);
  const notifications = createNotifications(pool, options.connectionString, `clew_${schema}`);
  const subscriptions = new Set<Subscription>();
  const timing: SubscriptionTiming = {
    sessionTimeoutMilliseconds: options.sessionTimeoutMilliseconds ?? 10_000,
    pollMilliseconds: options.pollMilliseconds ?? 500,
    parallelPartitions: options.parallelPartitions ?? 12,
  };
  let closing: Promise<void> | undefined;

  const open = <Result>(work: () => Promise<Result>): Promise<Result> =>
    translated(() => {
      if (closing !== undefined) throw new LogError('closed', 'The log was closed.', { retryable: false });
      return work();
    });

  const context = { pool, schema, store, timing, onNotification: notifications.listen, notify: notifications.send };

  async function* read(
    from: StoredPosition,
    limits: { readonly maximumBatchRecords?: number; readonly until?: number } = {},
  ): AsyncGenerator<RecordBatch> {
    const topic = await open(() => store.topic(from.topic));
    const marks = await open(() => store.watermarks([from.topic]));
    const end = marks.find((mark) => mark.partition === from.partition)?.next;
    if (end === undefined)
      throw new LogError('unknown-topic', `The topic ${from.topic} has no partition ${from.partition}.`, {
        retryable: false,
      });
    if (from.nextOffset > end) throw beyond(from, end);
    const until = Math.min(limits.until ?? end, end);
    for (let fromOffset = from.nextOffset; fromOffset < until; ) {
      const limit = Math.min(limits.maximumBatchRecords ?? 1_000, until - fromOffset);
      const records = await open(() => store.read(topic, from.partition, fromOffset, limit));
      const last = records.at(-1);
      if (last === undefined) throw beyond({ ...from, nextOffset: fromOffset }, fromOffset);
      const nextOffset = last.offset + 1;
      yield { topic: from.topic, partition: from.partition, fromOffset, nextOffset, records, highWatermark: end };
      fromOffset = nextOffset;
    }
  }

  return {
    publish: async (records) => {
      const positions = await open(() => store.publish(records));
      notifications.send('records');
      return positions;
    },
    subscribe: async (subscribeOptions) => {
      const subscription = await open(() => startSubscription(context, subscribeOptions));
      subscriptions.add(subscription);
      return subscription;
    },
    read,
    administration: {
      ensureTopics: async (definitions) => ({ created: await open(() => store.ensureTopics(definitions)) }),
      topics: () => open(async () => (await store.topics()).map(({ name, partitions }) => ({ name, partitions }))),
      watermarks: (topics) => open(() => store.watermarks(topics)),
    },
    check: () =>
      open(async () => {
        await store.prepare();
        await pool.query('SELECT 1');
      }),
    close: () => {
      closing ??= (async () => {
        await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
        await notifications.close();
        if (options.pool === undefined) await pool.end();
      })();
      return closing;
    },
  };
}

function beyond(from: StoredPosition, end: number): LogError {
  const message = `Position ${from.nextOffset} is beyond the end (${end}) of partition ${from.partition} of ${from.topic}.`;
  return new LogError('position-beyond-log', message, { retryable: false });
}
