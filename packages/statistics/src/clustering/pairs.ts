// The pairs of a clustering: checked once, and read a row at a time.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { StatisticsError } from '../foundation/errors.ts';

/** Throws `length-mismatch` where `values` are not the pairs of `size` objects, `not-finite` (pair) and `distance-negative`. */
export function requireDissimilarities({ size, values }: Dissimilarities, column = 'dissimilarities'): void {
  if (!Number.isSafeInteger(size) || size < 1) throw new StatisticsError('no-rows', { column });
  if (values.length !== (size * (size - 1)) / 2) {
    throw new StatisticsError('length-mismatch', { column, detail: `${values.length} pairs of ${size} objects` });
  }
  for (let pair = 0; pair < values.length; pair += 1) {
    const value = values[pair] as number;
    if (value >= 0 && value < Number.POSITIVE_INFINITY) continue;
    throw new StatisticsError(value < 0 ? 'distance-negative' : 'not-finite', { column, detail: `pair ${pair + 1}` });
  }
}

/** Throws `option-invalid` for a number of clusters that is not whole and from `lowest` to the number of objects. */
export function requireClusterCount(clusters: number, size: number, lowest = 1): void {
  if (Number.isSafeInteger(clusters) && clusters >= lowest && clusters <= size) return;
  throw new StatisticsError('clusters-invalid', { column: 'clusters', detail: `from ${lowest} to ${size}` });
}

/** Where the row of an object starts: the pair of `object` with a later one, `other`, stands at `rowOffset(size, object) + other`. */
export function rowOffset(size: number, object: number): number {
  return object * size - (object * (object + 1)) / 2 - object - 1;
}

/** Writes the dissimilarities of one object with all, itself included, into `row`. */
export function rowInto({ size, values }: Dissimilarities, object: number, row: Float64Array): void {
  let pair = object - 1;
  for (let other = 0; other < object; other += 1) {
    row[other] = values[pair] as number;
    pair += size - other - 2;
  }
  row[object] = 0;
  const start = rowOffset(size, object) + object + 1;
  row.set(values.subarray(start, start + size - object - 1), object + 1);
}

/**
 * The dissimilarities among some of the objects (from 0), in their order; an object that is named twice is at 0 from itself.
 * Throws `option-invalid` for what is no object. R: `as.dist(as.matrix(d)[objects, objects])`.
 */
export function dissimilaritiesAmong({ size, values }: Dissimilarities, objects: ArrayLike<number>): Dissimilarities {
  for (let at = 0; at < objects.length; at += 1) {
    const object = objects[at] as number;
    if (!(Number.isSafeInteger(object) && object >= 0 && object < size)) {
      throw new StatisticsError('option-invalid', { column: 'objects', detail: `from 0 to ${size - 1}` });
    }
  }
  const chosen = new Float64Array((objects.length * (objects.length - 1)) / 2);
  let at = 0;
  for (let one = 0; one < objects.length; one += 1) {
    const first = objects[one] as number;
    for (let other = one + 1; other < objects.length; other += 1) {
      const second = objects[other] as number;
      const [low, high] = first < second ? [first, second] : [second, first];
      chosen[at] = low === high ? 0 : (values[rowOffset(size, low) + high] as number);
      at += 1;
    }
  }
  return { size: objects.length, values: chosen };
}

/** Each dissimilarity squared, as R's `squared = TRUE`. */
export function squaredDissimilarities({ size, values }: Dissimilarities): Dissimilarities {
  return { size, values: values.map((value) => value * value) };
}

/** The most objects whose whole square of dissimilarities is kept: 134 megabytes. */
const mostSquared = 4096;

/** The dissimilarities of each object with all, row by row: out of the whole square where it is small, else gathered when asked for. */
export class DissimilarityRows {
  readonly #dissimilarities: Dissimilarities;
  readonly #square: readonly Float64Array[] | null;
  readonly #row: Float64Array;

  constructor(dissimilarities: Dissimilarities) {
    const { size } = dissimilarities;
    this.#dissimilarities = dissimilarities;
    this.#square = size <= mostSquared ? squareOf(dissimilarities) : null;
    this.#row = new Float64Array(this.#square === null ? size : 0);
  }

  /** The row of an object; good until the next is asked for. */
  row(object: number): Float64Array {
    if (this.#square !== null) return this.#square[object] as Float64Array;
    rowInto(this.#dissimilarities, object, this.#row);
    return this.#row;
  }
}

function squareOf({ size, values }: Dissimilarities): Float64Array[] {
  const square = new Float64Array(size * size);
  const block = 64;
  for (let from = 0; from < size; from += block) {
    const to = Math.min(size, from + block);
    // In blocks, so that what is written down the columns stays in the cache.
    for (let start = from; start < size; start += block) {
      const end = Math.min(size, start + block);
      for (let one = from; one < to; one += 1) {
        const offset = rowOffset(size, one);
        for (let other = Math.max(start, one + 1); other < end; other += 1) {
          const apart = values[offset + other] as number;
          square[one * size + other] = apart;
          square[other * size + one] = apart;
        }
      }
    }
  }
  return Array.from({ length: size }, (_, object) => square.subarray(object * size, (object + 1) * size));
}
