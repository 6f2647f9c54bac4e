// A proportion with its interval.

import { normalReach } from '../distributions/normal.ts';
import { type Interval, requireTrials } from './binomial-test.ts';

export interface Proportion extends Interval {
  readonly successes: number;
  readonly trials: number;
  readonly proportion: number;
  readonly confidence: number;
}

/**
 * A proportion with Wilson's score interval, which stays within 0 and 1 and holds its level in small groups.
 * R: `prop.test(successes, trials, conf.level = confidence, correct = FALSE)$conf.int`.
 * Source: E. Wilson, Journal of the American Statistical Association 22 (1927).
 * Throws StatisticsError: `count-invalid`, `no-trials`, `more-successes-than-trials`, `confidence-invalid`.
 */
export function wilsonProportion(successes: number, trials: number, confidence = 0.95): Proportion {
  requireTrials(successes, trials);
  const square = normalReach(confidence) ** 2;
  const proportion = successes / trials;
  const centre = (successes + square / 2) / (trials + square);
  const spread = Math.sqrt(square * ((successes * (trials - successes)) / trials + square / 4)) / (trials + square);
  // At the ends the two terms are equal but for rounding.
  const low = successes === 0 ? 0 : centre - spread;
  const high = successes === trials ? 1 : centre + spread;
  return { successes, trials, proportion, confidence, low, high };
}
