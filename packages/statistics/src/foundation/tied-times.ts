// Times that differ by rounding only are one time: 0.1 + 0.2 and 0.3 must not be told apart.

const tolerance = 2 ** -26;

/**
 * The columns with times that are equal but for rounding made equal: in the ascending list of all different times, one that is within
 * 2^-26 of the one before it (absolutely, or relative to the mean of the list) becomes that one. The columns themselves where none is.
 * R: `aeqSurv(Surv(...))`, which `coxph` and `survfit` apply unless `timefix = FALSE`.
 */
export function joinTiedTimes(columns: readonly Float64Array[]): readonly Float64Array[] {
  const times = differentTimes(columns);
  const kept = joinedTimes(times);
  if (kept.length === times.length) return columns;
  return columns.map((column) => column.map((time) => (Number.isFinite(time) ? lastUpTo(kept, time) : time)));
}

/** Of an ascending list of different finite times, those that remain once times that differ by rounding only are joined to the one before. */
export function joinedTimes(times: Float64Array): Float64Array {
  let total = 0;
  for (let at = 0; at < times.length; at += 1) total += Math.abs(times[at] as number);
  const mean = total / times.length;
  const cuts = new Float64Array(times.length);
  let count = 0;
  for (let at = 0; at < times.length; at += 1) {
    const gap = at === 0 ? Number.POSITIVE_INFINITY : (times[at] as number) - (times[at - 1] as number);
    if (gap <= tolerance || gap / mean <= tolerance) continue;
    cuts[count] = times[at] as number;
    count += 1;
  }
  return cuts.subarray(0, count);
}

function differentTimes(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let filled = 0;
  for (const column of columns) {
    all.set(column, filled);
    filled += column.length;
  }
  all.sort();
  let count = 0;
  for (let at = 0; at < all.length; at += 1) {
    const time = all[at] as number;
    if (!Number.isFinite(time) || (count > 0 && time === all[count - 1])) continue;
    all[count] = time;
    count += 1;
  }
  return all.subarray(0, count);
}

/** The largest of the ascending cuts that is not above the time. */
function lastUpTo(cuts: Float64Array, time: number): number {
  let [low, high] = [0, cuts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((cuts[middle] as number) <= time) low = middle;
    else high = middle - 1;
  }
  return cuts[low] as number;
}
