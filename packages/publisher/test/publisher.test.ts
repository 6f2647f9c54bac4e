// The publisher: checks before sending, sends again with the same ids, tells what became of each, and loses nothing in a crash.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createPublisher, GatewayFault, OutboxError, type PreparedEvent, prepareEvent } from '../src/index.ts';
import { type Misbehaviour, pretendGateway, source, staffNumbers, temporaryDirectory } from './support.ts';

const quick = { firstPauseMilliseconds: 5, longestPauseMilliseconds: 20 };

function anExit(): PreparedEvent {
  const prepared = prepareEvent(source, 'exited', {
    subject: staffNumbers[0],
    time: '2024-04-02T10:00:00Z',
    data: { effectiveDate: '2024-04-01', cause: 'resignation' },
  });
  if (!prepared.ok) throw new Error('not valid');
  return prepared.value;
}

const exits = (count: number): PreparedEvent[] => Array.from({ length: count }, anExit);

describe('an event', () => {
  it('is checked before it is sent, with every mistake at once', async () => {
    const publisher = await createPublisher({ gatewayUrl: 'http://127.0.0.1:9', source });
    const result = publisher.event('exited', {
      subject: 'nobody',
      time: 'yesterday',
      data: { effectiveDate: '2024-02-30' } as never,
    });
    expect(result.ok).toBe(false);
    if (!result.ok)
      expect(result.refusals.map(({ field, code }) => [field, code])).toContainEqual(['/time', 'invalid-date']);
    await publisher.close();
  });

  it('may be a correction or a retraction', async () => {
    const target = anExit().event.id;
    const time = '2024-05-01T00:00:00Z';
    const retracted = prepareEvent(source, 'retracted', {
      subject: staffNumbers[0],
      time,
      data: { target, targetName: 'exited', reason: 'did-not-happen' },
    });
    const replacement = { name: 'exited', data: { effectiveDate: '2024-04-02', cause: 'death' } } as const;
    const corrected = prepareEvent(source, 'corrected', {
      subject: staffNumbers[0],
      time,
      data: { target, reason: 'keying-error', replacement },
    });
    expect([retracted.ok, corrected.ok]).toEqual([true, true]);
    if (corrected.ok) expect(JSON.parse(corrected.value.line).data.replacement.type).toBe('clew.exited.v1');
  });

  it('with an optional field that is undefined is the same as without it', () => {
    const grade = { scheme: 'civil-service', code: 'G7' } as const;
    const data = { effectiveDate: '2024-04-01', temporaryPromotionId: 'TP-1', grade, expectedEndDate: undefined };
    const prepared = prepareEvent(source, 'temporaryPromotionStarted', {
      subject: staffNumbers[0],
      time: '2024-05-01T00:00:00Z',
      data,
    });
    expect(prepared.ok && JSON.parse(prepared.value.line).data).toEqual({
      effectiveDate: '2024-04-01',
      temporaryPromotionId: 'TP-1',
      grade,
    });
  });
});

