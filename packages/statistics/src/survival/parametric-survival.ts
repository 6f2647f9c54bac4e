// Parametric survival models: the logarithm of the time to the event as a linear model, with a distribution of its errors.
import { normalTwoSided } from '../distributions/index.ts';
import { type Clusters, clusterNumbers } from '../foundation/clusters.ts';
import { type Column, type Factor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { choleskyFactor, diagonalRoots, multiply, symmetricInverse, transpose } from '../linear/index.ts';
import type { SurvivalData } from './data.ts';
import { type ErrorFamily, errorFamilies, type SurvivalDistribution } from './parametric-families.ts';
import { type ParametricRows, parametricMaximum, parametricValue } from './parametric-likelihood.ts';
import { clustersOf } from './people.ts';
import { checkedRows } from './rows.ts';

/** Covariates as columns of numbers: a factor of k levels is k - 1 columns of 0 and 1. The intercept is added. */
export interface ParametricDesign {
  readonly names: readonly string[];
  readonly columns: readonly Column[];
}

export interface ParametricOptions {
  readonly distribution: SurvivalDistribution;
  /** A scale that is given instead of estimated. */
  readonly scale?: number;
  /** Each stratum has its own scale. */
  readonly strata?: Factor;
  /** Added to the linear predictor with coefficient 1. */
  readonly offset?: Column;
  /** Rows of one cluster may depend on each other: standard errors become robust against it. */
  readonly cluster?: Clusters;
  /** Sandwich errors. Default: where there are clusters. */
  readonly robust?: boolean;
  /** Newton's steps at most. Default 100. */
  readonly maxIterations?: number;
}

export interface ParametricSurvival {
  readonly distribution: SurvivalDistribution;
  /** `(Intercept)` first. */
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  /** One, or one a stratum. */
  readonly scale: Float64Array;
  /** Of the coefficients, then of the logarithms of the scales that were estimated. */
  readonly standardErrors: Float64Array;
  /** Coefficient over standard error, and its two-sided normal p-value; likewise for the logarithms of the scales. */
  readonly statistics: Float64Array;
  readonly pValues: Float64Array;
  /** As standardErrors, row after row. */
  readonly covariance: Float64Array;
  readonly robust: boolean;
  readonly logLikelihood: number;
  /** Of the model with an intercept only. */
  readonly nullLogLikelihood: number;
  readonly akaikeInformation: number;
  readonly degreesOfFreedom: number;
  readonly iterations: number;
  readonly rows: number;
}

/**
 * Accelerated failure time: log time = intercept + covariates x coefficients + scale x error, with right censoring and delayed entry
 * (which survreg does not take). For Weibull and exponential the hazard ratio of a covariate is exp(-coefficient / scale).
 * Maximum likelihood by Newton's method until a step is below 1e-11 standard errors; errors from the observed information.
 * Throws `length-mismatch`, `no-rows`, `not-finite`, `time-zero`, `time-negative`, `entry-not-before-exit`, `status-invalid`,
 * `weight-invalid`, `code-outside-levels`, `no-events`, `collinear` and `separated` (naming the column), `no-convergence`,
 * `option-invalid` (a scale that is not above 0, or given besides strata).
 * Source: Kalbfleisch and Prentice 2002, chapters 2 and 3.
 * R: `survreg(Surv(time, event) ~ covariates + strata(s), weights =, dist =, scale =, cluster =, rel.tolerance = 1e-15)`, whose robust
 * errors (3.5-3) leave the weights out of the residuals that they add up; ours weigh them, as coxph does.
 */
export function parametricSurvival(
  data: SurvivalData,
  design: ParametricDesign,
  options: ParametricOptions,
): ParametricSurvival {
  const { distribution, maxIterations = 100 } = options;
  const family = errorFamilies[distribution];
  const { rows, count, clusters } = preparedRows(data, design, options, family);
  const standard = standardised(rows);
  const names = ['(Intercept)', ...design.names];
  requireIndependent(standard.rows, names);
  const nullRows = { ...standard.rows, columns: [standard.rows.columns[0] as Float64Array] };
  const start = startingValues(standard.rows);
  const alone = parametricMaximum(nullRows, family, start, ['(Intercept)'], maxIterations);
  const initial = new Float64Array(names.length + rows.scales);
  initial[0] = alone.parameters[0] as number;
  initial.set(alone.parameters.subarray(1), names.length);
  const best =
    design.columns.length === 0 ? alone : parametricMaximum(standard.rows, family, initial, names, maxIterations);
  const size = best.parameters.length;
  const back = (covariance: Float64Array) => turned(covariance, standard.turn, size);
  const bread = symmetricInverse(best.information, size, { relativeTo: 'own' });
  const robust = options.robust ?? options.cluster !== undefined;
  const covariance = back(robust ? sandwich(standard.rows, family, best.parameters, bread, clusters) : bread);
  const parameters = multiply(standard.turn, best.parameters, { rows: size, inner: size, columns: 1 });
  const standardErrors = diagonalRoots(covariance, size);
  const statistics = parameters.map((value, at) => value / (standardErrors[at] as number));
  const logJacobian = jacobian(rows);
  const logLikelihood = best.logLikelihood + logJacobian;
  return {
    distribution,
    names,
    coefficients: parameters.slice(0, names.length),
    scale: rows.scales === 0 ? Float64Array.of(rows.fixedScale) : parameters.slice(names.length).map(Math.exp),
    standardErrors,
    statistics,
    pValues: statistics.map(normalTwoSided),
    covariance,
    robust,
    logLikelihood,
    nullLogLikelihood: alone.logLikelihood + logJacobian,
    akaikeInformation: 2 * size - 2 * logLikelihood,
    degreesOfFreedom: size,
    iterations: best.iterations,
    rows: count,
  };
}

function preparedRows(data: SurvivalData, design: ParametricDesign, options: ParametricOptions, family: ErrorFamily) {
  const { strata, offset } = options;
  const cluster = options.cluster && clusterNumbers(options.cluster);
  const named = Object.fromEntries(
    design.columns.map((column, at) => [design.names[at] ?? `column ${at + 1}`, column]),
  );
  requireSameLength({ time: data.time, offset, ...named });
  for (const [name, column] of Object.entries(named)) requireFinite(name, column);
  if (offset !== undefined) requireFinite('offset', offset);
  const { time, entry, event, weights } = data;
  const checked = checkedRows({ time, entry, status: event, weights, strata, cluster }, 1);
  const zero = time.indexOf(0);
  if (zero >= 0) throw new StatisticsError('time-zero', { column: 'time', row: zero });
  if (!event.some((each, row) => each === 1 && (weights?.[row] ?? 1) > 0)) {
    throw new StatisticsError('no-events', { column: 'event' });
  }
  const fixedScale = family.fixedScale ?? options.scale;
  if (fixedScale !== undefined && !(fixedScale > 0 && Number.isFinite(fixedScale) && strata === undefined)) {
    throw new StatisticsError('option-invalid', { column: 'scale' });
  }
  const rows: ParametricRows = {
    logTime: time.map(Math.log),
    logEntry: entry?.map(Math.log),
    event,
    weights,
    offset,
    columns: [new Float64Array(time.length).fill(1), ...design.columns],
    scaleOf: strata?.codes ?? new Int32Array(time.length),
    scales: fixedScale === undefined ? (strata?.levels.length ?? 1) : 0,
    fixedScale: fixedScale ?? 1,
  };
  return { rows, count: time.length, clusters: clustersOf(checked) };
}

/** Columns less their means and over their spreads, for the sake of rounding, and the matrix that turns parameters back. */
function standardised(rows: ParametricRows): { readonly rows: ParametricRows; readonly turn: Float64Array } {
  const size = rows.columns.length + rows.scales;
  const turn = new Float64Array(size * size);
  for (let at = 0; at < size; at += 1) turn[at * (size + 1)] = 1;
  const columns = rows.columns.map((column, at) => {
    if (at === 0) return column;
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length) || 1;
    turn[at * (size + 1)] = 1 / spread;
    turn[at] = -mean / spread;
    return column.map((value) => (value - mean) / spread);
  });
  return { rows: { ...rows, columns }, turn };
}

