// Loader's saddle point: powers against factorials without cancellation, which the gamma and the beta distribution share.
import { logGamma } from './gamma-function.ts';

// C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000).

/** log Gamma(n + 1) less Stirling's formula. */
export function stirlingError(n: number): number {
  if (n < 16) return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** n log(n / x) + x - n, without cancellation where the two are near. `gap` is n - x, where the caller knows it better. */
export function saddleDeviance(n: number, x: number, gap = n - x): number {
  if (Math.abs(gap) >= 0.1 * (n + x)) {
    const ratio = n / x;
    return n * (ratio < Number.POSITIVE_INFINITY ? Math.log(ratio) : Math.log(n) - Math.log(x)) - gap;
  }
  const ratio = gap / (n + x);
  let sum = gap * ratio;
  let term = 2 * n * ratio;
  for (let power = 3; ; power += 2) {
    term *= ratio * ratio;
    const next = sum + term / power;
    if (next === sum) return sum;
    sum = next;
  }
}

/** `value`, or the smallest number that Lentz's continued fraction may divide by. */
export function notZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
