// What two sequences have in common: the longest subsequence, by bits, the longest prefix and the longest suffix.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';

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
