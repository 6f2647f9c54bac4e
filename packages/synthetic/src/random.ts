// A small generator of random numbers whose every bit is laid down: xoshiro128** (Blackman and Vigna, 2018), seeded per person and purpose.

import { naturalLogarithm } from './mathematics.ts';

/** One independent stream of random numbers. Integers of 32 bits and exactly rounded doubles only: the same on every machine. */
export interface Random {
  /** An integer in [0, 2^32). */
  integer(): number;
  /** A double in [0, 1), of 32 bits. */
  uniform(): number;
  /** An integer in [0, bound); bound at most 2^21, so that the bias is below 2^-11 of a cell's share. */
  below(bound: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Days until something that happens on each day with the given probability: at least 1; Infinity for probability 0. */
  geometricDays(dailyProbability: number): number;
  /** An index drawn in proportion to the weights, which must not all be 0. */
  weighted(weights: ArrayLike<number>): number;
  /** An index drawn from cumulative weights (the last is the total), by bisection. */
  cumulative(cumulativeWeights: ArrayLike<number>): number;
  /** One of the items, each as likely. */
  pick<Item>(items: readonly Item[]): Item;
}

/** 32 bits that depend on every character of the text (FNV-1a over UTF-16 units, then a finalising mix of MurmurHash3). */
export function hashText(text: string, basis = 0x811c9dc5): number {
  let hash = basis | 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** The finaliser of MurmurHash3: spreads every bit of the input over the output. */
export function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The stream of a number (a person's, say) under a seed and for a purpose; other numbers and purposes give independent streams. */
export function randomStream(seed: number, number: number, purpose: number): Random {
  let state = mix(seed ^ Math.imul(purpose + 1, 0x9e3779b9)) ^ mix(number + 0x6a09e667);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state ^ Math.imul(number, 0x27d4eb2f));
  };
  return xoshiro(next(), next(), next(), next() | 1);
}

/** The generator itself, from four words of state that are not all 0. */
export function xoshiro(first: number, second: number, third: number, fourth: number): Random {
  let [a, b, c, d] = [first, second, third, fourth];
  const integer = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = (): number => integer() / 4294967296;
  const below = (bound: number): number => Math.floor(uniform() * bound);
  return {
    integer,
    uniform,
    below,
    chance: (probability) => uniform() < probability,
    geometricDays: (daily) => geometric(uniform(), daily),
    weighted: (weights) => weighted(uniform(), weights),
    cumulative: (weights) => bisect(uniform(), weights),
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('cannot pick from an empty list');
      return item;
    },
  };
}

function geometric(uniform: number, daily: number): number {
  if (daily <= 0) return Number.POSITIVE_INFINITY;
  if (daily >= 1) return 1;
  // 1 - uniform is in (0, 1]; the quotient is exponential in units of the daily log survival.
  return 1 + Math.floor(naturalLogarithm(1 - uniform) / naturalLogarithm(1 - daily));
}

function weighted(uniform: number, weights: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < weights.length; index += 1) total += weights[index] ?? 0;
  if (!(total > 0)) throw new RangeError('weights must have a positive sum');
  let left = uniform * total;
  let last = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index] ?? 0;
    if (weight <= 0) continue;
    last = index;
    if (left < weight) return index;
    left -= weight;
  }
  return last;
}

function bisect(uniform: number, cumulative: ArrayLike<number>): number {
  const total = cumulative[cumulative.length - 1] ?? 0;
  const wanted = uniform * total;
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
