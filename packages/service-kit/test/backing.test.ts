// The database and the log as every service reads them: what is taken, what is refused, and that no password is repeated.

import { expect, test } from 'vitest';
import { z } from 'zod';
import { databaseVariables, logVariables, readConfiguration } from '../src/index.ts';

const schema = z.object({ ...databaseVariables, ...logVariables });
const good = 'postgresql://clew@localhost/clew';

test.each([
  good,
  'postgres://clew:p%25w@db.example:5433/clew?sslmode=require',
  'postgresql://[::1]:5432/clew',
  'postgresql:///clew?host=/var/run/postgresql',
])('takes the database %s', (DATABASE_URL) => {
  expect(readConfiguration(schema, { DATABASE_URL })).toMatchObject({ ok: true, configuration: { DATABASE_URL } });
});

test.each([
  ['another protocol', 'mysql://clew:hunter2@localhost/clew'],
  ['no protocol', 'clew:hunter2@localhost/clew'],
  ['a protocol that only begins so', 'postgresqlx://clew:hunter2@localhost/clew'],
  ['a space in the host', 'postgresql://clew:hunter2@local host/clew'],
  ['a port beyond all ports', 'postgresql://clew:hunter2@localhost:99999/clew'],
  ['a percent sign that encodes nothing', 'postgresql://clew:hunter2%2@localhost/clew'],
])('refuses a database with %s once, without repeating it', (_, DATABASE_URL) => {
  const reading = readConfiguration(schema, { DATABASE_URL });
  if (reading.ok) expect.fail('accepted');
  expect(reading.mistakes.map(({ variable }) => variable)).toEqual(['DATABASE_URL']);
  expect(JSON.stringify(reading.mistakes)).not.toContain('hunter2');
});

test.each([
  [undefined, undefined],
  ['kafka:9092', ['kafka:9092']],
  [' one:9092, [::1]:9093 ,', ['one:9092', '[::1]:9093']],
])('takes the brokers %s', (KAFKA_BROKERS, brokers) => {
  const reading = readConfiguration(schema, { DATABASE_URL: good, KAFKA_BROKERS });
  expect(reading).toMatchObject({ ok: true });
  if (reading.ok) expect(reading.configuration.KAFKA_BROKERS).toEqual(brokers);
});

test.each(['kafka', 'kafka:0', 'kafka:65536', 'http://kafka:9092', 'clew:hunter2@kafka:9092', 'one two:9092'])(
  'refuses the broker %s by its place, without repeating it',
  (broker) => {
    const reading = readConfiguration(schema, { DATABASE_URL: good, KAFKA_BROKERS: `good:9092,${broker}` });
    if (reading.ok) expect.fail('accepted');
    expect(reading.mistakes).toHaveLength(1);
    expect(reading.mistakes[0]?.message).toBe('Broker 2 of KAFKA_BROKERS is not of the form host:port.');
  },
);
