// A running Kafka subscription: keeps one consumer alive for as long as it takes, and makes a new one after every fault.
import type { Consumer, Kafka } from 'kafkajs';
import { createSleeper, nameOfError, pauseMilliseconds } from '../pauses.ts';
import { LogError, type SubscribeOptions, type Subscription, type Watermark } from '../port.ts';
import { bounded, RETRY, toKafkaLogError } from './client.ts';
import { createReader, type Reader } from './reader.ts';

export interface KafkaTiming {
  /** After how long without a heartbeat a reader counts as gone (default 10,000). The broker sets the least: 6,000 by default. */
  readonly sessionTimeoutMilliseconds: number;
  /** How many partitions of one reader may be handled at once (default 4). */
  readonly parallelPartitions: number;
}

export interface KafkaSubscriptionContext {
  readonly kafka: Kafka;
  readonly timing: KafkaTiming;
  readonly watermarks: (topics: readonly string[]) => Promise<readonly Watermark[]>;
}

/** How often the group is told our positions (for lag tools only), and idle partitions are compared with the store. */
const COMMIT_MILLISECONDS = 5_000;

/** A fetch, of a partition and of all together: it bounds the memory of a reader, since the next fetch waits for the last batch.
 * The bytes are compressed ones: JSON may grow to eight times as much. */
const PARTITION_FETCH_BYTES = 1_048_576;
const FETCH_BYTES = 4 * 1_048_576;

/** One life of a consumer, from its connection to its end. */
interface Life {
  readonly consumer: Consumer;
  readonly reader: Reader;
  /** Resolves with the fault that ended it. */
  readonly ended: Promise<unknown>;
}

class StoreFailed extends Error {}

function createLife(context: KafkaSubscriptionContext, options: SubscribeOptions, onAlive: () => void): Life {
  const { sessionTimeoutMilliseconds } = context.timing;
  const heartbeatMilliseconds = Math.trunc(sessionTimeoutMilliseconds / 5);
  const consumer = context.kafka.consumer({
    groupId: options.group,
    sessionTimeout: sessionTimeoutMilliseconds,
    rebalanceTimeout: Math.max(60_000, sessionTimeoutMilliseconds),
    heartbeatInterval: heartbeatMilliseconds,
    maxWaitTimeInMs: 250,
    maxBytes: FETCH_BYTES,
    maxBytesPerPartition: PARTITION_FETCH_BYTES,
    allowAutoTopicCreation: false,
    // Our own supervisor starts a new consumer: kafkajs restarts for some faults only, and keeps stale state.
    retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
  });
  const reader = createReader({
    consumer,
    subscribe: options,
    loadWatermarks: () => context.watermarks(options.topics),
    heartbeatMilliseconds,
    report: (fault) => options.onFault?.(fault),
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    onAlive();
    // Synchronous to the end: after an await kafkajs fetches from its own idea of the position.
    reader.join(payload.memberAssignment);
  });
  consumer.on(consumer.events.HEARTBEAT, onAlive);
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    onAlive();
    if (payload.batchSize === 0) reader.skipTo(payload, Number(payload.lastOffset));
  });
  const ended = new Promise<unknown>((resolve) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
  });
  return { consumer, reader, ended };
}

async function start(
  { consumer, reader }: Life,
  context: KafkaSubscriptionContext,
  options: SubscribeOptions,
): Promise<void> {
  await context.watermarks(options.topics);
  await reader.prepare().catch((cause: unknown) => {
    if (cause instanceof LogError) throw cause;
    throw new StoreFailed(`The positions could not be read (${nameOfError(cause)}).`, { cause });
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: context.timing.parallelPartitions,
    eachBatch: reader.eachBatch,
  });
}

/** Tells the group where we are. Nothing depends on it, so a fault here is nobody's concern. */
async function commit({ consumer, reader }: Life): Promise<void> {
  const positions = reader
    .uncommitted()
    .map(({ topic, partition, nextOffset }) => ({ topic, partition, offset: String(nextOffset) }));
  if (positions.length > 0) await consumer.commitOffsets(positions).catch(() => undefined);
}

/**
 * Leaves the group. A consumer that is disconnected while it joins would join all the same, and hold partitions that nobody reads:
 * so its start is waited for, and where that takes too long it is disconnected once more when it is over.
 */
async function end({ consumer }: Life, starting: Promise<void>): Promise<void> {
  const disconnect = (): Promise<void> => consumer.disconnect().catch(() => undefined);
  let late = true;
  const started = starting.then(
    () => true,
    () => false,
  );
  await bounded(
    started.then(() => {
      late = false;
    }),
    10_000,
  );
  await bounded(disconnect(), 10_000);
  if (late) void started.then(disconnect);
}

/** Starts the supervisor. Throws LogError `unknown-topic`; an unreachable log is waited for instead. */
export async function startKafkaSubscription(
  context: KafkaSubscriptionContext,
  options: SubscribeOptions,
): Promise<Subscription> {
  const sleeper = createSleeper();
  let life: Life | undefined;
  let failures = 0;
  let aliveAt = Number.NEGATIVE_INFINITY;
  let stopping: Promise<void> | undefined;
  let announceStop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    announceStop = resolve;
  });

  try {
    await context.watermarks(options.topics);
  } catch (error) {
    if (error instanceof LogError && error.code === 'unknown-topic') throw error;
  }

  const onAlive = (): void => {
    aliveAt = performance.now();
    if (failures > 0) options.onFault?.({ code: 'recovered', message: 'Kafka answers again.', attempt: failures });
    failures = 0;
  };

  const live = async (): Promise<void> => {
    const mine = createLife(context, options, onAlive);
    life = mine;
    const starting = start(mine, context, options);
    const chores = setInterval(() => {
      void commit(mine);
      // A store that cannot be read just now will be read at the next batch or the next look.
      mine.reader.recheck().catch(() => undefined);
    }, COMMIT_MILLISECONDS);
    try {
      await Promise.race([starting, stopped]);
      const fault = await Promise.race([mine.ended, stopped]);
      if (stopping === undefined) throw fault;
    } finally {
      clearInterval(chores);
      await mine.reader.stop();
      await bounded(commit(mine), 2_000);
      await end(mine, starting);
      life = undefined;
    }
  };

  const supervise = async (): Promise<void> => {
    while (stopping === undefined) {
      try {
        await live();
      } catch (error) {
        if (stopping !== undefined) return;
        failures += 1;
        const ofStore = error instanceof StoreFailed;
        const { message } = ofStore ? error : toKafkaLogError(error);
        options.onFault?.({ code: ofStore ? 'handler-failed' : 'log-unreachable', message, attempt: failures });
        await sleeper.sleep(pauseMilliseconds(failures));
      }
    }
  };
  const supervision = supervise();

  return {
    stop: () => {
      stopping ??= supervision;
      announceStop();
      sleeper.wake();
      return stopping;
    },
    assignment: () => life?.reader.assignment() ?? [],
    healthy: () =>
      stopping === undefined &&
      failures === 0 &&
      performance.now() - aliveAt < context.timing.sessionTimeoutMilliseconds,
  };
}
