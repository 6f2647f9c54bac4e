// Numbered SQL migrations: applied in order, once, in any schema, and refused when history was rewritten.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError, isDatabaseError, type MigrationErrorCode, translateDatabaseError } from './errors.ts';
import { type Pool, type PoolClient, quoteIdentifier } from './pool.ts';

export interface MigrateOptions {
  /** The schema that the files' unqualified names fall into. Made when it is missing. */
  readonly schema: string;
  /** Where the files `0001-name.sql`, `0002-name.sql`, ... are. */
  readonly directory: string;
  /** Values for `{{name}}` in the files, pasted in as they are: names and numbers from our own code only, never input. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Told before each file is applied. */
  readonly onApply?: (file: string) => void;
}

export interface MigrateResult {
  /** The files applied by this call, in order. */
  readonly applied: readonly string[];
  /** The number of the last file: the version that the schema now has. */
  readonly version: number;
}

interface MigrationFile {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** PostgreSQL 16, as `server_version_num` writes it. */
const OLDEST_SERVER = 160_000;

/** One lock for all schemas: migrations are rare, and two that differ only in schema may still share an extension. */
const MIGRATION_LOCK = 0x636c6577; // "clew"

const refuse = (code: MigrationErrorCode, message: string): never => {
  throw new DatabaseError(code, message, { retryable: false });
};

async function readMigrations(directory: string): Promise<readonly MigrationFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const files: MigrationFile[] = [];
  for (const name of names) {
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1] ?? Number.NaN);
    if (number !== files.length + 1) {
      const expected = String(files.length + 1).padStart(4, '0');
      refuse(
        'migration-misnamed',
        `Migration ${name} is out of place: the next file must be named ${expected}-some-words.sql.`,
      );
    }
    // Git may check a file out with other line endings: that is not a change.
    const sql = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n');
    files.push({ number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') });
  }
  return files;
}

/** Puts the variables in; an unknown or unused-by-mistake name is refused before anything runs. */
function render(file: MigrationFile, variables: Readonly<Record<string, string>>): string {
  return file.sql.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return (
      value ??
      refuse('migration-variable', `Migration ${file.name} asks for the variable ${name}, which was not given.`)
    );
  });
}

function checkHistory(
  files: readonly MigrationFile[],
  applied: readonly { number: number; name: string; sha256: string }[],
): void {
  for (const row of applied) {
    const file = files[row.number - 1];
    if (file === undefined) {
      refuse(
        'migration-missing',
        `The schema has migration ${row.name}, which this version of the code does not know: deploy the newer code.`,
      );
    } else if (file.sha256 !== row.sha256 || file.name !== row.name) {
      refuse(
        'migration-changed',
        `Migration ${file.name} differs from the one that was applied: restore it, and put the change into a new file.`,
      );
    }
  }
}

async function apply(client: PoolClient, schema: string, file: MigrationFile, sql: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL search_path TO ${quoteIdentifier(schema)}`);
    await client.query(sql);
    await client.query(`INSERT INTO ${quoteIdentifier(schema)}.migration (number, name, sha256) VALUES ($1, $2, $3)`, [
      file.number,
      file.name,
      file.sha256,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const { message } = translateDatabaseError(error);
    // The text of an error in our own migration quotes our own SQL, not a row, unless it moved data: so the position is given, not the text.
    const position: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'position') : undefined;
    const line = typeof position === 'string' ? ` at line ${sql.slice(0, Number(position)).split('\n').length}` : '';
    throw new DatabaseError(
      'migration-failed',
      `Migration ${file.name} failed${line} and was rolled back: ${message}`,
      { retryable: false },
    );
  }
}

async function migrateLocked(
  client: PoolClient,
  options: MigrateOptions,
  files: readonly MigrationFile[],
): Promise<MigrateResult> {
  const schema = quoteIdentifier(options.schema);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await client.query(`CREATE TABLE IF NOT EXISTS ${schema}.migration (
    number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())`);
  const { rows } = await client.query<{ number: number; name: string; sha256: string }>(
    `SELECT number, name, sha256 FROM ${schema}.migration ORDER BY number`,
  );
  checkHistory(files, rows);
  const waiting = files.slice(rows.length).map((file) => ({ file, sql: render(file, options.variables ?? {}) }));
  for (const { file, sql } of waiting) {
    options.onApply?.(file.name);
    await apply(client, options.schema, file, sql);
  }
  return { applied: waiting.map(({ file }) => file.name), version: files.length };
}

/**
 * Brings a schema to the newest version. Each file runs in its own transaction, under one advisory lock, so that any number
 * of services may call this at their start; a second call applies nothing. Files run with `search_path` set to the schema alone.
 * Throws DatabaseError: MigrationErrorCode, or an unreachable database.
 */
export async function migrate(pool: Pool, options: MigrateOptions): Promise<MigrateResult> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(options.schema)) {
    refuse(
      'schema-invalid',
      'The name of a schema is made of lower-case letters, digits and underscores, and starts with a letter.',
    );
  }
  const files = await readMigrations(options.directory);
  const client = await connect(pool);
  let failure: Error | undefined;
  try {
    await requireServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await migrateLocked(client, options, files);
  } catch (error) {
    failure = error instanceof Error ? error : new Error('migration failed');
    if (error instanceof DatabaseError || !isDatabaseError(error)) throw error;
    const translated = translateDatabaseError(error);
    throw new DatabaseError(translated.code, translated.message, { retryable: translated.retryable });
  } finally {
    // After a failure the connection is destroyed, which frees the lock with it.
    if (failure === undefined) await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    client.release(failure ?? false);
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    const { code, message, retryable } = translateDatabaseError(error);
    throw new DatabaseError(code, message, { retryable });
  }
}

async function requireServer(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::integer AS version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version < OLDEST_SERVER) {
    refuse(
      'server-too-old',
      `PostgreSQL 16 or later is needed; the server is version ${Math.trunc(version / 10_000)}.`,
    );
  }
}
