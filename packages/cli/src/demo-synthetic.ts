// The demo's work on a synthetic population: generate, number, publish, project, measure; every figure of the report from the database.
import { join } from 'node:path';
import { createPool, type Pool } from '@clew/database';
import { openLedger } from '@clew/ledger';
import { openLog, type Stack } from '@clew/local-stack';
import {
  createSnapshot,
  openSnapshot,
  type RawCountRow,
  type RawRateRow,
  runMeasure,
  type Snapshot,
  type SnapshotProgress,
} from '@clew/measures';
import { createPopulation, type Effects, type Truth } from '@clew/synthetic';
import { type ComparedRate, compareWithTruth } from './demo-truth.ts';
import { NumberedPopulation, type NumberingCounts } from './numbered-population.ts';
import { waitForProjection } from './projection.ts';
import type { PublishedCounts } from './publish-events.ts';
import { publishPopulation } from './publish-population.ts';
import { formatCount, type Progress } from './terminal.ts';

export interface DemoReport {
  readonly population: {
    readonly people: number;
    readonly years: number;
    readonly seed: string;
    readonly from: string;
    readonly to: string;
  };
  readonly staffNumbers: NumberingCounts;
  readonly published: PublishedCounts;
  /** Events in the ledger, those of the ID service included. */
  readonly recorded: number;
  /** Events of the ID service among them. */
  readonly recordedOfIdentity: number;
  /** Events that were accepted, and are neither recorded nor parked: there must be none. */
  readonly lost: number;
  /** Open parked records by code. */
  readonly parked: Readonly<Record<string, number>>;
  readonly people: number;
  readonly inPostAtEnd: number;
  readonly moves: Readonly<Record<string, number>>;
  /** Findings by code. */
  readonly findings: Readonly<Record<string, number>>;
  /** Findings that the planted disorder must give. */
  readonly plantedFindings: Readonly<Record<string, number>>;
  readonly rates: readonly ComparedRate[];
  readonly london: readonly LondonMoves[];
  readonly effects: Effects;
  readonly snapshot: { readonly id: string; readonly asOf: string };
  readonly digest: string;
  readonly seconds: number;
}

export interface LondonMoves {
  readonly direction: string;
  readonly byMachineryOfGovernment: boolean;
  readonly moves: number;
}

export interface DemoSurroundings {
  readonly stack: Stack;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface PopulationChoice {
  readonly people: number;
  readonly years: number;
  readonly seed: string;
  readonly effects?: Effects;
}

/** Runs a population through the stack and reports. */
export async function demonstrate(
  choice: PopulationChoice,
  { stack, progress, signal }: DemoSurroundings,
): Promise<DemoReport> {
  const started = Date.now();
  const population = createPopulation(choice);
  const numbered = new NumberedPopulation(stack.url('id-service'));
  const pool = createPool({ connectionString: stack.databaseUrl, applicationName: 'clew-demo', maximumConnections: 4 });
  const log = openLog(stack);
  try {
    const published = await publishPopulation(population, numbered, stack, progress, signal);
    const onProgress = (done: number, total: number): void =>
      progress.passing(`${formatCount(done)} of ${formatCount(total)} records projected`);
    await waitForProjection({ pool, log, staffNumbers: numbered.staffNumbers, signal, onProgress });
    progress.step('everything is projected');
    const truth = population.truth();
    const answers = await measure(pool, stack, truth, progress);
    const counted = await countLedger(pool);
    const { people, years, seed } = choice;
    return {
      population: { people, years, seed, from: truth.from, to: truth.to },
      staffNumbers: numbered.counts,
      published,
      ...counted,
      lost: lostOf(published, counted),
      plantedFindings: truth.expectedFindings,
      ...answers,
      effects: truth.effects,
      seconds: Math.round((Date.now() - started) / 100) / 10,
    };
  } finally {
    await log.close();
    await pool.end();
  }
}

/** The same id sent twice is one event. */
function lostOf(
  published: PublishedCounts,
  counted: Pick<DemoReport, 'recorded' | 'recordedOfIdentity' | 'parked'>,
): number {
  const parked = Object.values(counted.parked).reduce((sum, count) => sum + count, 0);
  return published.accepted - published.duplicates - (counted.recorded - counted.recordedOfIdentity) - parked;
}

async function countLedger(pool: Pool) {
  const ledger = openLedger({ pool });
  const [{ events, parked, people, inPostAtEnd, moves, findings }, digest] = [
    await ledger.counts(),
    await ledger.digest(),
  ];
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*) AS count FROM ledger.event WHERE topic = 'identity.events.v1'`,
  );
  return {
    recorded: events,
    recordedOfIdentity: rows[0]?.count ?? 0,
    parked,
    people,
    inPostAtEnd,
    moves,
    findings,
    digest,
  };
}

async function measure(pool: Pool, stack: Stack, truth: Truth, progress: Progress) {
  const directory = join(stack.home, 'snapshots');
  const asOf = new Date(Date.parse(truth.to) - 86_400_000).toISOString().slice(0, 10);
  const onProgress = ({ phase, table, rows }: SnapshotProgress): void =>
    progress.passing(`snapshot: ${phase} ${table ?? ''}, ${formatCount(rows)} rows`);
  const { manifest } = await createSnapshot({ pool, directory, asOf, createdBy: 'clew demo', onProgress });
  await showOnPages(stack, asOf);
  progress.step(`snapshot ${manifest.id} as of ${asOf}`);
  const snapshot = await openSnapshot({ directory, id: manifest.id });
  try {
    const rates: ComparedRate[] = [];
    for (const name of ['promotions', 'exits'] as const) {
      for (const by of [['seb'], ['grade'], ['grade', 'seb']]) {
        rates.push(...compareWithTruth(name, await ask<RawRateRow>(snapshot, name, by, truth), truth));
      }
    }
    const moves = await ask<RawCountRow>(snapshot, 'regional-moves', ['direction'], truth);
    const london = londonMoves(moves);
    return { rates, london, snapshot: { id: manifest.id, asOf } };
  } finally {
    snapshot.close();
  }
}

/** Lets the analytics service answer from the same snapshot: it finds it there, and makes it the current one. */
async function showOnPages(stack: Stack, asOf: string): Promise<void> {
  const url = stack.urls.analytics;
  if (url === undefined) return;
  const answer = await fetch(`${url}/snapshots`, {
    method: 'POST',
    body: JSON.stringify({ asOf, current: true }),
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`the analytics service answered ${answer.status} when asked for a snapshot`);
}

/** Every direction, with and without machinery of government: what did not happen is a nought, not a gap. */
function londonMoves(rows: readonly RawCountRow[]): readonly LondonMoves[] {
  return ['into-london', 'out-of-london', 'elsewhere'].flatMap((direction) =>
    [false, true].map((byMachineryOfGovernment) => {
      const moveType = byMachineryOfGovernment ? 'machinery-of-government' : 'other';
      const row = rows.find(({ group }) => group.direction === direction && group['move-type'] === moveType);
      return { direction, byMachineryOfGovernment, moves: row?.count ?? 0 };
    }),
  );
}

async function ask<Row extends RawRateRow | RawCountRow>(
  snapshot: Snapshot,
  name: string,
  by: readonly string[],
  { from, to }: Truth,
): Promise<readonly Row[]> {
  const reading = await runMeasure(snapshot, { name, by, from, to });
  if (!reading.ok)
    throw new Error(`the measure ${name} refuses the demo: ${reading.refusals.map(({ code }) => code).join(', ')}`);
  return reading.value.rows as readonly Row[];
}
