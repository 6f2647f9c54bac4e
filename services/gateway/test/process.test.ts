// The gateway as a process: it waits for what is not there, stops cleanly, survives a kill, and stays small whatever it is fed.
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgresLog } from '@clew/event-log';
import { topics } from '@clew/events';
import { createPublisher, type PreparedEvent, prepareEvent } from '@clew/publisher';
import { createTestDatabase, serviceProcesses, type TestDatabase } from '@clew/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anEvent, anyStaffNumber, bodyOf, single, stream } from './support.ts';

let database: TestDatabase;
const processes = serviceProcesses(join(import.meta.dirname, '../main.ts'));
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await processes.killAll();
  await database.dispose();
});

const start = (environment: Readonly<Record<string, string>> = {}) =>
  processes.start({ DATABASE_URL: database.connectionString, ...environment });

const ready = (url: string) =>
  vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), { timeout: 60_000 });

const post = (url: string, event: unknown) =>
  fetch(`${url}/events`, { method: 'POST', body: JSON.stringify(event), headers: { 'content-type': single } });

async function idsInLog(): Promise<readonly string[]> {
  const log = openPostgresLog({ connectionString: database.connectionString });
  const ids: string[] = [];
  for (const mark of await log.administration.watermarks([topics.career.name])) {
    for await (const batch of log.read({ ...mark, nextOffset: mark.first })) {
      ids.push(...batch.records.map(({ headers }) => headers['ce_id'] ?? ''));
    }
  }
  await log.close();
  return ids;
}

describe('the process', () => {
  it('starts, says that its door is open, serves, and stops cleanly', async () => {
    const gateway = start();
    const url = await gateway.url();
    await ready(url);
    expect((await post(url, anEvent())).status).toBe(202);
    const openApi = (await (await fetch(`${url}/openapi.json`)).json()) as Record<string, unknown>;
    expect(openApi).toMatchObject({ openapi: '3.1.0' });
    expect(Object.keys(openApi['paths'] as object)).toEqual(
      expect.arrayContaining(['/events', '/receipts/{id}', '/receipts']),
    );
    expect((await fetch(`${url}/docs/`)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(gateway.lines().map((line) => line['event'])).toEqual(
      expect.arrayContaining(['door-open', 'no-id-service', 'stopped']),
    );
  });

  it('without a database listens, says why it waits, refuses events for now, and stops when told', async () => {
    const gateway = start({ DATABASE_URL: 'postgresql://clew@127.0.0.1:9/clew' });
    const url = await gateway.url();
    const readiness = await fetch(`${url}/readyz`);
    expect(readiness.status).toBe(503);
    const { errors } = await bodyOf(readiness);
    expect(errors.map(({ field }) => field)).toEqual(expect.arrayContaining(['started', 'database', 'log']));
    const response = await post(url, anEvent());
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await bodyOf(response)).code).toBe('not-ready');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });

  it('with broken configuration names every mistake and does not start', async () => {
    const gateway = start({ DATABASE_URL: '', HOST: '0.0.0.0' });
    expect(await gateway.exited).toBe(1);
    expect(gateway.output.error).toMatch(/DATABASE_URL: It is missing.*HOST: Without CLEW_GATEWAY_CREDENTIALS/s);
  });

  it('killed between publishing and its receipt: sent again, the event counts once', async () => {
    // The receipt's last step is held up by a lock of ours: the log has the event, the receipt is not committed.
    const gateway = start();
    const url = await gateway.url();
    await ready(url);
    const event = anEvent();
    await database.pool.query(`
      CREATE FUNCTION gateway.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$;
      CREATE TRIGGER hold BEFORE UPDATE ON gateway.receipt FOR EACH ROW EXECUTE FUNCTION gateway.hold()`);
    const cut = post(url, event).then(
      () => 'answered',
      () => 'cut off',
    );
    await vi.waitFor(async () => expect(await idsInLog()).toEqual([event.id]), { timeout: 60_000 });
    gateway.child.kill('SIGKILL');
    expect(await cut).toBe('cut off');
    await gateway.exited;
    await database.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      'clew-gateway',
    ]);
    await database.pool.query('DROP TRIGGER hold ON gateway.receipt');
    const next = start();
    const nextUrl = await next.url();
    await ready(nextUrl);
    expect((await fetch(`${nextUrl}/receipts/${event.id}`)).status).toBe(404);
    const answer = await bodyOf(await post(nextUrl, event));
    expect(answer).toMatchObject({ accepted: 1, duplicates: 0 });
    // Twice in the log with one id: readers keep the first. From here on the door itself knows it.
    expect(await idsInLog()).toEqual([event.id, event.id]);
    expect(await bodyOf(await post(nextUrl, event))).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await idsInLog()).toHaveLength(2);
  });
});

