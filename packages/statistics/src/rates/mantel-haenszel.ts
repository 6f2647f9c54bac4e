// An association of two yes-or-no questions within strata: is there one, and how strong?
import { chiSquareUpper, normalReach } from '../distributions/index.ts';
import { requireConfidence, requireCount, StatisticsError } from '../foundation/errors.ts';
import type { Interval } from './binomial-test.ts';
import type { ChiSquaredTest } from './chi-squared-test.ts';
import { type ConditionalOdds, conditionalOdds, countsGivenMargins } from './conditional-odds.ts';

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
  for (const [row, { a, b, c, d }] of strata.entries()) {
    for (const count of [a, b, c, d]) requireCount(count, { row });
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

/**
 * The exact test of conditional independence over 2 by 2 strata given all their margins, two-sided, with the conditional odds ratio
 * common to them and its exact interval: for strata with few people or few events.
 * R: `mantelhaen.test(x, exact = TRUE, conf.level = confidence)`, whose root finder stops near four digits; this one goes on to twelve.
 * Source: J. Gart, Biometrika 57 (1970). Throws StatisticsError as mantelHaenszel.
 */
export function mantelHaenszelExact(strata: readonly StratumTable[], confidence = 0.95): ConditionalOdds {
  requireConfidence(confidence);
  if (strata.length === 0) throw new StatisticsError('no-rows');
  let [seen, lowest] = [0, 0];
  let chances: Float64Array = Float64Array.of(1);
  for (const [row, { a, b, c, d }] of strata.entries()) {
    for (const count of [a, b, c, d]) requireCount(count, { row });
    const own = countsGivenMargins(a + b, c + d, a + c);
    seen += a;
    lowest += own.lowest;
    chances = convolved(chances, own.logWeight.map(Math.exp));
  }
  if (chances.length === 1) throw new StatisticsError('no-events');
  return conditionalOdds(chances.map(Math.log), seen - lowest, confidence);
}

/** The probabilities of the sums of two counts. */
function convolved(one: Float64Array, other: Float64Array): Float64Array {
  const sums = new Float64Array(one.length + other.length - 1);
  for (const [first, chance] of one.entries()) {
    for (let second = 0; second < other.length; second += 1) {
      sums[first + second] = (sums[first + second] as number) + chance * (other[second] as number);
    }
  }
  return sums;
}
