// Database errors in Clew's words: by SQLSTATE and socket error, and never with a value of a row.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool, isDatabaseError, translateDatabaseError } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`
    CREATE TABLE person (id integer PRIMARY KEY, name text NOT NULL CHECK (length(name) < 20));
    CREATE TABLE post (person_id integer REFERENCES person)`);
  await database.pool.query("INSERT INTO person VALUES (1, 'Given1 Family1')");
});
afterAll(() => database.dispose());

/** What the server really throws for a statement. */
async function thrownBy(statement: string): Promise<unknown> {
  return database.pool.query(statement).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('what the server says', () => {
  test.each([
    ["INSERT INTO person VALUES (1, 'Given1 Family1')", 'unique-violation', false, '23505', 'constraint person_pkey'],
    ['INSERT INTO post VALUES (4711)', 'foreign-key-violation', false, '23503', 'constraint post_person_id_fkey'],
    [
      "INSERT INTO person VALUES (2, 'Given1 Family1 of Somewhere Else')",
      'check-violation',
      false,
      '23514',
      'person_name_check',
    ],
    ['INSERT INTO person VALUES (4711, NULL)', 'not-null-violation', false, '23502', 'column name'],
    ["SELECT 'Given1 Family1'::integer", 'invalid-value', false, '22P02', 'SQLSTATE 22P02'],
    ['SELECT * FROM nowhere', 'schema-missing', false, '42P01', 'run the migrations'],
    ['SET statement_timeout = 1; SELECT pg_sleep(5)', 'cancelled', true, '57014', 'cancelled'],
    ['SELECT 1 / 0', 'invalid-value', false, '22012', 'SQLSTATE 22012'],
    ['SELEC', 'database-fault', false, '42601', 'SQLSTATE 42601'],
  ])('%s is %s', async (statement, code, retryable, sqlState, text) => {
    const error = await thrownBy(statement);
    const translated = translateDatabaseError(error);
    expect(translated).toMatchObject({ code, retryable, sqlState });
    expect(translated.message).toContain(text);
    expect(JSON.stringify(translated)).not.toMatch(/Given|Family|4711/);
    expect(isDatabaseError(error)).toBe(true);
  });

  test('a serialization conflict and a deadlock may be tried again', () => {
    const serverError = (code: string) => Object.assign(new Error('x'), { code, severity: 'ERROR' });
    expect(translateDatabaseError(serverError('40001'))).toMatchObject({
      code: 'serialization-conflict',
      retryable: true,
    });
    expect(translateDatabaseError(serverError('40P01'))).toMatchObject({ code: 'deadlock', retryable: true });
  });
});

describe('what the connection says', () => {
  test.each([
    ['postgresql://127.0.0.1:1/none', 'database-unreachable', true, 'Nothing listens'],
    ['postgresql://host.invalid/none', 'database-unreachable', true, 'host name'],
  ])('%s', async (connectionString, code, retryable, text) => {
    const pool = createPool({ connectionString, applicationName: 'test', connectTimeoutMilliseconds: 5_000 });
    const error: unknown = await pool.query('SELECT 1').catch((thrown: unknown) => thrown);
    await pool.end();
    const translated = translateDatabaseError(error);
    expect(translated).toMatchObject({ code, retryable });
    expect(translated.message).toContain(text);
  });

  test('a wrong password and a database that does not exist are no matter of waiting', async () => {
    const wrong = new URL(database.connectionString);
    wrong.password = 'wrong';
    const nowhere = new URL(database.connectionString);
    nowhere.pathname = '/nowhere';
    for (const url of [wrong, nowhere]) {
      const pool = createPool({ connectionString: url.href, applicationName: 'test' });
      const error: unknown = await pool.query('SELECT 1').catch((thrown: unknown) => thrown);
      await pool.end();
      expect(translateDatabaseError(error)).toMatchObject({ code: 'database-refused', retryable: false });
    }
  });

  test('a connection that the server ends is a lost connection, and an idle one does not end the process', async () => {
    let lost = 0;
    const pool = createPool({
      connectionString: database.connectionString,
      applicationName: 'victim',
      onIdleConnectionLost: () => (lost += 1),
    });
    await pool.query('SELECT 1');
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'",
    );
    await expect.poll(() => lost).toBe(1);
    const busy: unknown = await pool
      .query('SELECT pg_terminate_backend(pg_backend_pid())')
      .catch((thrown: unknown) => thrown);
    expect(translateDatabaseError(busy)).toMatchObject({ code: 'database-unreachable', retryable: true });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('our own mistakes are not the database’s', () => {
    expect(isDatabaseError(new TypeError('x'))).toBe(false);
    expect(translateDatabaseError(new TypeError('Given1 Family1')).message).not.toContain('Given');
    expect(translateDatabaseError(undefined)).toMatchObject({ code: 'database-fault', retryable: false });
  });
});
