// The service as a process: its configuration, a ledger that is not there yet, a database that goes away, and a clean stop.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrateLedger } from '@clew/ledger';
import { examplePeople, insertIntoLedger } from '@clew/measures/testing';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

let database: TestDatabase;
let directory: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'clew-analytics-process-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await database.dispose();
});

function start(environment: Record<string, string>) {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'] ?? '', ...environment } });
  running.push(child);
  const output = { standard: '', error: '' };
  child.stdout.on('data', (chunk) => {
    output.standard += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output.error += String(chunk);
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const line = (event: string) => output.standard.split('\n').find((text) => text.includes(`"event":"${event}"`));
  const listening = async (): Promise<string> => {
    await expect.poll(() => line('listening'), { timeout: 20_000 }).toBeDefined();
    return (JSON.parse(line('listening') ?? '{}') as { url: string }).url;
  };
  return { child, exited, output, listening };
}

/** A door to the database that the test can shut: PostgreSQL itself keeps running for the other tests. */
async function startDoor(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect({ host: hostname, port: Number(port) });
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  const listenOn = (wanted: number) =>
    new Promise<void>((resolve) => {
      server.listen(wanted, '127.0.0.1', resolve);
    });
  await listenOn(0);
  const own = (server.address() as AddressInfo).port;
  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  const shut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  return { connectionString: url.href, shut, open: () => listenOn(own) };
}

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
    const door = await startDoor(database.connectionString);
    const { child, exited, output, listening } = start({
      DATABASE_URL: door.connectionString,
      CLEW_SNAPSHOT_DIRECTORY: directory,
      CLEW_SNAPSHOT_AS_OF: '2024-03-31',
      CLEW_SNAPSHOT_EVERY_SECONDS: '1',
    });
    const url = await listening();
    await expect
      .poll(async () => (await fetch(`${url}/readyz`)).text(), { timeout: 20_000 })
      .toContain('the ledger has no tables yet: start the projector');
    await migrateLedger(database.pool);
    await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 20_000 }).toBe(200);

    await insertIntoLedger(database.pool, examplePeople(100), 1);
    const headcount = async () => {
      const answer = (await (await fetch(`${url}/measures/headcount?at=2022-03-31`)).json()) as {
        rows: { count: number }[];
      };
      return answer.rows[0]?.count;
    };
    await expect.poll(headcount, { timeout: 20_000 }).toBe(100);

    await door.shut();
    await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 20_000 }).toBe(503);
    expect(await headcount()).toBe(100);
    const post = () =>
      fetch(`${url}/snapshots`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect((await post()).status).toBe(503);
    await door.open();
    await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 20_000 }).toBe(200);
    expect((await post()).status).toBe(200);

    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    await door.shut();
    expect(output.standard).not.toContain(new URL(database.connectionString).password || 'postgres:');
  });
});
