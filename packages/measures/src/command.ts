// `clew measure`: everything but the reading of arguments and the finding of the database.
import { type Pool, translateDatabaseError } from '@clew/database';
import { measures } from './catalogue/index.ts';
import { protect } from './protection.ts';
import { reportCsv } from './report-csv.ts';
import { reportTable } from './report-table.ts';
import { findMeasure, type MeasureRequest, readRequest } from './request.ts';
import { describeMeasure, runMeasure } from './run-measure.ts';
import { createSnapshot } from './snapshot/create.ts';
import { SnapshotError } from './snapshot/error.ts';
import { listSnapshots } from './snapshot/manifest.ts';
import { openSnapshot } from './snapshot/open.ts';
import type { SnapshotProgress } from './snapshot/sources.ts';

export type ReportFormat = 'table' | 'json' | 'csv';

export interface MeasureCommandOptions {
  readonly request: MeasureRequest;
  readonly format: ReportFormat;
  /** Exact figures, for operators on this machine. Default false. */
  readonly unprotected?: boolean;
  /** Where the snapshots are. */
  readonly directory: string;
  /** The id of a snapshot that is there already. Without it, one of the ledger as it stands is made, or reused. */
  readonly snapshotId?: string;
  /** The ledger. Asked for only where a snapshot must be made; the caller ends the pool. */
  readonly openLedger: () => Promise<Pool>;
  /** The last day of a new snapshot (default: today, UTC). */
  readonly asOf?: string;
  /** How wide lines of a table may be (default 100). */
  readonly width?: number;
  readonly onProgress?: (progress: SnapshotProgress) => void;
}

/** Why a command was refused: programs read the code, people the message and the remedy. */
export interface CommandRefusal {
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

export type CommandOutcome =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly refusals: readonly CommandRefusal[] };

/**
 * Answers a measure as text for standard output: a table, one JSON object, or CSV. What is wrong with the request is found
 * before any work; it comes back as refusals. Throws for faults, such as a database that cannot be reached.
 */
export async function runMeasureCommand(options: MeasureCommandOptions): Promise<CommandOutcome> {
  const asOf = options.asOf ?? new Date().toISOString().slice(0, 10);
  try {
    // A typing mistake should not cost the making of a snapshot; whether the period fits is asked of the snapshot itself.
    const early = readRequest(options.request, { asOf: options.snapshotId === undefined ? asOf : '2199-12-30' });
    if (!early.ok) return early;
    const id = options.snapshotId ?? (await makeSnapshot(options, asOf));
    return await answerFrom(id, options);
  } catch (error) {
    if (!(error instanceof SnapshotError)) return refusalOfViews(error);
    const { code, message } = error;
    const remedy = code === 'snapshot-unknown' ? await snapshotsThere(options.directory) : error.remedy;
    return { ok: false, refusals: [{ code, field: 'snapshot', message, remedy, retryable: false }] };
  }
}

async function snapshotsThere(directory: string): Promise<string> {
  const newest = (await listSnapshots(directory)).slice(0, 5).map(({ id, asOf }) => `${id} (as of ${asOf})`);
  return newest.length === 0
    ? 'There is none in this home yet: leave the id out, and one is made.'
    : `The newest that are there: ${newest.join(', ')}.`;
}

/** A ledger whose reading views are those of another version; anything else is a fault, and is thrown. */
function refusalOfViews(error: unknown): CommandOutcome {
  if (translateDatabaseError(error).code !== 'schema-missing') throw error;
  const message = "The ledger's views are missing, or those of an older version of Clew.";
  const remedy = 'Start Clew once (npm run dev): the projector brings them up to date.';
  return { ok: false, refusals: [{ code: 'views-outdated', field: 'ledger', message, remedy, retryable: false }] };
}

async function makeSnapshot(options: MeasureCommandOptions, asOf: string): Promise<string> {
  const { directory, onProgress } = options;
  const pool = await options.openLedger();
  const progress = onProgress === undefined ? {} : { onProgress };
  const { manifest } = await createSnapshot({ pool, directory, asOf, createdBy: 'clew measure', ...progress });
  return manifest.id;
}

async function answerFrom(id: string, options: MeasureCommandOptions): Promise<CommandOutcome> {
  const snapshot = await openSnapshot({ directory: options.directory, id });
  try {
    const reading = await runMeasure(snapshot, options.request);
    if (!reading.ok) return reading;
    const result = options.unprotected === true ? reading.value : protect(reading.value);
    switch (options.format) {
      case 'json':
        return { ok: true, text: `${JSON.stringify(result)}\n` };
      case 'csv':
        return { ok: true, text: reportCsv(result) };
      case 'table':
        return { ok: true, text: `${reportTable(result, options.width ?? 100)}\n` };
    }
  } finally {
    snapshot.close();
  }
}

/** `clew measure --list`, and `clew measure --list NAME`: what can be asked, and by what. */
export function listMeasures(options: { readonly format: 'table' | 'json'; readonly name?: string }): string {
  const chosen = options.name === undefined ? undefined : findMeasure(options.name);
  const listed = (chosen === undefined ? measures : [chosen]).map(describeMeasure);
  if (options.format === 'json') return `${JSON.stringify({ measures: listed })}\n`;
  return listed
    .map((each) =>
      [
        `${each.name}  ${each.title}`,
        `    ${each.summary}`,
        `    In ${each.unit}; action plan ${each.actionPoints.join(', ')}`,
        `    By any of: ${each.breakdowns.join(', ')}`,
        ...(each.alwaysApart.length === 0 ? [] : [`    Always apart: ${each.alwaysApart.join(', ')}`]),
        ...(chosen === undefined ? [] : each.definitions.map((text) => `    - ${text}`)),
        '',
      ].join('\n'),
    )
    .join('\n');
}
