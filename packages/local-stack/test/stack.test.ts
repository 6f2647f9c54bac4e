// The whole stack on real services: what it says of itself, that a second command finds it, and that nothing of it stays behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, processLives } from '@clew/database';
import { createTestDatabase, type TestDatabase, untilGone } from '@clew/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachOrStart, readLiveStack, StackFault, startStack } from '../src/index.ts';

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-stack-'));
  // Where root runs the tests, the database's own user must get through to its data.
  await chmod(folder, 0o755);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('a stack on a configured database', () => {
  test('is ready, is found by the next command, and is gone after the stop', async () => {
    const home = join(folder, 'one');
    const steps: string[] = [];
    const options = { home, databaseUrl: database.connectionString, onProgress: (step: string) => steps.push(step) };
    const stack = await startStack(options);
    const note = await readLiveStack(home);
    try {
      for (const url of Object.values(stack.urls)) expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(steps).toEqual(
        expect.arrayContaining(['starting the services', 'gateway is ready', 'projector is ready']),
      );
      expect(note?.pid).toBe(process.pid);
      expect((await stat(join(home, 'stack.json'))).mode & 0o077).toBe(0);
      expect(await readFile(join(home, 'logs', 'gateway.log'), 'utf8')).toContain('"listening"');

      const attached = await attachOrStart(options);
      expect([attached.attached, attached.url('gateway')]).toEqual([true, stack.url('gateway')]);
      await attached.stop();
      expect((await fetch(`${stack.url('gateway')}/healthz`)).status).toBe(200);
      await expect(startStack(options)).rejects.toMatchObject({ code: 'stack-running' });
    } finally {
      await stack.stop();
    }
    expect(await untilGone(Object.values(note?.services ?? {}).map(({ pid }) => pid))).toEqual([]);
    expect(existsSync(join(home, 'stack.json'))).toBe(false);
    expect(await readLiveStack(home)).toBeNull();
  });

  test('a service that dies is told, with its last lines', async () => {
    const home = join(folder, 'two');
    const stack = await startStack({ home, databaseUrl: database.connectionString, services: ['id-service'] });
    const note = await readLiveStack(home);
    process.kill(note?.services['id-service']?.pid ?? 0, 'SIGKILL');
    const fault = await stack.failed;
    expect(fault).toBeInstanceOf(StackFault);
    expect([fault.code, fault.service]).toEqual(['service-died', 'id-service']);
    expect(fault.message).toContain('SIGKILL');
    expect(fault.lastLines.join('\n')).toContain('listening');
    await stack.stop();
  });

  test('a start that fails stops what it had started, and says why', async () => {
    const home = join(folder, 'three');
    const environment = { CLEW_STREAM_IDLE_SECONDS: 'never' };
    const start = startStack({
      home,
      databaseUrl: database.connectionString,
      services: ['id-service', 'gateway'],
      environment,
    });
    const fault = await start.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(fault instanceof StackFault)) throw new Error('expected a StackFault');
    expect([fault.code, fault.service]).toEqual(['service-died', 'gateway']);
    expect(fault.lastLines.join('\n')).toContain('CLEW_STREAM_IDLE_SECONDS');
    expect(await readLiveStack(home)).toBeNull();
    const log = await readFile(join(home, 'logs', 'id-service.log'), 'utf8');
    expect(log).toContain('"stopped"');
  });
});

test('the embedded database and the services do not outlive a stack that is killed', async () => {
  const home = join(folder, 'killed');
  const program = join(import.meta.dirname, 'fixtures', 'stack-parent.ts');
  const { DATABASE_URL: _database, KAFKA_BROKERS: _brokers, ...environment } = process.env;
  const parent = spawn(process.execPath, [program, home], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(parent.stdout, 'data');
  const note = await readLiveStack(home);
  if (note === null) throw new Error('the stack did not say where it is');
  const pool = createPool({ connectionString: note.databaseUrl, applicationName: 'clew-test', maximumConnections: 1 });
  const { rows } = await pool.query<{ pid: number }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer AS pid",
  );
  await pool.end();
  const pids = [...Object.values(note.services).map(({ pid }) => pid), rows[0]?.pid ?? 0];
  expect(pids.filter(processLives)).toHaveLength(pids.length);
  parent.kill('SIGKILL');
  expect(await untilGone(pids)).toEqual([]);
}, 120_000);
