// How likely a published value is, given the true count: what the attacker who knows the method reckons with.

import { roundTo } from '../rounding.ts';
import type { CellKeyRule } from './keyed-tables.ts';

/** The log density of normal noise. */
export function gaussianLogDensity(shift: number, standardDeviation: number): number {
  return -0.5 * (shift / standardDeviation) ** 2 - Math.log(standardDeviation * Math.sqrt(2 * Math.PI));
}

/** The log probability that a count of this size is published so under a cell key that nobody knows. */
export function cellKeyLogLikelihood({ options, table }: CellKeyRule, trueCount: number, published: number): number {
  if (trueCount === 0 && options.showZeros) return published === 0 ? 0 : Number.NEGATIVE_INFINITY;
  const row = table.rows[Math.min(trueCount, table.bound)];
  let probability = 0;
  row?.forEach((share, place) => {
    const noisy = trueCount + place - table.bound;
    const value = noisy < options.threshold ? Number.NaN : roundTo(noisy, options.base);
    if (Object.is(value, published)) probability += share;
  });
  return Math.log(probability);
}
