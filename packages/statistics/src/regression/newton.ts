// Newton's method for likelihoods that are no generalised linear model's: steps halved where they overshoot, separation found by its proof.
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { choleskyFactor, choleskySolve, type SquareMatrix } from '../linear/cholesky.ts';
import type { IterationOptions } from './iteration.ts';

/** -2 log likelihood with its derivatives (of the log likelihood; the information is minus the second). */
export interface LikelihoodPoint {
  readonly deviance: number;
  readonly score: Float64Array;
  readonly information: SquareMatrix;
}

export interface SmoothLikelihood {
  readonly names: readonly string[];
  readonly at: (parameters: Float64Array) => LikelihoodPoint;
  /** Whether no row speaks against the direction and some speak for it, within the share `within` of the largest. */
  readonly proves: (direction: Float64Array, within: number) => boolean;
}

export interface NewtonResult extends LikelihoodPoint {
  readonly parameters: Float64Array;
  readonly iterations: number;
}

/** The maximum. Throws `separated` with the parameters that run away, `collinear`, `no-convergence`. */
export function newtonMaximum(
  likelihood: SmoothLikelihood,
  start: Float64Array,
  options: Pick<IterationOptions, 'maxIterations' | keyof Work> = {},
): NewtonResult {
  const { maxIterations = 100 } = options;
  const size = start.length;
  let parameters = start;
  let point = likelihood.at(parameters);
  for (let iteration = 1; iteration <= maxIterations; iteration += 1) {
    checkpoint(options, iteration, maxIterations);
    const factor = choleskyFactor(point.information, size, { tolerance: 1e-13, relativeTo: 'own' });
    const direction = choleskySolve(factor, point.score);
    const decrement = direction.reduce((sum, value, at) => sum + value * (point.score[at] as number), 0);
    if (iteration > 6 && decrement > 1e-20 && likelihood.proves(direction, 1e-7)) {
      throw new StatisticsError('separated', { column: moving(likelihood.names, direction).join(', ') });
    }
    const before = point.deviance;
    let next = parameters.map((value, at) => value + (direction[at] as number));
    let there = likelihood.at(next);
    for (let half = 0; half < 40 && !(there.deviance <= before + 1e-9 * (Math.abs(before) + 0.1)); half += 1) {
      next = next.map((value, at) => (value + (parameters[at] as number)) / 2);
      there = likelihood.at(next);
    }
    if (!Number.isFinite(there.deviance)) break;
    const isRest = Math.abs(decrement) <= 1e-20 || (Math.abs(decrement) <= 1e-11 && there.deviance >= before);
    [parameters, point] = [next, there];
    if (isRest) return { ...point, parameters, iterations: iteration };
  }
  throw new StatisticsError('no-convergence', { detail: `${maxIterations} steps` });
}

function moving(names: readonly string[], direction: Float64Array): string[] {
  const largest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return names.filter((_, at) => Math.abs(direction[at] as number) > 1e-4 * largest);
}
