// Opening a snapshot for questions: its files checked against the manifest, its tables as views, and no way out of it.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import { type MemoryDatabase, openMemoryDatabase } from '../duckdb.ts';
import { createReferenceTables } from '../reference-tables.ts';
import { literal } from '../sql-text.ts';
import { SnapshotError } from './error.ts';
import { listSnapshots, readManifest, type SnapshotManifest, sha256OfFile } from './manifest.ts';
import { parquetFile } from './parquet.ts';
import { type SnapshotTable, snapshotTableNames } from './tables.ts';

/** A row of an answer, as DuckDB gives it: whole numbers as numbers, dates as text where the query casts them. */
export type AnswerRow = Readonly<Record<string, unknown>>;

/** An open snapshot. Close it when done. */
export interface Snapshot {
  readonly manifest: SnapshotManifest;
  /** Runs a query of ours with named parameters. Not for text from outside. */
  query(sql: string, parameters?: Record<string, DuckDBValue>): Promise<readonly AnswerRow[]>;
  close(): void;
}

export interface OpenOptions {
  readonly directory: string;
  /** Default: the newest. */
  readonly id?: string;
}

/**
 * Opens a snapshot after comparing every file with the manifest.
 * Throws SnapshotError: `snapshot-missing`, `snapshot-unknown`, `snapshot-damaged`, `snapshot-format`.
 */
export async function openSnapshot(options: OpenOptions): Promise<Snapshot> {
  const manifest = await findManifest(options);
  const directory = join(options.directory, manifest.id);
  for (const table of snapshotTableNames) await verify(directory, table, manifest);
  const database = await openMemoryDatabase();
  try {
    await prepare(database, directory);
  } catch (cause) {
    database.close();
    throw new SnapshotError('snapshot-damaged', `Snapshot ${manifest.id} cannot be read.`, { cause });
  }
  return {
    manifest,
    query: async (sql, parameters) => (await database.connection.runAndReadAll(sql, parameters)).getRowObjectsJS(),
    close: () => database.close(),
  };
}

async function findManifest({ directory, id }: OpenOptions): Promise<SnapshotManifest> {
  if (id !== undefined) {
    if (!/^[0-9a-f]{16}$/.test(id)) throw new SnapshotError('snapshot-unknown', 'There is no snapshot of this id.');
    return readManifest(directory, id);
  }
  const [newest] = await listSnapshots(directory);
  if (newest === undefined) throw new SnapshotError('snapshot-missing', 'There is no snapshot yet.');
  return newest;
}

async function verify(directory: string, table: SnapshotTable, manifest: SnapshotManifest): Promise<void> {
  const path = parquetFile(directory, table);
  const expected = manifest.files[table];
  const found = await stat(path).catch(() => undefined);
  const intact =
    expected !== undefined && found?.size === expected.bytes && (await sha256OfFile(path)) === expected.sha256;
  if (!intact) {
    throw new SnapshotError('snapshot-damaged', `The ${table} file of snapshot ${manifest.id} is missing or changed.`);
  }
}

async function prepare({ connection }: MemoryDatabase, directory: string): Promise<void> {
  for (const table of snapshotTableNames) {
    const path = literal(parquetFile(directory, table));
    await connection.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet(${path})`);
  }
  await createReferenceTables(connection);
  // From here on no statement can read another file, write one, or change this.
  await connection.run(`SET allowed_directories = [${literal(directory)}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}
