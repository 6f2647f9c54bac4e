// From the log into careers, through a kill and a poison, and the whole of it again: the same digest, on every log.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EventLog } from '@clew/event-log';
import { type ClewEvent, encodeRecord } from '@clew/events';
import { testKafka } from '@clew/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, openLedger, type RebuildProgress } from '../src/index.ts';
import { exit, hire, staffNumbers } from './support/events.ts';
import { drafts, eventsOf } from './support/generate.ts';
import type { KilledProjector } from './support/killed-projector.ts';
import { comparePerson, countRows, createTestLedger, type TestLedger, violations } from './support/ledger.ts';
import { type LogConfiguration, openTestLog, testTopics } from './support/logs.ts';

const kafka = await testKafka();
const adapters = [
  { kind: 'postgres' as const, brokers: [] as readonly string[] },
  { kind: 'kafka' as const, brokers: kafka?.brokers ?? [] },
];

describe.each(adapters)('on the log of $kind', ({ kind, brokers }) => {
  const skipped = kind === 'kafka' && kafka === undefined;
  let own: TestLedger;
  let log: EventLog;
  let configuration: LogConfiguration;
  const people = staffNumbers(12);
  const events = madeEvents(people, kind);

  beforeAll(async () => {
    if (skipped) return;
    own = await createTestLedger();
    const prefix = new URL(own.database.connectionString).pathname.slice(1);
    configuration = { kind, brokers, prefix, connectionString: own.database.connectionString };
    log = openTestLog(configuration);
    await log.administration.ensureTopics(testTopics);
    await log.publish(events.map(encodeRecord));
  });
  afterAll(async () => {
    if (skipped) return;
    await log.close();
    await own.dispose();
  });

  test.skipIf(skipped)(
    'a projector killed between write and commit leaves nothing, and nothing is lost or doubled',
    async () => {
      const before = await countRows(own.pool, 'event');
      await killBeforeCommit({
        log: configuration,
        connectionString: configuration.connectionString,
        group: 'killed',
        hangAtCommit: 3,
      });
      const after = await countRows(own.pool, 'event');
      expect(after).toBeGreaterThan(before);
      expect(after).toBeLessThan(events.length);
      await projectAll(log, own.ledger);
      expect(await countRows(own.pool, 'event')).toBe(events.length);
      for (const person of people) {
        const { expected, actual } = await comparePerson(
          own.pool,
          person,
          events.filter((event) => event.subject === person),
        );
        expect(actual).toEqual(expected);
      }
      expect(await violations(own.ledger)).toEqual([]);
    },
  );

  test.skipIf(skipped)(
    'a rebuild is identical, switches, keeps what was decided of parked records, and live events go on',
    async () => {
      const [sick, sicker] = staffNumbers(2);
      const poison = (subject: string) => {
        const record = encodeRecord(hire(subject, '2020-01-01'));
        return { ...record, headers: { ...record.headers, ce_type: 'clew.abducted.v1' } };
      };
      const twice = hire(sick, '2019-01-01');
      await log.publish([
        poison(sick),
        poison(sicker),
        ...[twice, exit(sick, '2021-01-01'), hire(sicker, '2020-01-01')].map(encodeRecord),
      ]);
      await log.publish([encodeRecord({ ...hire(people[0], '2019-01-01'), id: twice.id })]);
      await projectAll(log, own.ledger);
      const blocking = (await own.ledger.parked.list()).find((each) => each.code === 'unknown-event-type');
      if (blocking === undefined) throw new Error('nothing was parked');
      await own.ledger.parked.discard(blocking, 'sent by mistake');
      const state = { digest: await own.ledger.digest(), parked: await own.ledger.parked.list({ state: 'all' }) };

      const phases = new Set<RebuildProgress['phase']>();
      const report = await own.ledger.rebuild({
        log,
        maximumBatchRecords: 50,
        onProgress: ({ phase, recordsDone, recordsTotal }) => {
          phases.add(phase);
          expect(recordsDone).toBeLessThanOrEqual(recordsTotal);
        },
      });
      expect(report).toMatchObject({ ok: true, identical: true, switched: true, live: { digest: state.digest } });
      expect([...phases]).toEqual(['reading', 'catching-up', 'comparing', 'switching', 'done']);
      expect(await own.ledger.digest()).toBe(state.digest);
      expect(await own.ledger.parked.list({ state: 'all' })).toEqual(state.parked);
      expect(await violations(own.ledger)).toEqual([]);

      // The old ledger is kept until the next rebuild, and the views look at the new one.
      const { rows } = await own.pool.query(`SELECT to_regclass('ledger_previous.event') IS NOT NULL AS kept,
      pg_get_viewdef('reading.spell'::regclass) LIKE '%ledger.spell%' AS pointed`);
      expect(rows).toEqual([{ kept: true, pointed: true }]);
      const [late] = staffNumbers(1);
      await log.publish([hire(late, '2024-01-01'), exit(people[1], '2030-01-01')].map(encodeRecord));
      await projectAll(log, own.ledger);
      const again = await own.ledger.rebuild({ log });
      expect(again).toMatchObject({ ok: true, identical: true, switched: true });
    },
  );

  test.skipIf(skipped)(
    'a ledger that says something else than its log is not switched unless that is accepted',
    async () => {
      const digest = await own.ledger.digest();
      await own.pool.query(
        `UPDATE ledger.spell SET region = 'wales' WHERE ctid IN (SELECT ctid FROM ledger.spell LIMIT 1)`,
      );
      const spoilt = await own.ledger.digest();
      expect(spoilt).not.toBe(digest);
      expect(await own.ledger.rebuild({ log })).toMatchObject({ ok: true, identical: false, switched: false });
      expect(await own.ledger.digest()).toBe(spoilt);
      const accepted = await own.ledger.rebuild({ log, acceptDifference: true });
      expect(accepted).toMatchObject({ ok: true, identical: false, switched: true, rebuilt: { digest } });
      expect(await own.ledger.digest()).toBe(digest);
    },
  );

  test.skipIf(skipped)('events that come during a rebuild are in it', async () => {
    const [one] = staffNumbers(1);
    let published = 0;
    const subscription = await subscribe(log, own.ledger, 'during');
    const report = await own.ledger.rebuild({
      log,
      maximumBatchRecords: 10,
      onProgress: ({ phase }) => {
        if (phase !== 'reading' || published >= 20) return;
        published += 1;
        const day = `2024-01-${String(published).padStart(2, '0')}`;
        void log.publish([encodeRecord(published % 2 === 1 ? hire(one, day) : exit(one, day))]);
      },
    });
    expect(report).toMatchObject({ ok: true, identical: true, switched: true });
    await caughtUp(log, own.ledger);
    await subscription.stop();
    const { rows } = await own.pool.query('SELECT event_count FROM ledger.career WHERE staff_number = $1', [one]);
    expect(rows).toEqual([{ event_count: published }]);
    expect(await violations(own.ledger)).toEqual([]);
  });

  test.skipIf(skipped)('two rebuilds at once, and a log shorter than the ledger, are refused', async () => {
    const reports = await Promise.all([own.ledger.rebuild({ log }), openLedger({ pool: own.pool }).rebuild({ log })]);
    const outcomes = reports.map((each) => (each.ok ? 'done' : each.refusal.code)).sort();
    expect(outcomes).toEqual(['done', 'rebuild-running']);
    await own.pool.query('UPDATE ledger.position SET next_offset = next_offset + 1000 WHERE partition = 1');
    expect(await own.ledger.rebuild({ log })).toMatchObject({ ok: false, refusal: { code: 'log-behind-ledger' } });
    await own.pool.query('UPDATE ledger.position SET next_offset = next_offset - 1000 WHERE partition = 1');
  });
});

