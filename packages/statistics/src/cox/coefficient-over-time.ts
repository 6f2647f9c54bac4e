// Coefficients over time: Schoenfeld's residuals scaled so that a smooth curve through them shows how a coefficient changes.
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { choleskyFactor, choleskySolve, type SquareMatrix, symmetricInverse } from '../linear/index.ts';
import type { CoxFit } from './cox-fit.ts';
import { type SchoenfeldResiduals, schoenfeldResiduals } from './residuals.ts';
import { stratumOf } from './risk-sets.ts';
import { type TimeTransform, transformedTimes } from './time-transform.ts';

/** Points to plot: one an event (by stratum and time; with entries tied events come last row first, as R's), one column a term. */
export interface CoefficientOverTime {
  readonly terms: readonly string[];
  readonly time: Column;
  /** The transformed time: the plot's horizontal axis. */
  readonly transformed: Column;
  /** The model's row of each event. */
  readonly row: Int32Array;
  /** Events x terms, row after row; NaN where the term's columns are constant in the event's stratum. */
  readonly values: Float64Array;
  /** The covariance of an event's point (terms x terms). */
  readonly covariance: SquareMatrix;
}

/**
 * The points of `plot(cox.zph(fit))`: for a column, the coefficient plus the scaled residual; for a term of several columns, 1 plus
 * that of its linear predictor. Throws `option-invalid` for exact ties.
 * Source: Grambsch and Therneau 1994. R: `cox.zph(fit, transform)$y`, `$x`, `$var`.
 */
export function coefficientOverTime(
  fit: CoxFit,
  { transform = 'km' }: { readonly transform?: TimeTransform } = {},
): CoefficientOverTime {
  const residuals = inOrderOfR(fit, schoenfeldResiduals(fit));
  const { terms } = fit.model;
  const used = usedEvents(fit, residuals.row);
  const spread = meanSpread(fit, used);
  const combine = termMatrix(fit);
  const points = combined(residuals.values, combine, fit.names.length, terms.length);
  const termSpread = sandwiched(spread, combine, fit.names.length, terms.length);
  const values = new Float64Array(points.length);
  for (const [event, row] of residuals.row.entries()) {
    const present = terms.map((term) => (used[stratumOf(fit.model, row)]?.[term.columns[0] as number] as number) > 0);
    const scaled = solveWithin(termSpread, points.subarray(event * terms.length, (event + 1) * terms.length), present);
    for (const [at, { columns }] of terms.entries()) {
      const around = columns.length === 1 ? (fit.coefficients[columns[0] as number] as number) : 1;
      values[event * terms.length + at] = (scaled[at] as number) + around;
    }
  }
  const times = transformedTimes(fit.model, transform);
  return {
    terms: terms.map(({ name }) => name),
    time: residuals.time,
    transformed: Float64Array.from(residuals.row, (row) => times[row] as number),
    row: residuals.row,
    values,
    covariance: symmetricInverse(termSpread, terms.length, { relativeTo: 'own' }),
  };
}

function inOrderOfR({ model }: CoxFit, residuals: SchoenfeldResiduals): SchoenfeldResiduals {
  if (model.entry === undefined) return residuals;
  const { time, row, values } = residuals;
  const size = residuals.names.length;
  const order = Int32Array.from(row.keys()).sort((one, other) => {
    const byStratum = stratumOf(model, row[one] as number) - stratumOf(model, row[other] as number);
    return byStratum || (time[one] as number) - (time[other] as number) || other - one;
  });
  return {
    ...residuals,
    time: Float64Array.from(order, (at) => time[at] as number),
    row: Int32Array.from(order, (at) => row[at] as number),
    values: Float64Array.from(
      values,
      (_, cell) => values[(order[Math.floor(cell / size)] as number) * size + (cell % size)] as number,
    ),
  };
}

