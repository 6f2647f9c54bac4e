// What every adapter promises when things break: killed and frozen readers, a log that dies, slow handlers, and seeded chaos.
import { createPool, type Pool } from '@clew/database';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { EventLog, RecordBatch, SubscriptionFault } from '../src/index.ts';
import { contractContext, until } from './support/contract-context.ts';
import {
  type Harness,
  makeRecords,
  makeTopic,
  type OwnServer,
  openByKind,
  startWorker,
  unique,
  valuesOf,
  type Worker,
  type WorkerOptions,
} from './support/harness.ts';
import { createSink, type Sink } from './support/sink.ts';

export function faultContract(name: string, harness: () => Harness): void {
  describe(`${name}: readers that die or freeze`, () => {
    const { log, another, sink, database } = contractContext(harness);
    const workers: Worker[] = [];
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    });
    const work = (options: Omit<WorkerOptions, 'log' | 'sink'>): Worker => {
      const worker = startWorker({ log: harness().settings, sink: database().connectionString, ...options });
      workers.push(worker);
      return worker;
    };
    const take = (group: string, topic: string, seen: string[] = []) =>
      another().subscribe({
        group,
        topics: [topic],
        loadPositions: sink().loadPositions,
        handle: (batch) => {
          seen.push(`${batch.partition}/${batch.fromOffset}`);
          return sink().handle(batch);
        },
      });

    test('killed between its writing and its commit: nothing is lost and nothing comes twice', async () => {
      const topic = await makeTopic(log(), 2);
      const group = unique('group');
      await log().publish(makeRecords(topic, 0, 400));
      const worker = work({ group, topic, holdAt: 'written' });
      await worker.line('written');
      await worker.kill();
      expect(await sink().values(topic)).toEqual([]);
      await take(group, topic);
      await until(async () => expect((await sink().values(topic)).sort()).toEqual(valuesOf(400)));
    });

    test('frozen before its transaction: its partitions move, and when it wakes it writes nothing', async () => {
      const topic = await makeTopic(log(), 2);
      const group = unique('group');
      await log().publish(makeRecords(topic, 0, 400));
      const worker = work({ group, topic, holdAt: 'received' });
      await worker.line('received');
      worker.child.kill('SIGSTOP');
      await take(group, topic);
      await until(async () => expect(await sink().values(topic)).toHaveLength(400));
      worker.release();
      worker.child.kill('SIGCONT');
      await worker.line('elsewhere');
      await log().publish(makeRecords(topic, 400, 100));
      await until(async () => expect(await sink().values(topic)).toHaveLength(500));
      expect((await sink().values(topic)).sort()).toEqual(valuesOf(500));
    });

    test('frozen inside its transaction: the server ends that, another reader goes on, and the commit of the woken one fails', async () => {
      const topic = await makeTopic(log(), 1);
      const group = unique('group');
      await log().publish(makeRecords(topic, 0, 400));
      const worker = work({ group, topic, holdAt: 'written', idleInTransactionMilliseconds: 1_000 });
      await worker.line('written');
      worker.child.kill('SIGSTOP');
      await take(group, topic);
      await until(async () => expect(await sink().values(topic)).toHaveLength(400));
      worker.release();
      worker.child.kill('SIGCONT');
      await worker.line('fault handler-failed');
      await log().publish(makeRecords(topic, 400, 100));
      await until(async () => expect(await sink().values(topic)).toHaveLength(500));
      expect((await sink().values(topic)).sort()).toEqual(valuesOf(500));
    });

    test('a slow handler holds the log back: a reader of 120 MB keeps a small part of it', async () => {
      const topic = await makeTopic(log(), 3);
      const worker = work({ group: unique('group'), topic, holdAt: 'received', reportMemory: true });
      await worker.line('assigned 3');
      const value = Buffer.alloc(60_000);
      for (let index = 0; index < 2_000; index += 50) {
        await log().publish(
          Array.from({ length: 50 }, (_, each) => {
            value.writeUInt32LE(Math.imul(index + each + 1, 2_654_435_761) >>> 0, 0);
            return { topic, key: `key-${index + each}`, headers: {}, value: scramble(value, index + each) };
          }),
        );
      }
      await worker.line('received');
      const before = worker.lines().length;
      await until(() => expect(worker.lines().length).toBeGreaterThan(before + 5));
      const peak = Math.max(
        ...worker.lines().flatMap((line) => (line.startsWith('memory ') ? [Number(line.slice(7))] : [])),
      );
      expect(peak).toBeLessThan(70_000_000);
      expect(worker.lines().filter((line) => line.startsWith('received')).length).toBeLessThanOrEqual(3);
      worker.release();
      await until(async () => expect(await sink().values(topic)).toHaveLength(2_000));
      const after = Math.max(
        ...worker.lines().flatMap((line) => (line.startsWith('memory ') ? [Number(line.slice(7))] : [])),
      );
      expect(after).toBeLessThan(70_000_000);
    });
  });

  describe(`${name}: chaos`, () => {
    const { log, sink, database } = contractContext(harness);
    /** The sink as seen by the test itself, over connections that are not cut. */
    let observer: Sink;
    let control: Pool;
    beforeAll(() => {
      control = createPool({ connectionString: database().connectionString, applicationName: 'clew-chaos' });
      observer = createSink(control);
    });
    afterAll(() => control.end());

    /** What may happen next; numbers are taken modulo what there is. */
    const action = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('publish' as const), number: fc.integer({ min: 1, max: 80 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('rewind' as const), number: fc.nat(1_000) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), number: fc.nat(1_000) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), number: fc.nat(1_000) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('throw' as const), number: fc.integer({ min: 1, max: 3 }) }),
      },
    );

    test('after any mix of throws, restarts, cut connections and restored stores the sink holds the exact set', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 14 }), async (actions) => {
          const topic = await makeTopic(log(), 3);
          const group = unique('group');
          const readers: EventLog[] = [];
          let throws = 0;
          const throwNow = (when: 'before' | 'after'): boolean => {
            if (throws === 0 || (throws % 2 === 0) !== (when === 'before')) return false;
            throws -= 1;
            return true;
          };
          const start = async (): Promise<void> => {
            const reader = openByKind(harness().settings);
            readers.push(reader);
            await reader.subscribe({
              group,
              topics: [topic],
              maximumBatchRecords: 20,
              loadPositions: sink().loadPositions,
              handle: async (batch: RecordBatch) => {
                if (throwNow('before')) throw new Error('before the transaction');
                const outcome = await sink().handle(batch);
                if (throwNow('after')) throw new Error('after the commit');
                return outcome;
              },
            });
          };
          let published = 0;
          await Promise.all([start(), start()]);
          for (const { kind, number } of actions) {
            if (kind === 'publish') {
              await log().publish(makeRecords(topic, published, number));
              published += number;
            } else if (kind === 'rewind')
              await observer.restoreTo(topic, number % 3, number % (Math.trunc(published / 3) + 1));
            else if (kind === 'throw') throws += number;
            else if (kind === 'cut') await cutConnections();
            else {
              const [gone] = readers.splice(number % readers.length, 1);
              await Promise.all([gone?.close(), start()]);
            }
          }
          await until(async () => expect((await observer.values(topic)).sort()).toEqual(valuesOf(published)));
          await Promise.all(readers.map((reader) => reader.close()));
          expect((await observer.values(topic)).sort()).toEqual(valuesOf(published));
        }),
        {
          numRuns: 8,
          endOnFailure: true,
          ...(process.env.CLEW_SEED === undefined ? {} : { seed: Number(process.env.CLEW_SEED) }),
        },
      );
    }, 120_000);

    /** Ends every connection that the readers' sink has, in the middle of whatever it does. */
    const cutConnections = async (): Promise<void> => {
      await control.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'clew-test'",
      );
    };
  });
}

