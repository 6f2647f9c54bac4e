// The residuals of a Cox model: by row (martingale, deviance, score, dfbeta) and by event (Schoenfeld).
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { diagonalRoots, multiply, type SquareMatrix } from '../linear/index.ts';
import type { CoxFit } from './cox-fit.ts';
import { hazardSteps } from './hazard-steps.ts';
import { stratumOf } from './risk-sets.ts';
import { martingales, risksAt, scoreResiduals } from './row-residuals.ts';

/**
 * Events less those that the model expects of each row (of the model's rows). R: `residuals(fit, type = 'martingale')`.
 * Source: Therneau, Grambsch and Fleming, Martingale-based residuals for survival models, Biometrika 1990.
 */
export function martingaleResiduals(fit: CoxFit): Column {
  return martingales(fit.model, fit.riskSets, fit.linearPredictors);
}

/** Martingale residuals made symmetric around 0, one a row. R: `residuals(fit, type = 'deviance')`. */
export function devianceResiduals(fit: CoxFit): Column {
  return martingaleResiduals(fit).map((residual, row) => {
    const event = fit.model.event[row] as number;
    const expected = event === 0 ? 0 : Math.log(event - residual);
    return Math.sign(residual) * Math.sqrt(-2 * (residual + expected));
  });
}

/**
 * Each row's share of the score, `rows` x coefficients, row after row; not weighted. R: `residuals(fit, type = 'score')`.
 * Throws `option-invalid` for exact ties, for which they are not defined.
 */
export function coxScoreResiduals(fit: CoxFit): Float64Array {
  requireApproximateTies(fit);
  return scoreResiduals(fit.model, fit.riskSets, fit.linearPredictors);
}

/**
 * How far each coefficient would move without the row, about; `rows` x coefficients, row after row; weighted.
 * `scaled` divides by the standard errors. R: `residuals(fit, type = 'dfbeta')`, `'dfbetas'`. Throws `option-invalid` for exact ties.
 */
export function dfbetaResiduals(fit: CoxFit, { scaled = false } = {}): Float64Array {
  const size = fit.names.length;
  const covariance = modelCovariance(fit);
  const errors = diagonalRoots(covariance, size);
  const changes = multiply(coxScoreResiduals(fit), covariance, { rows: fit.rows, inner: size, columns: size });
  return changes.map((change, at) => {
    const weight = fit.model.weights?.[Math.floor(at / size)] ?? 1;
    return (weight * change) / (scaled ? (errors[at % size] as number) : 1);
  });
}

/** Schoenfeld's residuals, one row an event: ordered by stratum and time, and within a tie as the rows were. */
export interface SchoenfeldResiduals {
  readonly names: readonly string[];
  readonly time: Column;
  /** The model's row of each event. */
  readonly row: Int32Array;
  /** Events x coefficients, row after row. */
  readonly values: Float64Array;
}

/**
 * Each event's covariates less their mean over those at risk; with `scaled` in the unit of the coefficients, around them: a trend over
 * time is the coefficient's change over time. R: `residuals(fit, type = 'schoenfeld')`, `'scaledsch'`. Throws `option-invalid` for
 * exact ties. Source: D. Schoenfeld, Biometrika 1982; P. Grambsch and T. Therneau, Biometrika 1994.
 */
export function schoenfeldResiduals(fit: CoxFit, { scaled = false } = {}): SchoenfeldResiduals {
  requireApproximateTies(fit);
  const { model, riskSets: sets } = fit;
  const size = sets.covariates;
  const steps = hazardSteps(sets, risksAt(sets, fit.linearPredictors), model.ties === 'efron');
  const places = eventPlaces(fit);
  const values = new Float64Array(places.length * size);
  for (const [at, place] of places.entries()) {
    const step = (steps.until[place] as number) - 1;
    for (let each = 0; each < size; each += 1) {
      const apart = (sets.covariate[place * size + each] as number) - (steps.mean[step * size + each] as number);
      values[at * size + each] = apart * (sets.scale[each] as number);
    }
  }
  return {
    names: fit.names,
    time: Float64Array.from(places, (place) => sets.time[place] as number),
    row: Int32Array.from(places, (place) => sets.rows[place] as number),
    values: scaled ? aroundCoefficients(fit, values, places.length) : values,
  };
}

function aroundCoefficients(fit: CoxFit, values: Float64Array, events: number): Float64Array {
  const size = fit.names.length;
  const moved = multiply(values, modelCovariance(fit), { rows: events, inner: size, columns: size });
  return moved.map((value, at) => value * events + (fit.coefficients[at % size] as number));
}

/** The events' places by stratum and time ascending, in a tie as the rows were. */
function eventPlaces({ model, riskSets: { rows, event, time, places } }: CoxFit): Int32Array {
  const events = Int32Array.from({ length: places }, (_, at) => at).filter((at) => event[at] === 1);
  return events.sort((one, other) => {
    const [row, otherRow] = [rows[one] as number, rows[other] as number];
    const byStratum = stratumOf(model, row) - stratumOf(model, otherRow);
    return byStratum || (time[one] as number) - (time[other] as number) || row - otherRow;
  });
}

/** The covariance that the likelihood gives, whatever the clusters. */
const modelCovariance = (fit: CoxFit): SquareMatrix => fit.naiveCovariance ?? fit.covariance;

function requireApproximateTies(fit: CoxFit): void {
  if (fit.model.ties === 'exact') throw new StatisticsError('option-invalid', { column: 'ties', detail: 'exact' });
}

/**
 * Residuals (`width` a row) added up by cluster, such as the person of several rows; the clusters that the model was given, each row
 * times its weight where `weighted`. R: `residuals(fit, collapse = id)`. Throws `one-group` where the model has no clusters.
 */
export function residualsByCluster(fit: CoxFit, residuals: Float64Array, { weighted = false } = {}): Float64Array {
  const { cluster: clusters, weights, rows } = fit.model;
  if (clusters === undefined) throw new StatisticsError('one-group', { column: 'cluster' });
  const width = residuals.length / rows;
  const sums = new Float64Array(clusters.levels.length * width);
  for (let at = 0; at < residuals.length; at += 1) {
    const row = Math.floor(at / width);
    const to = (clusters.codes[row] as number) * width + (at % width);
    sums[to] = (sums[to] as number) + (weighted ? (weights?.[row] ?? 1) : 1) * (residuals[at] as number);
  }
  return sums;
}
