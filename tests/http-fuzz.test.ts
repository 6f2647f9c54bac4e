// Anything at any address: every service answers with a status that its own OpenAPI document knows, in a problem where it refuses, without
// repeating what was sent, and never with a fault of its own. The routes come from the documents, so a new one is tried by itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEvent } from '@clew/events';
import { type Stack, startStack } from '@clew/local-stack';
import { problemSchema } from '@clew/service-kit';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const services = ['id-service', 'gateway', 'projector', 'analytics'] as const;

interface MediaType {
  readonly schema?: unknown;
  readonly example?: unknown;
}
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let home: string;
let database: TestDatabase;
let stack: Stack;
const documents = new Map<string, Document>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clew-http-'));
  database = await createTestDatabase();
  stack = await startStack({ home, databaseUrl: database.connectionString, services: [...services] });
  for (const name of services) {
    const answer = await fetch(`${stack.url(name)}/openapi.json`);
    documents.set(name, (await answer.json()) as Document);
  }
});

afterAll(async () => {
  await stack?.stop();
  await database?.dispose();
  await rm(home, { recursive: true, force: true });
});

function operationsOf(name: string): readonly { path: string; method: string; operation: Operation }[] {
  return Object.entries(documents.get(name)?.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

/** Stands for what must never come back: it is in every text that is sent. */
const marker = 'Zz9Nightingale';
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '\0',
    '\u{d800}',
    "' OR 1=1 --",
    '../..',
    'K4T9WM2H7K',
    '2024-02-30',
    '1e999',
    'null',
    '__proto__',
  ),
);
const marked = text.map((each) => `${marker}${each}`);
const keys = fc.constantFrom(
  ...[
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'data',
    'ids',
    'staffNumbers',
    'givenNames',
    'department',
  ],
  ...['familyName', 'localEmployeeNumber', 'idempotencyKey', 'asOf', '__proto__', 'constructor', 'prototype', 'length'],
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(marked, text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(keys, text), tie('json'), { maxKeys: 6 }),
  ),
}));
const bytes = fc.oneof(
  { weight: 6, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
  {
    weight: 2,
    arbitrary: fc
      .array(json, { maxLength: 5 })
      .map((all) => Buffer.from(all.map((each) => JSON.stringify(each)).join('\n'))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('[', '{"a":', '"', '\u{feff}{}', '['.repeat(5_000)).map((each) => Buffer.from(each)),
  },
);

/** Changes one place of a documented example: most of what goes wrong is nearly right. */
function nearly(example: unknown): fc.Arbitrary<Buffer> {
  const places = placesOf(example);
  return fc
    .tuple(fc.constantFrom(...places), json)
    .map(([place, value]) => Buffer.from(JSON.stringify(withValue(example, place, value))));
}

function placesOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner).map((place) => [key, ...place]))];
}

function withValue(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy: Record<string, unknown> = structuredClone(Object(value)) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, replacement);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

/** Where a character cannot stand in an address or a header, it is left out. */
const encoded = (each: string): string => encodeURIComponent(each.toWellFormed());
const inHeader = (each: string): string => each.replaceAll(/[^\x21-\x7e]/g, '') || 'key';

const mediaTypes = [
  'application/json',
  'application/x-ndjson',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
];
const mediaType = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...mediaTypes) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'text/plain', 'application/xml', 'application/json; charset=utf-16', 'nonsense'),
  },
);

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

function requestTo(name: string, path: string, method: string, operation: Operation): fc.Arbitrary<Sent> {
  const parameters = operation.parameters ?? [];
  const value = fc.oneof(marked, text, fc.constantFrom('promotions', 'seb,grade', '2020-04-01', '2023-04-01', 'csv'));
  const values = fc.tuple(...parameters.map((each) => fc.option(value, { nil: each.in === 'path' ? 'x' : undefined })));
  const examples = Object.values(operation.requestBody?.content ?? {}).flatMap(({ example }) =>
    example === undefined ? [] : [nearly(example)],
  );
  const body = method === 'GET' ? fc.constant(undefined) : fc.oneof(bytes, ...examples);
  return fc.tuple(values, body, mediaType, marked).map(([given, sent, type, key]) => {
    let address = path;
    const query: string[] = [];
    for (const [index, parameter] of parameters.entries()) {
      const each = given[index];
      if (parameter.in === 'path') address = address.replace(`{${parameter.name}}`, encoded(each ?? '') || 'x');
      else if (parameter.in === 'query' && each !== undefined) query.push(`${parameter.name}=${encoded(each)}`);
    }
    const headers = { 'content-type': type, 'idempotency-key': inHeader(key) };
    const init: RequestInit = { method, signal: AbortSignal.timeout(30_000) };
    const url = `${stack.url(name as (typeof services)[number])}${address}${query.length > 0 ? `?${query.join('&')}` : ''}`;
    return { url, init: sent === undefined ? init : { ...init, headers, body: new Uint8Array(sent) } };
  });
}

