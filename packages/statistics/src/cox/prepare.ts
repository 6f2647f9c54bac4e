// From columns to a checked Cox model: what has no meaning is refused by name before anything is computed.
import { clusterFactor } from '../foundation/clusters.ts';
import { type Column, type Factor, requireFactor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { checkedRows } from '../survival/rows.ts';
import { type TimeGrid, timeGrid } from '../survival/time-grid.ts';
import type { CoxData, CoxDesign, CoxModel, CoxOptions, CoxTerm } from './cox-model.ts';

/**
 * Throws `no-rows`, `length-mismatch`, `not-finite`, `time-negative`, `entry-not-before-exit`, `status-invalid`, `weight-invalid`,
 * `code-outside-levels`, `no-events`, and `option-invalid` for terms that name no column, and for weights with exact ties.
 */
export function prepareCoxModel(given: CoxData, design: CoxDesign, options: CoxOptions = {}): CoxModel {
  const { ties = 'efron', missing = 'refuse' } = options;
  const { cluster, ...rest } = given;
  const data: Rows = cluster === undefined ? rest : { ...rest, cluster: clusterFactor(cluster, missing === 'omit') };
  requireDesign(data, design);
  if (missing === 'refuse') requireRows(data, design);
  const kept = keptRows(data, design, missing === 'omit');
  const taken = kept === null ? data : takeData(data, kept);
  const columns = design.columns.map((column) => take(column, kept));
  if (kept !== null) requireRows(taken, { ...design, columns });
  const grid = timeGrid(taken.time, taken.entry, options.exactTimes);
  requireStretches(grid);
  const events = taken.event.reduce((sum, each) => sum + each, 0);
  if (events === 0) throw new StatisticsError('no-events', { column: 'event' });
  const offsetMean = taken.offset === undefined ? 0 : meanOf(taken.offset);
  const weights = unlessAllOne(taken.weights, ties);
  return {
    rows: taken.time.length,
    sourceRows: kept ?? countedRows(taken.time.length),
    grid,
    time: onGrid(grid, grid.exit),
    entry: grid.entry && onGrid(grid, grid.entry),
    event: taken.event,
    weights,
    offset: taken.offset?.map((value) => value - offsetMean),
    offsetMean,
    strata: taken.strata,
    cluster: taken.cluster,
    names: design.names,
    columns,
    terms: design.terms ?? design.names.map((name, at): CoxTerm => ({ name, columns: [at] })),
    means: columnMeans(columns, taken.entry === undefined ? weights : undefined),
    ties,
    events,
  };
}

/** The same model without the columns at these indices; terms without columns go with them. */
export function withoutColumns(model: CoxModel, left: readonly number[]): CoxModel {
  const kept = model.names.map((_, at) => at).filter((at) => !left.includes(at));
  const terms = model.terms
    .map(({ name, columns }) => ({ name, columns: columns.map((at) => kept.indexOf(at)).filter((at) => at >= 0) }))
    .filter(({ columns }) => columns.length > 0);
  return {
    ...model,
    names: kept.map((at) => model.names[at] as string),
    columns: kept.map((at) => model.columns[at] as Column),
    means: Float64Array.from(kept, (at) => model.means[at] as number),
    terms,
  };
}

/** The rows with their clusters as a factor. */
type Rows = Omit<CoxData, 'cluster'> & { readonly cluster?: Factor };

function requireDesign(data: Rows, { names, columns, terms }: CoxDesign): void {
  if (names.length !== columns.length) {
    throw new StatisticsError('length-mismatch', { column: 'names', detail: `${names.length} for ${columns.length}` });
  }
  const named = columns.map((column, at) => [names[at] ?? String(at), column] as const);
  const { time, event, entry, weights, offset } = data;
  const codes = { strata: data.strata?.codes, cluster: data.cluster?.codes };
  requireSameLength({ time, event, entry, weights, offset, ...codes, ...Object.fromEntries(named) });
  for (const [at, { columns: indices }] of (terms ?? []).entries()) {
    if (indices.length === 0 || indices.some((index) => columns[index] === undefined)) {
      throw new StatisticsError('option-invalid', { column: `terms[${at}]` });
    }
  }
}

function requireRows(data: Rows, { names, columns }: CoxDesign): void {
  const { time, entry, event, weights, strata } = data;
  checkedRows({ time, entry, status: event, weights, strata }, 1, 'refuse', { entryBelowZero: true });
  if (data.cluster !== undefined) requireFactor('cluster', data.cluster);
  if (data.offset !== undefined) requireFinite('offset', data.offset);
  for (const [at, column] of columns.entries()) requireFinite(names[at] ?? '', column);
}

/** The rows to take, or null for all. A weight of 0 leaves a row out; so does NaN, or a level's -1, where missing rows are omitted. */
function keptRows(data: Rows, { columns }: CoxDesign, omitMissing: boolean): Int32Array | null {
  const numbers = [data.time, data.entry, data.weights, data.offset, ...columns].filter((each) => each !== undefined);
  const codes = [data.strata?.codes, data.cluster?.codes].filter((each) => each !== undefined);
  if (!omitMissing && data.weights?.includes(0) !== true) return null;
  const kept: number[] = [];
  for (let row = 0; row < data.time.length; row += 1) {
    const missing =
      omitMissing &&
      (numbers.some((column) => Number.isNaN(column[row])) || codes.some((column) => (column[row] as number) < 0));
    if (!missing && data.weights?.[row] !== 0) kept.push(row);
  }
  if (kept.length === 0) throw new StatisticsError('no-rows', { detail: 'every row has something missing' });
  return kept.length === data.time.length ? null : Int32Array.from(kept);
}

function take<Values extends Column | undefined>(values: Values, kept: Int32Array | null): Values {
  if (values === undefined || kept === null) return values;
  return Float64Array.from(kept, (row) => values[row] as number) as Values;
}

function takeData(data: Rows, kept: Int32Array): Rows {
  const factor = (each: Factor | undefined) =>
    each && { levels: each.levels, codes: Int32Array.from(kept, (row) => each.codes[row] as number) };
  return definedOnly({
    time: take(data.time, kept),
    event: Uint8Array.from(kept, (row) => data.event[row] as number),
    entry: take(data.entry, kept),
    weights: take(data.weights, kept),
    offset: take(data.offset, kept),
    strata: factor(data.strata),
    cluster: factor(data.cluster),
  });
}

/** The same object without its undefined entries. */
function definedOnly<Given extends object>(given: Given): { [Key in keyof Given]: Exclude<Given[Key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

function onGrid({ times }: TimeGrid, places: Int32Array): Column {
  const values = new Float64Array(places.length);
  for (let row = 0; row < places.length; row += 1) values[row] = times[places[row] as number] as number;
  return values;
}

/** A row whose entry and end differ by rounding only is at risk at no time. */
function requireStretches({ exit, entry }: TimeGrid): void {
  if (entry === undefined) return;
  for (let row = 0; row < exit.length; row += 1) {
    if ((entry[row] as number) >= (exit[row] as number)) {
      throw new StatisticsError('entry-not-before-exit', { column: 'entry', row });
    }
  }
}

/** 0, 1, 2, ... */
export function countedRows(rows: number): Int32Array<ArrayBuffer> {
  const counted = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) counted[row] = row;
  return counted;
}

function unlessAllOne(weights: Column | undefined, ties: string): Column | undefined {
  if (weights === undefined || weights.every((weight) => weight === 1)) return undefined;
  if (ties === 'exact') throw new StatisticsError('option-invalid', { column: 'weights', detail: 'with exact ties' });
  return weights;
}

const meanOf = (values: Column) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** R's `coxph` weighs the means of right-censored rows, but not those of rows with an entry, and takes none off columns of -1, 0 and 1. */
function columnMeans(columns: readonly Column[], weights: Column | undefined): Column {
  return Float64Array.from(columns, (column) => {
    if (isThreeValued(column)) return 0;
    let [sum, total] = [0, 0];
    for (let row = 0; row < column.length; row += 1) {
      const weight = weights === undefined ? 1 : (weights[row] as number);
      sum += weight * (column[row] as number);
      total += weight;
    }
    return sum / total;
  });
}

function isThreeValued(column: Column): boolean {
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number;
    if (value !== 0 && value !== 1 && value !== -1) return false;
  }
  return true;
}
