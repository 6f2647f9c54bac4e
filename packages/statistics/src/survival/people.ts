// Rows that belong to one person: which go on where the last ended, which make up a cluster.
import { denseNames } from '../foundation/clusters.ts';
import { codeOrder, groupedOrder } from '../foundation/ordering.ts';
import type { CheckedRows } from './rows.ts';
import type { TimeGrid } from './time-grid.ts';

/** The cluster of every row: the one given, else the person, else the row itself. */
export function clustersOf({ cluster, id, rows }: CheckedRows): {
  readonly cluster: Int32Array;
  readonly clusters: number;
} {
  const names = cluster ?? id;
  if (names === undefined) return { cluster: rowNumbers(rows), clusters: rows };
  const { codes, count } = denseNames(names, cluster === undefined ? 'id' : 'cluster');
  return { cluster: codes, clusters: count };
}

/** R's rule: robust with clusters, with weights that are not whole, and where a person has several events. */
export function isRobustByDefault({ cluster, id, weights, status, rows }: CheckedRows): boolean {
  if (cluster !== undefined) return true;
  for (let row = 0; weights !== undefined && row < rows; row += 1) {
    if (!Number.isInteger(weights[row])) return true;
  }
  if (id === undefined) return false;
  const withEvent = new Set<number>();
  for (let row = 0; row < rows; row += 1) {
    if (status[row] === 0) continue;
    if (withEvent.has(id[row] as number)) return true;
    withEvent.add(id[row] as number);
  }
  return false;
}

/**
 * 1 for each row at whose end the same person's next row of the same group begins: without an event there, it is no censoring.
 * Undefined without ids or entries. R: `survival:::survflag`.
 */
export function continuedRows({ id, entry, rows, groups }: CheckedRows, grid: TimeGrid): Uint8Array | undefined {
  if (id === undefined || entry === undefined || grid.entry === undefined) return undefined;
  const { codes, count } = denseNames(id);
  const byEnd = codeOrder(grid.exit, grid.times.length);
  const order = groupedOrder(byEnd, codes, count);
  const continued = new Uint8Array(rows);
  for (let at = 0; at + 1 < rows; at += 1) {
    const [row, next] = [order[at] as number, order[at + 1] as number];
    const goesOn = codes[row] === codes[next] && (grid.entry[next] as number) <= (grid.exit[row] as number);
    if (goesOn && groups?.codes[row] === groups?.codes[next]) continued[row] = 1;
  }
  return continued;
}

function rowNumbers(rows: number): Int32Array {
  const numbers = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) numbers[row] = row;
  return numbers;
}
