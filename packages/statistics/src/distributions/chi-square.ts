// The chi-square distribution: its upper tail and its quantile.
import { gammaQuantile, gammaTails } from './gamma.ts';

/** The probability above `value`. R: `pchisq(value, degreesOfFreedom, lower.tail = FALSE)`. Throws `shape-invalid`. */
export function chiSquareUpper(value: number, degreesOfFreedom: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  return gammaTails(value / 2, degreesOfFreedom / 2).upper;
}

/** The value below which a probability lies. R: `qchisq(probability, degreesOfFreedom)`. Throws `probability-invalid`, `shape-invalid`. */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  return 2 * gammaQuantile(probability, degreesOfFreedom / 2);
}
