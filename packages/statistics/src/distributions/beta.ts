// The beta distribution: its two tails and its quantile, which the t and the F distribution and the binomial rest on.
import { StatisticsError } from '../foundation/errors.ts';
import { normalQuantile } from './normal.ts';
import { notZero, saddleDeviance, stirlingError } from './saddle-point.ts';

// Own code, because stdlib's incomplete beta loses digits at large shapes (as its incomplete gamma does) and takes 1 - x rounded.

/** A point of (0, 1) with its complement, which is given apart where 1 - x would lose it. */
interface Split {
  readonly x: number;
  readonly complement: number;
}

/** Both tails of a distribution at a point. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Both tails of the beta distribution at `x`. R: `pbeta(x, first, second)` and `pbeta(x, first, second, lower.tail = FALSE)`.
 * `complement` is 1 - x, to be given where x is near 1 and the difference is known better. The smaller tail keeps its relative precision.
 * Method: the continued fraction of A. R. DiDonato and A. H. Morris, ACM Transactions on Mathematical Software 18 (1992), equation 9,
 * over Loader's saddle-point prefactor.
 * Throws `shape-invalid`.
 */
export function betaTails(x: number, first: number, second: number, complement = 1 - x): Tails {
  requireShapes(first, second);
  if (Number.isNaN(x)) return { lower: Number.NaN, upper: Number.NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (complement <= 0) return { lower: 1, upper: 0 };
  if (x <= first / (first + second)) {
    const lower = lowerTail({ x, complement }, first, second);
    return { lower, upper: 1 - lower };
  }
  const upper = lowerTail({ x: complement, complement: x }, second, first);
  return { lower: 1 - upper, upper };
}

/**
 * The quantile of the beta distribution. R: `qbeta(probability, first, second)`.
 * Newton's method on the logarithm of the smaller tail along the log-odds of x, kept between bounds by halving.
 * Throws `probability-invalid`, `shape-invalid`.
 */
export function betaQuantile(probability: number, first: number, second: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new StatisticsError('probability-invalid');
  requireShapes(first, second);
  if (probability === 0 || probability === 1) return probability;
  return splitQuantile(probability, first, second).x;
}

/** As betaQuantile, with the complement in its own precision. */
export function splitQuantile(probability: number, first: number, second: number): Split {
  const fromBelow = probability <= 0.5;
  const target = Math.log(fromBelow ? probability : 1 - probability);
  let [low, high] = [-1500, 1500];
  let logOdds = start(probability, first, second);
  for (let step = 0; step < 400; step += 1) {
    const at = fromLogOdds(logOdds);
    const { lower, upper } = betaTails(at.x, first, second, at.complement);
    const tail = fromBelow ? lower : upper;
    const miss = target - Math.log(tail);
    const below = fromBelow ? miss > 0 : miss < 0;
    if (below) low = logOdds;
    else high = logOdds;
    const slope = density(at, first, second) / tail;
    const move = (fromBelow ? miss : -miss) / slope;
    const next = logOdds + move;
    const inside = next > low && next < high && Number.isFinite(next);
    const to = inside ? next : (low + high) / 2;
    if (Math.abs(to - logOdds) <= 2e-16 * Math.max(1, Math.abs(logOdds))) return fromLogOdds(to);
    logOdds = to;
  }
  return fromLogOdds(logOdds);
}

function requireShapes(first: number, second: number): void {
  for (const shape of [first, second]) {
    if (!(shape > 0 && Number.isFinite(shape))) throw new StatisticsError('shape-invalid');
  }
}

/** The log-odds of the mean, moved by the normal quantile over the spread on that scale. */
function start(probability: number, first: number, second: number): number {
  const spread = Math.sqrt(1 / first + 1 / second);
  return Math.log(first / second) + Math.max(-3, Math.min(3, normalQuantile(probability))) * Math.min(spread, 2);
}

function fromLogOdds(logOdds: number): Split {
  const odds = Math.exp(-Math.abs(logOdds));
  const [large, small] = [1 / (1 + odds), odds / (1 + odds)];
  return logOdds > 0 ? { x: large, complement: small } : { x: small, complement: large };
}

/** x^a (1 - x)^b / B(a, b): the density on the scale of log-odds. */
function density({ x, complement }: Split, first: number, second: number): number {
  const total = first + second;
  const error = stirlingError(total) - stirlingError(first) - stirlingError(second);
  const gap = first * complement - second * x;
  const away = saddleDeviance(first, total * x, gap) + saddleDeviance(second, total * complement, -gap);
  return Math.exp(error - away) * Math.sqrt((first * second) / (2 * Math.PI * total));
}

/** The lower tail at or below the mean, by modified Lentz. */
function lowerTail(at: Split, first: number, second: number): number {
  const { x, complement } = at;
  const lead = first * complement - second * x;
  let b = notZero((first * (lead + 1)) / (first + 1));
  let value = b;
  let c = b;
  let d = 0;
  for (let step = 1; step < 1_000_000; step += 1) {
    const place = first + 2 * step - 1;
    const a = (((first + step - 1) * (first + second + step - 1) * step * (second - step)) / (place * place)) * x * x;
    b =
      step +
      (step * (second - step) * x) / place +
      ((first + step) * (lead + 1 + step * (1 + complement))) / (place + 2);
    d = 1 / notZero(b + a * d);
    c = notZero(b + a / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return density(at, first, second) / value;
}
