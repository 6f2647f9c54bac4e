// The whole stack over a small population, with requests that are refused and requests that fail: no log and no metric names anybody.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningService, startService } from './support/services.ts';
import { makeTown } from './support/town.ts';

let home: string;
let database: TestDatabase;
let idService: RunningService;
let gateway: RunningService;
let services: readonly RunningService[] = [];

const town = makeTown({ people: 60, years: 5, seed: 'personal-data' });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clew-personal-data-'));
  database = await createTestDatabase();
  const environment = {
    DATABASE_URL: database.connectionString,
    KAFKA_BROKERS: '',
    CLEW_DATA_DIRECTORY: home,
    CLEW_SNAPSHOT_DIRECTORY: join(home, 'snapshots'),
    // What is told to whoever looks for a fault counts too.
    LOG_LEVEL: 'trace',
  };
  const start = (service: string, more: Record<string, string> = {}) =>
    startService({ service, environment: { ...environment, ...more }, home });
  idService = await start('id-service');
  gateway = await start('gateway', { CLEW_ID_SERVICE_URL: idService.url });
  const projector = await start('projector');
  services = [idService, gateway, projector, await start('analytics')];
});

afterAll(async () => {
  for (const service of services) await service.stop();
  await database?.dispose();
  await rm(home, { recursive: true, force: true });
});

const post = (url: string, type: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('no log and no metric names anybody', async () => {
  await town.publish({ idService: idService.url, gateway: gateway.url });
  const expected = town.eventIds.size + town.people;
  const recorded = () => database.pool.query<{ count: number }>('SELECT count(*) AS count FROM ledger.event');
  await expect.poll(async () => (await recorded()).rows[0]?.count).toBe(expected);

  expect(await refusedRequests()).toEqual(expect.arrayContaining([200, 400, 404, 409, 422]));
  await projectorParks();
  await breakTables();
  expect(await failingRequests()).toEqual(expect.arrayContaining([500]));

  const texts = await Promise.all(
    services.map(async (service) => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      expect(metrics).toContain('# HELP');
      return { name: service.name, text: `${await service.text()}\n${metrics}` };
    }),
  );
  for (const { name, text } of texts) {
    expect(text.length, name).toBeGreaterThan(1_000);
    const said = personalData().filter((each) => text.toLowerCase().includes(each.toLowerCase()));
    expect(said, name).toEqual([]);
  }
  expect(texts.map(({ text }) => text).join('\n')).toContain('"event":"request-failed"');
});

/** All that must not be seen: numbers in both spellings, names, dates of birth, National Insurance numbers, the departments' own numbers. */
function personalData(): string[] {
  const numbers = [...town.staffNumbers.values()];
  const printed = numbers.map((each) => each.replace(/^(.{3})(.{3})(.{4})$/, '$1-$2-$3'));
  const told = town.requests.flatMap((each) => [
    each.nationalInsuranceNumber,
    each.givenNames,
    each.familyName,
    each.dateOfBirth,
    each.localEmployeeNumber,
  ]);
  return [...new Set([...numbers, ...printed, ...told])].filter((each) => each.length >= 5);
}

function somebody() {
  const [request] = town.requests;
  const [staffNumber] = town.staffNumbers.values();
  if (request === undefined || staffNumber === undefined) throw new Error('the population is empty');
  return { request, staffNumber };
}

/** Each asks for, or sends, something about somebody in a way that is refused or finds nothing. */
async function refusedRequests(): Promise<readonly number[]> {
  const { request, staffNumber } = somebody();
  const key = (name: string) => ({ 'idempotency-key': name });
  const event = {
    specversion: '1.0',
    id: '01HZY0G0Q2R9ZC6J0000000001',
    source: '/departments/hm-treasury/systems/test',
    type: 'clew.exited.v1',
    subject: staffNumber,
    time: '2024-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    data: { effectiveDate: request.dateOfBirth, cause: request.familyName },
  };
  const numbers = `${idService.url}/staff-numbers`;
  const json = 'application/json';
  const answers = await Promise.all([
    post(numbers, json, { ...request, dateOfBirth: `${request.dateOfBirth}x` }, key('a')),
    post(numbers, json, { ...request, nationalInsuranceNumber: `${request.nationalInsuranceNumber}9` }, key('b')),
    post(numbers, json, { ...request, [request.familyName]: request.givenNames }, key('c')),
    post(numbers, json, JSON.stringify(request).slice(0, -5), key('d')),
    post(numbers, json, contradiction(), key('e')),
    post(`${numbers}/batch`, 'application/x-ndjson', `${JSON.stringify(request)}\n{"${request.familyName}`),
    fetch(`${numbers}/${staffNumber.slice(0, 9)}?name=${request.familyName}`),
    fetch(`${numbers}/${staffNumber}`),
    fetch(`${idService.url}/people/${staffNumber}`),
    post(`${gateway.url}/events`, 'application/cloudevents+json', event),
    post(`${gateway.url}/events`, 'application/cloudevents-batch+json', [event, { ...event, subject: 'x' }]),
    post(`${gateway.url}/events`, 'application/x-ndjson', `${JSON.stringify(event)}\n{"subject":"${staffNumber}`),
    fetch(`${gateway.url}/receipts/${staffNumber}`),
  ]);
  return answers.map(({ status }) => status);
}

/** Two people in one request: the National Insurance number of one, the department's number of another. */
function contradiction() {
  const [one] = town.requests;
  const other = town.requests.find(
    ({ nationalInsuranceNumber, department }) =>
      nationalInsuranceNumber !== one?.nationalInsuranceNumber && department !== one?.department,
  );
  return { ...one, department: other?.department, localEmployeeNumber: other?.localEmployeeNumber };
}

/** A record that no projector can read, under somebody's number. */
async function projectorParks(): Promise<void> {
  const { openLog } = await import('@clew/local-stack');
  const { request, staffNumber } = somebody();
  const log = openLog({ databaseUrl: database.connectionString, kafkaBrokers: null });
  const value = new TextEncoder().encode(`{"${request.familyName}": ${staffNumber}`);
  await log.publish([{ topic: 'career.events.v1', key: staffNumber, headers: { ce_id: staffNumber }, value }]);
  await log.close();
  const parked = () => database.pool.query<{ count: number }>('SELECT count(*) AS count FROM ledger.parked');
  await expect.poll(async () => (await parked()).rows[0]?.count).toBe(1);
}

/** From here on the database refuses rows, and quotes them when it does. */
async function breakTables(): Promise<void> {
  const tables = ['identity.person', 'gateway.receipt', 'ledger.event'];
  for (const table of tables)
    await database.pool.query(`ALTER TABLE ${table} ADD CONSTRAINT broken CHECK (false) NOT VALID`);
}

async function failingRequests(): Promise<readonly number[]> {
  const { request, staffNumber } = somebody();
  const nationalInsuranceNumber = request.nationalInsuranceNumber.replace(/\d{6}/, '987654');
  const newcomer = { ...request, nationalInsuranceNumber, localEmployeeNumber: '98765432' };
  const event = {
    specversion: '1.0',
    id: '01HZY0G0Q2R9ZC6J0000000002',
    source: '/departments/hm-treasury/systems/test',
    type: 'clew.exited.v1',
    subject: staffNumber,
    time: '2024-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    data: { effectiveDate: '2024-01-01', cause: 'resignation' },
  };
  const answers = await Promise.all([
    post(`${idService.url}/staff-numbers`, 'application/json', newcomer, { 'idempotency-key': 'newcomer' }),
    post(`${gateway.url}/events`, 'application/cloudevents+json', event),
  ]);
  return answers.map(({ status }) => status);
}
