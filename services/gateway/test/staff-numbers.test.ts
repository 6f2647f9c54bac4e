// Staff numbers that were never issued are refused; when nobody can say, nothing is accepted.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpDirectory } from '../src/index.ts';
import { anEvent, anyStaffNumber, batch, bodyOf, type Door, openDoor, single } from './support.ts';

/** An ID service as its own documentation describes it, with the numbers that it issued. */
async function startIdService(issued: ReadonlySet<string>) {
  const asked: string[][] = [];
  const tokens: (string | undefined)[] = [];
  const state = { status: 200 };
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      tokens.push(request.headers.authorization);
      const { staffNumbers } = JSON.parse(text) as { staffNumbers: string[] };
      asked.push(staffNumbers);
      const results = staffNumbers.map((number) => ({
        asked: number,
        staffNumber: issued.has(number) ? number : null,
      }));
      response.writeHead(state.status, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, tokens, state, close: () => new Promise((resolve) => server.close(resolve)) };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function open(issued: readonly string[]) {
  const idService = await startIdService(new Set(issued));
  const door: Door = await openDoor({ directory: createHttpDirectory({ url: idService.url, remembered: 3 }) });
  closing.push(idService.close, door.close);
  return { idService, door };
}

describe('a staff number', () => {
  it('that was never issued is refused by name, and the others go on', async () => {
    const known = anyStaffNumber();
    const { door } = await open([known]);
    const events = [anEvent({ subject: known }), anEvent(), anEvent({ subject: known })];
    const body = await bodyOf(await door.post(JSON.stringify(events), batch));
    expect(body).toMatchObject({ accepted: 2, refused: 1 });
    expect(body.errors).toEqual([
      expect.objectContaining({
        position: 1,
        id: events[1]?.id,
        field: '/subject',
        code: 'staff-number-unknown',
        remedy: expect.stringContaining('POST /staff-numbers'),
      }),
    ]);
  });

  it('is asked for once and in one question; an unknown one is asked for again, since it may be issued next', async () => {
    const known = anyStaffNumber();
    const { door, idService } = await open([known]);
    const unknown = anyStaffNumber();
    const events = () =>
      JSON.stringify([anEvent({ subject: known }), anEvent({ subject: unknown }), anEvent({ subject: known })]);
    await door.post(events(), batch);
    await door.post(events(), batch);
    expect(idService.asked).toEqual([[known, unknown], [unknown]]);
  });

  it('is remembered within bounds', async () => {
    const numbers = Array.from({ length: 5 }, anyStaffNumber);
    const { door, idService } = await open(numbers);
    for (const subject of [...numbers, numbers[0]]) await door.post(JSON.stringify(anEvent({ subject })), single);
    expect(idService.asked).toHaveLength(6);
  });

  it('of an organisation or a role is none: nobody is asked', async () => {
    const { door, idService } = await open([]);
    const event = anEvent(
      { subject: 'home-office', data: { effectiveDate: '2024-04-01', name: 'Home Office' } },
      'organisationCreated',
    );
    const response = await door.post(JSON.stringify(event), single);
    expect(response.status).toBe(202);
    expect(idService.asked).toEqual([]);
  });
});

describe('an ID service that cannot be asked', () => {
  it('means 503 and nothing accepted; what is remembered still passes', async () => {
    const known = anyStaffNumber();
    const { door, idService } = await open([known]);
    expect((await door.post(JSON.stringify(anEvent({ subject: known })), single)).status).toBe(202);
    idService.state.status = 500;
    const response = await door.post(JSON.stringify([anEvent({ subject: known }), anEvent()]), batch);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await bodyOf(response)).errors[0]).toMatchObject({ code: 'id-service-unavailable', retryable: true });
    expect(await door.published()).toHaveLength(1);
    expect((await door.post(JSON.stringify(anEvent({ subject: known })), single)).status).toBe(202);
    idService.state.status = 200;
    expect((await bodyOf(await door.post(JSON.stringify(anEvent()), single))).errors[0]?.['code']).toBe(
      'staff-number-unknown',
    );
  });

  it('is named where nothing listens', async () => {
    const directory = createHttpDirectory({ url: 'http://127.0.0.1:9' });
    await expect(directory.unknownAmong(['B'])).rejects.toMatchObject({ code: 'id-service-unavailable' });
    await expect(directory.check()).rejects.toMatchObject({ code: 'id-service-unavailable' });
  });
  it('is sent our token with every question, and told apart where it does not know it', async () => {
    const idService = await startIdService(new Set());
    closing.push(idService.close);
    const directory = createHttpDirectory({ url: idService.url, token: 'of-a-test' });
    await directory.check();
    await directory.unknownAmong(['B']);
    expect(idService.tokens).toEqual(['Bearer of-a-test', 'Bearer of-a-test']);
    idService.state.status = 401;
    await expect(directory.check()).rejects.toThrow(/does not know our token \(CLEW_ID_SERVICE_TOKEN\)/);
    await createHttpDirectory({ url: idService.url })
      .check()
      .catch(() => undefined);
    expect(idService.tokens.at(-1)).toBeUndefined();
  });
});
