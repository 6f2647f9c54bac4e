// Migrations: applied once and in order, in any schema, and refused when their history was rewritten.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPool, migrate } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';

let database: TestDatabase;
let directory: string;
beforeEach(async () => {
  [database, directory] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'clew-migrations-'))]);
  await write('0001-first.sql', 'CREATE TABLE thing (id integer PRIMARY KEY);');
  await write('0002-second.sql', 'ALTER TABLE thing ADD name text;\nCREATE VIEW things AS SELECT * FROM thing;');
});
afterEach(async () => {
  await database.dispose();
  await rm(directory, { recursive: true });
});

const write = (name: string, sql: string): Promise<void> => writeFile(join(directory, name), sql);
const run = (schema = 'ledger', variables: Record<string, string> = {}) =>
  migrate(database.pool, { schema, directory, variables });
const columns = async (schema: string): Promise<readonly string[]> => {
  const { rows } = await database.pool.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'thing' ORDER BY ordinal_position`,
    [schema],
  );
  return rows.map((row) => row.column_name);
};

test('files are applied in order, once, and the same files make a shadow schema too', async () => {
  expect(await run()).toEqual({ applied: ['0001-first.sql', '0002-second.sql'], version: 2 });
  expect(await run()).toEqual({ applied: [], version: 2 });
  await write('0003-third.sql', 'ALTER TABLE thing ADD weight integer;');
  expect(await run()).toEqual({ applied: ['0003-third.sql'], version: 3 });
  expect(await run('ledger_shadow')).toMatchObject({ version: 3 });
  expect(await columns('ledger_shadow')).toEqual(['id', 'name', 'weight']);
  expect(await columns('ledger')).toEqual(await columns('ledger_shadow'));
});

test('any number of services may migrate at once', async () => {
  const results = await Promise.all(Array.from({ length: 6 }, () => run()));
  expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 0, 0, 2]);
});

test('a changed, a missing and a misnamed file are refused by name, before anything is applied', async () => {
  await run();
  const original = await readFile(join(directory, '0001-first.sql'), 'utf8');
  await write('0003-third.sql', 'CREATE TABLE never (id integer);');
  await write('0001-first.sql', `${original} -- a small mend`);
  await expect(run()).rejects.toMatchObject({
    code: 'migration-changed',
    message: expect.stringContaining('0001-first.sql'),
  });
  await write('0001-first.sql', original.replaceAll('\n', '\r\n'));
  await rm(join(directory, '0003-third.sql'));
  expect((await run()).applied).toEqual([]);
  await rm(join(directory, '0002-second.sql'));
  await expect(run()).rejects.toMatchObject({
    code: 'migration-missing',
    message: expect.stringContaining('0002-second.sql'),
  });
  await write('0004-gap.sql', 'SELECT 1;');
  await expect(run()).rejects.toMatchObject({ code: 'migration-misnamed', message: expect.stringContaining('0002-') });
  expect((await database.pool.query(`SELECT to_regclass('ledger.never') AS found`)).rows).toEqual([{ found: null }]);
});

test('a file that fails is rolled back whole, with its name and line, and the earlier ones stay', async () => {
  await write('0003-third.sql', 'CREATE TABLE half (id integer);\nALTER TABLE nowhere ADD x integer;');
  await expect(run()).rejects.toMatchObject({
    code: 'migration-failed',
    message: expect.stringMatching(/0003-third\.sql failed.*rolled back/),
  });
  expect((await database.pool.query(`SELECT to_regclass('ledger.half') AS found`)).rows).toEqual([{ found: null }]);
  expect(await columns('ledger')).toEqual(['id', 'name']);
  await write('0003-third.sql', 'CREATE TABLE half (id integer);');
  expect((await run()).applied).toEqual(['0003-third.sql']);
});

test('variables are put in, and one that was not given is refused', async () => {
  await write('0003-third.sql', 'ALTER TABLE thing ADD {{column}} integer;');
  await expect(run()).rejects.toMatchObject({ code: 'migration-variable', message: expect.stringContaining('column') });
  await expect(run('ledger', { toString: 'x' })).rejects.toMatchObject({ code: 'migration-variable' });
  expect((await run('ledger', { column: 'height' })).version).toBe(3);
  expect(await columns('ledger')).toContain('height');
});

test.each(['Ledger', 'a-b', '1a', '', 'x"; DROP TABLE y'])('the schema name %j is refused', async (schema) => {
  await expect(run(schema)).rejects.toMatchObject({ code: 'schema-invalid' });
});

test('an unreachable database is named as one', async () => {
  const pool = createPool({ connectionString: 'postgresql://127.0.0.1:1/none', applicationName: 'test' });
  await expect(migrate(pool, { schema: 'ledger', directory })).rejects.toMatchObject({
    code: 'database-unreachable',
    retryable: true,
  });
  await pool.end();
});
