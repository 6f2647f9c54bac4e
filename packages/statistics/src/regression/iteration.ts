// Iteratively reweighted least squares to the maximum of the likelihood: to rounding, or until R's own rule would stop.
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { choleskyFactor, choleskySolve, type SquareMatrix } from '../linear/cholesky.ts';
import { columnsAlong, provesSeparation, separationDirection } from './separation.ts';
import { type LikelihoodData, type WorkingSums, workingSums } from './working-sums.ts';

export interface IterationOptions {
  /**
   * Iteration stops as R's `glm` with `epsilon = tolerance` does: where the deviance changes by less than this share, with the covariance
   * of the step before. Default 1e-15; 1e-8 gives what R gives by its own rule. 0 goes on until the score itself is 0 to rounding, which
   * for the links that are not canonical is up to 1e-8 standard errors farther than R can go.
   */
  readonly tolerance?: number;
  /** The most steps (default 100; R's `maxit` is 25). */
  readonly limit?: number;
  readonly work?: Work;
}

export interface IterationResult {
  readonly coefficients: Float64Array;
  /** Those before the last step, which R's working weights are of. */
  readonly before: Float64Array;
  /** X'WX at the end (of the step before, where a tolerance is given). */
  readonly information: SquareMatrix;
  readonly deviance: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** R's `epsilon` that leaves nothing to gain. */
const usualTolerance = 1e-15;

/** From here on a fit begins at that of a sample, and ends by the score. */
export const manyRows = 100_000;

/** A coefficient held at a value, for profiles. */
export interface Held {
  readonly column: number;
  readonly value: number;
}

interface Step {
  readonly direction: Float64Array;
  /** score' direction: the square of the step in standard errors (times the dispersion). */
  readonly decrement: number;
}

/** The step that the sums lead to, the held coefficient moved to its value. */
function stepOf({ information, score }: WorkingSums, held: Held | undefined, from: Float64Array | null): Step {
  const size = score.length;
  const right = score.slice();
  let matrix = information;
  if (held !== undefined) {
    const { column } = held;
    const move = held.value - (from === null ? 0 : (from[column] as number));
    matrix = information.slice();
    for (let row = 0; row < size; row += 1) {
      right[row] = (right[row] as number) - (information[row * size + column] as number) * move;
      matrix[row * size + column] = 0;
      matrix[column * size + row] = 0;
    }
    matrix[column * (size + 1)] = 1;
    right[column] = move;
  }
  const direction = choleskySolve(choleskyFactor(matrix, size, { tolerance: 1e-15, relativeTo: 'own' }), right);
  let decrement = 0;
  for (let at = 0; at < size; at += 1) {
    if (at !== held?.column) decrement += (direction[at] as number) * (right[at] as number);
  }
  return { direction, decrement };
}

const plus = (one: Float64Array | null, other: Float64Array, share = 1): Float64Array =>
  other.map((value, at) => (one === null ? 0 : (one[at] as number)) + share * value);

/**
 * The maximum of the likelihood. `start` are coefficients to begin at (null: the family's start).
 * Throws `separated`, naming the columns, and `no-convergence`.
 */
export function maximise(
  data: LikelihoodData,
  start: Float64Array | null,
  options: IterationOptions & { readonly held?: Held; readonly first?: WorkingSums } = {},
): IterationResult {
  const { tolerance = usualTolerance } = options;
  // With so many rows R's rule and the score's end differ by less than rounding does, and the latter takes fewer steps.
  const many = options.tolerance === undefined && data.family.canonical && data.design.rows >= manyRows;
  return tolerance === 0 || many ? toRounding(data, start, options) : asR(data, start, { ...options, tolerance });
}

type MaximiseOptions = IterationOptions & { readonly held?: Held; readonly first?: WorkingSums };

/** Until the step is nothing beside the standard errors. */
function toRounding(data: LikelihoodData, start: Float64Array | null, options: MaximiseOptions): IterationResult {
  const { limit = 100, work, held } = options;
  let sums = options.first ?? workingSums(data, start);
  const firstInformation = sums.information;
  let coefficients = start;
  const bound = stoppingBound(data);
  let before = start === null ? Number.POSITIVE_INFINITY : sums.deviance;
  for (let iteration = 1; iteration <= limit; iteration += 1) {
    checkpoint(work, iteration, limit);
    const { direction, decrement } = stepOf(sums, held, coefficients);
    const scale = data.family.fixedDispersion ? 1 : Math.max(sums.deviance / data.design.rows, Number.MIN_VALUE);
    const isLast = coefficients !== null && Math.abs(decrement) <= bound * scale;
    if (iteration > 9 && held === undefined && !isLast) refuseSeparated(data, direction, firstInformation);
    const next = plus(coefficients, direction);
    if (isLast) {
      return {
        coefficients: next,
        before: coefficients ?? next,
        information: sums.information,
        deviance: sums.deviance,
        iterations: iteration,
        converged: true,
      };
    }
    const halved = withHalving(data, coefficients, next, before);
    const from = coefficients;
    [coefficients, sums] = [halved.coefficients, halved.sums];
    // Rounding of the deviance is the end where the score's own rounding keeps the step above the bound.
    if (iteration > 3 && Math.abs(decrement) <= 1e-11 * scale && sums.deviance >= before && !Number.isNaN(before)) {
      return {
        coefficients,
        before: from ?? coefficients,
        information: sums.information,
        deviance: sums.deviance,
        iterations: iteration,
        converged: true,
      };
    }
    before = sums.deviance;
  }
  if (held === undefined) refuseDiverging(data, sums, firstInformation, work, 0);
  throw new StatisticsError('no-convergence', { detail: `${limit} steps` });
}

/** Half the step, and half again, while the deviance grows or is none. */
function withHalving(data: LikelihoodData, from: Float64Array | null, to: Float64Array, before: number) {
  let coefficients = to;
  let sums = workingSums(data, coefficients);
  const bound = before + 1e-8 * (Math.abs(before) + 0.1);
  const worse = () => !Number.isFinite(sums.deviance) || sums.deviance > bound;
  for (let half = 0; half < 30 && from !== null && worse(); half += 1) {
    coefficients = coefficients.map((value, at) => (value + (from[at] as number)) / 2);
    sums = workingSums(data, coefficients);
  }
  if (!Number.isFinite(sums.deviance))
    throw new StatisticsError('no-convergence', { detail: 'the deviance is not finite' });
  return { coefficients, sums };
}

/** As `glm.fit` of R: deviances compared, 25 steps at most, the covariance from the last step's own weights. */
function asR(
  data: LikelihoodData,
  start: Float64Array | null,
  options: MaximiseOptions & { readonly tolerance: number },
): IterationResult {
  const { tolerance, limit = 100, work, held } = options;
  let coefficients = start;
  let sums = options.first ?? workingSums(data, start);
  for (let iteration = 1; iteration <= limit; iteration += 1) {
    checkpoint(work, iteration, limit);
    const { direction, decrement } = stepOf(sums, held, coefficients);
    const halved = withHalving(data, coefficients, plus(coefficients, direction), Number.POSITIVE_INFINITY);
    const [before, { information }, from] = [sums.deviance, sums, coefficients ?? halved.coefficients];
    [coefficients, sums] = [halved.coefficients, halved.sums];
    if (held === undefined && iteration > 9) refuseSeparated(data, direction, information);
    const change = Math.abs(sums.deviance - before) / (Math.abs(sums.deviance) + 0.1);
    // Where the deviance's last digits do not come to rest, the step says that the end is reached.
    const isStill = iteration > 1 && Math.abs(decrement) <= 1e-24 * Math.max(1, sums.deviance / data.design.rows);
    if (change < tolerance || isStill) {
      if (held === undefined) refuseDiverging(data, sums, information, work);
      const { deviance } = sums;
      return { coefficients, before: from, information, deviance, iterations: iteration, converged: true };
    }
  }
  if (held !== undefined && coefficients !== null) {
    return {
      coefficients,
      before: coefficients,
      information: sums.information,
      deviance: sums.deviance,
      iterations: limit,
      converged: false,
    };
  }
  refuseDiverging(data, sums, sums.information, work, 0);
  throw new StatisticsError('no-convergence', { detail: `${limit} steps` });
}

/**
 * Newton's error after a step is about its square, in standard errors by the root of the leverage; Fisher's steps, where the link is not
 * canonical, shrink by a constant share only.
 */
function stoppingBound({ design, family }: LikelihoodData): number {
  const leverage = Math.max(1, design.names.length) / design.rows;
  return family.canonical ? Math.min(1e-14, 1e-21 / leverage) : 1e-24;
}

function isSeparable({ family }: LikelihoodData): boolean {
  return /binomial|poisson/.test(family.name) && family.link.name !== 'identity' && family.link.name !== 'sqrt';
}

function refuseSeparated(data: LikelihoodData, direction: Float64Array, information: SquareMatrix): void {
  if (isSeparable(data) && provesSeparation(data, direction)) throw separatedError(data, direction, information);
}

/** Where predictors ran far out, a likelihood without a maximum may have come to rest by rounding: then the proof is sought. */
function refuseDiverging(
  data: LikelihoodData,
  { reach }: WorkingSums,
  information: SquareMatrix,
  work: Work | undefined,
  limit = 10,
): void {
  if (!isSeparable(data) || reach < limit) return;
  const direction = separationDirection(data, work);
  if (direction !== null) throw separatedError(data, direction, information);
}

function separatedError(data: LikelihoodData, direction: Float64Array, information: SquareMatrix): StatisticsError {
  const columns = columnsAlong(data, direction, information);
  return new StatisticsError('separated', { column: columns.join(', ') });
}
