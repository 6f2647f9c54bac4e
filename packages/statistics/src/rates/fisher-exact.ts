// Fisher's exact test of a table of any size: counted by a network of partial tables, or simulated.
import { logGamma } from '../distributions/index.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { randomStream } from '../foundation/random.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { type ContingencyTable, type Margins, marginsOf } from './contingency-table.ts';

/** Tables within this factor of the observed one's probability count as no likelier, as R has it. */
const tolerance = Math.log1p(1e-7);

/** So many partial tables are held at once: some 200 MB. */
const heldAtMost = 1_000_000;

/** So many ways to go on from a partial table are looked at: some seconds. */
const stepsAtMost = 2_000_000;

/** Partial tables that have the same margins left to fill and the same probability so far: how many, and the logarithm of its weight. */
interface Partial {
  readonly remaining: readonly number[];
  readonly logWeight: number;
  paths: number;
}

/**
 * The p-value of Fisher's exact test for a table of any size: the probability, given the margins, of all tables no likelier than the
 * one seen. Partial tables with the same remaining margins and probability are counted together; those whose every completion is
 * likelier than the observed table are dropped, and those whose none is are added whole.
 * R: `fisher.test(table)$p.value`. Source: G. Freeman and J. Halton, Biometrika 38 (1951); the network of C. Mehta and N. Patel,
 * JASA 78 (1983).
 * Throws StatisticsError: `one-group`, `length-mismatch`, `count-invalid`, `empty-group`, `cancelled`, and `table-too-large` where
 * it would take more than some seconds: ask fisherTestSimulated.
 */
export function fisherExactP(table: ContingencyTable, work?: Work): number {
  const margins = marginsOf(table);
  const bound = logProbability(table, margins) + tolerance;
  // Few rows left to fill make few states: the shorter side is filled.
  const [short, long] =
    margins.rows.length <= margins.columns.length ? [margins.rows, margins.columns] : [margins.columns, margins.rows];
  const columns = [...long].sort(descending);
  const extremes = extremesOf(columns);
  let partial: readonly Partial[] = [
    { remaining: [...short].sort(descending), logWeight: constantOf(margins), paths: 1 },
  ];
  let pValue = 0;
  for (let depth = 0; partial.length > 0; depth += 1) {
    checkpoint(work, depth, columns.length);
    const next = new Map<string, Partial>();
    for (const { remaining, logWeight, paths } of partial) {
      const { longest, shortest, all } = extremes(depth, remaining);
      if (logWeight + shortest > bound) continue;
      if (logWeight + longest <= bound) pValue += paths * Math.exp(logWeight + all);
      else {
        fill(remaining, columns[depth] as number, (left, weight) => {
          const sorted = [...left].sort(descending);
          const key = `${sorted.join()}:${(logWeight + weight).toFixed(9)}`;
          const known = next.get(key);
          if (known === undefined) next.set(key, { remaining: sorted, logWeight: logWeight + weight, paths });
          else known.paths += paths;
          if (next.size > heldAtMost) throw new StatisticsError('table-too-large');
        });
      }
    }
    partial = [...next.values()];
  }
  return Math.min(1, pValue);
}

/** Of the columns that are still to be filled: the largest, the smallest and the summed weight (logarithms) of their fillings. */
interface Extremes {
  readonly longest: number;
  readonly shortest: number;
  readonly all: number;
}

function extremesOf(columns: readonly number[]): (depth: number, remaining: readonly number[]) => Extremes {
  const known = new Map<string, Extremes>();
  let steps = 0;
  const toCome = (depth: number) => columns.slice(depth).reduce((sum, count) => sum - logGamma(count + 1), 0);
  const look = (depth: number, remaining: readonly number[]): Extremes => {
    const key = `${depth}:${remaining.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const own = remaining.reduce((sum, count) => sum - logGamma(count + 1), 0);
    const answer = { longest: own, shortest: own, all: own };
    // The last column takes what is left: one filling.
    if (depth < columns.length - 1) {
      answer.longest = Number.NEGATIVE_INFINITY;
      answer.shortest = Number.POSITIVE_INFINITY;
      fill(remaining, columns[depth] as number, (left, weight) => {
        steps += 1;
        if (steps > stepsAtMost) throw new StatisticsError('table-too-large');
        const { longest, shortest } = look(depth + 1, [...left].sort(descending));
        answer.longest = Math.max(answer.longest, weight + longest);
        answer.shortest = Math.min(answer.shortest, weight + shortest);
      });
      const total = remaining.reduce((sum, count) => sum + count, 0);
      answer.all = logGamma(total + 1) + own + toCome(depth);
    }
    known.set(key, answer);
    return answer;
  };
  return look;
}

/** Every way to take `count` from the remaining row margins, with the logarithm of its weight. */
function fill(
  remaining: readonly number[],
  count: number,
  found: (left: readonly number[], logWeight: number) => void,
): void {
  const left = [...remaining];
  const roomAfter = left.map((_, row) => left.slice(row + 1).reduce((sum, room) => sum + room, 0));
  const step = (row: number, open: number, logWeight: number): void => {
    if (row === left.length) {
      found(left, logWeight);
      return;
    }
    const room = left[row] as number;
    for (let take = Math.max(0, open - (roomAfter[row] as number)); take <= Math.min(room, open); take += 1) {
      left[row] = room - take;
      step(row + 1, open - take, logWeight - logGamma(take + 1));
    }
    left[row] = room;
  };
  step(0, count, 0);
}

/**
 * Fisher's p-value of a large table by simulation: tables with the same margins are drawn by shuffling, `replicates` times.
 * R: `fisher.test(table, simulate.p.value = TRUE, B = replicates)`, in distribution.
 * Throws StatisticsError as fisherExactP, `option-invalid` (replicates below 1), `cancelled`.
 */
export function fisherTestSimulated(
  table: ContingencyTable,
  { replicates = 2000, seed = 1, ...work }: { readonly replicates?: number; readonly seed?: number } & Work = {},
): number {
  const margins = marginsOf(table);
  if (!(Number.isSafeInteger(replicates) && replicates > 0)) {
    throw new StatisticsError('option-invalid', { column: 'replicates' });
  }
  const observed = logProbability(table, margins);
  const stream = randomStream(seed);
  const columnOf = Int32Array.from(margins.columns.flatMap((size, column) => new Array<number>(size).fill(column)));
  let asUnlikely = 0;
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    if (replicate % 256 === 0) checkpoint(work, replicate, replicates);
    stream.shuffle(columnOf);
    let from = 0;
    const drawn = margins.rows.map((size) => {
      const counts = new Array<number>(margins.columns.length).fill(0);
      for (const column of columnOf.subarray(from, from + size)) counts[column] = (counts[column] as number) + 1;
      from += size;
      return counts;
    });
    if (logProbability(drawn, margins) <= observed + tolerance) asUnlikely += 1;
  }
  return (asUnlikely + 1) / (replicates + 1);
}

const descending = (one: number, other: number) => other - one;

/** The logarithm of rows! columns! / total!. */
function constantOf({ rows, columns, total }: Margins): number {
  return [...rows, ...columns].reduce((sum, count) => sum + logGamma(count + 1), 0) - logGamma(total + 1);
}

function logProbability(table: ContingencyTable, margins: Margins): number {
  return table.flat().reduce((sum, count) => sum - logGamma(count + 1), constantOf(margins));
}
