// Student's t and the F distribution, by way of the beta distribution.
import { StatisticsError } from '../foundation/errors.ts';
import { betaTails, splitQuantile } from './beta.ts';
import { normalQuantile, normalUpper } from './normal.ts';

/**
 * The probability above `t`. R: `pt(t, degreesOfFreedom, lower.tail = FALSE)`; endless degrees of freedom are the normal distribution.
 * Throws `shape-invalid` for degrees of freedom that are not above 0.
 */
export function studentUpper(t: number, degreesOfFreedom: number): number {
  const half = studentTwoSided(t, degreesOfFreedom) / 2;
  return t < 0 ? 1 - half : half;
}

/** The probability of being at least as far from 0 on either side. R: `2 * pt(-abs(t), degreesOfFreedom)`. Throws `shape-invalid`. */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0)) throw new StatisticsError('shape-invalid');
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return 2 * normalUpper(Math.abs(t));
  if (Math.abs(t) === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  const total = degreesOfFreedom + square;
  return betaTails(degreesOfFreedom / total, degreesOfFreedom / 2, 0.5, square / total).lower;
}

/** The point below which a probability lies. R: `qt(probability, degreesOfFreedom)`. Throws `probability-invalid`, `shape-invalid`. */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new StatisticsError('probability-invalid');
  if (!(degreesOfFreedom > 0)) throw new StatisticsError('shape-invalid');
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalQuantile(probability);
  if (probability === 0.5) return 0;
  const tail = probability < 0.5 ? probability : 1 - probability;
  const sign = probability < 0.5 ? -1 : 1;
  if (tail === 0) return sign * Number.POSITIVE_INFINITY;
  const { x, complement } = splitQuantile(2 * tail, degreesOfFreedom / 2, 0.5);
  return sign * Math.sqrt((degreesOfFreedom * complement) / x);
}

/**
 * The probability that F is above `ratio`. R: `pf(ratio, numerator, denominator, lower.tail = FALSE)`, both degrees of freedom finite.
 * Throws `shape-invalid`.
 */
export function fUpper(ratio: number, numerator: number, denominator: number): number {
  if (Number.isNaN(ratio)) return Number.NaN;
  if (!(ratio > 0)) return 1;
  if (ratio === Number.POSITIVE_INFINITY) return 0;
  const total = denominator + numerator * ratio;
  return betaTails(denominator / total, denominator / 2, numerator / 2, (numerator * ratio) / total).lower;
}