/** Of each stratum and column, the events, or 0 where the column is constant there; a term's columns are taken together. */
function usedEvents({ model, names }: CoxFit, eventRows: SchoenfeldResiduals['row']): number[][] {
  const strata = model.strata?.levels.length ?? 1;
  const events = new Array<number>(strata).fill(0);
  for (const row of eventRows) events[stratumOf(model, row)] = (events[stratumOf(model, row)] as number) + 1;
  const used = Array.from({ length: strata }, () => new Array<number>(names.length).fill(0));
  for (const [at, column] of model.columns.entries()) {
    const first = new Map<number, number>();
    for (let row = 0; row < model.rows; row += 1) {
      const stratum = stratumOf(model, row);
      if (!first.has(stratum)) first.set(stratum, column[row] as number);
      else if (first.get(stratum) !== column[row]) (used[stratum] as number[])[at] = events[stratum] as number;
    }
  }
  for (const inStratum of used) {
    for (const { columns } of model.terms) {
      const most = Math.max(...columns.map((at) => inStratum[at] as number));
      for (const at of columns) inStratum[at] = most;
    }
  }
  return used;
}

/** The information of the likelihood, for an event of those that have a say in it. */
function meanSpread(fit: CoxFit, used: readonly (readonly number[])[]): SquareMatrix {
  const size = fit.names.length;
  const information = symmetricInverse(fit.naiveCovariance ?? fit.covariance, size, { relativeTo: 'own' });
  return information.map((value, cell) => {
    const [row, column] = [Math.floor(cell / size), cell % size];
    const events = used.reduce((sum, each) => sum + Math.min(each[row] as number, each[column] as number), 0);
    return events === 0 ? value : value / events;
  });
}

/** Columns x terms: 1 for a term's only column, the coefficients for a term of several. */
function termMatrix(fit: CoxFit): Float64Array {
  const { terms } = fit.model;
  const matrix = new Float64Array(fit.names.length * terms.length);
  for (const [at, { columns }] of terms.entries()) {
    for (const column of columns) {
      matrix[column * terms.length + at] = columns.length === 1 ? 1 : (fit.coefficients[column] as number);
    }
  }
  return matrix;
}

function combined(values: Float64Array, matrix: Float64Array, size: number, terms: number): Float64Array {
  const rows = values.length / size;
  const result = new Float64Array(rows * terms);
  for (let row = 0; row < rows; row += 1) {
    for (let each = 0; each < size; each += 1) {
      for (let term = 0; term < terms; term += 1) {
        const amount = (values[row * size + each] as number) * (matrix[each * terms + term] as number);
        result[row * terms + term] = (result[row * terms + term] as number) + amount;
      }
    }
  }
  return result;
}

/** matrix' spread matrix. */
function sandwiched(spread: SquareMatrix, matrix: Float64Array, size: number, terms: number): SquareMatrix {
  const half = combined(spread, matrix, size, terms);
  const result = new Float64Array(terms * terms);
  for (let each = 0; each < size; each += 1) {
    for (let row = 0; row < terms; row += 1) {
      for (let column = 0; column < terms; column += 1) {
        const amount = (matrix[each * terms + row] as number) * (half[each * terms + column] as number);
        result[row * terms + column] = (result[row * terms + column] as number) + amount;
      }
    }
  }
  return result;
}

/** Solves for the present terms only; the others are NaN. */
function solveWithin(spread: SquareMatrix, values: Float64Array, present: readonly boolean[]): Float64Array {
  const kept = present.flatMap((each, at) => (each ? [at] : []));
  const part = Float64Array.from({ length: kept.length ** 2 }, (_, cell) => {
    const [row, column] = [kept[Math.floor(cell / kept.length)], kept[cell % kept.length]];
    return spread[(row as number) * values.length + (column as number)] as number;
  });
  const factor = choleskyFactor(part, kept.length, { relativeTo: 'own' });
  if (factor.rank < kept.length) throw new StatisticsError('not-positive-definite', { column: 'terms' });
  const solution = choleskySolve(
    factor,
    kept.map((at) => values[at] as number),
  );
  const whole = new Float64Array(values.length).fill(Number.NaN);
  for (const [at, term] of kept.entries()) whole[term] = solution[at] as number;
  return whole;
}