/** Snapshots are real work: a few of them do. */
const runsOf = (path: string, method: string): number => (method === 'POST' && path === '/snapshots' ? 15 : 60);

async function isAnsweredWell({ url, init }: Sent, operation: Operation): Promise<void> {
  const answer = await fetch(url, init);
  const body = await answer.text();
  const { status } = answer;
  const documented = String(status) in operation.responses;
  // `default` stands for what every address may refuse; it covers no fault of ours.
  expect(documented || (status >= 400 && status < 500 && 'default' in operation.responses), `${status}`).toBe(true);
  expect(status).not.toBe(500);
  if (status >= 400 && !url.endsWith('/readyz')) {
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problemSchema.parse(JSON.parse(body)).status).toBe(status);
  }
  // A resolution repeats the spelling that it was asked for, to be told apart from the others.
  if (!url.endsWith('/staff-numbers/resolve')) expect(body).not.toContain(marker);
}

describe.each(services)('%s', (name) => {
  test('describes itself in a valid document, whose examples it takes', async () => {
    const document = documents.get(name);
    expect(document?.openapi).toMatch(/^3\.1\./);
    expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true });
    for (const { path, method, operation } of operationsOf(name)) {
      if (method === 'POST') expect(operation.requestBody, `${method} ${path} says what it takes`).toBeDefined();
      for (const [type, { example }] of Object.entries(operation.requestBody?.content ?? {})) {
        expect(example, `${method} ${path} gives an example of ${type}`).toBeDefined();
        await isTaken(name, path, type, example);
      }
    }
  });

  test('answers anything, at every address, as it says', async () => {
    const operations = operationsOf(name);
    expect(operations.length).toBeGreaterThan(1);
    for (const { path, method, operation } of operations) {
      const property = fc.asyncProperty(requestTo(name, path, method, operation), (sent) =>
        isAnsweredWell(sent, operation),
      );
      await fc.assert(property, { numRuns: runsOf(path, method) });
    }
    // It is still there, and well.
    expect((await fetch(`${stack.url(name)}/healthz`)).status).toBe(200);
  });

  test('answers to no other method, but for HEAD where there is GET', async () => {
    for (const [path, methods] of Object.entries(documents.get(name)?.paths ?? {})) {
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'GET', 'POST', 'HEAD']) {
        if (method.toLowerCase() in methods || (method === 'HEAD' && 'get' in methods)) continue;
        // An address with a variable part may be that of another: /staff-numbers/batch is none of /staff-numbers/{number}.
        const answer = await fetch(`${stack.url(name)}${path.replaceAll(/\{\w+\}/g, 'x')}`, { method });
        if (['GET', 'HEAD'].includes(method) && answer.status === 400) continue;
        expect([method, path, answer.status]).toEqual([method, path, 405]);
        expect(answer.headers.get('allow')).not.toBeNull();
      }
    }
  });
});

/** An event is held to the catalogue: its person was never issued a number here. All else is sent. */
async function isTaken(name: (typeof services)[number], path: string, type: string, example: unknown): Promise<void> {
  if (path === '/events') {
    const events = Array.isArray(example) ? example : [typeof example === 'string' ? JSON.parse(example) : example];
    for (const event of events) expect(decodeEvent(event, { unknownFields: 'refuse' }).ok).toBe(true);
    return;
  }
  const body = typeof example === 'string' ? example : JSON.stringify(example);
  const headers = { 'content-type': type, 'idempotency-key': `example-${type}` };
  const answer = await fetch(`${stack.url(name)}${path}`, { method: 'POST', headers, body });
  expect(answer.status, `${path} ${type}`).toBeLessThan(300);
  expect(await answer.text(), `${path} ${type}`).not.toContain('"refused"');
}
