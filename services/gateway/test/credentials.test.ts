// Who may send what: a department speaks for itself, and reads its own receipts.
import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '@clew/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationSchema, readCredentials } from '../src/index.ts';
import { anEvent, batch, bodyOf, type Door, linesOf, openDoor, single, stream } from './support.ts';

const sha256 = (token: string): string => hash('sha256', token, 'hex');
const treasury = { authorization: 'Bearer treasury-token' };
const home = { authorization: 'Bearer home-token' };
const importer = { authorization: 'Bearer importer-token' };

let door: Door;
beforeAll(async () => {
  door = await openDoor({
    credentials: [
      { tokenSha256: sha256('treasury-token'), department: 'hm-treasury', systems: ['oracle'] },
      { tokenSha256: sha256('home-token'), department: 'home-office' },
      { tokenSha256: sha256('importer-token'), source: '/clew/importer' },
    ],
  });
});
afterAll(() => door.close());

const of = (source: string, changes = {}) => JSON.stringify(anEvent({ source, ...changes }));

describe('a request', () => {
  it.each([
    { name: 'without a credential', headers: {}, code: 'credential-missing' },
    { name: 'with another scheme', headers: { authorization: 'Basic abc' }, code: 'credential-missing' },
    { name: 'with an unknown token', headers: { authorization: 'Bearer guess' }, code: 'credential-unknown' },
    {
      name: 'with the hash instead of the token',
      headers: { authorization: `Bearer ${sha256('home-token')}` },
      code: 'credential-unknown',
    },
  ])('$name is refused', async ({ headers, code }) => {
    for (const response of [
      await door.post(of('/departments/home-office/systems/sap'), single, headers),
      await fetch(`${door.url}/receipts/${anEvent().id}`, { headers }),
    ]) {
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect((await bodyOf(response)).code).toBe(code);
    }
  });

  it.each([
    { name: 'its own system', source: '/departments/hm-treasury/systems/oracle', headers: treasury, accepted: true },
    {
      name: 'a system that the credential does not name',
      source: '/departments/hm-treasury/systems/sap',
      headers: treasury,
      accepted: false,
    },
    {
      name: 'another department',
      source: '/departments/home-office/systems/oracle',
      headers: treasury,
      accepted: false,
    },
    {
      name: 'any system of its department',
      source: '/departments/home-office/systems/sap',
      headers: home,
      accepted: true,
    },
    {
      name: 'a department whose code begins alike',
      source: '/departments/home-office-agency/systems/sap',
      headers: home,
      accepted: false,
    },
    { name: 'a service of ours', source: '/clew/importer', headers: home, accepted: false },
    { name: 'the service that it is', source: '/clew/importer', headers: importer, accepted: true },
  ])('for $name: accepted $accepted', async ({ source, headers, accepted }) => {
    const response = await door.post(of(source), single, headers);
    expect(response.status).toBe(accepted ? 202 : 422);
    if (!accepted) {
      expect((await bodyOf(response)).errors[0]).toMatchObject({ code: 'source-not-authorised', field: '/source' });
    }
  });

  it('in a stream is held to the same rule, line by line', async () => {
    const lines = [of('/departments/home-office/systems/sap'), of('/departments/hm-treasury/systems/oracle')];
    const answers = await linesOf(await door.post(lines.join('\n'), stream, home));
    expect(answers.map((answer) => answer['status'])).toEqual(['accepted', 'refused', 'complete']);
  });
});

describe('an amendment', () => {
  const retracting = (target: string, source: string) =>
    JSON.stringify(
      anEvent({ source, data: { target, targetType: 'clew.exited.v1', reason: 'did-not-happen' } }, 'retracted'),
    );

  it('is accepted from the department that published the fact, whatever its system', async () => {
    const fact = anEvent({ source: '/departments/home-office/systems/sap' });
    await door.post(JSON.stringify(fact), single, home);
    const response = await door.post(retracting(fact.id, '/departments/home-office/systems/oracle'), single, home);
    expect(response.status).toBe(202);
  });

  it('is refused from another department', async () => {
    const fact = anEvent({ source: '/departments/home-office/systems/sap' });
    await door.post(JSON.stringify(fact), single, home);
    const response = await door.post(retracting(fact.id, '/departments/hm-treasury/systems/oracle'), single, treasury);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors[0]).toMatchObject({ code: 'source-not-authorised', field: '/data/target' });
  });

  it('of a fact that has not come yet is accepted: it may come later', async () => {
    const response = await door.post(
      retracting(anEvent().id, '/departments/hm-treasury/systems/oracle'),
      single,
      treasury,
    );
    expect(response.status).toBe(202);
  });
});

