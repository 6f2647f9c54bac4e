// What every adapter promises of publishing and reading: order, positions, sizes, refusals.
import { describe, expect, test } from 'vitest';
import { MAXIMUM_RECORD_BYTES, partitionOf, type RecordBatch } from '../src/index.ts';
import { contractContext, readAll, refusal } from './support/contract-context.ts';
import { type Harness, makeRecords, makeTopic, unique, valuesOf } from './support/harness.ts';
import { digestOf } from './support/sink.ts';

export function publishingContract(name: string, harness: () => Harness): void {
  describe(`${name}: publishing and reading`, () => {
    const { log } = contractContext(harness);

    test('positions come back in the order of the input, gapless in each partition, where murmur2 puts the key', async () => {
      const topic = await makeTopic(log(), 5);
      const records = makeRecords(topic, 0, 200);
      const positions = await log().publish(records);
      expect(positions.map(({ partition }) => partition)).toEqual(records.map(({ key }) => partitionOf(key, 5)));
      const marks = await log().administration.watermarks([topic]);
      for (const { partition, first, next } of marks) {
        const offsets = positions.filter((position) => position.partition === partition).map(({ offset }) => offset);
        expect(first).toBe(0);
        expect(offsets).toEqual(Array.from({ length: next }, (_, index) => index));
      }
    });

    test('what is read is what was published, in order of each key, at the positions that were given', async () => {
      const topic = await makeTopic(log(), 3);
      const records = makeRecords(topic, 0, 300, 7);
      const positions = await log().publish(records);
      const started = Date.now();
      const read = (await Promise.all([0, 1, 2].map((partition) => readAll(log(), topic, partition, 40)))).flat();
      const byPlace = new Map(
        read.flatMap(({ records: each }) => each).map((record) => [`${record.partition}/${record.offset}`, record]),
      );
      expect(byPlace.size).toBe(300);
      records.forEach((record, index) => {
        const position = positions[index];
        const found = byPlace.get(`${position?.partition}/${position?.offset}`);
        expect({ key: found?.key, headers: found?.headers, value: Buffer.from(found?.value ?? []).toString() }).toEqual(
          {
            key: record.key,
            headers: record.headers,
            value: Buffer.from(record.value).toString(),
          },
        );
        // The log's clock, in whole milliseconds; a minute of leeway is for a broker on another machine.
        expect(Math.abs((found?.recordedAt.getTime() ?? 0) - started)).toBeLessThan(60_000);
      });
      for (const batch of read) {
        expect(batch.records.length).toBeLessThanOrEqual(40);
        expect(batch.records[0]?.offset).toBe(batch.fromOffset);
        expect(batch.nextOffset).toBe((batch.records.at(-1)?.offset ?? 0) + 1);
      }
    });

    test('a read stops at the offset that it was asked to, begins where it was told, and refuses a place beyond the end', async () => {
      const topic = await makeTopic(log(), 1);
      await log().publish(makeRecords(topic, 0, 50));
      const offsets: number[] = [];
      for await (const batch of log().read(
        { topic, partition: 0, nextOffset: 10 },
        { until: 33, maximumBatchRecords: 10 },
      )) {
        offsets.push(...batch.records.map(({ offset }) => offset));
      }
      expect(offsets).toEqual(Array.from({ length: 23 }, (_, index) => index + 10));
      const beyond = log().read({ topic, partition: 0, nextOffset: 51 });
      expect(await refusal(beyond[Symbol.asyncIterator]().next())).toBe('position-beyond-log');
      const atEnd = log().read({ topic, partition: 0, nextOffset: 50 });
      expect((await atEnd[Symbol.asyncIterator]().next()).done).toBe(true);
    });

    test('a reader that leaves early ends the read', async () => {
      const topic = await makeTopic(log(), 1);
      await log().publish(makeRecords(topic, 0, 50));
      for await (const batch of log().read({ topic, partition: 0, nextOffset: 0 }, { maximumBatchRecords: 5 })) {
        expect(batch.records).toHaveLength(5);
        break;
      }
    });

    test('times never fall within a partition', async () => {
      const topic = await makeTopic(log(), 1);
      await Promise.all(Array.from({ length: 20 }, (_, index) => log().publish(makeRecords(topic, index * 5, 5))));
      const times = (await readAll(log(), topic, 0)).flatMap(({ records }) =>
        records.map(({ recordedAt }) => recordedAt.getTime()),
      );
      expect(times).toHaveLength(100);
      expect(times).toEqual(times.toSorted((left, right) => left - right));
    });

    test('records of 0 bytes, of 1 byte, of 900 KB and of every byte value come back whole', async () => {
      const topic = await makeTopic(log(), 1);
      const values = [
        Buffer.alloc(0),
        Buffer.from('x'),
        Buffer.alloc(900_000, 'abc'),
        Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      ];
      const awkward = { ünïcode: 'Żółć "quoted" \\ \n', empty: '', __proto__key: 'x' };
      for (const value of values) await log().publish([{ topic, key: 'k', headers: awkward, value }]);
      await log().publish(
        Array.from({ length: 12 }, () => ({ topic, key: 'k', headers: {}, value: Buffer.alloc(900_000, 'z') })),
      );
      const batches = await readAll(log(), topic, 0);
      const read = batches.flatMap(({ records }) => records);
      expect(read.slice(0, 4).map(({ value }) => digestOf(value))).toEqual(values.map(digestOf));
      expect(read[0]?.headers).toEqual(awkward);
      expect(read).toHaveLength(16);
      for (const { records } of batches)
        expect(records.reduce((sum, { value }) => sum + value.byteLength, 0)).toBeLessThan(10_000_000);
    });

    test('a record over the limit is refused by name, and nothing of the call is in the log', async () => {
      const topic = await makeTopic(log(), 1);
      const fits = { topic, key: 'k', headers: {}, value: Buffer.alloc(MAXIMUM_RECORD_BYTES - 1) };
      const tooLarge = { ...fits, value: Buffer.alloc(MAXIMUM_RECORD_BYTES) };
      expect(await refusal(log().publish([...makeRecords(topic, 0, 3), tooLarge]))).toBe('record-too-large');
      expect(await log().administration.watermarks([topic])).toEqual([{ topic, partition: 0, first: 0, next: 0 }]);
      expect(await refusal(log().publish([fits]))).toBe('accepted');
      expect(await refusal(log().publish([{ ...fits, key: 'a\0b', value: Buffer.from('x') }]))).toBe('record-invalid');
    });

    test('an unknown topic is refused by every call, and another partition count by name', async () => {
      const topic = unique('unknown');
      expect(await refusal(log().publish(makeRecords(topic, 0, 1)))).toBe('unknown-topic');
      expect(await refusal(log().administration.watermarks([topic]))).toBe('unknown-topic');
      expect(await refusal(log().read({ topic, partition: 0, nextOffset: 0 })[Symbol.asyncIterator]().next())).toBe(
        'unknown-topic',
      );
      const handle = (batch: RecordBatch) => Promise.resolve({ nextOffset: batch.nextOffset });
      expect(
        await refusal(
          log().subscribe({ group: topic, topics: [topic], loadPositions: () => Promise.resolve([]), handle }),
        ),
      ).toBe('unknown-topic');
      expect(await log().administration.ensureTopics([{ name: topic, partitions: 2 }])).toEqual({ created: [topic] });
      expect(await log().administration.ensureTopics([{ name: topic, partitions: 2 }])).toEqual({ created: [] });
      expect(await refusal(log().administration.ensureTopics([{ name: topic, partitions: 3 }]))).toBe(
        'partition-count-differs',
      );
      expect((await log().administration.topics()).find((each) => each.name === topic)).toEqual({
        name: topic,
        partitions: 2,
      });
      expect(await log().publish([])).toEqual([]);
    });

    test('many publishers at once lose nothing and share no offset', async () => {
      const topic = await makeTopic(log(), 4);
      const calls = Array.from({ length: 40 }, (_, index) => log().publish(makeRecords(topic, index * 25, 25, 9)));
      const places = (await Promise.all(calls)).flat().map(({ partition, offset }) => `${partition}/${offset}`);
      expect(new Set(places).size).toBe(1_000);
      const read = (await Promise.all([0, 1, 2, 3].map((partition) => readAll(log(), topic, partition)))).flat();
      expect(read.flatMap(({ records }) => records.map(({ value }) => Buffer.from(value).toString())).sort()).toEqual(
        valuesOf(1_000),
      );
    });
  });
}
