// What every adapter of the log promises, as one suite: publishing, reading, groups, restored stores. Faults are in contract-faults.ts.
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type EventLog,
  LogError,
  MAXIMUM_RECORD_BYTES,
  partitionOf,
  type RecordBatch,
  type SubscriptionFault,
} from '../src/index.ts';
import { type Harness, makeRecords, makeTopic, openByKind, unique, valuesOf } from './support/harness.ts';
import { createSink, createSinkTables, digestOf, type Sink } from './support/sink.ts';

/** Polls without a fixed pause; what is awaited must come within 25 seconds. */
export const until = (check: () => Promise<void> | void): Promise<void> =>
  vi.waitFor(check, { timeout: 25_000, interval: 50 });

const codeOf = (error: unknown): string => (error instanceof LogError ? error.code : `no LogError: ${String(error)}`);
const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', codeOf);

export interface ContractContext {
  readonly database: () => TestDatabase;
  readonly sink: () => Sink;
  readonly log: () => EventLog;
  /** Another reader or publisher; closed after the test. */
  readonly another: () => EventLog;
}

/** Sets the suite's database, sink and log up; each test closes what it opened. */
export function contractContext(harness: () => Harness): ContractContext {
  let database: TestDatabase;
  let sink: Sink;
  let log: EventLog;
  const opened: EventLog[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    await createSinkTables(database.pool);
    sink = createSink(database.pool);
    log = openByKind(harness().settings);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });
  afterAll(async () => {
    await log?.close();
    await database?.dispose();
  });
  return {
    database: () => database,
    sink: () => sink,
    log: () => log,
    another: () => {
      const made = openByKind(harness().settings);
      opened.push(made);
      return made;
    },
  };
}

async function readAll(log: EventLog, topic: string, partition: number, limit = 1_000): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of log.read({ topic, partition, nextOffset: 0 }, { maximumBatchRecords: limit }))
    batches.push(batch);
  return batches;
}

