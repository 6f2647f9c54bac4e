// The supervisor: what it says of a service that dies or is never ready, and that it leaves no process behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processLives } from '@clew/database';
import { untilGone } from '@clew/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChildServiceOptions, startChildService } from '../src/child-service.ts';
import { StackFault } from '../src/fault.ts';

let folder: string;
let files = 0;
const entry = join(import.meta.dirname, 'fixtures', 'service.ts');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-supervisor-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function options(behaviour: string, more: Partial<ChildServiceOptions> = {}): ChildServiceOptions {
  files += 1;
  const logFile = join(folder, `${files}.log`);
  return { name: 'fixture', entry, logFile, environment: { BEHAVIOUR: behaviour }, ...more };
}

async function faultOf(work: Promise<unknown>): Promise<StackFault> {
  const fault = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(fault instanceof StackFault)) throw new Error('expected a StackFault');
  return fault;
}

describe('a service that works', () => {
  test('gives its address, keeps its log, and is gone after the stop', async () => {
    const described = options('works');
    const service = await startChildService(described);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    await Promise.all([service.stop(), service.stop()]);
    expect(processLives(service.pid)).toBe(false);
    expect(await readFile(described.logFile, 'utf8')).toContain('"listening"');
  });

  test('is killed where it does not stop within the bound', async () => {
    const service = await startChildService(options('ignores-sigterm', { stopWithinMilliseconds: 200 }));
    await service.stop();
    expect(processLives(service.pid)).toBe(false);
  });

  test('is reported with its last lines when it dies later', async () => {
    const service = await startChildService(options('works'));
    await fetch(`${service.url}/die`).catch(() => undefined);
    const fault = await service.died;
    expect(fault.code).toBe('service-died');
    expect(fault.message).toContain('code 9');
    expect(fault.lastLines.at(-1)).toBe('last words');
    await service.stop();
  });
});

describe('a service that does not work', () => {
  test('dies at its start: its last lines say why', async () => {
    const fault = await faultOf(startChildService(options('dies-at-start')));
    expect(fault.code).toBe('service-died');
    expect(fault.service).toBe('fixture');
    expect(fault.message).toContain('code 3');
    expect(fault.lastLines).toContain('the disk is full');
  });

  test('is never ready: its own reason is given, and it is stopped', async () => {
    // Within the bound it must come far enough to say why: on a busy machine that may take longer than is worth waiting on a quiet one.
    let described = options('never-ready', { readyWithinMilliseconds: 3_000 });
    let fault = await faultOf(startChildService(described));
    for (const readyWithinMilliseconds of [10_000, 40_000]) {
      if (fault.message.includes('it refuses connections')) break;
      described = options('never-ready', { readyWithinMilliseconds });
      fault = await faultOf(startChildService(described));
    }
    expect(fault.code).toBe('service-not-ready');
    expect(fault.message).toContain('database: it refuses connections');
    const [line = '{}'] = (await readFile(described.logFile, 'utf8')).split('\n');
    const { url } = JSON.parse(line) as { url: string };
    await expect(fetch(url)).rejects.toThrow();
  });

  test('a start that is stopped stops the service too', async () => {
    const stopping = new AbortController();
    const start = startChildService(options('never-ready'), stopping.signal);
    stopping.abort();
    expect((await faultOf(start)).code).toBe('stopped');
  });
});

test('no service outlives a supervisor that is killed', async () => {
  const program = join(import.meta.dirname, 'fixtures', 'parent.ts');
  const parent = spawn(process.execPath, [program, entry, join(folder, 'orphan.log')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(processLives(pid)).toBe(true);
  parent.kill('SIGKILL');
  expect(await untilGone([pid])).toEqual([]);
});
