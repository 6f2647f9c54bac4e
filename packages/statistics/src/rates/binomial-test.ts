// The exact binomial test and interval, on which the exact comparison of two rates rests.
import { betaQuantile, betaTails } from '../distributions/beta.ts';
import { logGamma } from '../distributions/gamma-function.ts';
import { requireConfidence, requireCount, StatisticsError } from '../foundation/errors.ts';

/** Both ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export function requireTrials(successes: number, trials: number): void {
  requireCount(successes);
  requireCount(trials);
  if (trials === 0) throw new StatisticsError('no-trials');
  if (successes > trials) throw new StatisticsError('more-successes-than-trials');
}

/**
 * Clopper and Pearson's exact interval of a proportion. R: `binom.test(successes, trials, conf.level = confidence)$conf.int`.
 * Source: C. Clopper and E. Pearson, Biometrika 26 (1934), by quantiles of the beta distribution.
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): Interval {
  requireTrials(successes, trials);
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  };
}

/**
 * The two-sided exact p-value: the probability of all outcomes no likelier than the one seen (within 1e-7, as R has it).
 * R: `binom.test(successes, trials, p)$p.value`.
 */
export function binomialTest(successes: number, trials: number, p: number): number {
  requireTrials(successes, trials);
  if (!(p >= 0 && p <= 1)) throw new StatisticsError('probability-invalid');
  if (p === 0) return successes === 0 ? 1 : 0;
  if (p === 1) return successes === trials ? 1 : 0;
  const expected = trials * p;
  if (successes === expected) return 1;
  const limit = logMass(successes, trials, p) + Math.log1p(1e-7);
  const unlikely = (count: number) => logMass(count, trials, p) <= limit;
  if (successes < expected) {
    // Beyond the mode the mass only falls: the first count that is as unlikely starts the other tail.
    const first = firstWhere(Math.ceil(expected), trials + 1, unlikely);
    return Math.min(1, lowerTail(successes, trials, p) + upperTail(first, trials, p));
  }
  const after = firstWhere(0, Math.floor(expected) + 1, (count) => !unlikely(count));
  return Math.min(1, lowerTail(after - 1, trials, p) + upperTail(successes, trials, p));
}

/** The first whole number in [from, to) for which the answer is yes, where it is no before and yes after; `to` where never. */
function firstWhere(from: number, to: number, holds: (count: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function logMass(count: number, trials: number, p: number): number {
  const ways = logGamma(trials + 1) - logGamma(count + 1) - logGamma(trials - count + 1);
  return ways + count * Math.log(p) + (trials - count) * Math.log1p(-p);
}

/** P(X <= count). R: `pbinom(count, trials, p)`. */
function lowerTail(count: number, trials: number, p: number): number {
  if (count < 0) return 0;
  return count >= trials ? 1 : betaTails(p, count + 1, trials - count).upper;
}

/** P(X >= count). */
function upperTail(count: number, trials: number, p: number): number {
  if (count > trials) return 0;
  return count <= 0 ? 1 : betaTails(p, count, trials - count + 1).lower;
}
