// What a Cox model says of single rows: linear predictors with their errors, and the events that are to be expected.
import { type Column, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { quadraticForm } from '../linear/index.ts';
import { type StratumBaseline, stratumBaselines } from './baseline.ts';
import type { CoxFit } from './cox-fit.ts';
import { type CoxNewRows, type PlacedRows, placedRows } from './new-rows.ts';
import { martingaleResiduals } from './residuals.ts';
import { stratumOf } from './risk-sets.ts';

/** Numbers of rows with their standard errors. */
export interface RowPredictions {
  readonly value: Column;
  readonly standardError: Column;
}

/**
 * The linear predictor of each row (of the model's own where none are given): its log hazard against that of the `reference`: the means
 * of its stratum (default; those of all rows without strata), the means of the `sample`, or `zero`.
 * An offset counts from the mean of the model's (survival 3.5-3 leaves new offsets as they are where no errors are asked for).
 * R: `predict(fit, newdata, type = 'lp', se.fit = TRUE, reference =)`. Throws as coxSurvival, and `option-invalid` where rows of a model
 * with strata do not say theirs.
 */
export function coxLinearPredictors(
  fit: CoxFit,
  rows?: CoxNewRows,
  { reference = 'strata' }: { readonly reference?: 'strata' | 'sample' | 'zero' } = {},
): RowPredictions {
  const { model } = fit;
  const placed = rows === undefined ? ownRows(fit) : placedRows(fit, rows);
  const offsets = offsetsOf(fit, rows);
  const byStratum = reference === 'strata' && model.strata !== undefined;
  if (byStratum && placed.strata === undefined) throw new StatisticsError('option-invalid', { column: 'strata' });
  const means = byStratum
    ? stratumMeans(fit)
    : [reference === 'zero' ? new Float64Array(fit.names.length) : model.means];
  const [value, standardError] = [new Float64Array(placed.rows), new Float64Array(placed.rows)];
  const apart = new Float64Array(fit.names.length);
  for (let row = 0; row < placed.rows; row += 1) {
    const from = means[byStratum ? (placed.strata?.[row] ?? 0) : 0] as Column;
    let sum = offsets === undefined ? 0 : (offsets[row] as number);
    for (const [at, column] of placed.columns.entries()) {
      apart[at] = (column[row] as number) - (from[at] as number);
      sum += (fit.coefficients[at] as number) * (apart[at] as number);
    }
    value[row] = sum;
    standardError[row] = Math.sqrt(quadraticForm(fit.covariance, apart));
  }
  return { value, standardError };
}

const ownRows = ({ model, linearPredictors }: CoxFit): PlacedRows => ({
  rows: model.rows,
  columns: model.columns,
  linearPredictors,
  strata: model.strata?.codes,
});

/** Offsets less the mean of the model's, so that a row's prediction is its own. */
function offsetsOf({ model }: CoxFit, rows: CoxNewRows | undefined): Column | undefined {
  return rows === undefined ? model.offset : rows.offset?.map((each) => each - model.offsetMean);
}

function stratumMeans({ model, names }: CoxFit): Column[] {
  const strata = model.strata?.levels.length ?? 1;
  const sums = Array.from({ length: strata }, () => new Float64Array(names.length));
  const totals = new Float64Array(strata);
  for (let row = 0; row < model.rows; row += 1) {
    const stratum = stratumOf(model, row);
    const weight = model.weights?.[row] ?? 1;
    totals[stratum] = (totals[stratum] as number) + weight;
    const own = sums[stratum] as Column;
    for (const [at, column] of model.columns.entries())
      own[at] = (own[at] as number) + weight * (column[row] as number);
  }
  return sums.map((own, stratum) => own.map((sum) => sum / (totals[stratum] as number)));
}

/** Rows with the time that they are watched over: (entry, time]. */
export interface WatchedRows extends CoxNewRows {
  readonly time: Column;
  readonly entry?: Column;
}

/** The events to be expected of each row, and its chance to have none. */
export interface ExpectedEvents {
  readonly expected: Column;
  /** Of `expected`; times `survival` it is that of the survival. */
  readonly standardError: Column;
  readonly survival: Column;
}

/**
 * The events expected of rows while they are watched; of the model's own rows without errors (NaN), as events less residuals.
 * R: `predict(fit, newdata, type = 'expected')`, `'survival'`, without entry also its errors; with entry those of survival 3.5-3 add up
 * variances at both ends as if they were independent, ours are of the difference; and it adds new offsets to the risk, which they multiply.
 * Throws as coxSurvival, `entry-not-before-exit`, `option-invalid` where rows of a model with strata do not say theirs.
 */
export function expectedEvents(fit: CoxFit, rows?: WatchedRows): ExpectedEvents {
  if (rows === undefined) {
    const residuals = martingaleResiduals(fit);
    const expected = residuals.map((residual, row) => (fit.model.event[row] as number) - residual);
    const unknown = new Float64Array(expected.length).fill(Number.NaN);
    return { expected, standardError: unknown, survival: expected.map((each) => Math.exp(-each)) };
  }
  const placed = placedRows(fit, rows);
  requireSameLength({ columns: rows.columns[0], time: rows.time, entry: rows.entry });
  requireFinite('time', rows.time);
  if (rows.entry !== undefined) requireFinite('entry', rows.entry);
  if (fit.model.strata !== undefined && placed.strata === undefined) {
    throw new StatisticsError('option-invalid', { column: 'strata' });
  }
  const baselines = stratumBaselines(fit, 'exponential', fit.model.ties === 'efron');
  const [expected, standardError] = [new Float64Array(placed.rows), new Float64Array(placed.rows)];
  for (let row = 0; row < placed.rows; row += 1) {
    const [from, to] = [rows.entry?.[row] ?? Number.NEGATIVE_INFINITY, rows.time[row] as number];
    if (from >= to) throw new StatisticsError('entry-not-before-exit', { column: 'entry', row });
    const baseline = baselines.find(({ stratum }) => stratum === (placed.strata?.[row] ?? 0));
    if (baseline === undefined) throw new StatisticsError('empty-group', { column: 'strata', row });
    const risk = Math.exp(placed.linearPredictors[row] as number);
    const [before, after] = [stepsUpTo(baseline, from), stepsUpTo(baseline, to)];
    const part = stretch(fit, baseline, placed, row, before, after);
    expected[row] = part.hazard * risk;
    standardError[row] = risk * Math.sqrt(part.variance + quadraticForm(fit.covariance, part.apart));
  }
  return { expected, standardError, survival: expected.map((each) => Math.exp(-each)) };
}

/** The number of the baseline's times up to and with a time. */
function stepsUpTo({ time }: StratumBaseline, limit: number): number {
  let [low, high] = [0, time.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A stretch of a baseline: its hazard and variance, and its slope by the coefficients at a row's covariates (times risk 1). */
export interface BaselineStretch {
  readonly hazard: number;
  readonly variance: number;
  readonly apart: Float64Array;
}

/** From `before` steps to `after` steps of the baseline. */
export function stretch(
  { riskSets: sets, names }: CoxFit,
  baseline: StratumBaseline,
  placed: PlacedRows,
  row: number,
  before: number,
  after: number,
): BaselineStretch {
  const size = names.length;
  const between = (values: Float64Array, width = 1, offset = 0) =>
    (after === 0 ? 0 : (values[(after - 1) * width + offset] as number)) -
    (before === 0 ? 0 : (values[(before - 1) * width + offset] as number));
  const hazard = between(baseline.cumulativeHazard);
  const apart = Float64Array.from({ length: size }, (_, at) => {
    const [scale, centre] = [sets.scale[at] as number, sets.centre[at] as number];
    const x = ((placed.columns[at]?.[row] as number) - centre) / scale;
    return scale * (x * hazard - between(baseline.meanHazard, size, at));
  });
  return { hazard, variance: between(baseline.variance), apart };
}