describe('sending', () => {
  const count = 12_000;
  const cases: readonly (Misbehaviour & { readonly name: string; readonly reasons: readonly string[] })[] = [
    { name: 'a gateway that is well', reasons: [] },
    {
      name: 'a 503 with Retry-After',
      reasons: ['log-unavailable'],
      misbehave: (request, incoming, response) => {
        if (request % 2 === 0) return false;
        incoming.resume();
        response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '0' });
        response.end(JSON.stringify({ code: 'log-unavailable', detail: 'The log does not take events now.' }));
        return true;
      },
    },
    {
      name: 'a connection that breaks before any answer',
      reasons: ['gateway-unreachable'],
      misbehave: (request, incoming) => {
        if (request % 2 === 0) return false;
        incoming.socket.destroy();
        return true;
      },
    },
    {
      name: 'an answer that breaks off, each time a little later',
      reasons: ['gateway-unreachable'],
      breakAfter: (request) => (request < 6 ? request * 700 : undefined),
    },
    {
      name: 'an answer of a stranger that is no problem document',
      reasons: ['http-502'],
      misbehave: (request, incoming, response) => {
        if (request !== 2) return false;
        incoming.resume();
        response.writeHead(502).end('<html>bad gateway</html>');
        return true;
      },
    },
  ];

  it.each(cases)('over $name: each event is answered once', async ({ reasons, ...misbehaviour }) => {
    const gateway = await pretendGateway(misbehaviour);
    const seen = new Set<string>();
    const publisher = await createPublisher({
      gatewayUrl: gateway.url,
      source,
      retry: quick,
      onRetry: ({ code }) => seen.add(code),
    });
    const summary = await publisher.publishAll(exits(count));
    expect(summary).toMatchObject({ sent: count, accepted: count, refused: 0 });
    expect(gateway.events.size).toBe(count);
    expect([...seen]).toEqual(reasons);
    await publisher.close();
  });

  it('keeps the order, also over broken answers', async () => {
    const gateway = await pretendGateway({ breakAfter: (request) => (request === 1 ? 10 : undefined) });
    const publisher = await createPublisher({ gatewayUrl: gateway.url, source, retry: quick });
    const events = exits(3_000);
    await publisher.publishAll(events);
    expect([...gateway.events.keys()]).toEqual(events.map(({ event }) => event.id));
    await publisher.close();
  });

  it('gives refused events back with what came along, and sends the others', async () => {
    const events = exits(10);
    const bad = events[3]?.event.id;
    const gateway = await pretendGateway({ refuse: ({ id }) => (id === bad ? 'staff-number-unknown' : undefined) });
    const publisher = await createPublisher({ gatewayUrl: gateway.url, source });
    const summary = await publisher.publishAll(events.map((prepared, origin) => ({ prepared, origin })));
    expect(summary).toMatchObject({ sent: 10, accepted: 9, refused: 1 });
    expect(summary.refusals).toEqual([
      { id: bad, origin: 3, refusals: [expect.objectContaining({ code: 'staff-number-unknown' })] },
    ]);
    await publisher.close();
  });

  it('takes no more from its source than it can send: memory is bounded', async () => {
    const gateway = await pretendGateway();
    const publisher = await createPublisher({ gatewayUrl: gateway.url, source });
    let taken = 0;
    let furthest = 0;
    const events = function* (): Generator<PreparedEvent> {
      for (; taken < 40_000; taken += 1) {
        furthest = Math.max(furthest, taken - gateway.times.size);
        yield anExit();
      }
    };
    await publisher.publishAll(events());
    expect(gateway.events.size).toBe(40_000);
    expect(furthest).toBeLessThanOrEqual(16_000);
    await publisher.close();
  });

  it('says who it is', async () => {
    const gateway = await pretendGateway();
    const publisher = await createPublisher({ gatewayUrl: gateway.url, source, credential: 'a-token' });
    await publisher.publishAll([anExit()]);
    expect(gateway.headers[0]?.authorization).toBe('Bearer a-token');
    await publisher.close();
  });

  it.each([401, 404, 415])('gives up at once where trying again cannot help: %i', async (status) => {
    const misbehave: Misbehaviour['misbehave'] = (_, incoming, response) => {
      incoming.resume();
      response.writeHead(status, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ code: 'credential-unknown', detail: 'No.' }));
      return true;
    };
    const gateway = await pretendGateway({ misbehave });
    const publisher = await createPublisher({ gatewayUrl: gateway.url, source, retry: quick });
    await expect(publisher.publishAll([anExit()])).rejects.toMatchObject({
      code: 'credential-unknown',
      retryable: false,
    });
    expect(gateway.headers).toHaveLength(1);
    await publisher.close();
  });

  it('gives up after its patience where nobody listens', async () => {
    const publisher = await createPublisher({
      gatewayUrl: 'http://127.0.0.1:9',
      source,
      retry: { ...quick, giveUpAfterMilliseconds: 50 },
    });
    await expect(publisher.publishAll([anExit()])).rejects.toBeInstanceOf(GatewayFault);
    await publisher.close();
  });
});

