// Types as Clew has them, and transactions that commit whole or not at all.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool, DatabaseError, parseInteger, waitForDatabase, withTransaction } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('CREATE TABLE counter (id integer PRIMARY KEY, value integer NOT NULL)');
});
afterAll(() => database.dispose());

describe('types', () => {
  test('int8 is a number, date a calendar date, timestamptz an instant, numeric a string', async () => {
    const { rows } =
      await database.pool.query(`SELECT 9007199254740991::int8 AS big, count(*) AS counted, date '2024-02-29' AS day,
      timestamptz '2024-03-31 01:30:00.5+01' AS moment, 1.50::numeric AS exact, ARRAY[1, NULL]::int8[] AS bigs, ARRAY[date '0001-01-01'] AS days`);
    expect(rows).toEqual([
      {
        big: Number.MAX_SAFE_INTEGER,
        counted: 1,
        day: '2024-02-29',
        moment: new Date('2024-03-31T00:30:00.500Z'),
        exact: '1.50',
        bigs: [1, null],
        days: ['0001-01-01'],
      },
    ]);
  });

  test('an int8 that a number cannot hold throws instead of rounding', async () => {
    await expect(database.pool.query('SELECT 9007199254740993::int8')).rejects.toThrow(RangeError);
    expect(() => parseInteger('-9007199254740993')).toThrow(RangeError);
  });

  test('a search path given to the pool holds on each of its connections', async () => {
    const pool = createPool({
      connectionString: database.connectionString,
      applicationName: 'test',
      searchPath: ['a b', 'c'],
    });
    expect((await pool.query('SHOW search_path')).rows).toEqual([{ search_path: '"a b","c"' }]);
    await pool.end();
  });
});

describe('transactions', () => {
  const value = async (id: number): Promise<number | undefined> =>
    (await database.pool.query<{ value: number }>('SELECT value FROM counter WHERE id = $1', [id])).rows[0]?.value;

  test('a throw rolls everything back and is thrown on', async () => {
    const work = withTransaction(database.pool, async (client) => {
      await client.query('INSERT INTO counter VALUES (1, 1)');
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await value(1)).toBeUndefined();
  });

  test('conflicting serializable work is tried again as often as asked, and no more', async () => {
    await database.pool.query('INSERT INTO counter VALUES (2, 0)');
    let attempts = 0;
    const increment = (retries: number) =>
      withTransaction(
        database.pool,
        async (client) => {
          attempts += 1;
          const { rows } = await client.query<{ value: number }>('SELECT value FROM counter WHERE id = 2');
          await client.query('UPDATE counter SET value = $1 WHERE id = 2', [(rows[0]?.value ?? 0) + 1]);
        },
        { isolation: 'serializable', retries },
      );
    await Promise.all(Array.from({ length: 8 }, () => increment(50)));
    expect(await value(2)).toBe(8);
    expect(attempts).toBeGreaterThan(8);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => increment(0)));
    const lost = outcomes.filter(({ status }) => status === 'rejected').length;
    expect(lost).toBeGreaterThan(0);
    expect(await value(2)).toBe(16 - lost);
  });

  test('a connection lost in the work is not given to the next', async () => {
    const work = withTransaction(database.pool, (client) =>
      client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(work).rejects.toThrow();
    const next = await withTransaction(database.pool, (client) => client.query('SELECT 1 AS one'), { readOnly: true });
    expect(next.rows).toEqual([{ one: 1 }]);
    await expect(
      withTransaction(database.pool, (client) => client.query('DELETE FROM counter'), { readOnly: true }),
    ).rejects.toMatchObject({ code: '25006' });
  });
});

describe('waiting', () => {
  test('a database that does not come is given up with the last reason; a wrong password at once', async () => {
    const reasons: string[] = [];
    const waiting = waitForDatabase(
      { connectionString: 'postgresql://127.0.0.1:1/none' },
      { deadlineMilliseconds: 400, onWait: ({ message }) => reasons.push(message) },
    );
    await expect(waiting).rejects.toMatchObject({ code: 'database-unreachable', retryable: true });
    expect(reasons[0]).toContain('Nothing listens');
    const wrong = new URL(database.connectionString);
    wrong.password = 'wrong';
    let waited = 0;
    const refused = waitForDatabase({ connectionString: wrong.href }, { onWait: () => (waited += 1) });
    await expect(refused).rejects.toThrow(DatabaseError);
    expect(waited).toBe(0);
    await waitForDatabase(database.pool);
  });
});
