// Averaging over partitions: a group is the sum of its parts by every other classification, each sum with noise of its own; their mean
// has less of it (Asghar and Kaafar 2019, arXiv 1902.06414, who take the noise of cell keys off so).
import type { PublishedTable } from '@clew/disclosure';
import { coarseningsOf } from '../coarser-tables.ts';
import type { Attacker, ReleaseView, TableEvidence } from '../scene.ts';
import { Gathering } from './gathering.ts';
import { varianceOf } from './remainders.ts';

export const averaging: Attacker = {
  name: 'averaging',
  about: 'Averages all sums over partitions of the target’s group, in one release and over releases',
  start: (scene) => new Averaging(scene),
};

/** The best estimate of every cell of a table: means of independent sums, weighted by how sure each is. */
interface Estimate {
  readonly weighted: Float64Array;
  readonly precision: Float64Array;
}

class Averaging extends Gathering {
  override see(view: ReleaseView): void {
    const estimates = new Map(
      view.tables.map(({ table, published }) => [table.name, ownFigures(published as PublishedTable)]),
    );
    for (const { table, published } of view.tables) {
      for (const { coarse, parentOf } of coarseningsOf(this.scene.registry, table)) {
        const estimate = estimates.get(coarse.name);
        if (estimate !== undefined) addSums(estimate, published as PublishedTable, parentOf);
      }
    }
    for (const evidence of view.tables) {
      const estimate = estimates.get(evidence.table.name);
      if (estimate !== undefined) this.#judge(evidence, estimate);
    }
  }

  #judge(evidence: TableEvidence, { weighted, precision }: Estimate): void {
    const { scores } = this.found;
    for (let row = 0; row < evidence.rows; row += 1) {
      const target = evidence.target[row] ?? 0;
      const weight = evidence.weight[row] ?? 0;
      for (const side of [0, 1] as const) {
        const cell = evidence.cells[side][row] ?? 0;
        const sureness = precision[cell] ?? 0;
        if (sureness === 0) continue;
        const excess = (weighted[cell] ?? 0) / sureness - (evidence.without[side][row] ?? 0) - weight / 2;
        scores[target] = (scores[target] ?? 0) + (side === 0 ? 1 : -1) * weight * excess * sureness;
      }
    }
  }
}

/** An exact figure would outweigh everything, and some are not quite exact. */
const leastVariance = 0.05;

function ownFigures(table: PublishedTable): Estimate {
  const size = table.values.length;
  const estimate = { weighted: new Float64Array(size), precision: new Float64Array(size) };
  for (let cell = 0; cell < size; cell += 1) {
    addFigure(estimate, cell, table.values[cell] ?? Number.NaN, varianceOf(table, cell));
  }
  return estimate;
}

function addFigure({ weighted, precision }: Estimate, cell: number, value: number, variance: number): void {
  if (Number.isNaN(value)) return;
  const sureness = 1 / Math.max(variance, leastVariance);
  weighted[cell] = (weighted[cell] ?? 0) + value * sureness;
  precision[cell] = (precision[cell] ?? 0) + sureness;
}

/** Adds the sum of the parts of every cell, where all of them are published. */
function addSums(estimate: Estimate, fine: PublishedTable, parentOf: Uint32Array): void {
  const sums = new Float64Array(estimate.weighted.length);
  const variances = new Float64Array(sums.length);
  for (let cell = 0; cell < parentOf.length; cell += 1) {
    const parent = parentOf[cell] ?? 0;
    // NaN stays: a sum with a withheld part is none.
    sums[parent] = (sums[parent] ?? 0) + (fine.values[cell] ?? Number.NaN);
    variances[parent] = (variances[parent] ?? 0) + varianceOf(fine, cell);
  }
  for (let cell = 0; cell < sums.length; cell += 1) {
    addFigure(estimate, cell, sums[cell] ?? Number.NaN, variances[cell] ?? 0);
  }
}