/** turn covariance turn'. */
function turned(covariance: Float64Array, turn: Float64Array, size: number): Float64Array {
  const shape = { rows: size, inner: size, columns: size };
  return multiply(multiply(turn, covariance, shape), transpose(turn, size, size), shape);
}

function requireIndependent({ columns, weights }: ParametricRows, names: readonly string[]): void {
  const size = columns.length;
  const products = new Float64Array(size * size);
  for (const [one, column] of columns.entries()) {
    for (const [other, right] of columns.entries()) {
      let sum = 0;
      for (let row = 0; row < column.length; row += 1) {
        sum += (weights?.[row] ?? 1) * (column[row] as number) * (right[row] as number);
      }
      products[one * size + other] = sum;
    }
  }
  const [dependent] = choleskyFactor(products, size, { relativeTo: 'own', tolerance: 1e-10 }).dependent;
  if (dependent !== undefined) throw new StatisticsError('collinear', { column: names[dependent] ?? '' });
}

/** The mean and the spread of the log times. */
function startingValues({ logTime, weights, offset, scales }: ParametricRows): Float64Array {
  let [total, mean, square] = [0, 0, 0];
  for (let row = 0; row < logTime.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    const value = (logTime[row] as number) - (offset?.[row] ?? 0);
    total += weight;
    mean += weight * value;
    square += weight * value * value;
  }
  mean /= total;
  const spread = Math.sqrt(Math.max(square / total - mean * mean, 1e-4));
  return Float64Array.of(mean, ...new Array<number>(scales).fill(Math.log(spread)));
}

