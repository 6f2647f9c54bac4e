// How somebody is carried from one distribution of postings to another while changing as little as possible.
import { londonRegion } from './posting-fit.ts';
import type { Random } from './random.ts';

/**
 * The maximal coupling of two distributions: who comes from the first keeps the value as often as the second allows, and otherwise takes
 * one that the second has too much of. Whoever comes from the first so ends in the second, and as few as possible change.
 */
export function couple(random: Random, from: Float64Array, to: Float64Array, value: number): number {
  const [fromSum, toSum] = [sumOf(from), sumOf(to)];
  if (toSum === 0) return value;
  const uniform = random.uniform();
  const [here, there] = [fromSum > 0 ? (from[value] ?? 0) / fromSum : 0, (to[value] ?? 0) / toSum];
  if (there > 0 && uniform * here < there) return value;
  const excess = new Float64Array(to.length);
  for (let index = 0; index < to.length; index += 1) {
    excess[index] = Math.max(0, (to[index] ?? 0) / toSum - (fromSum > 0 ? (from[index] ?? 0) / fromSum : 0));
  }
  return random.weighted(sumOf(excess) > 0 ? excess : to);
}

export function toLondon(before: Float64Array, after: Float64Array, london: number): number {
  let [excessAll, moved, own] = [0, 0, 0];
  after.forEach((share, region) => {
    excessAll += Math.max(0, share - (before[region] ?? 0));
  });
  before.forEach((share, region) => {
    if ((region === londonRegion ? 1 : 0) !== london) return;
    moved += Math.max(0, share - (after[region] ?? 0));
    own += share;
  });
  if (own === 0) return londonRegionShare(after);
  const excessLondon = Math.max(0, (after[londonRegion] ?? 0) - (before[londonRegion] ?? 0));
  const leaving = moved / own;
  const arriving = excessAll > 0 ? excessLondon / excessAll : 0;
  return (london === 1 ? 1 - leaving : 0) + leaving * arriving;
}

function londonRegionShare(after: Float64Array): number {
  return after[londonRegion] ?? 0;
}

export function shares(weights: Float64Array): Float64Array {
  const sum = sumOf(weights);
  return sum > 0 ? weights.map((weight) => weight / sum) : weights;
}

export function overlap(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += Math.min(one[index] ?? 0, other[index] ?? 0);
  return sum;
}

export function sumOf(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += weights[index] ?? 0;
  return sum;
}
