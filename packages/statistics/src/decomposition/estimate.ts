// An estimate with its standard error and interval, as the parts of a gap have them.
import { normalReach, normalTwoSided } from '../distributions/index.ts';
import type { Interval } from '../rates/index.ts';

/** A number that data gave, with Wald's interval of it in `low` and `high`. */
export interface Estimate extends Interval {
  readonly estimate: number;
  readonly standardError: number;
  /** Two-sided, against 0. NaN where the standard error is 0. */
  readonly pValue: number;
}

/** An estimate of that variance. */
export function estimateOf(estimate: number, variance: number, confidence: number): Estimate {
  const standardError = Math.sqrt(Math.max(0, variance));
  const reach = normalReach(confidence) * standardError;
  const pValue = standardError === 0 ? Number.NaN : normalTwoSided(estimate / standardError);
  return { estimate, standardError, low: estimate - reach, high: estimate + reach, pValue };
}
