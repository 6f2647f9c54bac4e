// The outbox and its relay: nothing lost, nothing out of order for a key, the same id again after a crash.

import { type EventLog, type NewRecord, openPostgresLog } from '@clew/event-log';
import { decodeRecord, topics } from '@clew/events';
import { createLogger } from '@clew/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrateIdentity } from '../src/migrations.ts';
import { measureOutbox, relayOnce, startRelay } from '../src/relay.ts';
import { ask, createTestDatabase, insuranceNumber, personRequest, startService, type TestDatabase } from './support.ts';

let database: TestDatabase;
let log: EventLog;
const topic = topics.identity.name;
const silent = createLogger({ service: 'relay', destination: { write: () => undefined } });

beforeAll(async () => {
  database = await createTestDatabase();
  log = openPostgresLog({ connectionString: database.connectionString });
  await migrateIdentity(database.pool);
  await log.administration.ensureTopics([{ name: topic, partitions: topics.identity.partitions }]);
});

afterAll(async () => {
  await log.close();
  await database.dispose();
});

beforeEach(async () => {
  await database.pool.query('delete from identity.outbox');
});

/** Puts events into the outbox: `count` for each key, in turns. */
async function fillOutbox(keys: readonly string[], count: number): Promise<void> {
  await database.pool.query(
    `insert into identity.outbox (event_id, topic, key, headers, value, written_at)
     select gen_random_uuid()::text, $1, key, jsonb_build_object('ce_id', key || '-' || number), '\\x7b7d', clock_timestamp()
       from generate_series(1, $3::integer) as number, unnest($2::text[]) as key order by number, key`,
    [topic, keys, count],
  );
}

async function publishedIds(): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  for (const { partition } of await log.administration.watermarks([topic])) {
    for await (const batch of log.read({ topic, partition, nextOffset: 0 })) {
      for (const { key, headers } of batch.records) {
        const id = headers['ce_id'] ?? '?';
        ids.set(key ?? '?', [...(ids.get(key ?? '?') ?? []), id]);
      }
    }
  }
  return ids;
}

/** The ids in the order in which a reader that recognises ids sees them. */
const once = (ids: readonly string[] | undefined) => [...new Set(ids)];
const inOrder = (key: string, count: number) => Array.from({ length: count }, (_, index) => `${key}-${index + 1}`);

