// Streams when things go wrong: slow senders, senders that go away, a log that fails in the middle, a service that stops.
import { request as httpRequest } from 'node:http';
import { type EventLog, LogError, type NewRecord } from '@clew/event-log';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anEvent, batch, bodyOf, type Door, type DoorOptions, linesOf, openDoor, single, stream } from './support.ts';

let door: Door | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

async function open(options: DoorOptions = {}): Promise<Door> {
  door = await openDoor(options);
  return door;
}

const ndjson = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** A body that a test writes as it likes. */
function writableBody() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  return {
    readable,
    write: (text: string) => writer.write(encoder.encode(text)),
    end: () => writer.close(),
    abort: () => writer.abort(new Error('the test went away')),
  };
}

function sendStream(url: string, body: ReadableStream<Uint8Array>): Promise<Response> {
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': stream } };
  return fetch(`${url}/events`, init as RequestInit);
}

/** A log whose publishing goes through the test's hands. */
function through(publish: (records: readonly NewRecord[], log: EventLog) => ReturnType<EventLog['publish']>) {
  return (log: EventLog): EventLog => ({ ...log, publish: (records) => publish(records, log) });
}

describe('a slow sender', () => {
  it('gets each receipt before it sends the next event', async () => {
    const { url } = await open();
    const body = writableBody();
    const answering = sendStream(url, body.readable);
    const first = anEvent();
    await body.write(`${JSON.stringify(first)}\n`);
    const response = await answering;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(JSON.parse((await reader?.read())?.value ?? '')).toMatchObject({ position: 0, id: first.id });
    const second = anEvent();
    await body.write(`${JSON.stringify(second)}\n`);
    expect(JSON.parse((await reader?.read())?.value ?? '')).toMatchObject({ position: 1, id: second.id });
    await body.end();
    expect(JSON.parse((await reader?.read())?.value ?? '')).toMatchObject({ status: 'complete', received: 2 });
  });

  it('that falls silent is told so, with what it sent acknowledged', async () => {
    // Long enough for its only line to come in time on a busy machine: the silence begins with the request.
    const { url, published } = await open({ idleMilliseconds: 2_000 });
    const body = writableBody();
    const answering = sendStream(url, body.readable);
    const event = anEvent();
    await body.write(`${JSON.stringify(event)}\n`);
    const lines = await linesOf(await answering);
    expect(lines).toEqual([
      expect.objectContaining({ id: event.id, status: 'accepted' }),
      expect.objectContaining({
        status: 'interrupted',
        code: 'stream-idle',
        retryable: true,
        received: 1,
        accepted: 1,
      }),
    ]);
    expect(await published()).toEqual([event.id]);
    await body.abort().catch(() => undefined);
  });
});

