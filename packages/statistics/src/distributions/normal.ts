// The standard normal distribution, as the intervals need it.
import normalDistribution from '@stdlib/stats-base-dists-normal-cdf';
import normalInverse from '@stdlib/stats-base-dists-normal-quantile';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';

/** R's `qnorm(probability)`, to 11 digits from 1e-7 to 1 - 1e-7, and to 8 beyond. */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new StatisticsError('probability-invalid');
  return normalInverse(probability, 0, 1);
}

/** The point that the confidence's middle reaches to: 1.96 for 0.95. R: `qnorm(1 - (1 - confidence) / 2)`. */
export function normalReach(confidence: number): number {
  requireConfidence(confidence);
  return normalInverse(1 - (1 - confidence) / 2, 0, 1);
}

/** The probability of being at least as far from 0 on either side. R: `2 * pnorm(-abs(z))`. */
export function normalTwoSided(z: number): number {
  return 2 * normalDistribution(-Math.abs(z), 0, 1);
}
