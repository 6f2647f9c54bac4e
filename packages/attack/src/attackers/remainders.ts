// Subtraction: a figure of a table that is part of a coarser one is that one's figure less those of its siblings. It gives hidden figures
// away, and sharpens noisy ones. Two attackers: over nested levels (a department less its other organisations), and over totals.
import type { Measurement, PublishedTable } from '@clew/disclosure';
import { type Coarsening, coarseningsOf } from '../coarser-tables.ts';
import type { Support } from '../likelihood.ts';
import type { Attacker, ReleaseView, Scene, TableEvidence } from '../scene.ts';
import { Gathering } from './gathering.ts';

export const nestedTables: Attacker = {
  name: 'nested-tables',
  about: 'Subtracts the figures of one level from those of the level above it',
  start: (scene) => new Remainders(scene, 'level'),
};

export const totalLessSiblings: Attacker = {
  name: 'total-less-siblings',
  about: 'Subtracts from every total of the lattice all of its parts but the target’s own',
  start: (scene) => new Remainders(scene, 'total'),
};

class Remainders extends Gathering {
  readonly #kind: Coarsening['kind'];

  constructor(scene: Scene, kind: Coarsening['kind']) {
    super(scene);
    this.#kind = kind;
  }

  override see(view: ReleaseView): void {
    for (const evidence of view.tables) {
      for (const coarsening of coarseningsOf(this.scene.registry, evidence.table)) {
        const coarse = view.table(coarsening.coarse.name);
        if (coarsening.kind === this.#kind && coarse !== undefined) this.#subtract(evidence, coarsening, coarse);
      }
    }
  }

  #subtract(evidence: TableEvidence, coarsening: Coarsening, coarse: PublishedTable): void {
    const fine = evidence.published as PublishedTable;
    const parts = sumParts(fine, coarsening, coarse.values.length);
    const remainder = (cell: number) => remainderOf(cell, fine, coarse, coarsening, parts);
    const { scores, certain } = this.found;
    for (let row = 0; row < evidence.rows; row += 1) {
      const target = evidence.target[row] ?? 0;
      const weight = evidence.weight[row] ?? 0;
      for (const side of [0, 1] as const) {
        const found = remainder(evidence.cells[side][row] ?? 0);
        if (found === null) continue;
        const without = evidence.without[side][row] ?? 0;
        const sign = side === 0 ? 1 : -1;
        scores[target] =
          (scores[target] ?? 0) + (sign * weight * (found.value - without - weight / 2)) / found.variance;
        if (found.terms > mostTermsForProof) continue;
        const { low, high } = this.#bounds(evidence.cells[side][row] ?? 0, fine, coarse, coarsening, parts);
        if (without < low || without > high) certain[target] = sign;
        else if (without + weight < low || without + weight > high) certain[target] = -sign;
      }
    }
  }

  /** The counts that the remainder can be, from what each figure can be. */
  #bounds(
    cell: number,
    fine: PublishedTable,
    coarse: PublishedTable,
    { parentOf, coarse: coarseTable, fine: fineTable }: Coarsening,
    parts: Parts,
  ): Support {
    const parent = parentOf[cell] ?? 0;
    const total = this.likelihoods.support(coarseTable, coarse.values[parent] ?? Number.NaN);
    let { low, high } = total;
    for (const part of parts.cellsOf(parent)) {
      if (part === cell) continue;
      const value = fine.values[part] ?? Number.NaN;
      const each = this.likelihoods.support(fineTable, value);
      low -= each.high;
      high -= each.low;
    }
    return { low, high };
  }
}

/** Beyond so many figures bounds are too wide to prove anything, and would only take time. */
const mostTermsForProof = 64;

interface Remainder {
  readonly value: number;
  readonly variance: number;
  readonly terms: number;
}

/** The sums of the parts of every coarse cell. */
interface Parts {
  readonly sum: Float64Array;
  readonly variance: Float64Array;
  readonly withheld: Uint32Array;
  readonly terms: Uint32Array;
  cellsOf(parent: number): readonly number[];
}

function sumParts(fine: PublishedTable, { parentOf }: Coarsening, parents: number): Parts {
  const sum = new Float64Array(parents);
  const variance = new Float64Array(parents);
  const withheld = new Uint32Array(parents);
  const terms = new Uint32Array(parents);
  for (let cell = 0; cell < parentOf.length; cell += 1) {
    const parent = parentOf[cell] ?? 0;
    const value = fine.values[cell] ?? Number.NaN;
    terms[parent] = (terms[parent] ?? 0) + 1;
    if (Number.isNaN(value)) withheld[parent] = (withheld[parent] ?? 0) + 1;
    else {
      sum[parent] = (sum[parent] ?? 0) + value;
      variance[parent] = (variance[parent] ?? 0) + varianceOf(fine, cell);
    }
  }
  let lists: number[][] | null = null;
  const cellsOf = (parent: number): readonly number[] => {
    if (lists === null) {
      const made: number[][] = Array.from({ length: parents }, () => []);
      for (const [cell, own] of parentOf.entries()) made[own]?.push(cell);
      lists = made;
    }
    return lists[parent] ?? [];
  };
  return { sum, variance, withheld, terms, cellsOf };
}

/** What is left of the parent for a cell; null where something of it is withheld. */
function remainderOf(
  cell: number,
  fine: PublishedTable,
  coarse: PublishedTable,
  { parentOf }: Coarsening,
  { sum, variance, withheld, terms }: Parts,
): Remainder | null {
  const parent = parentOf[cell] ?? 0;
  const own = fine.values[cell] ?? Number.NaN;
  const isHidden = Number.isNaN(own);
  const total = coarse.values[parent] ?? Number.NaN;
  if (Number.isNaN(total) || (withheld[parent] ?? 0) > (isHidden ? 1 : 0)) return null;
  const others = (sum[parent] ?? 0) - (isHidden ? 0 : own);
  const spread = (variance[parent] ?? 0) - (isHidden ? 0 : varianceOf(fine, cell)) + varianceOf(coarse, parent);
  return { value: total - others, variance: Math.max(spread, leastVariance), terms: terms[parent] ?? 0 };
}

/** An exact figure is not certain to the last: it may have been withheld for a reason. */
const leastVariance = 0.05;

/** The variance that a figure states. */
export function varianceOf(table: PublishedTable | Measurement, cell: number): number {
  const error = 'standardDeviation' in table ? table.standardDeviation : (table.standardErrors[cell] ?? 0);
  return Number.isFinite(error) ? error * error : 0;
}
