// An association of two yes-or-no questions within strata: is there one, and how strong?
import { chiSquareUpper, normalReach } from '../distributions/index.ts';
import { requireConfidence, requireCount, StatisticsError } from '../foundation/errors.ts';
import type { Interval } from './binomial-test.ts';
import type { ChiSquaredTest } from './chi-squared-test.ts';

/** One stratum: of the first group `a` have the outcome and `b` have not; of the second `c` have it and `d` have not. */
export interface StratumTable {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export interface MantelHaenszel extends ChiSquaredTest, Interval {
  /** The odds ratio common to the strata, with its interval in `low` and `high`. */
  readonly oddsRatio: number;
  readonly confidence: number;
}

/**
 * Mantel and Haenszel's test of conditional independence over 2 by 2 strata, and their common odds ratio. Strata of fewer than two
 * people tell nothing and are passed over. `correct` (default true, as R) takes the correction for continuity.
 * R: `mantelhaen.test(x, correct = correct)` for 2 by 2 by k. Interval: the variance of J. Robins, N. Breslow and S. Greenland,
 * Biometrics 42 (1986). Source: N. Mantel and W. Haenszel, JNCI 22 (1959).
 * Throws StatisticsError: `no-rows`, `count-invalid`, `no-events` (no stratum in which both groups and both outcomes are seen),
 * `confidence-invalid`.
 */
export function mantelHaenszel(
  strata: readonly StratumTable[],
  { confidence = 0.95, correct = true } = {},
): MantelHaenszel {
  requireConfidence(confidence);
  if (strata.length === 0) throw new StatisticsError('no-rows');
  let [delta, variance, upper, lower, both, cross, under] = [0, 0, 0, 0, 0, 0, 0];
  for (const { a, b, c, d } of strata) {
    for (const count of [a, b, c, d]) requireCount(count);
    const total = a + b + c + d;
    if (total < 2) continue;
    const [first, second, yes, no] = [a + b, c + d, a + c, b + d];
    delta += a - (first * yes) / total;
    variance += (first * second * yes * no) / (total * total * (total - 1));
    const [agree, oppose] = [(a * d) / total, (b * c) / total];
    const [agreeing, opposing] = [(a + d) / total, (b + c) / total];
    upper += agree;
    lower += oppose;
    both += agreeing * agree;
    cross += agreeing * oppose + opposing * agree;
    under += opposing * oppose;
  }
  if (variance === 0) throw new StatisticsError('no-events');
  const correction = correct && Math.abs(delta) >= 0.5 ? 0.5 : 0;
  const statistic = (Math.abs(delta) - correction) ** 2 / variance;
  const oddsRatio = upper / lower;
  const spread = Math.sqrt(both / (2 * upper * upper) + cross / (2 * upper * lower) + under / (2 * lower * lower));
  const reach = Math.exp(normalReach(confidence) * spread);
  // Without a pair that agrees, or one that opposes, the ratio is 0 or infinite and has no interval.
  const known = upper > 0 && lower > 0;
  return {
    statistic,
    degreesOfFreedom: 1,
    pValue: chiSquareUpper(statistic, 1),
    oddsRatio,
    low: known ? oddsRatio / reach : Number.NaN,
    high: known ? oddsRatio * reach : Number.NaN,
    confidence,
  };
}
