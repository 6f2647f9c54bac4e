// Who may call: tokens by their hashes, in the ways that programs and browsers send them; and where a door without any may listen.

import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createLogger,
  createRegistry,
  createServer,
  isLoopback,
  loopbackOnlyWithout,
  readConfiguration,
  requireToken,
  serviceVariables,
  tokenHashesSchema,
} from '../src/index.ts';

const token = 'dGhlIHRva2VuIG9mIGEgdGVzdA==';
const hashes = [hash('sha256', 'an older token', 'hex'), hash('sha256', token, 'hex')];
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

async function openDoor(options: { readonly hashes: readonly string[]; readonly browsers?: boolean }) {
  const lines: string[] = [];
  const server = await createServer({
    title: 'Door',
    version: '0',
    description: 'A door.',
    logger: createLogger({ service: 'door', level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    registry: createRegistry({ service: 'door', processMetrics: false }),
    readiness: [],
    routes: (scope) => {
      requireToken(scope, { realm: 'door', ...options });
      scope.get('/inside', {}, async () => 'inside');
    },
  });
  const ask = (address: string, authorization?: string) =>
    server.inject({ url: address, headers: authorization === undefined ? {} : { authorization } });
  return { ask, lines, close: () => server.close() };
}

describe('requireToken', () => {
  it.each([
    ['no header', undefined, 401, 'credential-missing'],
    ['another scheme', 'Digest abc', 401, 'credential-missing'],
    ['the hash instead of the token', `Bearer ${hashes[1]}`, 401, 'credential-unknown'],
    ['an unknown token', 'Bearer guess', 401, 'credential-unknown'],
    ['the token', `Bearer ${token}`, 200, undefined],
    ['the token in another case of the scheme', `bearer  ${token}`, 200, undefined],
    ['a password, where no browsers come', basic(`analyst:${token}`), 401, 'credential-missing'],
  ])('%s', async (_, authorization, status, code) => {
    const door = await openDoor({ hashes });
    const answer = await door.ask('/inside', authorization);
    expect(answer.statusCode).toBe(status);
    if (code !== undefined) {
      expect(answer.json()).toMatchObject({ code });
      expect(answer.headers['www-authenticate']).toEqual(['Bearer realm="door"']);
    }
    expect(door.lines.join('')).not.toContain(token);
    await door.close();
  });

  it.each([
    [basic(`anybody:${token}`), 200],
    [basic('anybody:guess'), 401],
    [basic(token), 401],
    ['Basic %%%', 401],
    [`Bearer ${token}`, 200],
  ])('a browser that sends %s is answered %i', async (authorization, status) => {
    const door = await openDoor({ hashes, browsers: true });
    const answer = await door.ask('/inside', authorization);
    expect(answer.statusCode).toBe(status);
    if (status === 401) expect(answer.headers['www-authenticate']).toContain('Basic realm="door", charset="UTF-8"');
    await door.close();
  });

  it('asks nothing of whoever watches over the service, and of nobody where no token is configured', async () => {
    const [closed, open] = [await openDoor({ hashes }), await openDoor({ hashes: [] })];
    for (const address of ['/healthz', '/readyz', '/metrics']) expect((await closed.ask(address)).statusCode).toBe(200);
    expect((await open.ask('/inside')).statusCode).toBe(200);
    await closed.close();
    await open.close();
  });
});

describe('the configuration of a door', () => {
  const schema = z
    .object({ ...serviceVariables, TOKENS: tokenHashesSchema.optional() })
    .refine(({ HOST, TOKENS }) => TOKENS !== undefined || isLoopback(HOST), loopbackOnlyWithout('TOKENS'));
  const mistakesOf = (environment: Record<string, string>) => {
    const reading = readConfiguration(schema, environment);
    return reading.ok ? [] : reading.mistakes.map(({ variable, message }) => `${variable}: ${message}`);
  };

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('needs no token on %s', (HOST) => {
    expect(mistakesOf({ HOST })).toEqual([]);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.example', 'localhost.example'])('needs one on %s', (HOST) => {
    expect(mistakesOf({ HOST })).toEqual(['HOST: Without TOKENS the service listens on loopback only.']);
    expect(mistakesOf({ HOST, TOKENS: hashes.join(', ') })).toEqual([]);
  });

  it('names the entry that is no hash, and repeats nothing of it', () => {
    const text = mistakesOf({ TOKENS: `${hashes[0]},${token}` }).join('\n');
    expect(text).toBe('TOKENS: Entry 2 is not a SHA-256 in lower-case hexadecimal.');
  });
});
