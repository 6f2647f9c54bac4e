// The cells that are counted in: one for each group and each time at which a row of that group ends.
import type { Factor } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { codeOrder, groupedOrder } from '../foundation/ordering.ts';
import type { TimeGrid } from './time-grid.ts';

/** Times by group, one after the other, and where the rows fall. */
export interface Cells {
  readonly count: number;
  readonly times: Float64Array;
  /** Where each group's cells begin; one more than there are groups. */
  readonly starts: Int32Array;
  /** Of every row, the cell in which it ends. */
  readonly exit: Int32Array;
  /** Of every row, the first cell at which it is at risk (the first later than its entry); absent without delayed entry. */
  readonly entry?: Int32Array;
}

/**
 * Lays out the cells: a table of groups and times where that is not much larger than the data, else the rows are put in order.
 * Throws `entry-not-before-exit` for a row whose entry and end are one time once rounding is set right.
 */
export function layCells(grid: TimeGrid, groups?: Factor): Cells {
  const rows = grid.exit.length;
  const groupCount = groups?.levels.length ?? 1;
  if (grid.entry !== undefined) requireLength(grid.entry, grid.exit);
  const width = grid.times.length;
  return groupCount * width <= 4 * rows + 65536
    ? tableCells(grid, groupCount, groups)
    : orderedCells(grid, groupCount, groups);
}

function requireLength(entry: Int32Array, exit: Int32Array): void {
  for (let row = 0; row < exit.length; row += 1) {
    if ((entry[row] as number) >= (exit[row] as number)) {
      throw new StatisticsError('entry-not-before-exit', { column: 'entry', row });
    }
  }
}

function tableCells({ times, exit, entry }: TimeGrid, groupCount: number, groups?: Factor): Cells {
  const [rows, width] = [exit.length, times.length];
  const codes = groups?.codes;
  const place = new Int32Array(rows);
  const numberOf = new Int32Array(groupCount * width).fill(-1);
  for (let row = 0; row < rows; row += 1) {
    const at = codes === undefined ? (exit[row] as number) : (codes[row] as number) * width + (exit[row] as number);
    place[row] = at;
    numberOf[at] = 0;
  }
  // A place without rows is given the number of the next place that has some, so that entries find their first cell.
  const starts = new Int32Array(groupCount + 1);
  const cellTimes = new Float64Array(groupCount * width);
  let count = 0;
  for (let group = 0; group < groupCount; group += 1) {
    starts[group] = count;
    for (let at = group * width; at < (group + 1) * width; at += 1) {
      const isCell = numberOf[at] === 0;
      numberOf[at] = count;
      if (!isCell) continue;
      cellTimes[count] = times[at - group * width] as number;
      count += 1;
    }
  }
  starts[groupCount] = count;
  const cells = { count, times: cellTimes.slice(0, count), starts };
  for (let row = 0; row < rows; row += 1) place[row] = numberOf[place[row] as number] as number;
  if (entry === undefined) return { ...cells, exit: place };
  const first = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    first[row] = numberOf[((codes?.[row] ?? 0) as number) * width + (entry[row] as number) + 1] as number;
  }
  return { ...cells, exit: place, entry: first };
}

function orderedCells({ times, exit, entry }: TimeGrid, groupCount: number, groups?: Factor): Cells {
  const rows = exit.length;
  let order = codeOrder(exit, times.length);
  if (groups !== undefined) order = groupedOrder(order, groups.codes, groupCount);
  const cell = new Int32Array(rows);
  const timeIndex = new Int32Array(rows);
  const starts = new Int32Array(groupCount + 1);
  let [count, group] = [0, 0];
  for (let at = 0; at < rows; at += 1) {
    const row = order[at] as number;
    const own = (groups?.codes[row] ?? 0) as number;
    while (group < own) starts[++group] = count;
    if (count === starts[group] || timeIndex[count - 1] !== exit[row]) {
      timeIndex[count] = exit[row] as number;
      count += 1;
    }
    cell[row] = count - 1;
  }
  while (group < groupCount) starts[++group] = count;
  const cells = { count, times: Float64Array.from(timeIndex.subarray(0, count), (at) => times[at] as number), starts };
  if (entry === undefined) return { ...cells, exit: cell };
  const first = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const own = (groups?.codes[row] ?? 0) as number;
    first[row] = firstAfter(timeIndex, starts[own] as number, starts[own + 1] as number, entry[row] as number);
  }
  return { ...cells, exit: cell, entry: first };
}

/** The first of the ascending `values[from..to)` above `bound`. */
function firstAfter(values: Int32Array, from: number, to: number, bound: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
