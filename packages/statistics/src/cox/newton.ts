// Newton's method on a concave log-likelihood, with halved steps, stopped as tightly as doubles allow or as R stops.

import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { choleskyFactor, choleskySolve, type SquareMatrix } from '../linear/index.ts';
import type { LikelihoodValue } from './partial-likelihood.ts';

export interface NewtonOptions {
  /** Relative change of the log-likelihood to stop at; 0: until steps are below 1e-11 standard errors. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly work: Work;
  /** Another rule to stop by, asked before each step. */
  readonly rests?: ((value: LikelihoodValue, coefficients: Float64Array) => boolean) | undefined;
  /** Asked where steps shrink slowly: whether going on along this direction for ever never lowers the likelihood. */
  readonly endless: (direction: Float64Array) => boolean;
  /** Told the direction in which the likelihood has no maximum; throws. */
  readonly refuseEndless: (direction: Float64Array) => never;
}

export interface Maximum {
  readonly coefficients: Float64Array;
  /** At the beginning, and at the end. */
  readonly first: LikelihoodValue;
  readonly last: LikelihoodValue;
  readonly iterations: number;
}

/** Squared length of a step in standard errors at which the coefficients rest. */
const restingStep = 1e-22;

/**
 * Maximises the log-likelihood from `initial`. With a tolerance above 0 it is R's `coxph.control(eps)`: the same steps, the same stop.
 * Throws `no-convergence` after `maxIterations`, and what `refuseEndless` throws.
 */
export function maximise(
  evaluate: (coefficients: Float64Array) => LikelihoodValue,
  initial: Float64Array,
  first: LikelihoodValue,
  options: NewtonOptions,
): Maximum {
  let [current, coefficients] = [first, initial];
  let step = stepAt(first);
  let length = stepLength(first, step);
  let candidate = moved(coefficients, step);
  let [halvings, slow] = [0, 0];
  const resting = options.tolerance === 0 && (options.rests?.(first, initial) ?? length <= restingStep);
  if (resting) return { coefficients, first, last: first, iterations: 0 };
  for (let iteration = 1; iteration <= options.maxIterations; iteration += 1) {
    checkpoint(options.work, iteration - 1, options.maxIterations);
    const next = evaluate(candidate);
    const finite = isUsable(next);
    const change = Math.abs(1 - current.logLikelihood / next.logLikelihood);
    if (finite && options.tolerance > 0 && change <= options.tolerance) {
      const rest = stepOrNull(next) ?? options.refuseEndless(step);
      if (stepLength(next, rest) > 1e-10 && options.endless(rest)) options.refuseEndless(rest);
      return { coefficients: candidate, first, last: next, iterations: iteration };
    }
    // Rounding may lower a likelihood that is at its maximum in the last digits; that is no reason to go back.
    const slack = options.tolerance > 0 ? 0 : 1e-12 * Math.abs(current.logLikelihood);
    if (!finite || next.logLikelihood < current.logLikelihood - slack) {
      halvings += 1;
      candidate = candidate.map((value, at) => (value + halvings * (coefficients[at] as number)) / (halvings + 1));
      continue;
    }
    [halvings, current, coefficients] = [0, next, candidate];
    const further = stepOrNull(next);
    // An information that rounding made negative has vanished: the likelihood is as flat as it is where coefficients are infinite.
    if (further === null) options.refuseEndless(step);
    step = further;
    const before = length;
    length = stepLength(next, step);
    const lowest = length <= restingStep || (length < 1e-12 && length > before / 8 && slow < 2);
    if (options.tolerance === 0 && (options.rests?.(next, coefficients) ?? lowest)) {
      return { coefficients, first, last: next, iterations: iteration };
    }
    slow = length > before / 8 ? slow + 1 : 0;
    // Newton's steps shrink quadratically towards a maximum, and by 1/e each towards one that is infinitely far.
    if (slow >= 12 || (slow >= 3 && options.endless(step))) options.refuseEndless(step);
    candidate = moved(coefficients, step);
  }
  if (options.endless(step)) options.refuseEndless(step);
  throw new StatisticsError('no-convergence', { detail: `${options.maxIterations} iterations` });
}

const stepAt = ({ information, score }: LikelihoodValue) =>
  choleskySolve(choleskyFactor(information, score.length), score);

function stepOrNull(value: LikelihoodValue): Float64Array | null {
  try {
    return stepAt(value);
  } catch (error) {
    if (error instanceof StatisticsError && error.code === 'not-positive-definite') return null;
    throw error;
  }
}

const moved = (coefficients: Float64Array, step: Float64Array) =>
  coefficients.map((value, at) => value + (step[at] as number));

const stepLength = ({ score }: LikelihoodValue, step: Float64Array) =>
  score.reduce((sum, each, at) => sum + each * (step[at] as number), 0);

const isUsable = ({ logLikelihood, score, information }: LikelihoodValue) =>
  Number.isFinite(logLikelihood) && score.every(Number.isFinite) && information.every(Number.isFinite);

/**
 * Columns that depend on those before them among those at risk; or, where there are some, those that do not differ among them at all,
 * whose information is nothing but the rounding of sums (an event gives a standardised covariate about 1).
 */
export function dependentColumns(information: SquareMatrix, size: number, events: number): readonly number[] {
  const columns = Array.from({ length: size }, (_, at) => at);
  const level = columns.filter((at) => (information[at * (size + 1)] as number) <= 1e-12 * events);
  return level.length > 0 ? level : choleskyFactor(information, size).dependent;
}
