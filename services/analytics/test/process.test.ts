// The service as a process: its configuration, a ledger that is not there yet, a database that goes away, and a clean stop.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrateLedger } from '@clew/ledger';
import { examplePeople, insertIntoLedger } from '@clew/measures/testing';
import { createTestDatabase, openDatabaseDoor, serviceProcesses, type TestDatabase } from '@clew/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

let database: TestDatabase;
let directory: string;
const { start, killAll } = serviceProcesses(fileURLToPath(new URL('../main.ts', import.meta.url)));

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'clew-analytics-process-'));
});
afterEach(killAll);
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await database.dispose();
});

const statusOf = (address: string) => fetch(address).then((answer) => answer.status);

describe('configuration', () => {
  it('is checked whole, and every mistake is named without its value', async () => {
    const { exited, output } = start({
      DATABASE_URL: 'mysql://secret',
      CLEW_SNAPSHOT_AS_OF: '2023-02-30',
      PORT: 'many',
    });
    expect(await exited).toBe(1);
    for (const name of ['DATABASE_URL', 'CLEW_SNAPSHOT_AS_OF', 'PORT']) expect(output.error).toContain(`${name}:`);
    expect(output.error).not.toContain('secret');
  });
});

describe('a life', () => {
  it('waits for the ledger, answers, refreshes, outlives the database, and stops cleanly', async () => {
    const door = await openDatabaseDoor(database.connectionString);
    const {
      child,
      exited,
      output,
      url: address,
    } = start({
      DATABASE_URL: door.connectionString,
      CLEW_SNAPSHOT_DIRECTORY: directory,
      CLEW_SNAPSHOT_AS_OF: '2024-03-31',
      CLEW_SNAPSHOT_EVERY_SECONDS: '1',
    });
    const url = await address();
    await expect
      .poll(async () => (await fetch(`${url}/readyz`)).text())
      .toContain('the ledger has no tables yet: start the projector');
    expect(output.standard).toMatch(/"waitingFor":"snapshot","reason":"the ledger has no tables yet/);
    await migrateLedger(database.pool);
    await expect.poll(() => statusOf(`${url}/readyz`)).toBe(200);

    await insertIntoLedger(database.pool, examplePeople(100), 1);
    const headcount = async () => {
      const answer = (await (await fetch(`${url}/measures/headcount?at=2022-03-31`)).json()) as {
        rows: { count: number }[];
      };
      return answer.rows[0]?.count;
    };
    await expect.poll(headcount).toBe(100);

    await door.shut();
    await expect.poll(() => statusOf(`${url}/readyz`)).toBe(503);
    expect(await headcount()).toBe(100);
    const post = () =>
      fetch(`${url}/snapshots`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect((await post()).status).toBe(503);
    await door.open();
    await expect.poll(() => statusOf(`${url}/readyz`)).toBe(200);
    expect((await post()).status).toBe(200);

    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    await door.shut();
    expect(output.standard).not.toContain(new URL(database.connectionString).password || 'postgres:');
  });
});
