// What is no HTTP, and what never comes to its end: a problem each, and the connection is let go.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLogger, createRegistry, createServer, listen, problemSchema, type Server } from '../src/index.ts';

const lines: string[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  const logger = createLogger({
    service: 'door',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  });
  server = await createServer({
    title: 'Door',
    version: '0.0.0',
    description: 'A door to try.',
    logger,
    registry: createRegistry({ service: 'door', processMetrics: false }),
    readiness: [],
    streamedMediaTypes: ['application/x-ndjson'],
    bodyWithinMilliseconds: 300,
    routes: (scope) => {
      const consumes = ['application/json', 'application/x-ndjson'];
      scope.post('/whole', { schema: { body: z.unknown(), consumes } }, async (request) => {
        if (typeof request.body === 'object' && request.body !== null && Symbol.asyncIterator in request.body)
          for await (const _ of request.body as AsyncIterable<unknown>);
        return { ok: true };
      });
    },
  });
  ({ port } = await listen(server, { host: '127.0.0.1', port: 0, logger }));
});
afterAll(() => server.close());

/** Writes to a bare connection, and gives all that comes back until the other side ends it. */
function exchange(written: string): Promise<{ readonly status: number; readonly problem: unknown }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(written));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.once('error', reject);
    socket.once('close', () => {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      const status = Number(head.split(' ')[1]);
      expect(head).toMatch(/content-type: application\/problem\+json/i);
      resolve({ status, problem: JSON.parse(body) });
    });
  });
}

const post = (headers: string, body = ''): string => `POST /whole HTTP/1.1\r\nhost: door\r\n${headers}\r\n\r\n${body}`;

describe('what cannot be read', () => {
  it.each([
    ['a method that is none', 'FAMILYNAME / HTTP/1.1\r\nhost: door\r\n\r\n', 400, 'malformed-request'],
    ['no HTTP at all', '{"familyName":"Nightingale"}\r\n\r\n', 400, 'malformed-request'],
    ['a length below zero', post('content-type: application/json\r\ncontent-length: -5'), 400, 'malformed-request'],
    [
      'more bytes than the length says, which begin another request',
      post('content-type: application/json\r\ncontent-length: 2\r\nconnection: close', '{}Nightingale'),
      400,
      'malformed-request',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nx-name: ${'n'.repeat(100_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['an address without end', `GET /${'n'.repeat(100_000)} HTTP/1.1\r\n\r\n`, 431, 'headers-too-large'],
  ])('%s', async (_, written, status, code) => {
    const answered = await exchange(written);
    expect(answered.status).toBe(status);
    expect(problemSchema.parse(answered.problem)).toMatchObject({ status, code });
    expect(lines.join('')).not.toContain('Nightingale');
  });
});

it('a compressed body is refused as one, not as broken text', async () => {
  for (const type of ['application/json', 'application/x-ndjson']) {
    const headers = `content-type: ${type}\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\nconnection: close`;
    const { status, problem } = await exchange(post(headers, '{}'));
    expect([status, problemSchema.parse(problem).errors[0]?.field]).toEqual([415, 'headers/content-encoding']);
  }
});

describe('a body that does not come to its end', () => {
  it.each([
    ['shorter than its length', post('content-type: application/json\r\ncontent-length: 5000', '{"a":')],
    [
      'in chunks without a last one',
      post('content-type: application/json\r\ntransfer-encoding: chunked', '2\r\n{}\r\n'),
    ],
    ['a stream that is wanted whole', post('content-type: application/x-ndjson\r\ncontent-length: 5000', '{}\n')],
  ])('%s is answered 408', async (_, written) => {
    const { status, problem } = await exchange(written);
    expect([status, problemSchema.parse(problem).code]).toEqual([408, 'request-timeout']);
  });
});
