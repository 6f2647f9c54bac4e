// Seeded random numbers: permutations, samples and bootstraps give the same answer for the same seed, on every machine.

/** A stream of pseudo-random numbers. */
export interface RandomStream {
  /** Uniform on [0, 1), of 53 bits. */
  readonly uniform: () => number;
  /** A whole number from 0 below `bound` (at most 2^32), without bias. */
  readonly below: (bound: number) => number;
  /** Puts the items in a random order, in place (Fisher and Yates). */
  readonly shuffle: (items: Int32Array | Uint32Array | Float64Array) => void;
}

/**
 * A stream from a seed: sfc32 (C. Doty-Humphrey, PractRand), seeded through splitmix32, first twelve numbers dropped.
 * Not R's Mersenne Twister: what rests on it agrees with R in distribution, not draw by draw.
 */
export function randomStream(seed: number): RandomStream {
  let state = seed >>> 0;
  const mix = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) | 0;
  };
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let drop = 0; drop < 12; drop += 1) next();
  const uniform = () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  const below = (bound: number) => {
    const limit = 4294967296 - (4294967296 % bound);
    let word = next();
    while (word >= limit) word = next();
    return word % bound;
  };
  const shuffle = (items: Int32Array | Uint32Array | Float64Array) => {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = below(last + 1);
      const held = items[last] ?? 0;
      items[last] = items[other] ?? 0;
      items[other] = held;
    }
  };
  return { uniform, below, shuffle };
}
