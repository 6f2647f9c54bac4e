// The rows in the order in which a Cox likelihood meets them: stratum by stratum, backward in time.
import type { Column } from '../foundation/columns.ts';
import { ascendingOrder, groupedOrder } from '../foundation/ordering.ts';
import type { CoxModel } from './cox-model.ts';
import { countedRows } from './prepare.ts';

/** A place is where a row stands in this order. Rows that are at risk at no event of their stratum have none. */
export interface RiskSets {
  readonly places: number;
  readonly covariates: number;
  /** The model's row at each place. */
  readonly rows: Int32Array;
  readonly time: Column;
  readonly entry: Column | undefined;
  /** Places by stratum, then by entry, latest first. */
  readonly byEntry: Int32Array | undefined;
  readonly event: Uint8Array;
  readonly weights: Column | undefined;
  readonly offset: Column | undefined;
  /** The covariates, row after row, each centred at `centre` and divided by `scale`. */
  readonly covariate: Float64Array;
  readonly centre: Column;
  readonly scale: Column;
  /** Where each stratum begins, the last stratum first, and at the end where all end. */
  readonly strata: Int32Array;
}

/** Lays the model's rows out once; every likelihood, residual and baseline of the fit then passes over them in order. */
export function riskSetsOf(model: CoxModel): RiskSets {
  const strata = model.strata?.levels.length ?? 1;
  const { exit, times } = model.grid;
  const order = byStratum(groupedOrder(countedRows(model.rows), exit, times.length), model, strata);
  const rows = usedRows(model, order).reverse();
  const starts = new Int32Array(strata + 1);
  for (let at = 0; at < rows.length; at += 1) {
    const after = strata - stratumOf(model, rows[at] as number);
    starts[after] = (starts[after] as number) + 1;
  }
  for (let at = 1; at <= strata; at += 1) starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  const { centre, scale, covariate } = standardised(model, rows);
  const entry = model.entry === undefined ? undefined : gather(model.entry, rows);
  return {
    places: rows.length,
    covariates: model.columns.length,
    rows,
    time: gather(model.time, rows),
    entry,
    byEntry: entry === undefined ? undefined : latestEntryFirst(entry, starts),
    event: gatherInto(new Uint8Array(rows.length), model.event, rows),
    weights: model.weights === undefined ? undefined : gather(model.weights, rows),
    offset: model.offset === undefined ? undefined : gather(model.offset, rows),
    covariate,
    centre,
    scale,
    strata: starts,
  };
}

export const stratumOf = (model: CoxModel, row: number): number =>
  model.strata === undefined ? 0 : (model.strata.codes[row] as number);

const byStratum = (order: Int32Array<ArrayBuffer>, model: CoxModel, strata: number) =>
  model.strata === undefined ? order : groupedOrder(order, model.strata.codes, strata);

const gather = (values: Column, rows: Int32Array): Column => gatherInto(new Float64Array(rows.length), values, rows);

function gatherInto<Values extends Column | Uint8Array>(to: Values, values: Values, rows: Int32Array): Values {
  for (let at = 0; at < rows.length; at += 1) to[at] = values[rows[at] as number] as number;
  return to;
}

/** Of the rows in order of stratum and time, those with an event of their stratum after their entry and up to their time. */
function usedRows(model: CoxModel, order: Int32Array): Int32Array<ArrayBuffer> {
  const { exit, entry } = model.grid;
  const used = new Int32Array(order.length);
  let count = 0;
  // Backward, the next event's place on the grid is known; a row of its own time waits until the whole tie has been seen.
  let [stratum, lastEvent, tieFrom] = [-1, -1, 0];
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] as number;
    const isNew = stratumOf(model, row) !== stratum;
    if (isNew) [stratum, lastEvent] = [stratumOf(model, row), -1];
    if (isNew || exit[row] !== exit[order[at - 1] as number]) tieFrom = at;
    if (model.event[row] === 1) lastEvent = exit[row] as number;
    const next = order[at + 1];
    const endsTie = next === undefined || exit[next] !== exit[row] || stratumOf(model, next) !== stratum;
    for (let tied = tieFrom; endsTie && tied <= at; tied += 1) {
      const each = order[tied] as number;
      if (lastEvent <= (entry === undefined ? -1 : (entry[each] as number))) continue;
      used[count] = each;
      count += 1;
    }
  }
  return used.slice(0, count);
}

function latestEntryFirst(entry: Column, starts: Int32Array): Int32Array {
  const places = new Int32Array(entry.length);
  for (let stratum = 0; stratum + 1 < starts.length; stratum += 1) {
    const [from, to] = [starts[stratum] as number, starts[stratum + 1] as number];
    const ascending = ascendingOrder(entry.subarray(from, to));
    for (let at = 0; at < ascending.length; at += 1) places[to - 1 - at] = from + (ascending[at] as number);
  }
  return places;
}

/** Centred and scaled (by the mean distance from the mean), so that no digits go lost where a covariate is far from 0. */
function standardised({ columns }: CoxModel, rows: Int32Array) {
  const count = columns.length;
  const [centre, scale] = [new Float64Array(count), new Float64Array(count)];
  const covariate = new Float64Array(rows.length * count);
  // Column by column: a column's random reads stay within the cache, where those of all columns at once do not.
  for (const [index, column] of columns.entries()) {
    let sum = 0;
    for (let row = 0; row < column.length; row += 1) sum += column[row] as number;
    const mean = sum / column.length;
    let apart = 0;
    for (let row = 0; row < column.length; row += 1) apart += Math.abs((column[row] as number) - mean);
    // A column that is constant but for the rounding of its mean stays 0, and is found to depend on the others.
    const constant = apart <= column.length * Math.abs(mean) * 1e-14;
    const unit = constant ? 1 : apart / column.length;
    for (let at = 0; at < rows.length && !constant; at += 1) {
      covariate[at * count + index] = ((column[rows[at] as number] as number) - mean) / unit;
    }
    centre[index] = mean;
    scale[index] = unit;
  }
  return { centre, scale, covariate };
}
