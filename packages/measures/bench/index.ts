// The benches of measures: planted rates of a large population recovered, and how fast a snapshot is made and asked.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPopulation, noDisorder } from '@clew/synthetic';
import { addDays } from '../src/dates.ts';
import { createSnapshot, openSnapshot, runMeasure, type Snapshot } from '../src/index.ts';
import { recoverPlanted, syntheticRows } from '../testing/index.ts';

export interface PlantedBenchOptions {
  /** Default 50,000. */
  readonly people?: number;
  /** Default 10. */
  readonly years?: number;
  readonly seed?: string;
}

/** In the shape of every bench: a figure beside its reference. */
export interface MeasuresBenchResult {
  readonly name: string;
  readonly unit: string;
  readonly figure: number;
  readonly reference: number;
  readonly ratio: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Generates a population, replays it in memory, makes a snapshot, and compares the rates of promotions, exits and temporary
 * promotions by background and grade with what was planted. The figure is the share of 95% intervals that hold the planted rate.
 */
export async function benchPlantedRates(options: PlantedBenchOptions = {}): Promise<MeasuresBenchResult> {
  const { people = 50_000, years = 10, seed = 'bench' } = options;
  const directory = await mkdtemp(join(tmpdir(), 'clew-bench-measures-'));
  try {
    const population = createPopulation({ people, years, seed, disorder: noDisorder });
    const asOf = population.options.endDate;
    const making = await timed(() =>
      createSnapshot({
        rows: syntheticRows(population),
        directory,
        asOf,
        knownAt: `${addDays(asOf, 1)}T00:00:00.000Z`,
        createdBy: 'bench',
      }),
    );
    const snapshot = await openSnapshot({ directory });
    try {
      const found = await recoverPlanted(snapshot, population.truth());
      const covered = found.filter((each) => each.isCovered).length / found.length;
      const questions = await timed(() => askEverything(snapshot));
      const detail = {
        people,
        years,
        groups: found.length,
        outside: found.filter((each) => !each.isCovered),
        spells: snapshot.manifest.files['spell']?.rows,
        generateReplayAndSnapshotSeconds: making.seconds,
        questions: questions.result,
        secondsPerQuestion: questions.seconds / questions.result,
      };
      return {
        name: 'planted-rates',
        unit: 'share of intervals',
        figure: covered,
        reference: 0.95,
        ratio: covered / 0.95,
        detail,
      };
    } finally {
      snapshot.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - started) / 1_000 };
}

async function askEverything(snapshot: Snapshot): Promise<number> {
  const breakdowns = [[], ['grade'], ['seb', 'year'], ['department', 'grade', 'seb'], ['region', 'profession', 'year']];
  const names = ['promotions', 'exits', 'temporary-promotion-starts', 'transfers'];
  for (const name of names) {
    for (const by of breakdowns) {
      const reading = await runMeasure(snapshot, { name, by, from: addDays(snapshot.manifest.asOf, -3_650) });
      if (!reading.ok) throw new Error('a question of the bench cannot be answered');
    }
  }
  return names.length * breakdowns.length;
}
