// The pure parts of the adapters: how partitions are dealt out, and how a call is cut into requests.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBrokers } from '../src/index.ts';
import { cutRequests } from '../src/kafka/publisher.ts';
import { dealPartitions } from '../src/postgres/membership.ts';

const topicNames = ['a', 'b', 'c'];

test('every partition has exactly one reader of its topic, shares differ by one at most, and the order of topics is of no matter', () => {
  const members = fc
    .array(fc.subarray(topicNames, { minLength: 1 }), { minLength: 1, maxLength: 6 })
    .map((lists) => lists.map((topics, index) => ({ memberId: `member-${index}`, topics })));
  const counts = fc.tuple(
    fc.integer({ min: 1, max: 24 }),
    fc.integer({ min: 1, max: 24 }),
    fc.integer({ min: 1, max: 3 }),
  );
  fc.assert(
    fc.property(members, counts, (readers, partitions) => {
      const topics = topicNames.map((name, index) => ({ name, id: index, partitions: partitions[index] ?? 1 }));
      const shares = readers.map(({ memberId }) => dealPartitions(readers, topics, memberId));
      for (const [index, share] of shares.entries()) {
        expect(share.every(({ topic }) => readers[index]?.topics.includes(topic))).toBe(true);
        expect(dealPartitions(readers, topics.toReversed(), readers[index]?.memberId ?? '')).toEqual(share);
      }
      for (const topic of topics) {
        const eligible = shares.filter((_, index) => readers[index]?.topics.includes(topic.name));
        const held = eligible.flatMap((share) =>
          share.filter((place) => place.topic === topic.name).map(({ partition }) => partition),
        );
        if (eligible.length === 0) continue;
        expect(held.toSorted((left, right) => left - right)).toEqual(
          Array.from({ length: topic.partitions }, (_, partition) => partition),
        );
        const sizes = eligible.map((share) => share.filter((place) => place.topic === topic.name).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('requests keep every record in order, and no batch is over its limit', () => {
  const item = fc.record({ partition: fc.integer({ min: 0, max: 3 }), bytes: fc.integer({ min: 0, max: 1_048_576 }) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), (places) => {
      const items = places.map(({ partition, bytes }, index) => ({
        partition,
        bytes,
        record: { topic: 't', key: String(index), headers: {}, value: new Uint8Array(0) },
      }));
      const requests = cutRequests(items);
      expect(requests.flat()).toEqual(items);
      for (const request of requests) {
        for (const batch of Map.groupBy(request, ({ partition }) => partition).values()) {
          const bytes = batch.reduce((sum, each) => sum + each.bytes + 100, 0);
          expect(batch.length === 1 || bytes <= 1_048_576).toBe(true);
          expect(bytes).toBeLessThan(2_097_152);
        }
      }
    }),
  );
});

test.each([
  ['a:9092', ['a:9092']],
  [' a:9092 , b.example:19092,', ['a:9092', 'b.example:19092']],
  ['[::1]:9092', ['[::1]:9092']],
  ['', []],
  [undefined, []],
])('brokers %j are %j', (text, brokers) => {
  expect(parseBrokers(text)).toEqual(brokers);
});

test.each(['a', 'a:x', 'a:0', 'a:65536', ':9092', 'http://a:9092', 'a:9092;b:9092', 'user:pw@a:9092'])(
  'brokers %j are refused by their place, without being quoted',
  (text) => {
    expect(() => parseBrokers(`ok:1,${text}`)).toThrow(/Broker 2 of KAFKA_BROKERS/);
  },
);
