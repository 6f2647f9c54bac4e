// Making a snapshot: read everything at one moment, write it beside, move it into place whole, or find that it is there already.
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from '@clew/database';
import { z } from 'zod';
import { SnapshotError } from './error.ts';
import { listSnapshots, manifestFile, readManifest, type SnapshotManifest } from './manifest.ts';
import { type ParquetFacts, writeParquet } from './parquet.ts';
import {
  exportLedger,
  exportRows,
  type OnProgress,
  type SourceState,
  stateOfLedger,
  withStillLedger,
} from './sources.ts';
import { type PersonRows, snapshotFormat } from './tables.ts';

interface CommonOptions {
  /** Holds all snapshots, each in a directory named by its id. Made where it is missing. */
  readonly directory: string;
  /** The last day that the snapshot covers, YYYY-MM-DD. */
  readonly asOf: string;
  /** Who or what made it, for the manifest; a program, never a person. */
  readonly createdBy: string;
  readonly onProgress?: OnProgress;
}

export interface LedgerSnapshotOptions extends CommonOptions {
  readonly pool: Pool;
  /** The schema of the reading views (default `reading`). */
  readonly schema?: string;
}

export interface RowsSnapshotOptions extends CommonOptions {
  readonly rows: AsyncIterable<PersonRows> | Iterable<PersonRows>;
  /** What was known when the rows were made (ISO 8601, UTC). */
  readonly knownAt: string;
  /** Names of organisations by code (default: none, and codes are shown by the names of the reference list). */
  readonly organisations?: Readonly<Record<string, string>>;
}

export interface CreatedSnapshot {
  readonly manifest: SnapshotManifest;
  /** True where the ledger, or its content, had not changed since a snapshot that is there already. */
  readonly reused: boolean;
}

/**
 * Makes a snapshot of the ledger, or of rows. Readers see it whole or not at all; two makers at once end with one snapshot.
 * Throws SnapshotError (`date-invalid`, `snapshot-directory`, `snapshot-source`) and what the database throws.
 */
export async function createSnapshot(options: LedgerSnapshotOptions | RowsSnapshotOptions): Promise<CreatedSnapshot> {
  if (!z.iso.date().safeParse(options.asOf).success) {
    throw new SnapshotError('date-invalid', 'The date that the snapshot is as of does not exist.');
  }
  const onProgress = options.onProgress ?? (() => undefined);
  const work = await workDirectory(options.directory);
  try {
    if ('rows' in options) {
      await exportRows(options.rows, work, onProgress);
      const { knownAt, organisations = {} } = options;
      return await publish(options, work, { knownAt, positions: [], ledgerState: null, organisations });
    }
    const schema = options.schema ?? 'reading';
    const read = await withStillLedger(options.pool, async (client) => {
      const state = await stateOfLedger(client, schema, options.asOf);
      const unchanged = await snapshotAt(options.directory, options.asOf, state);
      if (unchanged === undefined) await exportLedger(client, schema, work, onProgress);
      return { state, unchanged };
    });
    if (read.unchanged !== undefined) return { manifest: read.unchanged, reused: true };
    return await publish(options, work, read.state);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const partialPrefix = '.partial-';
const staleMilliseconds = 86_400_000;

/** What a maker left behind that was killed. A day old, it is nobody's work any more. */
async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(partialPrefix)) continue;
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > staleMilliseconds)
      await rm(path, { recursive: true, force: true });
  }
}

async function workDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await removeLeftovers(directory);
    return await mkdtemp(join(directory, partialPrefix));
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    throw new SnapshotError('snapshot-directory', `The directory of snapshots cannot be written (${String(code)}).`);
  }
}

/** The snapshot of the same day that was made when the ledger stood where it stands now, by the same careers. */
async function snapshotAt(directory: string, asOf: string, state: SourceState): Promise<SnapshotManifest | undefined> {
  const positions = JSON.stringify(state.positions);
  // A ledger that has read nothing has no positions, which says nothing about its rows.
  if (state.positions.length === 0) return undefined;
  return (await listSnapshots(directory)).find(
    (each) =>
      each.asOf === asOf && each.ledgerState === state.ledgerState && JSON.stringify(each.positions) === positions,
  );
}

async function publish(options: CommonOptions, work: string, state: SourceState): Promise<CreatedSnapshot> {
  const ready = join(work, 'ready');
  await mkdir(ready, { mode: 0o700 });
  const { asOf, onProgress = () => undefined } = options;
  const facts = await writeParquet(work, ready, { asOf, organisations: state.organisations }, onProgress);
  const manifest = manifestOf(options, state, facts);
  await writeFile(join(ready, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  try {
    await rename(ready, join(options.directory, manifest.id));
    return { manifest, reused: false };
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    return { manifest: await knownLater(options.directory, manifest, work), reused: true };
  }
}

/**
 * The ledger read on, and nothing of the content changed: the snapshot that is there stays, and is known to hold up to now.
 * Without this the next maker would find no snapshot of the ledger's state, and would read everything again.
 */
async function knownLater(directory: string, latest: SnapshotManifest, work: string): Promise<SnapshotManifest> {
  const before = await readManifest(directory, latest.id);
  if (latest.ledgerState === null || before.knownAt > latest.knownAt) return before;
  const { knownAt, ledgerState, positions } = latest;
  const manifest = { ...before, knownAt, ledgerState, positions };
  const written = join(work, manifestFile);
  await writeFile(written, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await rename(written, join(directory, latest.id, manifestFile));
  return manifest;
}

function manifestOf(options: CommonOptions, state: SourceState, facts: ParquetFacts): SnapshotManifest {
  return {
    id: facts.contentHash.slice(0, 16),
    format: snapshotFormat,
    asOf: options.asOf,
    knownAt: state.knownAt,
    createdAt: new Date().toISOString(),
    createdBy: options.createdBy,
    firstDay: facts.firstDay,
    organisations: { ...state.organisations },
    ledgerState: state.ledgerState,
    positions: state.positions.map((position) => ({ ...position })),
    files: facts.files,
  };
}
