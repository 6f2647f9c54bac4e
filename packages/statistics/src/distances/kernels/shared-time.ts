// The time that two sequences of spells share in all their subsequences that match, weighted by their length.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';
import { type Proximity, sameForAll } from './subsequences.ts';

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
  const durations = Float64Array.from(coded.runLengths, (length) => length ** durationPower);
  const { stateCount } = coded;
  const alike =
    proximity ?? new Float64Array(stateCount * stateCount).map((_, at) => (at % (stateCount + 1) === 0 ? 1 : 0));
  return sameForAll(weights, coded.stride)
    ? timeAtOnce(coded, kind, durations, weights[0] ?? 0, alike)
    : timeByLength(coded, kind, durations, weights, alike);
}

/** With one weight for all lengths, whatever ends in a pair of spells adds up at once. */
function timeAtOnce(
  { stateCount, runOffsets, runStates, stride }: CodedSequences,
  kind: SharedTimeKind,
  durations: Float64Array,
  weight: number,
  alike: Float64Array,
): PairDistance {
  // Of the rows so far, by column: subsequences that end there, their durations in either sequence, and what both share.
  const counts = new Float64Array(stride);
  const downs = new Float64Array(stride);
  const rights = new Float64Array(stride);
  const boths = new Float64Array(stride);
  return (one, other) => {
    const rightFrom = runOffsets[other] as number;
    const width = (runOffsets[other + 1] as number) - rightFrom;
    const downTo = runOffsets[one + 1] as number;
    for (let column = 0; column < width; column += 1) {
      counts[column] = 0;
      downs[column] = 0;
      rights[column] = 0;
      boths[column] = 0;
    }
    let total = 0;
    for (let down = runOffsets[one] as number; down < downTo; down += 1) {
      const costs = (runStates[down] as number) * stateCount;
      const own = durations[down] as number;
      let [count, downTime, rightTime, both] = [0, 0, 0, 0];
      for (let column = 0; column < width; column += 1) {
        const match = alike[costs + (runStates[rightFrom + column] as number)] as number;
        const [columnCount, columnDown] = [counts[column] as number, downs[column] as number];
        const [columnRight, columnBoth] = [rights[column] as number, boths[column] as number];
        if (match !== 0) {
          const theirs = durations[rightFrom + column] as number;
          const longer = match * count;
          const ends = match + longer;
          const shared =
            kind === 'least'
              ? match * (ends * Math.min(own, theirs) + both)
              : match * (both + own * rightTime + theirs * downTime + ends * own * theirs);
          total += shared;
          counts[column] = columnCount + ends;
          downs[column] = columnDown + match * (own + downTime + own * longer);
          rights[column] = columnRight + match * (theirs + rightTime + theirs * longer);
          boths[column] = columnBoth + shared;
        }
        count += columnCount;
        downTime += columnDown;
        rightTime += columnRight;
        both += columnBoth;
      }
    }
    return weight * total;
  };
}

function timeByLength(
  coded: CodedSequences,
  kind: SharedTimeKind,
  durations: Float64Array,
  weights: Float64Array,
  alike: Float64Array,
): PairDistance {
  const { stateCount, runOffsets, runStates } = coded;
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
      const match = alike[state * stateCount + facing] as number;
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
