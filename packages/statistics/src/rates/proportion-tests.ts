// Do proportions differ between groups, and do they follow an order?
import { chiSquareUpper, normalReach } from '../distributions/index.ts';
import { requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type Interval, requireTrials } from './binomial-test.ts';
import { type ChiSquaredTest, chiSquaredTest } from './chi-squared-test.ts';

/** Successes among trials. */
export interface Trials {
  readonly successes: number;
  readonly trials: number;
}

export interface ProportionDifference extends ChiSquaredTest, Interval {
  /** The first proportion less the second, with Wald's interval in `low` and `high`. */
  readonly difference: number;
  readonly confidence: number;
}

/**
 * The difference of two proportions, and the test that there is none; with `yates`, both corrected for continuity.
 * R: `prop.test(c(x1, x2), c(n1, n2), correct = yates)`. Source: R. Newcombe, Statistics in Medicine 17 (1998), methods 1 and 2.
 * Throws StatisticsError: `count-invalid`, `no-trials`, `more-successes-than-trials`, `confidence-invalid`, and `no-events` where
 * both proportions are 0, or both 1.
 */
export function proportionDifference(
  first: Trials,
  second: Trials,
  { confidence = 0.95, yates = false } = {},
): ProportionDifference {
  for (const { successes, trials } of [first, second]) requireTrials(successes, trials);
  const [one, other] = [first.successes / first.trials, second.successes / second.trials];
  const difference = one - other;
  const perTrial = 1 / first.trials + 1 / second.trials;
  const correction = yates ? Math.min(0.5, Math.abs(difference) / perTrial) : 0;
  const spread = Math.sqrt((one * (1 - one)) / first.trials + (other * (1 - other)) / second.trials);
  const reach = normalReach(confidence) * spread + correction * perTrial;
  const { statistic, degreesOfFreedom, pValue } = chiSquaredTest(asTable([first, second]), { yates });
  return {
    difference,
    low: Math.max(-1, difference - reach),
    high: Math.min(1, difference + reach),
    confidence,
    statistic,
    degreesOfFreedom,
    pValue,
  };
}

/**
 * The test that several groups have one proportion.
 * R: `prop.test(x, n, correct = FALSE)`. Throws as proportionDifference, and `one-group`.
 */
export function equalProportionsTest(groups: readonly Trials[]): ChiSquaredTest {
  for (const { successes, trials } of groups) requireTrials(successes, trials);
  const { statistic, degreesOfFreedom, pValue } = chiSquaredTest(asTable(groups));
  return { statistic, degreesOfFreedom, pValue };
}

/**
 * The test for a linear trend of proportions over ordered groups (Cochran and Armitage), with `scores` 1, 2, 3, ... unless told.
 * R: `prop.trend.test(x, n, score)`. Source: P. Armitage, Biometrics 11 (1955).
 * Throws StatisticsError as equalProportionsTest, `length-mismatch`, and `option-invalid` where all scores are one.
 */
export function proportionTrendTest(groups: readonly Trials[], scores?: ArrayLike<number>): ChiSquaredTest {
  const score = scores ?? groups.map((_, group) => group + 1);
  requireSameLength({ groups, scores: score });
  requireFinite('scores', score);
  if (groups.length < 2) throw new StatisticsError('one-group');
  for (const { successes, trials } of groups) requireTrials(successes, trials);
  const trials = groups.reduce((sum, group) => sum + group.trials, 0);
  const overall = groups.reduce((sum, group) => sum + group.successes, 0) / trials;
  if (overall === 0 || overall === 1) throw new StatisticsError('no-events');
  let mean = 0;
  for (const [group, { trials: size }] of groups.entries()) mean += (size * (score[group] as number)) / trials;
  let [covariance, spread] = [0, 0];
  for (const [group, { successes, trials: size }] of groups.entries()) {
    const offset = (score[group] as number) - mean;
    covariance += offset * (successes - size * overall);
    spread += size * offset * offset;
  }
  if (spread === 0) throw new StatisticsError('option-invalid', { column: 'scores' });
  const statistic = covariance ** 2 / (spread * overall * (1 - overall));
  return { statistic, degreesOfFreedom: 1, pValue: chiSquareUpper(statistic, 1) };
}

function asTable(groups: readonly Trials[]): readonly (readonly number[])[] {
  const successes = groups.reduce((sum, group) => sum + group.successes, 0);
  const trials = groups.reduce((sum, group) => sum + group.trials, 0);
  if (groups.length > 1 && (successes === 0 || successes === trials)) throw new StatisticsError('no-events');
  return groups.map((group) => [group.successes, group.trials - group.successes]);
}
