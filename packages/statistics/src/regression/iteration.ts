// Iteratively reweighted least squares to the maximum of the likelihood: to rounding, or until R's own rule would stop.
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { choleskyFactor, choleskySolve, type SquareMatrix } from '../linear/cholesky.ts';
import { columnsAlong, provesSeparation, separationDirection } from './separation.ts';
import { type LikelihoodData, type PassOptions, type WorkingSums, workingSums } from './working-sums.ts';

export interface IterationOptions extends Work {
  /**
   * Iteration stops as R's `glm` with `epsilon = tolerance` does: where the deviance changes by less than this share, with the covariance
   * of the step before. Default 1e-15; 1e-8 gives what R gives by its own rule. 0 goes on until the score itself is 0 to rounding, which
   * for the links that are not canonical is up to 1e-8 standard errors farther than R can go.
   */
  readonly tolerance?: number;
  /** The most steps (default 100; R's `maxit` is 25). */
  readonly maxIterations?: number;
}

export interface IterationResult {
  readonly coefficients: Float64Array;
  /** Those before the last step, which R's working weights are of. */
  readonly before: Float64Array;
  /** X'WX at the end (of the step before, where a tolerance is given). */
  readonly information: SquareMatrix;
  readonly deviance: number;
  readonly iterations: number;
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
  const direction = choleskySolve(choleskyFactor(matrix, size, { tolerance: 1e-13, relativeTo: 'own' }), right);
  let decrement = 0;
  for (let at = 0; at < size; at += 1) {
    if (at !== held?.column) decrement += (direction[at] as number) * (right[at] as number);
  }
  return { direction, decrement };
}

const plus = (one: Float64Array | null, other: Float64Array): Float64Array =>
  other.map((value, at) => (one === null ? 0 : (one[at] as number)) + value);

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
  if (tolerance === 0 || many) return orFromNothing(data, options, () => toRounding(data, start, options));
  const asRStops = asR(data, start, { ...options, tolerance });
  // Where R's steps run away, shorter ones may not.
  return asRStops ?? orFromNothing(data, options, () => toRounding(data, start, options));
}

/**
 * The fit; from coefficients of 0 where there is none because its first step went too far. The family's start is each row's own
 * outcome, from which weights of 40 and more throw the coefficients to where every mean is 0 or 1: R's `glm` then ends at nonsense.
 */
function orFromNothing(data: LikelihoodData, options: MaximiseOptions, fit: () => IterationResult): IterationResult {
  try {
    return fit();
  } catch (error) {
    const isFar = error instanceof StatisticsError && error.code === 'no-convergence' && isSeparable(data);
    if (!isFar) throw error;
  }
  const { first: _, ...others } = options;
  return toRounding(data, new Float64Array(data.design.names.length), others);
}

/** Whether a step from there is small beside the deviance. */
function isSmall(sums: WorkingSums, held: Held | undefined, coefficients: Float64Array): boolean {
  const { decrement } = stepOf(sums, held, coefficients);
  return Math.abs(decrement) <= 0.01 * (Math.abs(sums.deviance) + 1);
}

type MaximiseOptions = IterationOptions & { readonly held?: Held; readonly first?: WorkingSums };

/**
 * Newton's method, until the step is nothing beside the standard errors. Its error after a step is about the step's square, so the
 * bound allows for the information's own, by the root of the leverage.
 */