export function contract(name: string, harness: () => Harness): void {
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

  describe(`${name}: subscribing`, () => {
    const { log, another, sink, database } = contractContext(harness);

    test('every record comes once, in order of its key, over batches no larger than asked for', async () => {
      const topic = await makeTopic(log(), 4);
      await log().publish(makeRecords(topic, 0, 500, 11));
      const sizes: number[] = [];
      const subscription = await another().subscribe({
        group: unique('group'),
        topics: [topic],
        maximumBatchRecords: 37,
        loadPositions: sink().loadPositions,
        handle: (batch) => {
          sizes.push(batch.records.length);
          expect(batch.highWatermark).toBeGreaterThanOrEqual(batch.nextOffset);
          return sink().handle(batch);
        },
      });
      await log().publish(makeRecords(topic, 500, 500, 11));
      await until(async () => expect(await sink().values(topic)).toHaveLength(1_000));
      expect(subscription.healthy()).toBe(true);
      expect(subscription.assignment()).toHaveLength(4);
      await subscription.stop();
      expect(subscription.healthy()).toBe(false);
      const rows = await sink().rows(topic);
      expect(rows.map(({ value }) => value).sort()).toEqual(valuesOf(1_000));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(37);
      for (const key of new Set(rows.map((row) => row.key))) {
        const numbers = rows.filter((row) => row.key === key).map(({ value }) => Number(value.slice(1)));
        expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
      }
    });

    test('a handler that throws is told of by its name alone, and gets the same batch again; other partitions go on', async () => {
      const topic = await makeTopic(log(), 4);
      await log().publish(makeRecords(topic, 0, 200));
      const faults: SubscriptionFault[] = [];
      const seen: string[] = [];
      let throws = 2;
      await another().subscribe({
        group: unique('group'),
        topics: [topic],
        loadPositions: sink().loadPositions,
        onFault: (fault) => faults.push(fault),
        handle: async (batch) => {
          seen.push(`${batch.partition}/${batch.fromOffset}`);
          if (batch.partition === 1 && throws > 0) {
            throws -= 1;
            throw new TypeError('Jane Doe, born 1990-01-01');
          }
          return sink().handle(batch);
        },
      });
      await until(async () => expect((await sink().values(topic)).sort()).toEqual(valuesOf(200)));
      expect(seen.filter((place) => place === '1/0')).toHaveLength(3);
      await until(() =>
        expect(faults.map(({ code, attempt }) => `${code} ${attempt}`)).toEqual([
          'handler-failed 1',
          'handler-failed 2',
          'recovered 2',
        ]),
      );
      expect(faults[0]?.message).toContain('TypeError');
      expect(JSON.stringify(faults)).not.toContain('Jane');
    });

    test('a store that stands elsewhere is followed, back and forth', async () => {
      const topic = await makeTopic(log(), 1);
      await log().publish(makeRecords(topic, 0, 100));
      const calls: number[] = [];
      // The store answers what it likes: 0 -> 60 (another reader went on), 60 -> 20 (restored), 20 -> 100.
      const answers = new Map([
        [0, 60],
        [60, 20],
        [20, 100],
      ]);
      await another().subscribe({
        group: unique('group'),
        topics: [topic],
        loadPositions: () => Promise.resolve([]),
        handle: (batch) => {
          calls.push(batch.fromOffset);
          expect(batch.records[0]?.offset).toBe(batch.fromOffset);
          return Promise.resolve({ nextOffset: answers.get(batch.fromOffset) ?? batch.nextOffset });
        },
      });
      await until(() => expect(calls).toEqual([0, 60, 20]));
      await log().publish(makeRecords(topic, 100, 1));
      await until(() => expect(calls).toEqual([0, 60, 20, 100]));
    });

    test('a store that was restored to an earlier day gets the missing records again, with no new record to wake it', async () => {
      const topic = await makeTopic(log(), 2);
      await log().publish(makeRecords(topic, 0, 300));
      await another().subscribe({
        group: unique('group'),
        topics: [topic],
        loadPositions: sink().loadPositions,
        handle: sink().handle,
      });
      await until(async () => expect(await sink().values(topic)).toHaveLength(300));
      await sink().restoreTo(topic, 0, 17);
      await until(async () => expect((await sink().values(topic)).sort()).toEqual(valuesOf(300)));
    });

    test('a position beyond the log is told of and waited at: nothing is skipped', async () => {
      const topic = await makeTopic(log(), 1);
      await log().publish(makeRecords(topic, 0, 10));
      await database().pool.query('INSERT INTO sink_position VALUES ($1, 0, 25)', [topic]);
      const faults: SubscriptionFault[] = [];
      await another().subscribe({
        group: unique('group'),
        topics: [topic],
        loadPositions: sink().loadPositions,
        handle: sink().handle,
        onFault: (fault) => faults.push(fault),
      });
      await until(() => expect(faults.map(({ code }) => code)).toContain('position-beyond-log'));
      await log().publish(makeRecords(topic, 10, 5));
      await until(() => expect(faults.filter(({ code }) => code === 'position-beyond-log').length).toBeGreaterThan(1));
      expect(await sink().values(topic)).toEqual([]);
      await database().pool.query('UPDATE sink_position SET next_offset = 3 WHERE topic = $1', [topic]);
      await until(async () => expect((await sink().values(topic)).sort()).toEqual(valuesOf(12, 3)));
      await until(() => expect(faults.at(-1)?.code).toBe('recovered'));
    });

    test('three readers that join and leave while records flow share the partitions, and nothing comes twice', async () => {
      const topic = await makeTopic(log(), 6);
      const group = unique('group');
      const join = () =>
        another().subscribe({
          group,
          topics: [topic],
          loadPositions: sink().loadPositions,
          handle: sink().handle,
          maximumBatchRecords: 50,
        });
      let published = 0;
      let flowing = true;
      const flow = (async () => {
        while (flowing) {
          await log().publish(makeRecords(topic, published, 60, 40));
          published += 60;
        }
      })();
      const first = await join();
      await until(() => expect(first.assignment()).toHaveLength(6));
      const [second, third] = await Promise.all([join(), join()]);
      const places = () =>
        [first, second, third].flatMap((each) => each.assignment().map(({ partition }) => partition)).sort();
      await until(() => {
        expect([first, second, third].map((each) => each.assignment().length)).toEqual([2, 2, 2]);
        expect(places()).toEqual([0, 1, 2, 3, 4, 5]);
      });
      await first.stop();
      await until(() => expect([second, third].map((each) => each.assignment().length)).toEqual([3, 3]));
      await second.stop();
      flowing = false;
      await flow;
      await until(() => expect(third.assignment()).toHaveLength(6));
      await until(async () => expect(await sink().values(topic)).toHaveLength(published));
      expect((await sink().values(topic)).sort()).toEqual(valuesOf(published));
    });

    test('a stop lets the batch in hand finish, takes no further one, and is over when it says so', async () => {
      const topic = await makeTopic(log(), 1);
      await log().publish(makeRecords(topic, 0, 100));
      const started = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      let calls = 0;
      const subscription = await another().subscribe({
        group: unique('group'),
        topics: [topic],
        maximumBatchRecords: 10,
        loadPositions: sink().loadPositions,
        handle: async (batch) => {
          calls += 1;
          started.resolve();
          await release.promise;
          return sink().handle(batch);
        },
      });
      await started.promise;
      let over = false;
      const stopping = subscription.stop().then(() => {
        over = true;
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(over).toBe(false);
      release.resolve();
      await stopping;
      expect(calls).toBe(1);
      expect((await sink().values(topic)).sort()).toEqual(valuesOf(10));
      await subscription.stop();
    });

    test('a closed log refuses every call', async () => {
      const closed = another();
      await closed.close();
      await closed.close();
      expect(await refusal(closed.check())).toBe('closed');
      expect(await refusal(closed.publish(makeRecords('any', 0, 1)))).toBe('closed');
    });
  });
}
