// The door of every service: each kind of bad input is a 4xx problem with a code, a fault of ours is a 500 that says nothing.

import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createLogger,
  createRegistry,
  createServer,
  listen,
  problemSchema,
  type Refusal,
  type Server,
} from '../src/index.ts';

const lines: string[] = [];
let closedGate: Refusal | undefined;
let databaseReason: string | undefined;
let server: Server;
let url: string;

beforeAll(async () => {
  const logger = createLogger({
    service: 'door',
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  server = await createServer({
    title: 'Door',
    version: '0.0.0',
    description: 'A door to try.',
    logger,
    registry: createRegistry({ service: 'door', processMetrics: false }),
    readiness: [
      { name: 'database', check: () => databaseReason },
      { name: 'log', check: async () => undefined },
    ],
    bodyLimitBytes: 10_000,
    gate: () => closedGate,
    translateFault: (thrown) =>
      thrown instanceof Error && thrown.name === 'OutageError'
        ? { code: 'database-unavailable', field: '', message: 'm', remedy: 'r', retryable: true }
        : undefined,
    routes: (scope) => {
      const body = z.strictObject({ familyName: z.string().min(1), dateOfBirth: z.iso.date() });
      scope.post(
        '/people',
        { schema: { body, response: { 201: z.object({ letters: z.number() }) } } },
        async (request, reply) => reply.code(201).send({ letters: request.body.familyName.length }),
      );
      scope.get('/people/:number', { schema: { params: z.object({ number: z.string() }) } }, async (_request, reply) =>
        reply.send({ ok: true }),
      );
      scope.get('/outage', { schema: { hide: true } }, async () => {
        throw Object.assign(new Error('secret inside'), { name: 'OutageError' });
      });
      scope.get('/fault', {}, async () => {
        throw new Error('secret inside');
      });
    },
  });
  ({ url } = await listen(server, { host: '127.0.0.1', port: 0, logger }));
});

afterAll(() => server.close());

const json = { 'content-type': 'application/json' };
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
  fetch(`${url}/people`, { method: 'POST', body, headers });

const badInput: readonly (readonly [
  string,
  string | Uint8Array<ArrayBuffer>,
  Record<string, string>,
  number,
  string,
])[] = [
  ['malformed JSON', '{"familyName": ', json, 400, 'malformed-json'],
  ['an empty body', '', json, 400, 'body-missing'],
  ['broken UTF-8', Uint8Array.from([0x22, 0xc3, 0x28, 0x22]), json, 400, 'malformed-utf8'],
  ['__proto__', '{"__proto__": {"admin": true}}', json, 400, 'forbidden-key'],
  ['__proto__ in escapes', '{"\\u005f_proto__": {"admin": true}}', json, 400, 'forbidden-key'],
  ['constructor.prototype', '{"constructor": {"prototype": {}}}', json, 400, 'forbidden-key'],
  ['too deep', '['.repeat(65) + ']'.repeat(65), json, 400, 'too-deep'],
  ['far too deep', '{"a":'.repeat(1_900), json, 400, 'too-deep'],
  ['too large', JSON.stringify({ familyName: 'x'.repeat(20_000) }), json, 413, 'too-large'],
  ['NUL in a text', '{"familyName": "a\\u0000b", "dateOfBirth": "1980-01-01"}', json, 400, 'text-not-storable'],
  ['half a surrogate pair', '{"familyName": "\\ud800", "dateOfBirth": "1980-01-01"}', json, 400, 'text-not-storable'],
  [
    'another media type',
    'familyName=x',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'unsupported-media-type',
  ],
  ['plain text', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
  ['a wrong type', '{"familyName": 7, "dateOfBirth": "1980-01-01"}', json, 400, 'wrong-type'],
  ['an array', '[]', json, 400, 'wrong-type'],
  ['null', 'null', json, 400, 'wrong-type'],
  ['a missing field', '{"familyName": "x"}', json, 400, 'missing-field'],
  ['a date that does not exist', '{"familyName": "x", "dateOfBirth": "1981-02-29"}', json, 400, 'invalid-date'],
  ['an unknown field', '{"familyName": "x", "dateOfBirth": "1980-01-01", "shoeSize": 9}', json, 400, 'unknown-field'],
  ['several mistakes', '{"dateOfBirth": "never"}', json, 400, 'invalid-request'],
];

describe('bad input', () => {
  it.each(badInput)('%s', async (_name, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = problemSchema.parse(await answer.json());
    expect({ status: answer.status, code: problem.code }).toEqual({ status, code });
    expect(problem.status).toBe(status);
    expect(problem.errors.every((error) => error.remedy.length > 0)).toBe(true);
    expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  });

  it('names every mistake with its field', async () => {
    const problem = problemSchema.parse(await (await post('{"dateOfBirth": "1981-02-30", "shoe/size": 9}')).json());
    expect(problem.errors.map(({ field, code }) => [field, code])).toEqual([
      ['/familyName', 'missing-field'],
      ['/dateOfBirth', 'invalid-date'],
      ['/?', 'unknown-field'],
    ]);
  });

  it('tells a wrong address from a wrong method', async () => {
    expect(problemSchema.parse(await (await fetch(`${url}/nowhere`)).json()).code).toBe('not-found');
    const wrongMethod = await fetch(`${url}/people/7?a=b`, { method: 'DELETE' });
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(problemSchema.parse(await wrongMethod.json()).code).toBe('method-not-allowed');
  });

  it.each(['/%E0%A4%A', `/people/${'7'.repeat(300)}`])('refuses an address that cannot be read: %s', async (path) => {
    const answer = await fetch(url + path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(problemSchema.parse(await answer.json()).errors).toHaveLength(1);
  });
});

describe('what goes well', () => {
  it('takes what is right, with a media type parameter and a byte order mark', async () => {
    const answer = await post('\uFEFF{"familyName": "abc", "dateOfBirth": "1980-02-29"}', {
      'content-type': 'application/json; charset=utf-8',
    });
    expect([answer.status, await answer.json()]).toEqual([201, { letters: 3 }]);
  });
});

describe('faults', () => {
  it('answers 500 without the reason, and logs it with the request id', async () => {
    const answer = await fetch(`${url}/fault`);
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toContain('secret');
    const { requestId, code } = problemSchema.parse(JSON.parse(text));
    expect(code).toBe('internal-fault');
    expect(lines.some((line) => line.includes('request-failed') && line.includes(requestId))).toBe(true);
  });

  it('answers what can pass by itself with a retryable refusal', async () => {
    const answer = await fetch(`${url}/outage`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(problemSchema.parse(await answer.json())).toMatchObject({
      code: 'database-unavailable',
      errors: [{ retryable: true }],
    });
  });

  it('takes a refusal code without a line in the table for a fault', async () => {
    closedGate = { code: 'no-such-code', field: '', message: 'm', remedy: 'r', retryable: false };
    expect((await fetch(`${url}/fault`)).status).toBe(500);
    closedGate = undefined;
  });
});

describe('operators', () => {
  it('says why it is not ready, while it lives', async () => {
    databaseReason = 'unreachable since the start';
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    const problem = problemSchema.parse(await ready.json());
    expect(problem.errors.map(({ field, code }) => [field, code])).toEqual([['database', 'not-ready']]);
    expect(problem.detail).toContain('unreachable since the start');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    databaseReason = undefined;
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ready' });
  });

  it('gates the service, not the operators', async () => {
    closedGate = { code: 'not-ready', field: '', message: 'Starting.', remedy: 'Wait.', retryable: true };
    const answer = await fetch(`${url}/people/7`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    closedGate = undefined;
  });

  it('counts by route, and logs neither address nor query', async () => {
    await fetch(`${url}/people/K4T9WM2H7C?familyName=Nightingale`);
    await expect.poll(() => lines.some((line) => line.includes('/people/:number'))).toBe(true);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/_count\{.*method="GET",route="\/people\/:number",status="200"/);
    expect(metrics + lines.join('')).not.toMatch(/K4T9WM2H7C|Nightingale/);
  });

  it('prints where it listens', () => {
    const line = lines
      .map((text) => JSON.parse(text) as { event?: string; url?: string })
      .find(({ event }) => event === 'listening');
    expect(line?.url).toBe(url);
    expect(lines.filter((text) => text.includes('"msg":""'))).toEqual([]);
  });
});

describe('documentation', () => {
  it('describes the routes as OpenAPI 3.1', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, { post?: { requestBody?: unknown; responses?: Record<string, unknown> } }>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/fault',
      '/healthz',
      '/people',
      '/people/{number}',
      '/readyz',
    ]);
    const route = document.paths['/people']?.post;
    expect(JSON.stringify(route?.requestBody)).toContain('"dateOfBirth"');
    expect(Object.keys(route?.responses ?? {})).toContain('201');
  });

  it('gives a valid document, whose refusals are problems, and no schema that nothing points at', async () => {
    const text = await (await fetch(`${url}/openapi.json`)).text();
    const document = JSON.parse(text) as Record<string, unknown>;
    const validation = await new Validator().validate(document);
    expect(validation.errors ?? []).toEqual([]);
    expect(text).toContain('application/problem+json');
    expect(text).not.toMatch(/Default Response|Input"|\$defs/);
    const { schemas } = document['components'] as { schemas: Record<string, unknown> };
    expect(Object.keys(schemas)).toEqual(['Problem']);
    const forPage = await (await fetch(`${url}/docs/json`)).text();
    expect(JSON.parse(forPage)).toEqual(document);
  });

  it('serves a page that loads nothing from elsewhere, and forbids it', async () => {
    const page = await fetch(`${url}/docs/`);
    const html = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:\/\/|[\s;](\*|https?:)(\s|;|$)/);
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sources.length).toBeGreaterThan(4);
    for (const source of sources) {
      const address = new URL(source, `${url}/docs/`);
      expect(address.origin).toBe(url);
      const asset = await fetch(address);
      expect([asset.status, (await asset.text()).length > 0]).toEqual([200, true]);
    }
    const settings = await (await fetch(`${url}/docs/static/swagger-initializer.js`)).text();
    expect(settings).toContain('"validatorUrl":null');
  });
});
