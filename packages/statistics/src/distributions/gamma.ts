// The gamma distribution: its two tails and its quantile, to 13 digits for shapes up to millions.
import { StatisticsError } from '../foundation/errors.ts';
import { logGamma } from './gamma-function.ts';
import { normalQuantile } from './normal.ts';
import { notZero, saddleDeviance, stirlingError } from './saddle-point.ts';

// Own code, because no library at hand holds: stdlib 0.2.3 is off by 2e-4 in qgamma(0.95, 1000) and by 1.6% in its upper tail
// (gammainc, shapes above a few hundred); cephes stops with an underflow at shape 1,000.

/**
 * Both tails of the standard gamma distribution (rate 1) at `x`. R: `pgamma(x, shape)` and `pgamma(x, shape, lower.tail = FALSE)`.
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
 * The quantile of the standard gamma distribution (rate 1). R: `qgamma(probability, shape)`.
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
  const root = 1 - spread + normalQuantile(probability) * Math.sqrt(spread);
  const cube = shape * root ** 3;
  if (root > 0.2) return cube;
  return Math.exp((Math.log(probability) + logGamma(shape + 1)) / shape);
}

/** x^shape e^-x / Gamma(shape + 1). */
function saddlePoint(x: number, shape: number): number {
  return Math.exp(-stirlingError(shape) - saddleDeviance(shape, x)) / Math.sqrt(2 * Math.PI * shape);
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
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / notZero(b);
  let value = d;
  for (let step = 1; step < 1_000_000; step += 1) {
    const a = step * (shape - step);
    b += 2;
    d = 1 / notZero(a * d + b);
    c = notZero(b + a / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) return value;
  }
  return value;
}
