// What was planted in a synthetic population, beside what the measures find in it.

import type { Truth, TruthCell, TruthOutcome } from '@clew/synthetic';
import type { Snapshot } from '../src/index.ts';
import { runMeasure } from '../src/run-measure.ts';

/** One group of one outcome: what the measure found, and what an estimator should find. */
export interface Recovered {
  readonly measure: string;
  readonly group: string;
  readonly events: number;
  readonly personYears: number;
  readonly low: number;
  readonly high: number;
  /** Planted rate per 100 person-years. */
  readonly planted: number;
  readonly plantedPersonYears: number;
  readonly isCovered: boolean;
}

const outcomes: readonly (readonly [string, (cell: TruthCell) => TruthOutcome])[] = [
  ['promotions', (cell) => cell.promotion],
  ['exits', (cell) => cell.exit],
  ['temporary-promotion-starts', (cell) => cell.temporaryPromotion],
];

const groupings: readonly (readonly [string, (cell: TruthCell) => string])[] = [
  ['seb', (cell) => (cell.declared ? cell.socioEconomicBackground : 'not-declared')],
  ['grade', (cell) => cell.grade],
];

/** Compares every outcome with its truth, by declared background and by grade. */
export async function recoverPlanted(snapshot: Snapshot, truth: Truth): Promise<readonly Recovered[]> {
  const found: Recovered[] = [];
  for (const [measure, outcomeOf] of outcomes) {
    for (const [by, groupOf] of groupings) {
      const reading = await runMeasure(snapshot, { name: measure, by: [by], from: truth.from, to: truth.to });
      if (!reading.ok || reading.value.kind !== 'rate') throw new Error('the measure cannot be answered');
      for (const row of reading.value.rows) {
        const group = Object.values(row.group).join();
        const cells = truth.cells.filter((cell) => groupOf(cell) === group);
        const sum = (pick: (cell: TruthCell) => number) => cells.reduce((total, cell) => total + pick(cell), 0);
        const plantedPersonYears = sum((cell) => cell.personYears);
        if (row.personYears === null || row.low === null || row.high === null || plantedPersonYears === 0) continue;
        const planted = (100 * sum((cell) => outcomeOf(cell).expected)) / plantedPersonYears;
        const { events, personYears, low, high } = row;
        const isCovered = low <= planted && planted <= high;
        found.push({ measure, group, events, personYears, low, high, planted, plantedPersonYears, isCovered });
      }
    }
  }
  return found;
}