/** From the log times back to the times: the events' log times. */
function jacobian({ logTime, event, weights }: ParametricRows): number {
  return logTime.reduce((sum, value, row) => (event[row] === 1 ? sum - (weights?.[row] ?? 1) * value : sum), 0);
}

/** bread' (sum over clusters of squared scores) bread. */
function sandwich(
  rows: ParametricRows,
  family: ErrorFamily,
  parameters: Float64Array,
  bread: Float64Array,
  { cluster, clusters }: { readonly cluster: Int32Array; readonly clusters: number },
): Float64Array {
  const size = parameters.length;
  const scores = new Float64Array(rows.logTime.length * size);
  parametricValue(rows, family, parameters, scores);
  const sums = new Float64Array(clusters * size);
  for (let row = 0; row < rows.logTime.length; row += 1) {
    for (let at = 0; at < size; at += 1) {
      const place = (cluster[row] as number) * size + at;
      sums[place] = (sums[place] as number) + (scores[row * size + at] as number);
    }
  }
  const moved = multiply(sums, bread, { rows: clusters, inner: size, columns: size });
  return multiply(transpose(moved, clusters, size), moved, { rows: size, inner: clusters, columns: size });
}

/** What a fitted model says of one row of covariates. */
export interface PredictionRow {
  /** In the order of the design's columns. */
  readonly covariates: ArrayLike<number>;
  readonly offset?: number;
  /** The place of its stratum, where scales go by strata. */
  readonly stratum?: number;
}

function location(model: ParametricSurvival, { covariates, offset = 0, stratum = 0 }: PredictionRow) {
  if (covariates.length !== model.coefficients.length - 1) {
    throw new StatisticsError('length-mismatch', { column: 'covariates' });
  }
  let predictor = (model.coefficients[0] as number) + offset;
  for (let at = 0; at < covariates.length; at += 1) {
    predictor += (covariates[at] as number) * (model.coefficients[at + 1] as number);
  }
  const scale = model.scale[stratum];
  if (scale === undefined) throw new StatisticsError('option-invalid', { column: 'stratum' });
  return { predictor, scale };
}

/** The share that has not had the event by each time, for one row of covariates. R: `1 - psurvreg(times, predictor, scale, dist)`. */
export function parametricSurvivalAt(
  model: ParametricSurvival,
  row: PredictionRow,
  times: ArrayLike<number>,
): Float64Array {
  const { predictor, scale } = location(model, row);
  const { survival } = errorFamilies[model.distribution];
  return Float64Array.from(times, (time) => survival((Math.log(time) - predictor) / scale));
}

/** The times by which the shares have had the event, for one row of covariates. R: `predict(fit, newdata, type = "quantile", p =)`. */
export function parametricQuantiles(
  model: ParametricSurvival,
  row: PredictionRow,
  probabilities: ArrayLike<number>,
): Float64Array {
  const { predictor, scale } = location(model, row);
  const { quantile } = errorFamilies[model.distribution];
  return Float64Array.from(probabilities, (probability) => Math.exp(predictor + scale * quantile(probability)));
}
