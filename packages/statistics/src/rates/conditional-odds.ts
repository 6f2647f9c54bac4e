// The odds ratio of two yes-or-no questions given all margins: its estimate, its exact interval, and the exact test that it is 1.
import { logGamma } from '../distributions/index.ts';
import type { Interval } from './binomial-test.ts';

/** Tables within this factor of the observed one's probability count as no likelier, as R has it. */
const tolerance = Math.log1p(1e-7);

export interface ConditionalOdds extends Interval {
  /** Two-sided: the probability of all counts no likelier than the one seen. */
  readonly pValue: number;
  /** The conditional maximum-likelihood estimate, 0 or Infinity at the ends; its exact interval is in `low` and `high`. */
  readonly oddsRatio: number;
  readonly confidence: number;
}

/**
 * What a count says of the odds ratio. `logWeight` are the logarithms of the probabilities of all counts where the odds ratio is 1, and
 * `at` is the place of the one seen.
 */
export function conditionalOdds(logWeight: Float64Array, at: number, confidence: number): ConditionalOdds {
  let pValue = 0;
  for (const weight of logWeight) if (weight <= (logWeight[at] as number) + tolerance) pValue += Math.exp(weight);
  const tail = (1 - confidence) / 2;
  const last = logWeight.length - 1;
  const moments = (logOdds: number) => conditional(logWeight, logOdds, at);
  return {
    pValue: Math.min(1, pValue),
    oddsRatio: at === 0 ? 0 : at === last ? Number.POSITIVE_INFINITY : solve((odds) => moments(odds).mean - at),
    low: at === 0 ? 0 : solve((odds) => moments(odds).upper - tail),
    high: at === last ? Number.POSITIVE_INFINITY : solve((odds) => tail - moments(odds).lower),
    confidence,
  };
}

/** A two by two table given its margins: the smallest count that its first cell can have, and the logarithms of the probabilities from there on. */
export interface CountsGivenMargins {
  readonly lowest: number;
  readonly logWeight: Float64Array;
}

/** `first` and `second` people in two groups, of all of whom `yes` have the outcome: how many of the first have it. R: `dhyper`. */
export function countsGivenMargins(first: number, second: number, yes: number): CountsGivenMargins {
  const [lowest, highest] = [Math.max(0, yes - second), Math.min(first, yes)];
  const whole = logChoose(first + second, yes);
  const logWeight = Float64Array.from({ length: highest - lowest + 1 }, (_, step) => {
    const count = lowest + step;
    return logChoose(first, count) + logChoose(second, yes - count) - whole;
  });
  return { lowest, logWeight };
}

/** Mean, P(X <= at) and P(X >= at) of the count under an odds ratio. */
function conditional(logWeight: Float64Array, logOdds: number, at: number) {
  let largest = Number.NEGATIVE_INFINITY;
  for (const [step, weight] of logWeight.entries()) largest = Math.max(largest, weight + step * logOdds);
  let [total, mean, lower, upper] = [0, 0, 0, 0];
  for (const [step, weight] of logWeight.entries()) {
    const mass = Math.exp(weight + step * logOdds - largest);
    total += mass;
    mean += step * mass;
    if (step <= at) lower += mass;
    if (step >= at) upper += mass;
  }
  return { mean: mean / total, lower: lower / total, upper: upper / total };
}

/** The odds ratio at which a function that rises with its logarithm is 0, by bisection. */
function solve(rises: (logOdds: number) => number): number {
  let [low, high] = [-1, 1];
  while (rises(low) > 0) low *= 2;
  while (rises(high) < 0) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-15 * Math.max(1, Math.abs(low)); step += 1) {
    const middle = (low + high) / 2;
    if (rises(middle) < 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

const logChoose = (from: number, take: number) => logGamma(from + 1) - logGamma(take + 1) - logGamma(from - take + 1);
