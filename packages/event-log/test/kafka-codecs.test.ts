// Compression and foreign producers on Kafka: whatever wrote a record, it is read whole, and markers of transactions are passed over.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { testKafka } from '@clew/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { type EventLog, type KafkaCompression, openKafkaLog } from '../src/index.ts';
import { until } from './support/contract-context.ts';
import { makeRecords, makeTopic, unique, valuesOf } from './support/harness.ts';
import { javaTool } from './support/java.ts';

const kafka = await testKafka();
const java = kafka === undefined ? undefined : await javaTool();
const brokers = kafka?.brokers ?? [];
const kinds: readonly KafkaCompression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

async function readTexts(log: EventLog, topic: string, partitions: number): Promise<string[]> {
  const texts: string[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    for await (const batch of log.read({ topic, partition, nextOffset: 0 }))
      texts.push(...batch.records.map(({ value }) => Buffer.from(value).toString()));
  }
  return texts;
}

describe.skipIf(kafka === undefined)('Kafka: compression', () => {
  const opened: EventLog[] = [];
  afterAll(() => Promise.all(opened.map((log) => log.close())));
  const open = (compression: KafkaCompression): EventLog => {
    const log = openKafkaLog({ brokers, compression, sessionTimeoutMilliseconds: 6_000 });
    opened.push(log);
    return log;
  };

  test.each(kinds)('%s: what is published is read, tiny and large', async (compression) => {
    const log = open(compression);
    const topic = await makeTopic(log, 2);
    await log.publish(makeRecords(topic, 0, 300));
    const large = Buffer.alloc(900_000, 'a career of many moves ');
    await log.publish([{ topic, key: 'large', headers: {}, value: large }]);
    const texts = await readTexts(log, topic, 2);
    expect(texts.filter((text) => text.length < 100).sort()).toEqual(valuesOf(300));
    expect(texts.filter((text) => text.length >= 100)).toEqual([large.toString()]);
  });

  test.skipIf(java === undefined).each(kinds)(
    '%s: records of the Java client in transactions, one of them aborted, are read once each',
    async (compression) => {
      const log = open('none');
      const topic = await makeTopic(log, 2);
      const { program, parameters } = java ?? { program: '', parameters: [] };
      await promisify(execFile)(program, [...parameters, 'produce', brokers.join(','), topic, compression, '40']);
      const expected = Array.from({ length: 120 }, (_, index) => index)
        .filter((index) => index < 40 || index >= 80)
        .map((index) => `r${index}-${'x'.repeat(200)}`)
        .sort();
      expect((await readTexts(log, topic, 2)).sort()).toEqual(expected);

      const seen: string[] = [];
      const keys = new Set<string | null>();
      const positions = new Map<number, number>();
      const subscription = await log.subscribe({
        group: unique('group'),
        topics: [topic],
        maximumBatchRecords: 15,
        loadPositions: () => Promise.resolve([]),
        handle: (batch) => {
          for (const record of batch.records) {
            seen.push(Buffer.from(record.value).toString());
            keys.add(record.key);
          }
          expect(batch.fromOffset).toBeGreaterThanOrEqual(positions.get(batch.partition) ?? 0);
          positions.set(batch.partition, batch.nextOffset);
          return Promise.resolve({ nextOffset: batch.nextOffset });
        },
      });
      await until(() => expect(seen.toSorted()).toEqual(expected));
      expect(keys.has(null)).toBe(true);
      await log.publish(makeRecords(topic, 0, 10));
      await until(() => expect(seen).toHaveLength(90));
      await subscription.stop();
    },
  );
});
