// A snapshot's manifest: what it holds, from which positions of the log, and how to tell that nobody changed it.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { SnapshotError } from './error.ts';
import { snapshotFormat, snapshotTableNames } from './tables.ts';

const fileSchema = z.object({ rows: z.int(), bytes: z.int(), sha256: z.string() });

export const manifestSchema = z.object({
  /** The first 16 hexadecimal digits of the content's SHA-256: the same content has the same id, wherever it was made. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  format: z.int(),
  /** The last day that the snapshot covers. */
  asOf: z.iso.date(),
  /** Facts that were recorded up to this instant are in it. */
  knownAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  /** The first and the last day on which anybody is in service within it; null where nobody is. */
  firstDay: z.iso.date().nullable(),
  /** The names of departments and organisations by code, the last that each had by `asOf`. */
  organisations: z.record(z.string(), z.string()),
  /** Tells two states of the ledger apart that had read the same of the log; null where the rows did not come from a ledger. */
  ledgerState: z.string().nullable(),
  /** How far the ledger had read the log; empty where the rows did not come from a ledger. */
  positions: z.array(z.object({ topic: z.string(), partition: z.int(), nextOffset: z.int() })),
  files: z.record(z.enum(snapshotTableNames as [string, ...string[]]), fileSchema),
});

/** What a snapshot is, as its manifest says. */
export type SnapshotManifest = Readonly<z.infer<typeof manifestSchema>>;

export const manifestFile = 'manifest.json';

/**
 * The manifests of all snapshots in a directory, newest first. A directory that does not exist holds none.
 * One that cannot be read is left out, so that it spoils none of the others; opening it by its id says what is wrong.
 */
export async function listSnapshots(directory: string): Promise<readonly SnapshotManifest[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new SnapshotError('snapshot-directory', `The directory of snapshots cannot be read (${error.code}).`);
  });
  const ids = names.filter((name) => /^[0-9a-f]{16}$/.test(name));
  const readings = await Promise.allSettled(ids.map((id) => readManifest(directory, id)));
  const manifests = readings.flatMap((reading) => (reading.status === 'fulfilled' ? [reading.value] : []));
  return manifests.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
}

/** Reads one manifest. Throws SnapshotError: `snapshot-unknown`, `snapshot-damaged`, `snapshot-format`. */
export async function readManifest(directory: string, id: string): Promise<SnapshotManifest> {
  const text = await readFile(join(directory, id, manifestFile), 'utf8').catch((cause: unknown) => {
    throw new SnapshotError('snapshot-unknown', 'There is no snapshot of this id.', { cause });
  });
  const reading = manifestSchema.safeParse(jsonOf(text));
  if (!reading.success || reading.data.id !== id) {
    throw new SnapshotError('snapshot-damaged', `The manifest of snapshot ${id} cannot be read.`);
  }
  if (reading.data.format !== snapshotFormat) {
    throw new SnapshotError('snapshot-format', `Snapshot ${id} has the format of another version of Clew.`);
  }
  return reading.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