describe('the outbox', () => {
  it('keeps what could not be sent, and sends it next time with the same ids', async () => {
    const outboxDirectory = await temporaryDirectory();
    const events = exits(2_500);
    const away = await createPublisher({
      gatewayUrl: 'http://127.0.0.1:9',
      source,
      outboxDirectory,
      retry: { ...quick, giveUpAfterMilliseconds: 30 },
    });
    await expect(away.publishAll(events)).rejects.toMatchObject({ code: 'gateway-unreachable' });
    await away.close();
    const gateway = await pretendGateway();
    const back = await createPublisher({ gatewayUrl: gateway.url, source, outboxDirectory });
    expect(back.waiting).toBeGreaterThan(0);
    await back.publish(anExit());
    await back.flush();
    expect([...gateway.events.keys()].slice(0, -1)).toEqual(
      events.slice(0, gateway.events.size - 1).map(({ event }) => event.id),
    );
    expect(back.waiting).toBe(0);
    await back.close();
  });

  it('belongs to one process at a time', async () => {
    const outboxDirectory = await temporaryDirectory();
    const first = await createPublisher({ gatewayUrl: 'http://127.0.0.1:9', source, outboxDirectory });
    await expect(createPublisher({ gatewayUrl: 'http://127.0.0.1:9', source, outboxDirectory })).rejects.toBeInstanceOf(
      OutboxError,
    );
    await first.close();
    const second = await createPublisher({ gatewayUrl: 'http://127.0.0.1:9', source, outboxDirectory });
    await second.close();
  });

  it('deletes what is answered, and keeps what was refused beside it', async () => {
    const outboxDirectory = await temporaryDirectory();
    const events = exits(3);
    const bad = events[1]?.event.id;
    const gateway = await pretendGateway({ refuse: ({ id }) => (id === bad ? 'staff-number-unknown' : undefined) });
    const publisher = await createPublisher({ gatewayUrl: gateway.url, source, outboxDirectory });
    for (const event of events) await publisher.publish(event);
    expect(await publisher.flush()).toMatchObject({ sent: 3, accepted: 2, refused: 1 });
    const refused = (await readFile(join(outboxDirectory, 'refused.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(refused.map((line) => JSON.parse(JSON.parse(line).event).id)).toEqual([bad]);
    await publisher.close();
  });

  it('cuts off a line that a crash left half written: nobody was promised it', async () => {
    const outboxDirectory = await temporaryDirectory();
    const kept = anExit();
    const first = await createPublisher({ gatewayUrl: 'http://127.0.0.1:9', source, outboxDirectory });
    await first.publish(kept);
    await first.close();
    const [segment] = (await readdir(outboxDirectory)).filter((name) => name.endsWith('.ndjson'));
    await appendFile(join(outboxDirectory, segment ?? ''), '{"specversion":"1.0","id":"01');
    const gateway = await pretendGateway();
    const next = await createPublisher({ gatewayUrl: gateway.url, source, outboxDirectory });
    const after = anExit();
    await next.publish(after);
    await next.flush();
    expect([...gateway.events.keys()]).toEqual([kept.event.id, after.event.id]);
    await next.close();
  });

  it('loses nothing that it promised when its process is killed', async () => {
    const outboxDirectory = await temporaryDirectory();
    // The child says each id once the outbox has it; its gateway is away. It is killed in full flight.
    const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/outbox-writer.ts'), outboxDirectory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    await vi.waitFor(() => expect(said.split('\n').length).toBeGreaterThan(300), { timeout: 60_000 });
    child.kill('SIGKILL');
    await once(child, 'close');
    const promised = said.slice(0, said.lastIndexOf('\n')).split('\n');
    const gateway = await pretendGateway();
    // The lock of the dead process grows old, then the outbox can be opened.
    const publisher = await vi.waitFor(() => createPublisher({ gatewayUrl: gateway.url, source, outboxDirectory }), {
      timeout: 60_000,
      interval: 500,
    });
    await publisher.flush();
    expect(promised.length).toBeGreaterThan(299);
    expect(promised.filter((id) => !gateway.events.has(id))).toEqual([]);
    await publisher.close();
  });
});
