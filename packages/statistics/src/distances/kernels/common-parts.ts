// What two sequences have in common: the longest subsequence, by runs or by bits, the longest prefix and the longest suffix.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './run-alignment.ts';

/**
 * The length of the longest common subsequence, by the edges of the blocks where runs meet: in a block of equal states lengths grow along
 * the diagonals; in any other, what leaves is the larger of what came from above and from the left, since lengths never fall.
 * Source: H. Bunke, J. Csirik, Information Processing Letters 54 (1995).
 */
export function commonSubsequenceByRuns(coded: CodedSequences): PairDistance {
  const { stride, runOffsets, runStates, runLengths } = coded;
  let above = new Int32Array(stride + 1);
  let below = new Int32Array(stride + 1);
  let before = new Int32Array(stride + 1);
  let behind = new Int32Array(stride + 1);
  return (one, other) => {
    const lastDown = (runOffsets[one + 1] as number) - 1;
    const firstRight = runOffsets[other] as number;
    const lastRight = (runOffsets[other + 1] as number) - 1;
    above.fill(0);
    for (let down = runOffsets[one] as number; down <= lastDown; down += 1) {
      const depth = runLengths[down] as number;
      before.fill(0, 0, depth + 1);
      below[0] = 0;
      let column = 0;
      for (let right = firstRight; right <= lastRight; right += 1) {
        const length = runLengths[right] as number;
        if (runStates[down] === runStates[right]) {
          const first = length < depth ? length : depth;
          for (let at = 1; at <= first; at += 1) {
            below[column + at] = (before[depth - at] as number) + at;
            behind[at] = (above[column + length - at] as number) + at;
          }
          for (let at = depth + 1; at <= length; at += 1)
            below[column + at] = (above[column + at - depth] as number) + depth;
          for (let at = length + 1; at <= depth; at += 1) behind[at] = (before[at - length] as number) + length;
        } else {
          const side = before[depth] as number;
          const top = above[column + length] as number;
          for (let at = 1; at <= length; at += 1) {
            const value = above[column + at] as number;
            below[column + at] = value > side ? value : side;
          }
          for (let at = 1; at <= depth; at += 1) {
            const value = before[at] as number;
            behind[at] = value > top ? value : top;
          }
        }
        behind[0] = above[column + length] as number;
        const swap = before;
        before = behind;
        behind = swap;
        column += length;
      }
      const swap = above;
      above = below;
      below = swap;
    }
    return above[sum(runLengths, firstRight, lastRight)] as number;
  };
}

function sum(values: Int32Array, from: number, to: number): number {
  let total = 0;
  for (let at = from; at <= to; at += 1) total += values[at] as number;
  return total;
}

/**
 * The length of the longest common subsequence, a bit a position: 31 rows of the table in one addition.
 * Source: H. Hyyro, Australasian Workshop on Combinatorial Algorithms (2004). 31 bits a word, so that a carry is seen in the 32nd.
 */
export function commonSubsequenceByBits({ stride, stateCount, states, lengths }: CodedSequences): PairDistance {
  const words = Math.ceil(stride / 31);
  const occurs = new Int32Array(stateCount * words);
  const free = new Int32Array(words);
  let loaded = -1;
  const load = (one: number) => {
    occurs.fill(0);
    for (let at = 0; at < (lengths[one] as number); at += 1) {
      const word = (states[one * stride + at] as number) * words + Math.floor(at / 31);
      occurs[word] = (occurs[word] as number) | (1 << (at % 31));
    }
    loaded = one;
  };
  return (one, other) => {
    if (one !== loaded) load(one);
    const length = lengths[one] as number;
    const used = Math.ceil(length / 31);
    free.fill(0x7fffffff, 0, used);
    const end = other * stride + (lengths[other] as number);
    for (let at = other * stride; at < end; at += 1) {
      const match = (states[at] as number) * words;
      let carry = 0;
      for (let word = 0; word < used; word += 1) {
        const rows = free[word] as number;
        const hits = rows & (occurs[match + word] as number);
        const added = rows + hits + carry;
        carry = added > 0x7fffffff ? 1 : 0;
        free[word] = (added | 0 | (rows - hits)) & 0x7fffffff;
      }
    }
    let zeros = 0;
    for (let word = 0; word < used; word += 1) {
      const bits = word === used - 1 ? length - word * 31 : 31;
      zeros += bits - bitCount((free[word] as number) & (bits === 31 ? 0x7fffffff : (1 << bits) - 1));
    }
    return zeros;
  };
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many positions two sequences begin with (or end with) in common. */
export function commonEnd({ stride, states, lengths }: CodedSequences, end: 'prefix' | 'suffix'): PairDistance {
  const step = end === 'prefix' ? 1 : -1;
  return (one, other) => {
    const [oneLength, otherLength] = [lengths[one] as number, lengths[other] as number];
    const shorter = Math.min(oneLength, otherLength);
    const oneFrom = one * stride + (end === 'prefix' ? 0 : oneLength - 1);
    const otherFrom = other * stride + (end === 'prefix' ? 0 : otherLength - 1);
    let common = 0;
    while (common < shorter && states[oneFrom + step * common] === states[otherFrom + step * common]) common += 1;
    return common;
  };
}
