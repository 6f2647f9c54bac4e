// How many subsequences of two sequences match, weighted by their length.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';

/** How alike two states are, row by row; undefined where they are alike only to themselves. */
export type Proximity = Float64Array | undefined;

/**
 * The number of pairs of matching subsequences (each match counting by how alike its states are), by length where `weights` differ.
 * `weights` of lengths from 1; what lies beyond them counts nothing. Sums only, so that nothing cancels.
 * Source: C. Elzinga, Sociological Methods & Research 32 (2003); C. Elzinga, H. Wang, Theoretical Computer Science 470 (2013).
 */
export function matchingSubsequences(coded: CodedSequences, weights: Float64Array, proximity: Proximity): PairDistance {
  return proximity === undefined && sameForAll(weights, coded.stride)
    ? matchesAtOnce(coded, weights[0] ?? 0)
    : matchesByLength(coded, weights, proximity);
}

/** Whether all lengths up to the longest have one weight. */
export const sameForAll = (weights: Float64Array, longest: number): boolean =>
  weights.length >= longest && weights.every((weight) => weight === weights[0]);

/** With one weight for all lengths, whatever ends in a pair of positions adds up at once. */
function matchesAtOnce({ stride, states, lengths }: CodedSequences, weight: number): PairDistance {
  // Of the rows so far: matches that end before each column.
  const sums = new Float64Array(stride + 1);
  return (one, other) => {
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    const [downFrom, rightFrom] = [one * stride, other * stride];
    sums.fill(0, 0, width + 1);
    for (let down = 0; down < depth; down += 1) {
      const state = states[downFrom + down] as number;
      let across = 0;
      let before = 0;
      for (let right = 1; right <= width; right += 1) {
        const own = sums[right] as number;
        if (state === states[rightFrom + right - 1]) across += 1 + before;
        before = own;
        sums[right] = own + across;
      }
    }
    return weight * (sums[width] as number);
  };
}

function matchesByLength(
  { stride, stateCount, states, lengths }: CodedSequences,
  weights: Float64Array,
  proximity: Proximity,
): PairDistance {
  const alike = (one: number, other: number) =>
    proximity === undefined ? (one === other ? 1 : 0) : (proximity[one * stateCount + other] as number);
  let sums = new Float64Array((stride + 1) * (stride + 1));
  let next = new Float64Array((stride + 1) * (stride + 1));
  return (one, other) => {
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    const [downFrom, rightFrom] = [one * stride, other * stride];
    const wide = width + 1;
    let total = 0;
    for (let level = 0; level < weights.length && level < Math.min(depth, width); level += 1) {
      next.fill(0, 0, wide);
      for (let down = 1; down <= depth; down += 1) {
        const state = states[downFrom + down - 1] as number;
        let across = 0;
        next[down * wide] = 0;
        for (let right = 1; right <= width; right += 1) {
          const shorter = level === 0 ? 1 : (sums[(down - 1) * wide + right - 1] as number);
          across += alike(state, states[rightFrom + right - 1] as number) * shorter;
          next[down * wide + right] = (next[(down - 1) * wide + right] as number) + across;
        }
      }
      const found = next[depth * wide + width] as number;
      if (found === 0) break;
      total += found * (weights[level] as number);
      const swap = sums;
      sums = next;
      next = swap;
    }
    return total;
  };
}
