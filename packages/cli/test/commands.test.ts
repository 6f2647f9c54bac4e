// The commands of operators on a small population: each against real services and one database.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLog, type Stack, startStack } from '@clew/local-stack';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clew } from './command-line.ts';

let home: string;
let database: TestDatabase;
let stack: Stack;
let staffNumber: string;

/** Runs a command in the home of the stack and gives its object. */
async function json<Answer>(...parameters: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await clew([...parameters, '--json'], { CLEW_HOME: home });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Answer;
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clew-commands-'));
  database = await createTestDatabase();
  stack = await startStack({
    home,
    databaseUrl: database.connectionString,
    services: ['id-service', 'gateway', 'projector'],
  });
  const population = ['--people', '80', '--years', '8', '--seed', 'commands', '--truth', join(home, 'truth.json')];
  const generated = await json<{ readonly published: { readonly accepted: number } }>(
    'generate',
    '--publish',
    ...population,
  );
  expect(generated.published.accepted).toBeGreaterThan(300);
  const { rows } = await database.pool.query<{ staff_number: string }>(
    `SELECT staff_number FROM ledger.career JOIN ledger.move USING (person_id) WHERE kind = 'promoted' ORDER BY 1 LIMIT 1`,
  );
  staffNumber = rows[0]?.staff_number ?? '';
}, 180_000);

afterAll(async () => {
  await stack?.stop();
  await database?.dispose();
  await rm(home, { recursive: true, force: true });
});

test('generate --publish keeps the truth beside what it sent', async () => {
  const truth = JSON.parse(await readFile(join(home, 'truth.json'), 'utf8')) as { readonly people: number };
  expect(truth.people).toBe(80);
});

test('career: for people and for programs, as known now and before anything was known', async () => {
  const { career } = await json<{ readonly career: { readonly moves: readonly { readonly kind: string }[] } }>(
    'career',
    staffNumber,
  );
  expect(career.moves.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['hired', 'promoted']));
  const text = await clew(['career', staffNumber.toLowerCase()], { CLEW_HOME: home });
  expect(text.stdout).toContain('Moves (');
  const before = await clew(['career', staffNumber, '--known-at', '2001-01-01'], { CLEW_HOME: home });
  expect([before.code, before.stdout]).toEqual([2, '']);
  expect(before.stderr).toContain('staff-number-unknown');
});

test('measure: protected unless an operator says otherwise; as a table, JSON and CSV', async () => {
  const period = ['--from', '2016-04-01', '--to', '2023-04-01', '--as-of', '2023-03-31'];
  const exact = await json<{ readonly protected: boolean; readonly totals: readonly { readonly events: number }[] }>(
    'measure',
    'exits',
    '--by',
    'grade',
    ...period,
    '--unprotected',
  );
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*) AS count FROM ledger.move WHERE kind = 'exited' AND date >= '2016-04-01' AND date < '2023-04-01'`,
  );
  expect([exact.protected, exact.totals[0]?.events]).toEqual([false, rows[0]?.count]);
  expect(await json('measure', 'exits', ...period)).toMatchObject({ protected: true });
  const csv = await clew(['measure', 'headcount', '--at', '2023-03-31', '--as-of', '2023-03-31', '--csv'], {
    CLEW_HOME: home,
  });
  expect([csv.code, csv.stdout.includes(',')]).toEqual([0, true]);
  const refused = await clew(['measure', 'exits', '--by', 'shoe-size'], { CLEW_HOME: home });
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('unknown-breakdown');
});

test('parked: listed, shown, discarded with a reason, and then gone', async () => {
  const log = openLog(stack);
  const value = new TextEncoder().encode('{"this is no":"event"}');
  await log.publish([{ topic: 'organisation.events.v1', key: 'nonsense', headers: { ce_id: 'x' }, value }]);
  await log.close();
  type Listed = { readonly parked: readonly { readonly name: string; readonly code: string }[] };
  let listed: Listed = { parked: [] };
  for (let tries = 0; listed.parked.length === 0 && tries < 60; tries += 1)
    listed = await json<Listed>('parked', 'list');
  const name = listed.parked[0]?.name ?? '';
  expect(name).toMatch(/^organisation\.events\.v1\/0\/\d+$/);
  expect(await json('parked', 'show', name)).toMatchObject({ name, key: 'nonsense', value: { 'this is no': 'event' } });
  expect(await json('parked', 'retry', name)).toMatchObject({ applied: 0, stillParked: 1 });
  expect(await json('parked', 'discard', name, '--reason', 'a test wrote it')).toMatchObject({ ok: true });
  expect(await json<Listed>('parked', 'list')).toEqual({ parked: [] });
  expect(await json('parked', 'list', '--state', 'resolved')).toMatchObject({
    parked: [{ name, resolution: 'discarded', reason: 'a test wrote it' }],
  });
  const absent = await clew(['parked', 'show', 'organisation.events.v1/0/999999'], { CLEW_HOME: home });
  expect([absent.code, absent.stderr.includes('parked-not-found')]).toEqual([2, true]);
});

test('rebuild: the careers of the log are those that live', async () => {
  type Report = { readonly identical: boolean; readonly switched: boolean; readonly live: { readonly digest: string } };
  const report = await json<Report>('rebuild');
  expect(report).toMatchObject({ identical: true, switched: true });
  expect(report.live.digest).toMatch(/^[0-9a-f]{64}$/);
});

test('topics apply: says what is there, and changes nothing', async () => {
  const { topics } = await json<{ readonly topics: readonly { readonly created: boolean }[] }>('topics', 'apply');
  expect(topics.map(({ created }) => created)).toEqual([false, false, false, false]);
});

test('a database without a ledger is refused with what to do', async () => {
  const empty = await createTestDatabase();
  try {
    const environment = { CLEW_HOME: join(home, 'elsewhere'), DATABASE_URL: empty.connectionString };
    const { code, stderr } = await clew(['parked', 'list'], environment);
    expect([code, stderr.includes('no-ledger'), stderr.includes('npm run dev')]).toEqual([2, true, true]);
  } finally {
    await empty.dispose();
  }
});

test('an environment that no service would take is refused whole, and no password is repeated', async () => {
  const environment = {
    CLEW_HOME: join(home, 'elsewhere'),
    DATABASE_URL: 'postgresql://clew:hunter2@no where/clew',
    KAFKA_BROKERS: 'broker-without-port',
    CLEW_DEBUG: '1',
  };
  for (const command of [['parked', 'list'], ['demo', '--once'], ['dev'], ['topics', 'apply']]) {
    const { code, stdout, stderr } = await clew(command, environment);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/configuration-invalid.*DATABASE_URL: .*KAFKA_BROKERS: Broker 1/s);
    expect(stderr).not.toMatch(/hunter2|broker-without-port/);
  }
});
