// The gamma distribution: its two tails and its quantile, to 13 digits for shapes up to millions.
import gammaln from '@stdlib/math-base-special-gammaln';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { StatisticsError } from '../foundation/errors.ts';

// Own code, because no library at hand holds: stdlib 0.2.3 is off by 2e-4 in qgamma(0.95, 1000) and by 1.6% in its upper tail
// (gammainc, shapes above a few hundred); cephes stops with an underflow at shape 1,000.

/**
 * Both tails of the standard gamma distribution (rate 1) at `x`: R's `pgamma(x, shape)` and `pgamma(x, shape, lower.tail = FALSE)`.
 * The smaller tail keeps its relative precision.
 * Method: series below `shape + 1`, Lentz's continued fraction above (Numerical Recipes 6.2), over Loader's saddle-point
 * prefactor (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000), which does not cancel at large shapes.
 */
export function gammaTails(x: number, shape: number): { readonly lower: number; readonly upper: number } {
  if (!(shape > 0 && Number.isFinite(shape))) throw new StatisticsError('shape-invalid');
  if (!(x > 0)) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (x < shape + 1) {
    const lower = saddlePoint(x, shape) * seriesSum(x, shape);
    return { lower, upper: 1 - lower };
  }
  const upper = saddlePoint(x, shape) * shape * continuedFraction(x, shape);
  return { lower: 1 - upper, upper };
}

/**
 * The quantile of the standard gamma distribution (rate 1): R's `qgamma(probability, shape)`.
 * Newton's method on the logarithm of the smaller tail (which is concave, so that it converges), from Wilson and Hilferty's start.
 */
export function gammaQuantile(probability: number, shape: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new StatisticsError('probability-invalid');
  if (!(shape > 0 && Number.isFinite(shape))) throw new StatisticsError('shape-invalid');
  if (probability === 0) return 0;
  if (probability === 1) return Number.POSITIVE_INFINITY;
  const fromBelow = probability <= 0.5;
  const target = Math.log(fromBelow ? probability : 1 - probability);
  let x = start(probability, shape);
  for (let step = 0; step < 100; step += 1) {
    const { lower, upper } = gammaTails(x, shape);
    const tail = fromBelow ? lower : upper;
    const density = (saddlePoint(x, shape) * shape) / x;
    const slope = (fromBelow ? density : -density) / tail;
    const move = (target - Math.log(tail)) / slope;
    // A step below zero is cut to half the way: the root is above.
    const next = x + move > 0 ? x + move : x / 2;
    if (Math.abs(next - x) <= 4e-16 * next) return next;
    x = next;
  }
  return x;
}

/** Wilson and Hilferty's cube root; the leading term of the series where that has no positive root. */
function start(probability: number, shape: number): number {
  const spread = 1 / (9 * shape);
  const root = 1 - spread + normalQuantile(probability, 0, 1) * Math.sqrt(spread);
  const cube = shape * root ** 3;
  if (root > 0.2) return cube;
  return Math.exp((Math.log(probability) + gammaln(shape + 1)) / shape);
}

/** x^shape e^-x / Gamma(shape + 1). */
function saddlePoint(x: number, shape: number): number {
  return Math.exp(-stirlingError(shape) - deviance(shape, x)) / Math.sqrt(2 * Math.PI * shape);
}

/** log Gamma(n + 1) less Stirling's formula. */
function stirlingError(n: number): number {
  if (n < 16) return gammaln(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** n log(n / x) + x - n, without cancellation where the two are near. */
function deviance(n: number, x: number): number {
  if (Math.abs(n - x) >= 0.1 * (n + x)) return n * Math.log(n / x) + x - n;
  const ratio = (n - x) / (n + x);
  let sum = (n - x) * ratio;
  let term = 2 * n * ratio;
  for (let power = 3; ; power += 2) {
    term *= ratio * ratio;
    const next = sum + term / power;
    if (next === sum) return sum;
    sum = next;
  }
}

function seriesSum(x: number, shape: number): number {
  let term = 1;
  let sum = 1;
  for (let step = 1; term > sum * 1e-17; step += 1) {
    term *= x / (shape + step);
    sum += term;
  }
  return sum;
}

function continuedFraction(x: number, shape: number): number {
  const tiny = 1e-300;
  let b = x + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / (b === 0 ? tiny : b);
  let value = d;
  for (let step = 1; step < 1_000_000; step += 1) {
    const a = step * (shape - step);
    b += 2;
    d = 1 / nonZero(a * d + b, tiny);
    c = nonZero(b + a / c, tiny);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) return value;
  }
  return value;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
