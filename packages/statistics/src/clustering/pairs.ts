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

/** The dissimilarities among some of the objects, in their order. */
export function dissimilaritiesAmong({ size, values }: Dissimilarities, objects: ArrayLike<number>): Dissimilarities {
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
