// What two sequences have in common, counted over all their subsequences: how many match, for how long, weighted by their length.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';

/** How alike two states are, row by row; undefined where they are alike only to themselves. */
export type Proximity = Float64Array | undefined;

/**
 * The number of pairs of matching subsequences (each match counting by how alike its states are), by length where `weights` differ.
 * `weights` of lengths from 1; what lies beyond them counts nothing. Sums only, so that nothing cancels.
 * Source: C. Elzinga, Sociological Methods & Research 32 (2003); C. Elzinga, H. Wang, Theoretical Computer Science 470 (2013).
 */
export function matchingSubsequences(
  { stride, stateCount, states, lengths }: CodedSequences,
  weights: Float64Array,
  proximity: Proximity,
): PairDistance {
  const [first = 0] = weights;
  const alike = (one: number, other: number) =>
    proximity === undefined ? (one === other ? 1 : 0) : (proximity[one * stateCount + other] as number);
  // With one weight for all lengths, whatever ends in a pair of positions adds up at once.
  const allAlike = weights.length >= stride && weights.every((weight) => weight === first);
  const levels = allAlike ? 1 : weights.length;
  let sums = new Float64Array((stride + 1) * (stride + 1));
  let next = new Float64Array((stride + 1) * (stride + 1));
  return (one, other) => {
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    const [downFrom, rightFrom] = [one * stride, other * stride];
    const wide = width + 1;
    let total = 0;
    sums.fill(0, 0, (depth + 1) * wide);
    for (let level = 0; level < levels && level < Math.min(depth, width); level += 1) {
      next.fill(0, 0, wide);
      for (let down = 1; down <= depth; down += 1) {
        const state = states[downFrom + down - 1] as number;
        let across = 0;
        next[down * wide] = 0;
        for (let right = 1; right <= width; right += 1) {
          const match = alike(state, states[rightFrom + right - 1] as number);
          if (match !== 0) {
            const shorter = allAlike
              ? 1 + (next[(down - 1) * wide + right - 1] as number)
              : level === 0
                ? 1
                : (sums[(down - 1) * wide + right - 1] as number);
            across += match * shorter;
          }
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

/** How spells that match count: each by the time that both share (NMSMST), or by the product of the subsequences' durations (SVRspell). */
export type SharedTimeKind = 'least' | 'product';

/**
 * The time in matching subsequences of spells, by length, weighted. `least`: of each pair of subsequences, the sum over its spells of the
 * shorter duration. `product`: the product of the two subsequences' durations.
 * Source: C. Elzinga (2003), minimal shared time; C. Elzinga, M. Studer, Sociological Methods & Research 44 (2015), SVRspell.
 */
export function sharedSpellTime(
  coded: CodedSequences,
  kind: SharedTimeKind,
  durationPower: number,
  weights: Float64Array,
  proximity: Proximity,
): PairDistance {
  const { stateCount, runOffsets, runStates, runLengths } = coded;
  const durations = Float64Array.from(runLengths, (length) => length ** durationPower);
  return (one, other) => {
    const [downFrom, rightFrom] = [runOffsets[one] as number, runOffsets[other] as number];
    const depth = (runOffsets[one + 1] as number) - downFrom;
    const width = (runOffsets[other + 1] as number) - rightFrom;
    const size = depth * width;
    let level = levelOf(size);
    for (let at = 0; at < size; at += 1) {
      const down = downFrom + Math.floor(at / width);
      const right = rightFrom + (at % width);
      const [state, facing] = [runStates[down] as number, runStates[right] as number];
      const match =
        proximity === undefined ? (state === facing ? 1 : 0) : (proximity[state * stateCount + facing] as number);
      const [own, theirs] = [durations[down] as number, durations[right] as number];
      level.count[at] = match;
      level.down[at] = match * own;
      level.right[at] = match * theirs;
      level.both[at] = kind === 'least' ? match * Math.min(own, theirs) : match * own * match * theirs;
    }
    let total = (weights[0] ?? 0) * added(level.both);
    const matches = level.count.slice();
    for (let longer = 1; longer < Math.min(depth, width) && longer < weights.length; longer += 1) {
      const before = summedBefore(level, depth, width);
      if (added(before.count.map((count, at) => count * (matches[at] as number))) === 0) break;
      level = levelOf(size);
      for (let at = 0; at < size; at += 1) {
        const match = matches[at] as number;
        if (match === 0) continue;
        const own = durations[downFrom + Math.floor(at / width)] as number;
        const theirs = durations[rightFrom + (at % width)] as number;
        const count = match * (before.count[at] as number);
        level.count[at] = count;
        if (kind === 'least') {
          level.both[at] = match * (count * Math.min(own, theirs) + (before.both[at] as number));
          continue;
        }
        const [downSum, rightSum] = [before.down[at] as number, before.right[at] as number];
        level.both[at] =
          match * ((before.both[at] as number) + own * rightSum + theirs * downSum + count * own * theirs);
        level.down[at] = match * (downSum + own * count);
        level.right[at] = match * (rightSum + theirs * count);
      }
      total += (weights[longer] as number) * added(level.both);
    }
    return total;
  };
}

interface Level {
  readonly count: Float64Array;
  readonly down: Float64Array;
  readonly right: Float64Array;
  readonly both: Float64Array;
}

const levelOf = (size: number): Level => ({
  count: new Float64Array(size),
  down: new Float64Array(size),
  right: new Float64Array(size),
  both: new Float64Array(size),
});

const added = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

/** For each pair of spells, the sums over all pairs that come before in both sequences. */
function summedBefore({ count, down, right, both }: Level, depth: number, width: number): Level {
  const sums = (values: Float64Array) => {
    const result = new Float64Array(values.length);
    const columns = new Float64Array(width);
    for (let row = 0; row < depth; row += 1) {
      let before = 0;
      for (let column = 0; column < width; column += 1) {
        result[row * width + column] = before;
        before += columns[column] as number;
      }
      for (let column = 0; column < width; column += 1) {
        columns[column] = (columns[column] as number) + (values[row * width + column] as number);
      }
    }
    return result;
  };
  return { count: sums(count), down: sums(down), right: sums(right), both: sums(both) };
}
