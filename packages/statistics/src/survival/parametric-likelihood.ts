// The likelihood of log time = design x coefficients + scale x error, with censored rows and delayed entry, and its maximum.
import { StatisticsError } from '../foundation/errors.ts';
import { choleskyFactor, choleskySolve } from '../linear/index.ts';
import type { ErrorFamily } from './parametric-families.ts';

/** The rows as the likelihood takes them. Columns include the intercept. */
export interface ParametricRows {
  readonly logTime: Float64Array;
  /** -Infinity (or NaN) where the row was there from the start. */
  readonly logEntry?: Float64Array | undefined;
  readonly event: Uint8Array;
  readonly weights?: Float64Array | undefined;
  readonly offset?: Float64Array | undefined;
  readonly columns: readonly Float64Array[];
  /** The scale of every row, from 0 below `scales`; `scales` is 0 where the scale is given. */
  readonly scaleOf: Int32Array;
  readonly scales: number;
  readonly fixedScale: number;
}

/** Log-likelihood of the log times, its gradient, and minus its second derivatives, by coefficient then log scale. */
export interface ParametricValue {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
}

/** The likelihood at coefficients followed by log scales. `rowScores`, rows by parameters, is filled where given (weights included). */
export function parametricValue(
  rows: ParametricRows,
  family: ErrorFamily,
  parameters: Float64Array,
  rowScores?: Float64Array,
): ParametricValue {
  const { columns, event, logTime, logEntry, weights, offset, scales } = rows;
  const [width, size] = [columns.length, columns.length + scales];
  const [score, information] = [new Float64Array(size), new Float64Array(size * size)];
  const [terms, values] = [new Float64Array(3), new Float64Array(width)];
  let logLikelihood = 0;
  for (let row = 0; row < logTime.length; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const scaleAt = width + (rows.scaleOf[row] as number);
    const logScale = scales === 0 ? Math.log(rows.fixedScale) : (parameters[scaleAt] as number);
    const scale = Math.exp(logScale);
    let predictor = offset === undefined ? 0 : (offset[row] as number);
    for (let column = 0; column < width; column += 1) {
      const value = columns[column]?.[row] as number;
      values[column] = value;
      predictor += value * (parameters[column] as number);
    }
    const isEvent = event[row] === 1;
    const z = ((logTime[row] as number) - predictor) / scale;
    (isEvent ? family.density : family.tail)(z, terms);
    let value = (terms[0] as number) - (isEvent ? logScale : 0);
    // First and second derivatives by predictor (a, aa), by log scale (s, ss), and across.
    let [a, aa] = [-(terms[1] as number) / scale, (terms[2] as number) / (scale * scale)];
    let s = -z * (terms[1] as number) - (isEvent ? 1 : 0);
    let ss = z * (terms[1] as number) + z * z * (terms[2] as number);
    let across = ((terms[1] as number) + z * (terms[2] as number)) / scale;
    const entered = logEntry === undefined ? Number.NEGATIVE_INFINITY : (logEntry[row] as number);
    if (entered > Number.NEGATIVE_INFINITY) {
      // Seen only because still without the event on entry: that chance is divided out.
      const before = (entered - predictor) / scale;
      family.tail(before, terms);
      const [first, second] = [terms[1] as number, terms[2] as number];
      value -= terms[0] as number;
      a += first / scale;
      aa -= second / (scale * scale);
      s += before * first;
      ss -= before * first + before * before * second;
      across -= (first + before * second) / scale;
    }
    logLikelihood += weight * value;
    for (let column = 0; column < width; column += 1) {
      const own = weight * (values[column] as number);
      if (rowScores !== undefined) rowScores[row * size + column] = own * a;
      score[column] = (score[column] as number) + own * a;
      for (let other = 0; other <= column; other += 1) {
        const at = column * size + other;
        information[at] = (information[at] as number) - own * aa * (values[other] as number);
      }
      if (scales === 0) continue;
      const at = scaleAt * size + column;
      information[at] = (information[at] as number) - own * across;
    }
    if (scales === 0) continue;
    if (rowScores !== undefined) rowScores[row * size + scaleAt] = weight * s;
    score[scaleAt] = (score[scaleAt] as number) + weight * s;
    const at = scaleAt * (size + 1);
    information[at] = (information[at] as number) - weight * ss;
  }
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) {
      information[column * size + row] = information[row * size + column] as number;
    }
  }
  return { logLikelihood, score, information };
}

export interface ParametricMaximum extends ParametricValue {
  readonly parameters: Float64Array;
  readonly iterations: number;
}

