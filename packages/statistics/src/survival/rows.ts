// What survival data must be before anything is counted: columns of one length, times in order, weights, groups, missing rows.
import {
  type Column,
  type Factor,
  type MissingRule,
  requireFactor,
  requireSameLength,
  requireWeights,
} from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';

/** Columns of rows; those absent are undefined. Factor codes and ids go by their arrays. */
export interface RowColumns {
  readonly time: Column;
  readonly entry?: Column | undefined;
  /** 0 where censored, else the event's kind, up to `kinds`. */
  readonly status: Uint8Array;
  readonly weights?: Column | undefined;
  readonly groups?: Factor | undefined;
  readonly strata?: Factor | undefined;
  /** The state that each row is in, from 0, where there are several. */
  readonly from?: Uint8Array | undefined;
  /** Whole numbers that name the person of each row. */
  readonly id?: ArrayLike<number> | undefined;
  /** Numbers that name the cluster of each row. */
  readonly cluster?: ArrayLike<number> | undefined;
}

export interface CheckedRows extends RowColumns {
  readonly rows: number;
  /** Rows left out because something was missing in them. */
  readonly rowsOmitted: number;
}

/**
 * The rows, checked; those with something missing left out where `missing` says so (a time, entry, weight or cluster of NaN, a group of -1).
 * Throws `length-mismatch`, `no-rows`, `not-finite`, `time-negative`, `entry-not-before-exit`, `status-invalid`, `weight-invalid`,
 * `code-outside-levels`. `entryBelowZero` lets rows be there before time begins to count, as those that end at 0 must be.
 */
export function checkedRows(
  columns: RowColumns,
  kinds: number,
  missing: MissingRule = 'refuse',
  { entryBelowZero = false } = {},
): CheckedRows {
  const { time, entry, status, weights, id, cluster } = columns;
  requireSameLength({
    time,
    status,
    entry,
    weights,
    from: columns.from,
    groups: columns.groups?.codes,
    strata: columns.strata?.codes,
    id,
    cluster,
  });
  const kept = missing === 'omit' ? completeRows(columns) : columns;
  const rows = kept.time.length;
  if (rows === 0) throw new StatisticsError('no-rows', { detail: 'every row has something missing' });
  requireTimes('time', kept.time);
  if (kept.entry !== undefined) {
    requireTimes('entry', kept.entry, entryBelowZero);
    requireOrder(kept.entry, kept.time);
  }
  for (let row = 0; row < rows; row += 1) {
    if ((kept.status[row] as number) > kinds) throw new StatisticsError('status-invalid', { column: 'event', row });
  }
  if (kept.weights !== undefined) requireWeights(kept.weights);
  if (kept.groups !== undefined) requireFactor('groups', kept.groups);
  if (kept.strata !== undefined) requireFactor('strata', kept.strata);
  return { ...kept, rows, rowsOmitted: time.length - rows };
}

function requireTimes(column: string, times: Column, belowZero = false): void {
  for (let row = 0; row < times.length; row += 1) {
    const time = times[row] as number;
    if (!Number.isFinite(time)) throw new StatisticsError('not-finite', { column, row });
    if (time < 0 && !belowZero) throw new StatisticsError('time-negative', { column, row });
  }
}

function requireOrder(entry: Column, time: Column): void {
  for (let row = 0; row < time.length; row += 1) {
    if (!((entry[row] as number) < (time[row] as number))) {
      throw new StatisticsError('entry-not-before-exit', { column: 'entry', row });
    }
  }
}

function completeRows(columns: RowColumns): RowColumns {
  const { time, entry, weights, groups, strata, cluster } = columns;
  const kept: number[] = [];
  for (let row = 0; row < time.length; row += 1) {
    const isMissing =
      Number.isNaN(time[row]) ||
      Number.isNaN(entry?.[row]) ||
      Number.isNaN(weights?.[row]) ||
      Number.isNaN(cluster?.[row]) ||
      groups?.codes[row] === -1 ||
      strata?.codes[row] === -1;
    if (!isMissing) kept.push(row);
  }
  return kept.length === time.length ? columns : selectRows(columns, Int32Array.from(kept));
}

/** The named rows only. */
export function selectRows(columns: RowColumns, rows: Int32Array): RowColumns {
  const numbers = (column: Column | undefined) => column && Float64Array.from(rows, (row) => column[row] as number);
  const names = (column: ArrayLike<number> | undefined) =>
    column && Float64Array.from(rows, (row) => column[row] as number);
  const factor = (levels: Factor | undefined) =>
    levels && { levels: levels.levels, codes: Int32Array.from(rows, (row) => levels.codes[row] as number) };
  return {
    time: Float64Array.from(rows, (row) => columns.time[row] as number),
    status: Uint8Array.from(rows, (row) => columns.status[row] as number),
    from: columns.from && Uint8Array.from(rows, (row) => columns.from?.[row] as number),
    entry: numbers(columns.entry),
    weights: numbers(columns.weights),
    groups: factor(columns.groups),
    strata: factor(columns.strata),
    id: names(columns.id),
    cluster: names(columns.cluster),
  };
}