describe('a client that goes away in the middle', () => {
  it('leaves whole groups behind, each with its receipts, and the service well', async () => {
    // How many lines come together depends on how fast they come: the whole groups are those that the log was given.
    const groups: number[] = [];
    const { url, pool, published, post, registry } = await open({
      wrapLog: through((records, log) => {
        groups.push(records.length);
        return log.publish(records);
      }),
    });
    const events = Array.from({ length: 3_500 }, () => anEvent());
    await new Promise<void>((resolve, reject) => {
      const request = httpRequest(`${url}/events`, { method: 'POST', headers: { 'content-type': stream } });
      request.on('error', () => resolve());
      request.on('response', (response) => {
        response.on('error', () => undefined);
        // The first answer is there: now the connection breaks, in the middle of a line.
        response.once('data', () => request.destroy());
        response.on('close', () => resolve());
      });
      request.write(ndjson(events));
      request.write('{"specversion":"1.0","id":"01', (fault) => fault && reject(fault));
    });
    await vi.waitFor(async () => {
      expect((await published()).length).toBe(groups.reduce((sum, each) => sum + each, 0));
      const { rows } = await pool.query('SELECT count(*) AS waiting FROM pg_stat_activity WHERE state LIKE $1', [
        'idle in%',
      ]);
      expect(rows[0].waiting).toBe(0);
    }, 60_000);
    const inLog = await published();
    const receipts = await pool.query('SELECT count(*) AS receipts, count(log_offset) AS placed FROM gateway.receipt');
    expect(receipts.rows[0]).toEqual({ receipts: inLog.length, placed: inLog.length });
    expect(inLog.length).toBeGreaterThan(0);
    // The sender comes back with all of it.
    const again = await linesOf(await post(ndjson(events), stream));
    expect(again.at(-1)).toMatchObject({
      status: 'complete',
      received: 3_500,
      accepted: 3_500,
      duplicates: inLog.length,
    });
    expect(new Set(await published()).size).toBe(3_500);
    expect(await published()).toHaveLength(3_500);
    expect(await registry.metrics()).toContain('clew_gateway_accepted_total');
  });

  it('before its first line is done leaves nothing behind, and no error in the log', async () => {
    const { url, published, logLines, post } = await open();
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${url}/events`, { method: 'POST', headers: { 'content-type': stream } });
      request.on('error', () => resolve());
      request.write('{"specversion":"1.0","id":"01', () => request.destroy());
    });
    expect((await post(JSON.stringify(anEvent()), single)).status).toBe(202);
    expect(await published()).toHaveLength(1);
    expect(logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe('a log that fails', () => {
  const gone = () => new LogError('log-unreachable', 'The broker is gone.', { retryable: true });

  it.each([
    { name: 'one event', body: () => JSON.stringify(anEvent()), mediaType: single },
    { name: 'a batch', body: () => JSON.stringify([anEvent(), anEvent()]), mediaType: batch },
    { name: 'a stream, before its first answer', body: () => ndjson([anEvent(), anEvent()]), mediaType: stream },
    {
      name: 'a long stream, before its first answer',
      body: () => ndjson(Array.from({ length: 5_000 }, () => anEvent())),
      mediaType: stream,
    },
  ])('at $name: 503, come back, and nothing is half written', async ({ body, mediaType }) => {
    const { post, pool, published } = await open({ wrapLog: through(async () => Promise.reject(gone())) });
    const response = await post(body(), mediaType);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await bodyOf(response)).errors[0]).toMatchObject({ code: 'log-unavailable', retryable: true });
    // The same connection can carry the next attempt.
    expect((await post(body(), mediaType)).status).toBe(503);
    expect((await pool.query('SELECT count(*) AS receipts FROM gateway.receipt')).rows[0].receipts).toBe(0);
    expect(await published()).toEqual([]);
  });

  it('in the middle of a stream ends it with a last line that says how far it came; sent again, it completes', async () => {
    let calls = 0;
    let taken = 0;
    const { post, published } = await open({
      wrapLog: through((records, log) => {
        calls += 1;
        if (calls === 3) return Promise.reject(gone());
        if (calls < 3) taken += records.length;
        return log.publish(records);
      }),
    });
    const events = Array.from({ length: 5_000 }, () => anEvent());
    const answers = await linesOf(await post(ndjson(events), stream));
    // How many lines come together depends on how fast they come: what the log took is what was answered.
    expect(taken).toBeGreaterThan(0);
    expect(answers).toHaveLength(taken + 1);
    expect(answers.at(-1)).toMatchObject({
      status: 'interrupted',
      code: 'log-unavailable',
      retryable: true,
      received: taken,
      accepted: taken,
    });
    expect([...(await published())].toSorted()).toEqual(
      events
        .slice(0, taken)
        .map(({ id }) => id)
        .toSorted(),
    );
    const again = await linesOf(await post(ndjson(events), stream));
    expect(again.at(-1)).toEqual({
      status: 'complete',
      received: 5_000,
      accepted: 5_000,
      duplicates: taken,
      refused: 0,
    });
    expect(await published()).toHaveLength(5_000);
  });

  it('after it took the records: they are sent again, and a reader knows them by their ids', async () => {
    let calls = 0;
    const { post, published } = await open({
      wrapLog: through(async (records, log) => {
        const positions = await log.publish(records);
        calls += 1;
        if (calls === 1) throw gone();
        return positions;
      }),
    });
    const event = anEvent();
    expect((await post(JSON.stringify(event), single)).status).toBe(503);
    expect((await post(JSON.stringify(event), single)).status).toBe(202);
    expect(await published()).toEqual([event.id, event.id]);
  });
});

describe('a service that is told to stop', () => {
  it('ends its streams with a line that says so, after what it had in hand', async () => {
    const stopping = new AbortController();
    const { url, published } = await open({ stopping: stopping.signal });
    const body = writableBody();
    const answering = sendStream(url, body.readable);
    const event = anEvent();
    await body.write(`${JSON.stringify(event)}\n`);
    const response = await answering;
    stopping.abort();
    const lines = await linesOf(response);
    expect(lines.at(-1)).toMatchObject({ status: 'interrupted', code: 'stopping', retryable: true, received: 1 });
    expect(await published()).toEqual([event.id]);
    await body.abort().catch(() => undefined);
  });
});

describe('metrics', () => {
  it('count what was accepted, known before and refused, by code', async () => {
    const { post, url } = await open();
    const event = anEvent();
    await post(JSON.stringify([event, event, anEvent({ subject: 'x' })]), batch);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/^clew_gateway_accepted_total\{.*\} 1$/m);
    expect(text).toMatch(/^clew_gateway_duplicates_total\{.*\} 1$/m);
    expect(text).toMatch(/^clew_gateway_refused_total\{code="staff-number-shape".*\} 1$/m);
    expect(text).toMatch(/^clew_gateway_publish_seconds_count\{.*\} 1$/m);
  });
});
