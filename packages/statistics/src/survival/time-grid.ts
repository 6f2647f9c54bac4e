// The different times of a data set, once, ascending; every row then carries whole numbers, which counting can sort.
import { ascendingOrder } from '../foundation/ordering.ts';
import { joinedTimes } from '../foundation/tied-times.ts';

/** All different times at which a row enters or ends, and where on that list each row does. */
export interface TimeGrid {
  readonly times: Float64Array;
  /** Of every row, the index of its end. */
  readonly exit: Int32Array;
  /** Of every row, the index of its entry; absent where all are there from the start. */
  readonly entry?: Int32Array;
}

/** Whole-number times up to this need no sort: a table of them is read instead. */
const largestTable = 1 << 20;

/**
 * The grid of the rows' times. Times that differ by rounding only are one (R: `survfit(timefix = TRUE)`), unless `exact`.
 * Times are finite. Linear in the rows; whole numbers (months, days) up to 2^20 are a table look-up.
 */
export function timeGrid(time: Float64Array, entry?: Float64Array, exact = false): TimeGrid {
  const columns = entry === undefined ? [time] : [time, entry];
  const counted = columns.every(isSmallWholeNumber) ? wholeGrid(columns) : orderedGrid(columns, exact);
  const [exitIndex = new Int32Array(0), entryIndex] = counted.indexes;
  return entryIndex === undefined
    ? { times: counted.times, exit: exitIndex }
    : { times: counted.times, exit: exitIndex, entry: entryIndex };
}

interface Counted {
  readonly times: Float64Array;
  readonly indexes: readonly Int32Array[];
}

function isSmallWholeNumber(column: Float64Array): boolean {
  for (let row = 0; row < column.length; row += 1) {
    const time = column[row] as number;
    if (!(time >= 0 && time < largestTable && (time | 0) === time)) return false;
  }
  return true;
}

/** Neighbouring whole numbers below 2^20 are too far apart to be joined as tied. */
function wholeGrid(columns: readonly Float64Array[]): Counted {
  const index = new Int32Array(largestTable).fill(-1);
  let last = 0;
  for (const column of columns) {
    for (let row = 0; row < column.length; row += 1) {
      const time = column[row] as number;
      index[time] = 0;
      if (time > last) last = time;
    }
  }
  const times = new Float64Array(last + 1);
  let count = 0;
  for (let time = 0; time <= last; time += 1) {
    if ((index[time] as number) < 0) continue;
    index[time] = count;
    times[count] = time;
    count += 1;
  }
  const indexes = columns.map((column) => {
    const found = new Int32Array(column.length);
    for (let row = 0; row < column.length; row += 1) found[row] = index[column[row] as number] as number;
    return found;
  });
  return { times: times.slice(0, count), indexes };
}

function orderedGrid(columns: readonly Float64Array[], exact: boolean): Counted {
  const all = columns.length === 1 ? (columns[0] as Float64Array) : concatenated(columns);
  const order = ascendingOrder(all);
  const different = new Float64Array(all.length);
  const indexOf = new Int32Array(all.length);
  let count = 0;
  for (let at = 0; at < order.length; at += 1) {
    const place = order[at] as number;
    const time = all[place] as number;
    if (count === 0 || time !== different[count - 1]) {
      different[count] = time;
      count += 1;
    }
    indexOf[place] = count - 1;
  }
  const list = different.subarray(0, count);
  const times = exact ? list : joinedTimes(list);
  if (times.length < count) rename(indexOf, list, times);
  let start = 0;
  const indexes = columns.map((column) => {
    start += column.length;
    return indexOf.subarray(start - column.length, start);
  });
  return { times: times.slice(), indexes };
}

/** Turns indexes on `list` into indexes on `kept`, the ascending part of it that remained. */
function rename(indexOf: Int32Array, list: Float64Array, kept: Float64Array): void {
  const renamed = new Int32Array(list.length);
  let at = -1;
  for (let old = 0; old < list.length; old += 1) {
    if (at + 1 < kept.length && list[old] === kept[at + 1]) at += 1;
    renamed[old] = at;
  }
  for (let place = 0; place < indexOf.length; place += 1) indexOf[place] = renamed[indexOf[place] as number] as number;
}

function concatenated(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let filled = 0;
  for (const column of columns) {
    all.set(column, filled);
    filled += column.length;
  }
  return all;
}
