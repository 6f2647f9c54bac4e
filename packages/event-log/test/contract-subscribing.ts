// What every adapter promises of subscribing: groups that share partitions, faults told, stores that stand elsewhere, and clean stops.
import { describe, expect, test } from 'vitest';
import type { SubscriptionFault } from '../src/index.ts';
import { contractContext, refusal, until } from './support/contract-context.ts';
import { type Harness, makeRecords, makeTopic, unique, valuesOf } from './support/harness.ts';

export function subscribingContract(name: string, harness: () => Harness): void {
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
            throw new TypeError('Given0001 Family0001, born 1990-01-01');
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
      expect(JSON.stringify(faults)).not.toContain('Given0001');
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
