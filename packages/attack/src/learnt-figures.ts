// What figures give away to who knows nothing of how they were made: a linear model learns from other targets, whose answers it is told,
// what the two cells of a target look like under either answer, and judges those that it was not told of. It reads everything that is
// published of a cell: the figure less what everybody else makes of it, whether there is one, whether it is a count or an estimate, and
// its stated error. The Bayesian attacker takes a method at its word that a table tells nothing; this one does not.
// Source: linear discriminant analysis (Fisher 1936), held by a ridge; membership by a learnt model: Shokri and others 2017.
import { varianceOf } from './attackers/remainders.ts';
import { solvePositive } from './positive-system.ts';
import { emptyVerdicts, type ReleaseView, type TableEvidence, type Verdicts } from './scene.ts';
import type { Targets } from './targets.ts';

const folds = 5;
/** In told targets for each one: the more, the less is believed of what few targets tell of. */
const hold = 0.05;
/** Readings that go together with answers no more than this, in standard deviations of chance, are left out: hundreds are of no use. */
const leastSigns = 2;

/** What is read of each table: the excess as it is, and by how exact it is said to be. */
const kinds = ['excess', 'weighted excess', 'withheld', 'basis', 'error'] as const;

/** Gathers what is published of the cells of every target, over all releases, and learns from it at the end. */
export class FigureLearner {
  readonly #targetCount: number;
  /** By table, then kind: a column by target, summed over releases. */
  readonly #columns = new Map<string, Float64Array>();

  constructor(targetCount: number) {
    this.#targetCount = targetCount;
  }

  see({ tables, measurements }: ReleaseView): void {
    for (const evidence of [...tables, ...measurements]) {
      const columns = kinds.map((kind) => this.#columnOf(`${kind} of ${evidence.published.name}`));
      for (let row = 0; row < evidence.rows; row += 1) {
        const target = evidence.target[row] ?? 0;
        for (const [place, value] of readingOf(evidence, row).entries()) {
          const column = columns[place];
          if (column !== undefined) column[target] = (column[target] ?? 0) + value;
        }
      }
    }
  }

  /** Verdicts on every target by a model that was fitted without it. */
  verdicts(targets: Targets): Verdicts {
    const columns = [...this.#columns.values()].flatMap((column) => standardised(column) ?? []);
    const verdicts = emptyVerdicts(this.#targetCount);
    if (columns.length > 0) judgeByFolds(columns, targets, verdicts.scores);
    return verdicts;
  }

  #columnOf(name: string): Float64Array {
    const column = this.#columns.get(name) ?? new Float64Array(this.#targetCount);
    this.#columns.set(name, column);
    return column;
  }
}

/** The cell of the first answer less that of the second, by kind. */
function readingOf(evidence: TableEvidence, row: number): readonly number[] {
  const { published, cells, without, weight } = evidence;
  const [one, other] = ([0, 1] as const).map((side) => {
    const cell = cells[side][row] ?? 0;
    const value = published.values[cell] ?? Number.NaN;
    const isHidden = Number.isNaN(value);
    const variance = Math.max(varianceOf(published, cell), leastVariance);
    const own = weight[row] ?? 0;
    const excess = isHidden ? 0 : own * (value - (without[side][row] ?? 0) - own / 2);
    const basis = 'basis' in published ? (published.basis[cell] ?? 0) : 0;
    return [excess, excess / variance, isHidden ? 1 : 0, basis, isHidden ? 0 : Math.log(variance)];
  });
  return kinds.map((_, place) => (one?.[place] ?? 0) - (other?.[place] ?? 0));
}

/** An exact figure would outweigh everything, and some are not quite exact. */
const leastVariance = 0.05;

/** To mean 0 and variance 1; null where it is the same for all. */
function standardised(column: Float64Array): Float64Array | null {
  const mean = column.reduce((sum, each) => sum + each, 0) / column.length;
  const variance = column.reduce((sum, each) => sum + (each - mean) ** 2, 0) / column.length;
  return variance > 1e-12 ? column.map((each) => (each - mean) / Math.sqrt(variance)) : null;
}

function judgeByFolds(columns: readonly Float64Array[], { coins }: Targets, scores: Float64Array): void {
  const sums = Array.from({ length: folds }, (_, fold) => sumsOf(columns, coins, fold));
  for (let fold = 0; fold < folds; fold += 1) {
    const told = sums.filter((_, each) => each !== fold);
    const products = added(told.map((each) => each.products));
    const least = leastSigns * Math.sqrt((scores.length * (folds - 1)) / folds);
    const kept = [...products.keys()].filter((column) => Math.abs(products[column] ?? 0) > least);
    const squares = added(told.map((each) => each.squares));
    const matrix = Float64Array.from({ length: kept.length ** 2 }, (_, place) => {
      const [row, column] = [Math.floor(place / kept.length), place % kept.length];
      const own = squares[(kept[row] ?? 0) * columns.length + (kept[column] ?? 0)] ?? 0;
      return row === column ? own + hold * scores.length : own;
    });
    const weights = solvePositive(
      matrix,
      Float64Array.from(kept, (column) => products[column] ?? 0),
    );
    for (let target = fold; target < scores.length; target += folds) {
      scores[target] = kept.reduce((sum, column, at) => sum + (weights[at] ?? 0) * (columns[column]?.[target] ?? 0), 0);
    }
  }
}

/** Sums of squares and products of the columns over the targets of a fold, and of the columns with their answers (1 or -1). */
function sumsOf(columns: readonly Float64Array[], coins: Uint8Array, fold: number) {
  const width = columns.length;
  const squares = new Float64Array(width * width);
  const products = new Float64Array(width);
  for (const [row, one] of columns.entries()) {
    for (let target = fold; target < coins.length; target += folds) {
      products[row] = (products[row] ?? 0) + (one[target] ?? 0) * (coins[target] === 0 ? 1 : -1);
    }
    for (const [column, other] of columns.slice(0, row + 1).entries()) {
      let sum = 0;
      for (let target = fold; target < coins.length; target += folds) sum += (one[target] ?? 0) * (other[target] ?? 0);
      squares[row * width + column] = sum;
      squares[column * width + row] = sum;
    }
  }
  return { squares, products };
}

function added(each: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(each[0]?.length ?? 0);
  for (const one of each) for (const [place, value] of one.entries()) sum[place] = (sum[place] ?? 0) + value;
  return sum;
}
