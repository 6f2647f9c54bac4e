// Commands that stay up: other commands find what they started, and Ctrl-C ends them cleanly with nothing left behind.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processLives } from '@clew/database';
import { untilGone } from '@clew/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clew, clewProcess } from './command-line.ts';

let home: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clew-stay-up-'));
  // Where root runs the tests, the database's own user must get through to its data.
  await chmod(home, 0o755);
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** The process ids of the services of a home. */
async function servicesOf(at: string): Promise<readonly number[]> {
  const note = JSON.parse(await readFile(join(at, 'stack.json'), 'utf8')) as {
    readonly services: Readonly<Record<string, { readonly pid: number }>>;
  };
  return Object.values(note.services).map(({ pid }) => pid);
}

function untilSaid(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(text)) resolve();
    });
    child.once('exit', () => reject(new Error(`it ended without saying it:\n${said}`)));
  });
}

test('clew dev stays up for other commands, and Ctrl-C is its proper end', async () => {
  running = clewProcess(['dev', '--json'], { CLEW_HOME: home });
  const printed = once(running.stdout ?? running, 'data') as Promise<[Buffer]>;
  await untilSaid(running, 'everything is ready');
  const { services } = JSON.parse((await printed)[0].toString()) as {
    readonly services: Readonly<Record<string, string>>;
  };
  expect(Object.keys(services)).toEqual(expect.arrayContaining(['id-service', 'gateway', 'projector', 'analytics']));

  const file = join(home, 'organisation.ndjson');
  const event = {
    specversion: '1.0',
    id: '01JQ5V7M8N9P0Q1R2S3T4V5W6X',
    source: '/departments/cabinet-office/systems/register',
    type: 'clew.organisationCreated.v1',
    subject: 'department-of-examples',
    time: '2024-04-01T09:00:00.000Z',
    data: { effectiveDate: '2024-04-01', name: 'Department of Examples' },
  };
  await writeFile(file, `${JSON.stringify(event)}\n`);
  const published = await clew(['publish', file, '--wait', '--json'], { CLEW_HOME: home });
  expect([published.code, JSON.parse(published.stdout)], published.stderr).toMatchObject([
    0,
    { accepted: 1, projected: true },
  ]);
  const receipt = await clew(['receipt', event.id, '--json'], { CLEW_HOME: home });
  expect(JSON.parse(receipt.stdout), receipt.stderr).toMatchObject({
    id: event.id,
    // It is about no person, so there is no career to change.
    status: 'recorded',
  });

  const second = await clew(['dev'], { CLEW_HOME: home });
  expect([second.code, second.stderr.includes('runs already')]).toEqual([1, true]);

  const pids = await servicesOf(home);
  running.kill('SIGINT');
  expect(await once(running, 'exit')).toEqual([0, null]);
  expect(pids.filter(processLives)).toEqual([]);

  // Without a gateway the ledger answers, in the same words.
  const { acceptedAt: _, ...known } = JSON.parse(receipt.stdout) as Record<string, unknown>;
  const alone = await clew(['receipt', event.id, '--json'], { CLEW_HOME: home });
  expect(JSON.parse(alone.stdout), alone.stderr).toEqual(known);
}, 120_000);

test('the demo stays up after its report, and Ctrl-C ends it with code 0', async () => {
  running = clewProcess(['demo', '--people', '50', '--years', '2'], { CLEW_HOME: home });
  running.stdout?.resume();
  await untilSaid(running, 'press Ctrl-C');
  const pids = await servicesOf(join(home, 'demo'));
  expect(pids.filter(processLives)).toHaveLength(pids.length);
  const second = await clew(['demo', '--once'], { CLEW_HOME: home });
  expect([second.code, second.stderr.includes('demo-running')]).toEqual([2, true]);
  running.kill('SIGINT');
  expect(await once(running, 'exit')).toEqual([0, null]);
  expect(pids.filter(processLives)).toEqual([]);
}, 120_000);

test('Ctrl-C during the work stops everything and ends with code 130', async () => {
  running = clewProcess(['demo', '--once', '--people', '20000'], { CLEW_HOME: home });
  running.stdout?.resume();
  await untilSaid(running, 'generating');
  const pids = await servicesOf(join(home, 'demo'));
  running.kill('SIGINT');
  expect(await once(running, 'exit')).toEqual([130, null]);
  expect(await untilGone(pids)).toEqual([]);
}, 120_000);