/** Squared length of a step in standard errors at which the parameters rest. */
const restingStep = 1e-22;
/** A parameter that moves by more than this when the likelihood gains no more than that goes on for ever. */
const endlessStep = 1e-2;
const flatStep = 1e-12;
/** An event tells about 1 of the logarithm of its scale, and of a standardised column about 1 over the squared scale. */
const leastInformation = 1e-8;

/**
 * Newton's method with halved steps, and towards the gradient where the surface is not concave (Levenberg and Marquardt).
 * Throws `no-convergence`, and `separated` where the likelihood rests though a parameter goes on moving.
 */
export function parametricMaximum(
  rows: ParametricRows,
  family: ErrorFamily,
  initial: Float64Array,
  names: readonly string[],
  maxIterations: number,
): ParametricMaximum {
  let parameters = initial;
  let current = parametricValue(rows, family, parameters);
  for (let iteration = 1; iteration <= maxIterations; iteration += 1) {
    const step = ascent(current);
    const length = step.reduce((sum, each, at) => sum + each * (current.score[at] as number), 0);
    const size = Math.max(1, Math.abs(current.logLikelihood));
    if (length <= flatStep * size) {
      // Columns are centred, so that the intercept moves along with a column that goes on for ever: the column is named.
      const far = [...step.keys()].filter((at) => Math.abs(step[at] as number) > endlessStep);
      const moving = far.find((at) => at > 0 && at < names.length) ?? far[0];
      if (moving !== undefined) throw new StatisticsError('separated', { column: names[moving] ?? 'scale' });
    }
    if (length <= restingStep * size) return rested({ ...current, parameters, iterations: iteration - 1 }, names);
    let [share, next, candidate] = [1, current, parameters];
    for (let halving = 0; halving < 30; halving += 1) {
      candidate = parameters.map((value, at) => value + share * (step[at] as number));
      next = parametricValue(rows, family, candidate);
      const slack = 1e-13 * Math.abs(current.logLikelihood);
      if (Number.isFinite(next.logLikelihood) && next.logLikelihood >= current.logLikelihood - slack) break;
      share /= 2;
    }
    if (share < 1e-8 && length <= flatStep * size)
      return rested({ ...current, parameters, iterations: iteration }, names);
    if (share < 1e-8) break;
    [parameters, current] = [candidate, next];
  }
  refuseFar(parameters, names, { scale: 1e-3, coefficient: 15 });
  throw new StatisticsError('no-convergence', { detail: `${maxIterations} iterations` });
}

/**
 * The maximum, if it is one. A scale of next to nothing fits its events without error; a parameter of which the likelihood knows nothing
 * went so far that its slope was rounded away. Throws `separated` for either.
 */
function rested(maximum: ParametricMaximum, names: readonly string[]): ParametricMaximum {
  const { parameters, information } = maximum;
  refuseFar(parameters, names, { scale: 1e-9, coefficient: Number.POSITIVE_INFINITY });
  const unknown = parameters.findIndex(
    (_, at) => (information[at * (parameters.length + 1)] as number) < leastInformation,
  );
  if (unknown >= 0) throw new StatisticsError('separated', { column: names[unknown] ?? 'scale' });
  return maximum;
}

/** Throws `separated` for a scale (spread of log times) below the bound, or a coefficient (of a column with spread 1) beyond its own. */
function refuseFar(
  parameters: Float64Array,
  names: readonly string[],
  bounds: { readonly scale: number; readonly coefficient: number },
): void {
  const far = parameters.findIndex((value, at) =>
    at < names.length ? at > 0 && Math.abs(value) > bounds.coefficient : value < Math.log(bounds.scale),
  );
  if (far >= 0) throw new StatisticsError('separated', { column: names[far] ?? 'scale' });
}

function ascent({ information, score }: ParametricValue): Float64Array {
  const size = score.length;
  let ridge = 0;
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const matrix = information.slice();
    for (let at = 0; at < size; at += 1) matrix[at * (size + 1)] = (matrix[at * (size + 1)] as number) + ridge;
    const factor = factorOrNothing(matrix, size);
    if (factor !== undefined && factor.rank === size) return choleskySolve(factor, score);
    const largest = Math.max(
      ...Array.from({ length: size }, (_, at) => Math.abs(information[at * (size + 1)] as number)),
    );
    ridge = ridge === 0 ? 1e-6 * largest : ridge * 4;
  }
  throw new StatisticsError('no-convergence', { detail: 'the likelihood has no slope to go up' });
}

function factorOrNothing(matrix: Float64Array, size: number) {
  try {
    return choleskyFactor(matrix, size, { relativeTo: 'own' });
  } catch (error) {
    if (error instanceof StatisticsError && error.code === 'not-positive-definite') return undefined;
    throw error;
  }
}