function madeEvents(people: readonly string[], kind: string): ClewEvent[] {
  const sets = fc.sample(drafts(people.length), { seed: 7, numRuns: 14 });
  return eventsOf(sets.flat(), people, kind);
}

async function subscribe(log: EventLog, ledger: Ledger, group: string) {
  return log.subscribe({
    group,
    topics: testTopics.map((topic) => topic.name),
    loadPositions: () => ledger.positions(),
    handle: (batch) => ledger.applyBatch(batch),
    maximumBatchRecords: 25,
  });
}

let groups = 0;

/** Projects until nothing is left. Positions are the ledger's, so each reader may come in a group of its own. */
async function projectAll(log: EventLog, ledger: Ledger): Promise<void> {
  groups += 1;
  const subscription = await subscribe(log, ledger, `all-${groups}`);
  await caughtUp(log, ledger);
  await subscription.stop();
}

async function caughtUp(log: EventLog, ledger: Ledger): Promise<void> {
  await expect
    .poll(
      async () => {
        const positions = new Map(
          (await ledger.positions()).map((each) => [`${each.topic}/${each.partition}`, each.nextOffset]),
        );
        const marks = await log.administration.watermarks(testTopics.map((topic) => topic.name));
        return marks.reduce(
          (lag, { topic, partition, next }) => lag + next - (positions.get(`${topic}/${partition}`) ?? 0),
          0,
        );
      },
      { interval: 50 },
    )
    .toBe(0);
}

async function killBeforeCommit(given: KilledProjector): Promise<void> {
  const script = fileURLToPath(new URL('./support/killed-projector.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(given)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const hanging = (async () => {
    for await (const text of child.stdout) if (String(text).includes('hanging')) return true;
    return false;
  })();
  const isHanging = await Promise.race([hanging, exited.then(() => false)]);
  child.kill('SIGKILL');
  await exited;
  expect(isHanging).toBe(true);
}
