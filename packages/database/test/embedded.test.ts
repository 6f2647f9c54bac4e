// The embedded server: shared by processes, kept over restarts, found again after kills.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPool, startEmbeddedPostgres } from '../src/index.ts';

let directory: string;
const users: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-embedded-'));
});
afterEach(async () => {
  for (const user of users.splice(0)) user.kill('SIGKILL');
  const pid = await postmaster();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** The server's process, where it lives. */
async function postmaster(): Promise<number | undefined> {
  const text = await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

const start = () => startEmbeddedPostgres({ directory, durable: false });

async function query(connectionString: string, text: string) {
  const pool = createPool({ connectionString, applicationName: 'test' });
  try {
    return (await pool.query(text)).rows;
  } finally {
    await pool.end();
  }
}

/** Another process that uses the server, ready; `leave` lets it stop in order. */
async function startUser(): Promise<{
  readonly reused: boolean;
  readonly child: ChildProcess;
  leave(): Promise<void>;
}> {
  const script = fileURLToPath(new URL('./fixtures/use-embedded.ts', import.meta.url));
  const child = spawn(process.execPath, [script, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  users.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return {
    reused: line.startsWith('ready true'),
    child,
    leave: async () => {
      const exit = once(child, 'exit');
      child.stdin.write('stop\n');
      await exit;
    },
  };
}

test('data stay over a stop and a start, and the server is gone in between', async () => {
  const first = await start();
  expect(first.reused).toBe(false);
  await query(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  await first.stop();
  expect(await postmaster()).toBeUndefined();
  const second = await start();
  expect(second.reused).toBe(false);
  expect(await query(second.connectionString, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await second.stop();
});

test('processes that race start one server, and the last one to leave stops it', async () => {
  const racing = await Promise.all([startUser(), startUser(), startUser()]);
  expect(racing.map(({ reused }) => reused).sort()).toEqual([false, true, true]);
  const ours = await start();
  expect(ours.reused).toBe(true);
  for (const user of racing) await user.leave();
  expect(await query(ours.connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await ours.stop();
  expect(await postmaster()).toBeUndefined();
});

test('a server whose user was killed is taken over, and then stopped', async () => {
  const user = await startUser();
  user.child.kill('SIGKILL');
  await once(user.child, 'exit');
  expect(await postmaster()).toBeDefined();
  const ours = await start();
  expect(ours.reused).toBe(true);
  await ours.stop();
  expect(await postmaster()).toBeUndefined();
});

test('a server that was killed leaves a stale postmaster.pid, and the next start recovers what was committed', async () => {
  const first = await startEmbeddedPostgres({ directory });
  await query(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const pid = await postmaster();
  process.kill(pid ?? 0, 'SIGKILL');
  const second = await start();
  expect(second.reused).toBe(false);
  expect(await query(second.connectionString, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await second.stop();
  expect(await postmaster()).toBeUndefined();
});

test('a postmaster.pid whose number belongs to another program does not keep the server from starting', async () => {
  const first = await start();
  await first.stop();
  await writeFile(
    join(directory, 'data', 'postmaster.pid'),
    `${process.pid}\n${join(directory, 'data')}\n1\n5432\n\n127.0.0.1\n\nready\n`,
  );
  const second = await start();
  expect(second.reused).toBe(false);
  await second.stop();
});

test('a cluster that was half made is made again', async () => {
  await writeFile(join(directory, 'password.new'), 'half\n');
  const server = await start();
  expect(await query(server.connectionString, 'SELECT current_database() AS name')).toEqual([{ name: 'clew' }]);
  await server.stop();
});
