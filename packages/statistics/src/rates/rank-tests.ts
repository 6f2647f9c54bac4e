// Do groups differ in where their values lie? By ranks, so that neither outliers nor the shape of the distribution matter.
import { chiSquareUpper, normalTwoSided } from '../distributions/index.ts';
import { type Column, type Factor, requireFactor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { ChiSquaredTest } from './chi-squared-test.ts';

/** The ranks of values from 1 up, ties sharing their mean, and the sum of t^3 - t over ties. R: `rank(values)`. */
export function ranksOf(values: Column): { readonly ranks: Float64Array; readonly ties: number } {
  const order = Uint32Array.from(values, (_, row) => row).sort(
    (one, other) => (values[one] as number) - (values[other] as number),
  );
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at] as number] = (from + 1 + to) / 2;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, ties };
}

/**
 * Kruskal and Wallis's test that groups have one distribution, corrected for ties.
 * R: `kruskal.test(values, group)`. Source: W. Kruskal and W. Wallis, JASA 47 (1952).
 * Throws StatisticsError: `length-mismatch`, `no-rows`, `not-finite`, `code-outside-levels`, `one-group`, `empty-group` (a level
 * without a row), `all-tied`.
 */
export function kruskalWallisTest(values: Column, group: Factor): ChiSquaredTest {
  const rows = requireSameLength({ values, group: group.codes });
  requireFinite('values', values);
  requireFactor('group', group);
  if (group.levels.length < 2) throw new StatisticsError('one-group');
  const { ranks, ties } = ranksOf(values);
  if (ties === rows ** 3 - rows) throw new StatisticsError('all-tied', { column: 'values' });
  const sums = new Float64Array(group.levels.length);
  const sizes = new Float64Array(group.levels.length);
  for (let row = 0; row < rows; row += 1) {
    const code = group.codes[row] as number;
    sums[code] = (sums[code] as number) + (ranks[row] as number);
    sizes[code] = (sizes[code] as number) + 1;
  }
  let between = 0;
  for (const [code, sum] of sums.entries()) {
    const size = sizes[code] as number;
    if (size === 0) throw new StatisticsError('empty-group', { detail: `${group.levels[code]}` });
    between += (sum * sum) / size;
  }
  const raw = (12 * between) / (rows * (rows + 1)) - 3 * (rows + 1);
  const statistic = raw / (1 - ties / (rows ** 3 - rows));
  const degreesOfFreedom = group.levels.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}

export interface RankSumTest {
  /** Mann and Whitney's U of the first sample: how many pairs it wins, ties counting half. R calls it W. */
  readonly statistic: number;
  readonly pValue: number;
  /** The share of pairs that the first sample wins: 0.5 where nothing differs. */
  readonly probabilityOfSuperiority: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Wilcoxon's rank-sum test of two samples, two-sided: exact below 50 values each without ties, else by the normal approximation,
 * corrected for ties and continuity.
 * R: `wilcox.test(first, second)`. Source: F. Wilcoxon (1945); H. Mann and D. Whitney (1947).
 * Throws StatisticsError: `no-rows`, `not-finite`, `all-tied`.
 */
export function rankSumTest(first: Column, second: Column): RankSumTest {
  if (first.length === 0 || second.length === 0) throw new StatisticsError('no-rows');
  requireFinite('first', first);
  requireFinite('second', second);
  const [one, other] = [first.length, second.length];
  const both = new Float64Array(one + other);
  both.set(first);
  both.set(second, one);
  const { ranks, ties } = ranksOf(both);
  const total = one + other;
  if (ties === total ** 3 - total) throw new StatisticsError('all-tied');
  let sum = 0;
  for (const rank of ranks.subarray(0, one)) sum += rank;
  const statistic = sum - (one * (one + 1)) / 2;
  const probabilityOfSuperiority = statistic / (one * other);
  if (ties === 0 && one < 50 && other < 50) {
    return { statistic, probabilityOfSuperiority, method: 'exact', pValue: exactTail(statistic, one, other) };
  }
  const centred = statistic - (one * other) / 2;
  const spread = Math.sqrt(((one * other) / 12) * (total + 1 - ties / (total * (total - 1))));
  const z = (centred - Math.sign(centred) * 0.5) / spread;
  return { statistic, probabilityOfSuperiority, method: 'normal', pValue: Math.min(1, normalTwoSided(z)) };
}

/** Twice the smaller tail of U's distribution, counted by the recursion over the values of one sample. */
function exactTail(statistic: number, one: number, other: number): number {
  const highest = one * other;
  // ways[k][u]: arrangements of k values of the first sample among the others seen so far, with U = u.
  let ways = Array.from({ length: one + 1 }, () => new Float64Array(highest + 1));
  for (const counts of ways) counts[0] = 1;
  for (let others = 1; others <= other; others += 1) {
    const next = Array.from({ length: one + 1 }, () => new Float64Array(highest + 1));
    (next[0] as Float64Array)[0] = 1;
    for (let own = 1; own <= one; own += 1) {
      for (let u = 0; u <= own * others; u += 1) {
        const largestIsOwn = u >= others ? ((next[own - 1] as Float64Array)[u - others] as number) : 0;
        (next[own] as Float64Array)[u] = ((ways[own] as Float64Array)[u] as number) + largestIsOwn;
      }
    }
    ways = next;
  }
  const counts = ways[one] as Float64Array;
  let [all, lower, upper] = [0, 0, 0];
  for (const [u, count] of counts.entries()) {
    all += count;
    if (u <= statistic) lower += count;
    if (u >= statistic) upper += count;
  }
  return Math.min(1, (2 * Math.min(lower, upper)) / all);
}
