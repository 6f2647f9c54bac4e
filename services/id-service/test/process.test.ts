// The service as a process: its configuration, a database that is not there yet or goes away, and a clean stop.

import { hash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabaseDoor, serviceProcesses } from '@clew/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keyFileName, loadOrMakeKeys } from '../src/index.ts';
import { ask, createTestDatabase, personRequest, type TestDatabase } from './support.ts';

let database: TestDatabase;
let directory: string;
const { start, killAll } = serviceProcesses(fileURLToPath(new URL('../main.ts', import.meta.url)));

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'clew-id-service-'));
});

afterEach(killAll);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await database.dispose();
});

describe('the process', () => {
  it('names every mistake of its configuration, and prints no secret', async () => {
    const { exited, output } = start({
      DATABASE_URL: 'mysql://user:hunter2@host/db',
      CLEW_NI_KEYS: '1:hunter3',
      KAFKA_BROKERS: 'nowhere',
      PORT: '-1',
    });
    expect(await exited).toBe(1);
    expect(output.error).toMatch(/4 mistakes/);
    for (const variable of ['PORT', 'DATABASE_URL', 'KAFKA_BROKERS', 'CLEW_NI_KEYS'])
      expect(output.error).toContain(`  ${variable}: `);
    expect(output.error + output.standard).not.toMatch(/hunter/);
    const missing = start({});
    expect(await missing.exited).toBe(1);
    expect(missing.output.error).toMatch(/DATABASE_URL: It is missing/);
  });

  it('names what is missing for its keys and its door even where other variables are wrong', async () => {
    const { exited, output } = start({ DATABASE_URL: 'nowhere', HOST: '0.0.0.0' });
    expect(await exited).toBe(1);
    for (const variable of ['DATABASE_URL', 'CLEW_NI_KEYS', 'HOST']) expect(output.error).toContain(`  ${variable}: `);
  });

  it('with tokens listens beyond loopback, and answers only those who send one', async () => {
    const token = 'dGhlIHRva2VuIG9mIGEgdGVzdA==';
    const { child, exited, output, seen } = start({
      DATABASE_URL: database.connectionString,
      CLEW_DATA_DIRECTORY: directory,
      CLEW_ID_SERVICE_TOKENS: hash('sha256', token, 'hex'),
      HOST: '0.0.0.0',
    });
    const { url } = await seen('listening');
    const address = String(url).replace('0.0.0.0', '127.0.0.1');
    await expect.poll(async () => (await fetch(`${address}/readyz`)).status).toBe(200);
    const resolve = (headers: Record<string, string>) =>
      fetch(`${address}/staff-numbers/resolve`, {
        method: 'POST',
        body: '{"staffNumbers":[]}',
        headers: { 'content-type': 'application/json', ...headers },
      }).then(({ status }) => status);
    expect(await ask(address, 'without', personRequest())).toMatchObject({
      status: 401,
      body: { code: 'credential-missing' },
    });
    expect(await resolve({ authorization: 'Bearer guess' })).toBe(401);
    expect(await resolve({ authorization: `Bearer ${token}` })).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.standard).not.toContain(token);
  });

  it('waits for a database that is not there, works, says why when it goes away, works again, and stops cleanly', async () => {
    const door = await openDatabaseDoor(database.connectionString);
    await door.shut();
    const {
      child,
      exited,
      output,
      seen,
      url: address,
    } = start({
      DATABASE_URL: door.connectionString,
      CLEW_DATA_DIRECTORY: directory,
    });
    const url = await address();
    await seen('waiting');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const early = await fetch(`${url}/readyz`);
    expect([early.status, await early.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'not-ready', detail: expect.stringContaining('Nothing listens') as string }),
    ]);
    expect(await ask(url, 'early', personRequest())).toMatchObject({ status: 503, body: { code: 'not-ready' } });

    await door.open();
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);
    const issued = await ask(url, 'first', personRequest());
    expect(issued.status).toBe(201);

    await door.shut();
    expect(await ask(url, 'second', personRequest())).toMatchObject({
      status: 503,
      body: { code: 'database-unavailable' },
    });
    expect((await fetch(`${url}/staff-numbers/${issued.body.staffNumber}`)).status).toBe(503);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);

    await door.open();
    await expect.poll(async () => (await ask(url, 'second', personRequest())).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.standard).toContain('"event":"stopped"');
    expect(output.standard).not.toMatch(/AB123456|[Tt]estperson|1980-02-29/);
    await door.shut();
  });

  it('stops at once while it waits for its database', async () => {
    const door = await openDatabaseDoor(database.connectionString);
    await door.shut();
    const { child, exited, seen } = start({ DATABASE_URL: door.connectionString, CLEW_DATA_DIRECTORY: directory });
    await seen('waiting');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('does not wait for what waiting cannot mend', async () => {
    const gone = new URL(database.connectionString);
    gone.pathname = '/no_such_database';
    const { exited, output } = start({ DATABASE_URL: gone.href, CLEW_DATA_DIRECTORY: directory });
    expect(await exited).toBe(1);
    expect(output.standard).toContain('start-failed');
    expect(output.standard).toContain('does not exist');
  });
});

describe('the key file', () => {
  it('is made once, by whoever comes first, and only for its owner', async () => {
    const fresh = join(directory, 'fresh');
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadOrMakeKeys(fresh)));
    expect(
      new Set(keys.map((each) => JSON.stringify(each.map(({ secret }) => Buffer.from(secret).toString('hex'))))).size,
    ).toBe(1);
    expect(await readdir(fresh)).toEqual([keyFileName]);
    expect((await stat(join(fresh, keyFileName))).mode & 0o077).toBe(0);
    expect((await readFile(join(fresh, keyFileName), 'utf8')).startsWith('1:')).toBe(true);
  });

  it('is never replaced, even where it is broken', async () => {
    const broken = join(directory, 'broken');
    await loadOrMakeKeys(broken);
    await writeFile(join(broken, keyFileName), 'not keys');
    await expect(loadOrMakeKeys(broken)).rejects.toThrow('restore it');
    expect(await readFile(join(broken, keyFileName), 'utf8')).toBe('not keys');
  });
});
