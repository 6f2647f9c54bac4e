// Dissimilarities between objects, each pair once: what distances give and clusterings take.

/** The pairs of `size` objects in the order of R's `dist`: (1,0), (2,0), ..., (size-1,0), (2,1), ...; nothing on the diagonal. */
export interface Dissimilarities {
  readonly size: number;
  readonly values: Float64Array;
}

/** Where the pair of two different objects stands in `values`. R: the order of `dist`. */
export function pairIndex(size: number, one: number, other: number): number {
  const [low, high] = one < other ? [one, other] : [other, one];
  return low * size - (low * (low + 1)) / 2 + (high - low - 1);
}

/** The dissimilarity of two objects; 0 of one with itself. R: `as.matrix(d)[one, other]`. */
export function between({ size, values }: Dissimilarities, one: number, other: number): number {
  return one === other ? 0 : (values[pairIndex(size, one, other)] ?? Number.NaN);
}