describe('relayOnce', () => {
  it('sends in order and marks as sent', async () => {
    await fillOutbox(['a', 'b'], 7);
    expect(await relayOnce(database.pool, log, { maximumRecords: 10 })).toEqual({ kind: 'sent', count: 10 });
    expect(await measureOutbox(database.pool)).toMatchObject({ depth: 4 });
    expect(await relayOnce(database.pool, log, { maximumRecords: 10 })).toEqual({ kind: 'sent', count: 4 });
    expect(await relayOnce(database.pool, log, { maximumRecords: 10 })).toEqual({ kind: 'sent', count: 0 });
    expect(await measureOutbox(database.pool)).toEqual({ depth: 0, oldestSeconds: 0 });
    const ids = await publishedIds();
    expect([ids.get('a'), ids.get('b')]).toEqual([inOrder('a', 7), inOrder('b', 7)]);
  });

  it('sends the same ids again after a death between publish and mark', async () => {
    await fillOutbox(['c'], 5);
    const dying: Pick<EventLog, 'publish'> = {
      publish: async (records) => {
        await log.publish(records);
        throw new Error('killed');
      },
    };
    await expect(relayOnce(database.pool, dying)).rejects.toThrow('killed');
    expect(await measureOutbox(database.pool)).toMatchObject({ depth: 5 });
    await relayOnce(database.pool, log);
    const ids = (await publishedIds()).get('c');
    expect(ids).toEqual([...inOrder('c', 5), ...inOrder('c', 5)]);
    expect(once(ids)).toEqual(inOrder('c', 5));
  });

  it('loses its lock with its connection: another relay goes on, and the late mark of the first fails whole', async () => {
    await fillOutbox(['d'], 3);
    const cutOff: Pick<EventLog, 'publish'> = {
      publish: async (records) => {
        const positions = await log.publish(records);
        await database.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`,
        );
        await expect.poll(() => relayOnce(database.pool, log)).toEqual({ kind: 'sent', count: 3 });
        return positions;
      },
    };
    await expect(relayOnce(database.pool, cutOff)).rejects.toThrow();
    expect(await measureOutbox(database.pool)).toMatchObject({ depth: 0 });
    expect(once((await publishedIds()).get('d'))).toEqual(inOrder('d', 3));
  });

  it('leaves the work to the relay that is at it', async () => {
    await fillOutbox(['e'], 1);
    const seen: unknown[] = [];
    await relayOnce(database.pool, {
      publish: async (records) => {
        seen.push(await relayOnce(database.pool, log));
        return log.publish(records);
      },
    });
    expect(seen).toEqual([{ kind: 'busy' }]);
    expect((await publishedIds()).get('e')).toEqual(['e-1']);
  });
});

describe('several relays', () => {
  it('keep the order of each key through a log that fails now and then', async () => {
    const keys = ['f', 'g', 'h'];
    let calls = 0;
    const flaky: Pick<EventLog, 'publish'> = {
      publish: async (records: readonly NewRecord[]) => {
        calls += 1;
        if (calls % 3 === 1) throw new Error('the log is away');
        const positions = await log.publish(records);
        if (calls % 3 === 2) throw new Error('the answer was lost');
        return positions;
      },
    };
    const relays = [1, 2, 3].map(() =>
      startRelay({
        pool: database.pool,
        log: flaky,
        logger: silent,
        maximumRecords: 7,
        idlePauseMilliseconds: 5,
        longestPauseMilliseconds: 20,
      }),
    );
    await fillOutbox(keys, 20);
    for (const relay of relays) relay.wake();
    await expect.poll(async () => (await measureOutbox(database.pool)).depth).toBe(0);
    await Promise.all(relays.map((relay) => relay.stop()));
    const ids = await publishedIds();
    for (const key of keys) expect(once(ids.get(key))).toEqual(inOrder(key, 20));
  });
});

describe('a log that does not answer', () => {
  it('does not hold up the stop, and its events stay unsent', async () => {
    await fillOutbox(['i'], 1);
    let asked = 0;
    const mute: Pick<EventLog, 'publish'> = {
      publish: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    };
    const relay = startRelay({ pool: database.pool, log: mute, logger: silent, stopWithinMilliseconds: 50 });
    await expect.poll(() => asked).toBe(1);
    await relay.stop();
    expect(await measureOutbox(database.pool)).toMatchObject({ depth: 1 });
    await relayOnce(database.pool, log);
    expect((await publishedIds()).get('i')).toEqual(['i-1']);
  });
});

describe('the service', () => {
  it('publishes an event of the catalogue for each number, and none for a number that existed', async () => {
    const running = await startService(database, undefined, log);
    const one = await ask(running.url, 'outbox-1', personRequest({ nationalInsuranceNumber: insuranceNumber(1) }));
    await ask(
      running.url,
      'outbox-2',
      personRequest({ nationalInsuranceNumber: insuranceNumber(1), department: 'home-office' }),
    );
    await expect.poll(async () => (await measureOutbox(database.pool)).depth).toBe(0);
    const events = [];
    for (const { partition } of await log.administration.watermarks([topic])) {
      for await (const batch of log.read({ topic, partition, nextOffset: 0 })) {
        events.push(
          ...batch.records.filter(({ key }) => key === one.body.staffNumber).map((record) => decodeRecord(record)),
        );
      }
    }
    expect(events).toEqual([
      {
        ok: true,
        value: expect.objectContaining({
          name: 'staffNumberIssued',
          source: '/clew/id-service',
          subject: one.body.staffNumber,
          data: { effectiveDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string, department: 'hm-treasury' },
        }) as unknown,
      },
    ]);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/clew_identity_outbox_depth\{[^}]*\} 0/);
    expect(metrics).toMatch(/identity_answers_total\{[^}]*outcome="issued"[^}]*\} 1/);
    await running.service.close();
  });
});
