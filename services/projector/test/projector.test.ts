// The projector as a process: it waits for what it stands on, projects, shares its group, says how it does, and stops cleanly.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type EventLog, openPostgresLog } from '@clew/event-log';
import { type ClewEvent, encodeRecord, staffNumberCheckCharacter, topics } from '@clew/events';
import { openLedger } from '@clew/ledger';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly lines: readonly string[];
  readonly exited: Promise<unknown[]>;
}

const started: ChildProcess[] = [];

async function start(environment: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'debug', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const { promise: listening, resolve } = Promise.withResolvers<string>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    const { event, url } = JSON.parse(line) as { event?: string; url?: string };
    if (event === 'listening' && url !== undefined) resolve(url);
  });
  const url = await Promise.race([listening, exited.then(([code]) => Promise.reject(new Error(`exit ${code}`)))]);
  return { child, url, lines, exited };
}

function hire(person: number): ClewEvent {
  const nine = `B${String(person).padStart(8, '0')}`;
  return {
    id: `01HZY0G0Q2R9ZC6J${String(person).padStart(10, '0')}`,
    source: '/departments/hm-treasury/systems/test',
    subject: `${nine}${staffNumberCheckCharacter(nine)}`,
    time: '2024-01-01T00:00:00.000Z',
    name: 'hired',
    data: {
      effectiveDate: '2024-01-01',
      posting: { department: 'hm-treasury', grade: { scheme: 'civil-service', code: 'EO' } },
    },
  };
}

describe('the projector', () => {
  let database: TestDatabase;
  let log: EventLog;
  beforeAll(async () => {
    database = await createTestDatabase();
    log = openPostgresLog({ connectionString: database.connectionString });
    await log.administration.ensureTopics(Object.values(topics));
  });
  afterEach(async () => {
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  afterAll(async () => {
    await log.close();
    await database.dispose();
  });
  const get = async (url: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(url);
    return { status: response.status, text: await response.text() };
  };
  const count = async (): Promise<number> =>
    (await database.pool.query<{ count: number }>('SELECT count(*) AS count FROM ledger.event')).rows[0]?.count ?? 0;

  test('names every mistake of its configuration at once', async () => {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH ?? '', CLEW_PROJECTOR_BATCH_RECORDS: '0', PORT: 'x' },
    });
    let told = '';
    child.stderr.on('data', (text) => {
      told += text;
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    for (const name of ['DATABASE_URL', 'CLEW_PROJECTOR_BATCH_RECORDS', 'PORT']) expect(told).toContain(name);
  });

  test('two of a group project every event once, say how they do, and stop cleanly', async () => {
    const environment = { DATABASE_URL: database.connectionString, CLEW_PROJECTOR_BATCH_RECORDS: '7' };
    const projectors = await Promise.all([start(environment), start(environment)]);
    const events = Array.from({ length: 120 }, (_, index) => hire(index));
    const poison = encodeRecord(hire(500));
    const broken = { ...poison, headers: { ...poison.headers, ce_type: 'clew.abducted.v1' } };
    await log.publish([...events.map(encodeRecord), broken]);
    const [one, other] = projectors;
    for (const { url } of projectors) {
      await expect.poll(async () => (await get(`${url}/readyz`)).status).toBe(200);
    }
    await expect.poll(count).toBe(events.length);
    await expect
      .poll(async () => (await get(`${one.url}/metrics`)).text)
      .toMatch(/clew_projector_parked_open\{code="unknown-event-type",service="projector"\} 1/);
    // Both are polled: a projector counts a batch, and says its lag, only after the commit that shows it in the database.
    const metrics = async () =>
      (await Promise.all(projectors.map(({ url }) => get(`${url}/metrics`)))).map(({ text }) => text).join('\n');
    const recorded = async () =>
      [...(await metrics()).matchAll(/records_total\{outcome="recorded".*\} (\d+)/g)].reduce(
        (sum, [, each]) => sum + Number(each),
        0,
      );
    await expect.poll(recorded).toBe(events.length);
    // Every partition is somebody's, and each says its lag.
    const lags = async () =>
      [...(await metrics()).matchAll(/clew_projector_lag_records\{[^}]*\} (\d+)/g)].map(([, lag]) => lag);
    await expect.poll(lags).toEqual(Array.from({ length: 73 }, () => '0'));
    for (const { child, exited, lines } of [one, other]) {
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
      expect(lines.at(-1)).toContain('"event":"stopped"');
    }
    const everything = projectors.flatMap(({ lines }) => lines).join('\n');
    for (const { subject } of events) expect(everything).not.toContain(subject);
    expect((await openLedger({ pool: database.pool }).audit()).filter((each) => each.violations > 0)).toEqual([]);
  });

  test('waits for a database that is not there, says so, and stops when told', async () => {
    const url = new URL(database.connectionString);
    url.port = '1';
    const { url: own, child, exited } = await start({ DATABASE_URL: url.href });
    const { status, text } = await get(`${own}/readyz`);
    expect(status).toBe(503);
    expect(text).toContain('Nothing listens at the address of the database.');
    expect((await get(`${own}/healthz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
