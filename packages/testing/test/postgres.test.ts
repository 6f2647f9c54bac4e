// The shared PostgreSQL gives every test file its own database.

import { createPool } from '@clew/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase, testServerUrl } from '../src/index.ts';

describe('a test database', () => {
  let first: TestDatabase;
  let second: TestDatabase;
  beforeAll(async () => {
    [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await first.dispose();
  });

  test('is apart from every other one', async () => {
    await first.pool.query('CREATE TABLE thing (id integer)');
    const { rows } = await second.pool.query(`SELECT to_regclass('thing') AS found`);
    expect(rows).toEqual([{ found: null }]);
  });

  test('is gone after dispose, even with somebody connected', async () => {
    const lingering = createPool({ connectionString: second.connectionString, applicationName: 'lingering' });
    await lingering.query('SELECT 1');
    await second.dispose();
    await lingering.end();
    const admin = createPool({ connectionString: testServerUrl(), applicationName: 'test' });
    const name = new URL(second.connectionString).pathname.slice(1);
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    await admin.end();
    expect(rowCount).toBe(0);
  });
});