describe('a receipt', () => {
  it('is shown to its own department only, whether the event was accepted or refused', async () => {
    const accepted = anEvent({ source: '/departments/home-office/systems/sap' });
    const refused = anEvent({ source: '/departments/home-office/systems/sap', subject: 'nobody' });
    await door.post(JSON.stringify([accepted, refused]), batch, home);
    const statusFor = async (id: string, headers: Record<string, string>) => {
      const response = await fetch(`${door.url}/receipts/${id}`, { headers });
      return response.status === 404 ? 404 : (await bodyOf(response)).status;
    };
    expect(await statusFor(accepted.id, home)).toBe('accepted');
    expect(await statusFor(refused.id, home)).toBe('refused');
    expect(await statusFor(accepted.id, treasury)).toBe(404);
    expect(await statusFor(refused.id, treasury)).toBe(404);
  });
});

describe('the configuration', () => {
  const DATABASE_URL = 'postgresql://127.0.0.1/clew';
  const mistakesOf = (environment: Record<string, string>) => {
    const reading = readConfiguration(configurationSchema, { DATABASE_URL, ...environment });
    return reading.ok ? [] : reading.mistakes.map(({ variable, message }) => `${variable}: ${message}`);
  };

  it.each(['127.0.0.1', '::1', 'localhost'])('needs no credentials on %s', (HOST) => {
    expect(mistakesOf({ HOST })).toEqual([]);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'gateway.example'])('without credentials refuses to listen on %s', (HOST) => {
    expect(mistakesOf({ HOST })).toEqual([expect.stringContaining('HOST: Without CLEW_GATEWAY_CREDENTIALS')]);
    const one = JSON.stringify([{ tokenSha256: sha256('x'), department: 'home-office' }]);
    expect(mistakesOf({ HOST, CLEW_GATEWAY_CREDENTIALS: one })).toEqual([]);
  });

  it.each([
    ['not JSON', '[{', 'is not JSON'],
    ['a missing file', '/nowhere/credentials.json', 'neither a JSON array nor the path of a file'],
    ['a token that is not hashed', '[{"tokenSha256":"secret-token","department":"home-office"}]', 'is not a SHA-256'],
    ['no department', `[{"tokenSha256":"${'0'.repeat(64)}"}]`, 'needs department or source'],
    ['an empty list', '[]', 'holds no credential'],
  ])('names credentials that are %s, without printing them', (_, CLEW_GATEWAY_CREDENTIALS, expected) => {
    const [mistake] = mistakesOf({ CLEW_GATEWAY_CREDENTIALS });
    expect(mistake).toContain(expected);
    expect(mistake).not.toContain('secret-token');
  });

  it('reads credentials from a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'clew-credentials-'));
    const path = join(directory, 'credentials.json');
    await writeFile(path, JSON.stringify([{ tokenSha256: sha256('x'), department: 'home-office' }]));
    expect(readCredentials(path)).toHaveLength(1);
    await rm(directory, { recursive: true });
  });

  it('names every mistake at once', () => {
    const mistakes = mistakesOf({
      DATABASE_URL: 'mysql://x',
      CLEW_ID_SERVICE_URL: 'nonsense',
      PORT: 'x',
      CLEW_STREAM_IDLE_SECONDS: '0',
    });
    expect(mistakes.map((mistake) => mistake.split(':')[0]).toSorted()).toEqual([
      'CLEW_ID_SERVICE_URL',
      'CLEW_STREAM_IDLE_SECONDS',
      'DATABASE_URL',
      'PORT',
    ]);
  });
});