describe('a stream of 200,000 events', () => {
  const count = 200_000;

  function residentMegabytes(child: ChildProcess): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  }

  /** Lines are made as they are asked for, with what most events have: 200,000 of them are some 70 MB. */
  function lines(): ReadableStream<Uint8Array> {
    const subjects = Array.from({ length: 2_000 }, anyStaffNumber);
    const encoder = new TextEncoder();
    let made = 0;
    return new ReadableStream({
      pull(controller) {
        if (made >= count) return controller.close();
        const part = Array.from({ length: 500 }, () =>
          JSON.stringify(anEvent({ subject: subjects[made++ % subjects.length] })),
        );
        controller.enqueue(encoder.encode(`${part.join('\n')}\n`));
      },
    });
  }

  it.runIf(process.platform === 'linux')('is answered in order in bounded memory', { timeout: 180_000 }, async () => {
    const gateway = start();
    const url = await gateway.url();
    await ready(url);
    const init = { method: 'POST', body: lines(), duplex: 'half', headers: { 'content-type': stream } };
    const response = await fetch(`${url}/events`, init as RequestInit);
    let position = 0;
    let rest = '';
    let last = '';
    const resident: number[] = [];
    const decoder = new TextDecoder();
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      const whole = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = whole.pop() ?? '';
      for (const line of whole) {
        last = line;
        if (line.startsWith(`{"id":`)) {
          if (!line.includes(`"position":${position},`)) throw new Error(`out of order at ${position}`);
          position += 1;
          if (position % 10_000 === 0) resident.push(residentMegabytes(gateway.child));
        }
      }
    }
    expect(JSON.parse(last)).toEqual({
      status: 'complete',
      received: count,
      accepted: count,
      duplicates: 0,
      refused: 0,
    });
    expect(position).toBe(count);
    // Warm after the first 40,000; from there on memory does not follow the stream, which is some 70 MB in and 35 MB out.
    const [warm, peak] = [Math.max(...resident.slice(0, 4)), Math.max(...resident)];
    expect(peak - warm).toBeLessThan(150);
    expect(peak).toBeLessThan(600);
  });
});

describe('the SDK', () => {
  it('outlives a gateway that is killed and started again in the middle: every event once', {
    timeout: 120_000,
  }, async () => {
    const gateway = start();
    const url = await gateway.url();
    await ready(url);
    const port = new URL(url).port;
    const retries: string[] = [];
    const publisher = await createPublisher({
      gatewayUrl: url,
      source: '/departments/hm-treasury/systems/oracle',
      retry: { firstPauseMilliseconds: 20, longestPauseMilliseconds: 200 },
      onRetry: ({ code }) => retries.push(code),
    });
    const count = 30_000;
    const events = function* (): Generator<PreparedEvent> {
      for (let index = 0; index < count; index += 1) {
        const prepared = prepareEvent('/departments/hm-treasury/systems/oracle', 'exited', {
          subject: anyStaffNumber(),
          time: '2024-04-02T10:00:00Z',
          data: { effectiveDate: '2024-04-01', cause: 'resignation' },
        });
        if (!prepared.ok) throw new Error('not valid');
        yield prepared.value;
      }
    };
    let killed: Promise<unknown> | undefined;
    const summary = await publisher.publishAll(events(), {
      onProgress: ({ accepted }) => {
        if (accepted === 0 || killed !== undefined) return;
        gateway.child.kill('SIGKILL');
        killed = gateway.exited.then(() => start({ PORT: port }));
      },
    });
    await killed;
    expect(retries).toContain('gateway-unreachable');
    expect(summary).toMatchObject({ sent: count, accepted: count, refused: 0 });
    expect(new Set(await idsInLog()).size).toBe(count);
    await publisher.close();
  });
});