function toRounding(data: LikelihoodData, start: Float64Array | null, options: MaximiseOptions): IterationResult {
  const { maxIterations = 100, held } = options;
  const { rows } = data.design;
  const bound = Math.min(1e-14, (1e-21 * rows) / data.design.names.length);
  const newton = { information: data.family.canonical ? 'expected' : 'observed' } as const;
  let sums = options.first ?? workingSums(data, start);
  const firstInformation = sums.information;
  let coefficients = start;
  // The start of a profile's point has another value of the held coefficient, and so a deviance of another model.
  let before = start === null || held !== undefined ? Number.POSITIVE_INFINITY : sums.deviance;
  for (let iteration = 1; iteration <= maxIterations; iteration += 1) {
    checkpoint(options, iteration, maxIterations);
    const { direction, decrement } = newtonStep(data, sums, held, coefficients);
    const scale = data.family.fixedDispersion ? 1 : Math.max(sums.deviance / rows, Number.MIN_VALUE);
    if (iteration > 9 && held === undefined && decrement > bound * scale) {
      refuseSeparated(data, direction, firstInformation);
    }
    const from = coefficients;
    const isLast = from !== null && Math.abs(decrement) <= bound * scale;
    if (isLast && data.family.canonical) {
      const { information, deviance } = sums;
      return { coefficients: plus(from, direction), before: from, information, deviance, iterations: iteration };
    }
    const halved = withHalving(data, from, plus(from, direction), before, newton);
    [coefficients, sums] = [halved.coefficients, halved.sums];
    if (!Number.isFinite(sums.deviance)) break;
    // Rounding is reached where the deviance cannot fall and the step is next to nothing.
    const isNothing = Math.abs(decrement) <= 1e-11 * scale && sums.deviance >= before;
    if (isLast || (from !== null && isNothing)) {
      const { information, deviance } = data.family.canonical ? sums : workingSums(data, coefficients);
      return { coefficients, before: coefficients, information, deviance, iterations: iteration };
    }
    before = sums.deviance;
  }
  if (held === undefined) refuseDiverging(data, sums, firstInformation, options, 0);
  throw new StatisticsError('no-convergence', { detail: `${maxIterations} steps` });
}

/** The step by the sums' own information; by the expected one where that has directions of no or of wrong curvature. */
function newtonStep(data: LikelihoodData, sums: WorkingSums, held: Held | undefined, from: Float64Array | null): Step {
  const size = sums.score.length;
  if (data.family.canonical || from === null || isPositive(sums.information, size)) return stepOf(sums, held, from);
  return stepOf(workingSums(data, from), held, from);
}

function isPositive(matrix: SquareMatrix, size: number): boolean {
  try {
    return choleskyFactor(matrix, size, { tolerance: 1e-12, relativeTo: 'own' }).rank === size;
  } catch {
    return false;
  }
}

/** Half the step, and half again, while the deviance grows or is none. */
function withHalving(
  data: LikelihoodData,
  from: Float64Array | null,
  to: Float64Array,
  before: number,
  options: PassOptions = {},
) {
  let coefficients = to;
  let sums = workingSums(data, coefficients, options);
  const bound = before + 1e-8 * (Math.abs(before) + 0.1);
  const worse = () => !Number.isFinite(sums.deviance) || sums.deviance > bound;
  for (let half = 0; half < 30 && from !== null && worse(); half += 1) {
    coefficients = coefficients.map((value, at) => (value + (from[at] as number)) / 2);
    sums = workingSums(data, coefficients, options);
  }
  return { coefficients, sums };
}

/** As `glm.fit` of R: deviances compared, the covariance from the last step's own weights; null where it does not come to rest. */
function asR(
  data: LikelihoodData,
  start: Float64Array | null,
  options: MaximiseOptions & { readonly tolerance: number },
): IterationResult | null {
  const { tolerance, maxIterations = 100, held } = options;
  let coefficients = start;
  let sums = options.first ?? workingSums(data, start);
  for (let iteration = 1; iteration <= maxIterations; iteration += 1) {
    checkpoint(options, iteration, maxIterations);
    const { direction, decrement } = stepOf(sums, held, coefficients);
    const halved = withHalving(data, coefficients, plus(coefficients, direction), Number.POSITIVE_INFINITY);
    if (!Number.isFinite(halved.sums.deviance)) return null;
    const [before, { information }, from] = [sums.deviance, sums, coefficients ?? halved.coefficients];
    [coefficients, sums] = [halved.coefficients, halved.sums];
    if (held === undefined && iteration > 9) refuseSeparated(data, direction, information);
    const change = Math.abs(sums.deviance - before) / (Math.abs(sums.deviance) + 0.1);
    // Where the deviance's last digits do not come to rest, the step says that the end is reached.
    const isStill = iteration > 1 && Math.abs(decrement) <= 1e-24 * Math.max(1, sums.deviance / data.design.rows);
    if (change < tolerance || isStill) {
      // Means that are all 0 or 1 no longer change, wherever the maximum is.
      if (!isSmall(sums, held, coefficients)) return null;
      if (held === undefined) refuseDiverging(data, sums, information, options);
      const { deviance } = sums;
      return { coefficients, before: from, information, deviance, iterations: iteration };
    }
  }
  return null;
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
