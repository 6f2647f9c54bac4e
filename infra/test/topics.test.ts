// The command that applies the topics: makes them once, says what it did, and refuses by name.
import { openPostgresLog } from '@clew/event-log';
import { topics } from '@clew/events';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../topics.ts';

let database: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([database.dispose(), other.dispose()]));

async function run(parameters: readonly string[], environment: Record<string, string> = {}) {
  let output = '';
  let told = '';
  const print = (text: string): void => {
    output += text;
  };
  const tell = (text: string): void => {
    told += text;
  };
  return { status: await main(parameters, { environment, print, tell }), output, told };
}

const names = Object.values(topics).map(({ name }) => name);

test('the first run makes every topic with its partitions, the second one changes nothing', async () => {
  const environment = { DATABASE_URL: database.connectionString };
  const first = await run(['--json'], environment);
  expect(first.status).toBe(0);
  expect(JSON.parse(first.output)).toEqual({ kind: 'postgres', created: names, unchanged: [] });
  expect(JSON.parse((await run(['--json'], environment)).output)).toEqual({
    kind: 'postgres',
    created: [],
    unchanged: names,
  });
  const log = openPostgresLog({ connectionString: database.connectionString });
  const found = await log.administration.topics();
  await log.close();
  expect(Object.fromEntries(found.map(({ name, partitions }) => [name, partitions]))).toEqual({
    'career.events.v1': 24,
    'identity.events.v1': 24,
    'diversity.declarations.v1': 24,
    'organisation.events.v1': 1,
  });
});

test('a topic with another partition count is refused by name, and nothing is made', async () => {
  const log = openPostgresLog({ connectionString: other.connectionString });
  await log.administration.ensureTopics([{ name: 'organisation.events.v1', partitions: 3 }]);
  const { status, output } = await run(['--json'], { DATABASE_URL: other.connectionString });
  const left = await log.administration.topics();
  await log.close();
  expect(status).toBe(1);
  expect(JSON.parse(output).error).toMatchObject({ code: 'partition-count-differs', retryable: false });
  expect(JSON.parse(output).error.message).toContain('organisation.events.v1');
  expect(left).toEqual([{ name: 'organisation.events.v1', partitions: 3 }]);
});

test('a log that does not answer is told of, with the reason', async () => {
  const { status, told } = await run(['--wait', '0'], { DATABASE_URL: 'postgresql://127.0.0.1:1/none' });
  expect(status).toBe(1);
  expect(told).toContain('Nothing listens at the address of the database');
});

test.each([
  [['--wat'], {}, 2, /--wat/],
  [['--wait', 'soon'], {}, 2, /--wait takes a number/],
  [[], {}, 1, /set KAFKA_BROKERS or DATABASE_URL/],
  [[], { KAFKA_BROKERS: 'nonsense' }, 1, /not of the form host:port/],
  [[], { DATABASE_URL: 'postgresql://clew:hunter%2@localhost/clew' }, 1, /^DATABASE_URL: It cannot be decoded/],
  [[], { DATABASE_URL: 'nonsense' }, 1, /^DATABASE_URL: Expected an address that begins with postgresql:/],
])('%j with %j ends with %i', async (parameters, environment, status, message) => {
  const result = await run(parameters, environment);
  expect(result.status).toBe(status);
  expect(result.told).toMatch(message);
});

test('--help and --list need no log', async () => {
  expect((await run(['--help'])).output).toContain('KAFKA_BROKERS');
  expect(JSON.parse((await run(['--list', '--json'])).output).topics).toHaveLength(4);
});
