// One pass over the rows of a table: the counts of its cells, their cell keys, and fingerprints of who contributed. Confidential.
import type { RegisteredTable, Registry } from './table.ts';
import { cellsOf, shapeOf } from './table.ts';
import { cellOfRows, type Rows } from './tally.ts';

/** Buckets of a fingerprint: more of them bound small changes more tightly, and take more room. */
export const buckets = 8;

export interface Contributors {
  /** People (or rows that count) of each cell. */
  readonly people: Float64Array;
  /** What the people count for: themselves, or their months. The same array as `people` for headcounts and promotions. */
  readonly totals: Float64Array;
  /** The sum of the record keys of each cell, modulo 2^32: equal for equal contributors, uniform for anybody without the secret. */
  readonly cellKeys: Uint32Array;
  /** By cell, then bucket: the number of contributors whose key falls into the bucket, modulo 256. */
  readonly fingerprints: Uint8Array;
}

/** Counts a table with what its protection needs. `keys` are the record keys of the rows. */
export function countContributors(
  registry: Registry,
  rows: Rows,
  keys: Uint32Array,
  table: RegisteredTable,
): Contributors {
  const cells = cellOfRows(registry, rows, table.dimensions);
  const size = cellsOf(shapeOf(registry, table.dimensions));
  const people = new Float64Array(size);
  const cellKeys = new Uint32Array(size);
  const fingerprints = new Uint8Array(size * buckets);
  const { weights } = rows;
  const totals = table.quantity === 'exposure-months' ? new Float64Array(size) : people;
  for (let row = 0; row < cells.length; row += 1) {
    const weight = weights === null ? 1 : (weights[row] as number);
    if (weight === 0) continue;
    const cell = cells[row] as number;
    const key = keys[row] as number;
    people[cell] = (people[cell] as number) + 1;
    if (totals !== people) totals[cell] = (totals[cell] as number) + weight;
    // Typed arrays wrap by themselves: modulo 2^32 here, modulo 256 below.
    cellKeys[cell] = (cellKeys[cell] as number) + key;
    const place = cell * buckets + (key >>> 29);
    fingerprints[place] = (fingerprints[place] as number) + 1;
  }
  return { people, totals, cellKeys, fingerprints };
}

/**
 * At least how many contributors differ between two fingerprints of a cell: those who came plus those who went are never fewer. Within a
 * bucket comings hide goings, and 256 hide altogether, so it may be too low, and then a change waits longer than it must.
 */
export function leastChanged(one: Uint8Array, other: Uint8Array, cell: number): number {
  let sum = 0;
  for (let place = cell * buckets; place < (cell + 1) * buckets; place += 1) {
    const difference = ((one[place] as number) - (other[place] as number)) & 255;
    sum += difference > 128 ? 256 - difference : difference;
  }
  return sum;
}