/** A log that is ours to kill: it dies at start and in the middle, and everything waits with a reason and goes on. */
export function outageContract(name: string, ownServer: () => Promise<OwnServer>): void {
  describe(`${name}: a log that dies`, () => {
    const { database, sink } = contractContext(() => ({
      settings: {
        kind: 'postgres',
        connectionString: 'postgresql://127.0.0.1:1/unused',
        sessionTimeoutMilliseconds: 1_500,
      },
    }));

    test('unreachable at the start and dying in the middle: refused with a reason, waited for, and gone on with', async () => {
      const server = await ownServer();
      const publisher = openByKind(server.settings);
      const reader = openByKind(server.settings);
      try {
        const topic = await makeTopic(publisher, 2);
        await publisher.publish(makeRecords(topic, 0, 50));
        await server.kill();

        await expect(reader.check()).rejects.toMatchObject({ code: 'log-unreachable', retryable: true });
        await expect(publisher.publish(makeRecords(topic, 50, 1))).rejects.toMatchObject({
          code: 'log-unreachable',
          retryable: true,
        });

        const faults: SubscriptionFault[] = [];
        const own = createSink(database().pool);
        const subscription = await reader.subscribe({
          group: unique('group'),
          topics: [topic],
          loadPositions: own.loadPositions,
          handle: own.handle,
          onFault: (fault) => faults.push(fault),
        });
        await until(() => expect(faults[0]?.code).toBe('log-unreachable'));
        expect(subscription.healthy()).toBe(false);
        await server.restart();
        await until(async () => expect((await distinct(topic)).length).toBeGreaterThanOrEqual(50));
        // Told after the commit that shows the records, so not yet when they are seen.
        await until(() => expect(faults.at(-1)?.code).toBe('recovered'));
        await until(() => expect(subscription.healthy()).toBe(true));

        const seen = faults.length;
        await server.kill();
        await until(() => expect(faults.slice(seen).map(({ code }) => code)).toContain('log-unreachable'));
        await server.restart();
        await until(async () => {
          await publisher.publish(makeRecords(topic, 100, 50));
        });
        // A publish that threw may have been taken all the same: then its records stand in the log more than once, as the port says.
        await until(async () => expect(await distinct(topic)).toEqual(expect.arrayContaining(valuesOf(50, 100))));
        await until(() => expect(faults.at(-1)?.code).toBe('recovered'));
        expect(await duplicatePlaces(topic)).toBe(0);
      } finally {
        await Promise.all([publisher.close(), reader.close()]);
        await server.dispose();
      }
    }, 120_000);

    const distinct = async (topic: string): Promise<string[]> => [...new Set(await sink().values(topic))].sort();
    const duplicatePlaces = async (topic: string): Promise<number> => {
      const rows = await sink().rows(topic);
      return rows.length - new Set(rows.map(({ partition, offset }) => `${partition}/${offset}`)).size;
    };
  });
}

/** Bytes that do not compress, so that what the broker counts is what the reader gets. */
function scramble(template: Buffer, seed: number): Buffer {
  const bytes = Buffer.from(template);
  let state = seed + 1;
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + at;
    bytes.writeInt32LE(state | 0, at);
  }
  return bytes;
}
