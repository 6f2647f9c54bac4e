// The log kept by Kafka: for a whole Civil Service, and for more readers than one.
import { type EventLog, LogError, type Subscription } from '../port.ts';
import { createKafkaAdministration } from './administration.ts';
import { connectKafka, type KafkaCompression, type KafkaConnectionOptions } from './client.ts';
import { readPartition } from './partition-reader.ts';
import { createKafkaPublisher } from './publisher.ts';
import { type KafkaTiming, startKafkaSubscription } from './subscription.ts';

export interface KafkaLogOptions extends KafkaConnectionOptions, Partial<KafkaTiming> {
  /** How what we publish is compressed (default `lz4`); every kind is understood on reading. */
  readonly compression?: KafkaCompression;
  /** How many brokers keep a topic that we make (default -1: the broker's own default). */
  readonly replicationFactor?: number;
}

/** Opens the log. It connects at the first call; nothing is read from the environment. */
export function openKafkaLog(options: KafkaLogOptions): EventLog {
  const kafka = connectKafka(options);
  const administration = createKafkaAdministration(kafka);
  const publisher = createKafkaPublisher(kafka, administration, options.compression ?? 'lz4');
  const subscriptions = new Set<Subscription>();
  const timing: KafkaTiming = {
    sessionTimeoutMilliseconds: options.sessionTimeoutMilliseconds ?? 10_000,
    parallelPartitions: options.parallelPartitions ?? 4,
  };
  let closing: Promise<void> | undefined;

  const open = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closing !== undefined) throw new LogError('closed', 'The log was closed.', { retryable: false });
    return work();
  };

  return {
    publish: (records) => open(() => publisher.publish(records)),
    subscribe: (subscribeOptions) =>
      open(async () => {
        const subscription = await startKafkaSubscription(
          { kafka, timing, watermarks: administration.watermarks },
          subscribeOptions,
        );
        subscriptions.add(subscription);
        return subscription;
      }),
    read: async function* (from, limits = {}) {
      yield* await open(() => Promise.resolve(readPartition(kafka, administration, from, limits)));
    },
    administration: {
      ensureTopics: (definitions) =>
        open(() => administration.ensureTopics(definitions, options.replicationFactor ?? -1)),
      topics: () => open(administration.topics),
      watermarks: (topics) => open(() => administration.watermarks(topics)),
    },
    check: () => open(administration.check),
    close: () => {
      closing ??= (async () => {
        await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
        await publisher.close();
      })();
      return closing;
    },
  };
}
