// Drawing with chances proportional to weights.

/** The running sums of weights. */
export function cumulative(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

/** The first index whose running sum lies above `at`. */
export function indexAt(sums: Float64Array, at: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
