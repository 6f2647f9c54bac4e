// Publishing to Kafka: one send at a time, in batches that the broker takes, and a fresh producer after every fault.
import type { Kafka, Message, Producer } from 'kafkajs';
import { measureRecords } from '../limits.ts';
import { partitionOf } from '../partitioner.ts';
import type { LogPosition, NewRecord } from '../port.ts';
import { type KafkaAdministration, MAXIMUM_MESSAGE_BYTES, unknownTopic } from './administration.ts';
import { bounded, COMPRESSION_TYPES, type KafkaCompression, toKafkaLogError } from './client.ts';

export interface KafkaPublisher {
  publish(records: readonly NewRecord[]): Promise<readonly LogPosition[]>;
  close(): Promise<void>;
}

/** kafkajs makes one batch of all that goes to a partition, and the broker measures the batch: half of what the topic takes, before compression. */
const BATCH_BYTES = MAXIMUM_MESSAGE_BYTES / 2;
/** A request of all partitions together. */
const REQUEST_BYTES = 16 * 1_048_576;
/** Kafka's own few bytes around a record, and around each header. */
const OVERHEAD_BYTES = 100;

interface Item {
  readonly record: NewRecord;
  readonly partition: number;
  readonly bytes: number;
}

interface Call {
  readonly items: readonly Item[];
  readonly resolve: (positions: readonly LogPosition[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Cuts into requests that keep the order and stay under the limits; a record is never more than a limit by itself. */
export function cutRequests(items: readonly Item[]): readonly (readonly Item[])[] {
  const requests: Item[][] = [];
  let current: Item[] = [];
  let total = 0;
  const perPartition = new Map<string, number>();
  for (const item of items) {
    const key = `${item.record.topic}/${item.partition}`;
    const bytes = item.bytes + OVERHEAD_BYTES;
    const inPartition = (perPartition.get(key) ?? 0) + bytes;
    if (current.length > 0 && (inPartition > BATCH_BYTES || total + bytes > REQUEST_BYTES)) {
      requests.push(current);
      current = [];
      total = 0;
      perPartition.clear();
    }
    current.push(item);
    total += bytes;
    perPartition.set(key, (perPartition.get(key) ?? 0) + bytes);
  }
  if (current.length > 0) requests.push(current);
  return requests;
}

function toMessage({ record, partition }: Item): Message {
  const { value, key, headers } = record;
  return {
    key,
    partition,
    headers: { ...headers },
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  };
}

async function send(
  producer: Producer,
  request: readonly Item[],
  compression: number,
): Promise<readonly LogPosition[]> {
  const byTopic = Map.groupBy(request, ({ record }) => record.topic);
  const topicMessages = [...byTopic].map(([topic, items]) => ({ topic, messages: items.map(toMessage) }));
  const answers = await producer.sendBatch({ acks: -1, compression, topicMessages });
  const next = new Map(
    answers.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, Number(baseOffset)]),
  );
  return request.map(({ record, partition }) => {
    const key = `${record.topic}/${partition}`;
    const offset = next.get(key);
    if (offset === undefined || !Number.isSafeInteger(offset) || offset < 0)
      throw new Error('Kafka gave no offset for a record that it took.');
    next.set(key, offset + 1);
    return { topic: record.topic, partition, offset };
  });
}

export function createKafkaPublisher(
  kafka: Kafka,
  administration: KafkaAdministration,
  compressionName: KafkaCompression,
): KafkaPublisher {
  const compression = COMPRESSION_TYPES[compressionName];
  const partitions = new Map<string, number>();
  const queue: Call[] = [];
  let producer: Promise<Producer> | undefined;
  let sending: Promise<void> | undefined;

  const connect = async (): Promise<Producer> => {
    // The partition is ours to choose (see partitioner.ts), so kafkajs's own partitioners and their warning are out of the game.
    const made = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await made.connect();
    return made;
  };

  /**
   * After a fault we do not know whether the broker took the batch. The producer's next batch would carry the same sequence numbers,
   * and the broker would drop it as a repetition of the lost one: only a new producer is safe.
   */
  const discard = (): void => {
    const old = producer;
    producer = undefined;
    void old?.then((made) => bounded(made.disconnect(), 5_000)).catch(() => undefined);
  };

  const sendAll = async (items: readonly Item[]): Promise<LogPosition[]> => {
    try {
      producer ??= connect();
      const made = await producer;
      const positions: LogPosition[] = [];
      for (const request of cutRequests(items)) positions.push(...(await send(made, request, compression)));
      return positions;
    } catch (error) {
      discard();
      partitions.clear();
      throw toKafkaLogError(error);
    }
  };

  /** Calls that came while one was on its way go together in the next. */
  const drain = async (): Promise<void> => {
    for (let calls = queue.splice(0); calls.length > 0; calls = queue.splice(0)) {
      try {
        const positions = await sendAll(calls.flatMap(({ items }) => items));
        let from = 0;
        for (const { items, resolve } of calls) {
          resolve(positions.slice(from, from + items.length));
          from += items.length;
        }
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
    }
    sending = undefined;
  };

  const countPartitions = async (records: readonly NewRecord[]): Promise<void> => {
    const topics = new Set(records.map(({ topic }) => topic));
    if ([...topics].every((topic) => partitions.has(topic))) return;
    for (const { name, partitions: count } of await administration.topics()) partitions.set(name, count);
    const unknown = [...topics].find((topic) => !partitions.has(topic));
    if (unknown !== undefined) throw unknownTopic(unknown);
  };

  return {
    publish: async (records) => {
      const sizes = measureRecords(records);
      await countPartitions(records);
      if (records.length === 0) return [];
      const items = records.map((record, index) => {
        const count = partitions.get(record.topic);
        if (count === undefined) throw unknownTopic(record.topic);
        return { record, partition: partitionOf(record.key, count), bytes: sizes[index] ?? 0 };
      });
      return new Promise((resolve, reject) => {
        queue.push({ items, resolve, reject });
        sending ??= drain();
      });
    },
    close: async () => {
      await sending;
      const made = await producer?.catch(() => undefined);
      producer = undefined;
      if (made !== undefined) await bounded(made.disconnect(), 10_000);
    },
  };
}
