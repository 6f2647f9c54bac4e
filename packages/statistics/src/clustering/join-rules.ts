// How far a joined cluster lies from the others: Lance and Williams' formula, in the forms that R computes it in.

/** Two clusters that become one, and the others: how far each of them is from either, and how many objects all have. */
export interface JoinedPair {
  /** How far the two are from each other, and their sizes. */
  readonly between: number;
  readonly first: number;
  readonly second: number;
  /** Of each other cluster: its dissimilarity to the first and to the second, and its size. */
  readonly toFirst: Float64Array;
  readonly toSecond: Float64Array;
  readonly sizes: Float64Array;
}

/**
 * Writes the dissimilarities of the first `count` others to the union of the two. A rule takes all of them at once: asked for one at a
 * time, rules took three times as long (measured), because numbers that are handed to a function that varies are boxed.
 */
export type JoinRule = (pair: JoinedPair, count: number, into: Float64Array) => void;

const ward: JoinRule = ({ between, first, second, toFirst, toSecond, sizes }, count, into) => {
  for (let at = 0; at < count; at += 1) {
    const other = sizes[at] as number;
    const one = (first + other) * (toFirst[at] as number);
    into[at] = (one + (second + other) * (toSecond[at] as number) - other * between) / (first + second + other);
  }
};

const single: JoinRule = ({ toFirst, toSecond }, count, into) => {
  for (let at = 0; at < count; at += 1) into[at] = Math.min(toFirst[at] as number, toSecond[at] as number);
};

const complete: JoinRule = ({ toFirst, toSecond }, count, into) => {
  for (let at = 0; at < count; at += 1) into[at] = Math.max(toFirst[at] as number, toSecond[at] as number);
};

const average: JoinRule = ({ first, second, toFirst, toSecond }, count, into) => {
  for (let at = 0; at < count; at += 1) {
    into[at] = (first * (toFirst[at] as number) + second * (toSecond[at] as number)) / (first + second);
  }
};

const middle: JoinRule = ({ toFirst, toSecond }, count, into) => {
  for (let at = 0; at < count; at += 1) into[at] = ((toFirst[at] as number) + (toSecond[at] as number)) / 2;
};

const median: JoinRule = ({ between, toFirst, toSecond }, count, into) => {
  for (let at = 0; at < count; at += 1) {
    into[at] = ((toFirst[at] as number) + (toSecond[at] as number) - between / 2) / 2;
  }
};

const centroid: JoinRule = ({ between, first, second, toFirst, toSecond }, count, into) => {
  const both = first + second;
  const within = (first * second * between) / both;
  for (let at = 0; at < count; at += 1) {
    into[at] = (first * (toFirst[at] as number) + second * (toSecond[at] as number) - within) / both;
  }
};

/** `average` as `cluster::agnes` rounds it. */
const averageByShares: JoinRule = ({ first, second, toFirst, toSecond }, count, into) => {
  const both = first + second;
  for (let at = 0; at < count; at += 1) {
    into[at] = (first / both) * (toFirst[at] as number) + (second / both) * (toSecond[at] as number);
  }
};

/** `ward` as `cluster::agnes` has it: on dissimilarities that are squared for the while. */
const wardOfRoots: JoinRule = ({ between, first, second, toFirst, toSecond, sizes }, count, into) => {
  for (let at = 0; at < count; at += 1) {
    const other = sizes[at] as number;
    const all = first + second + other;
    const [one, two] = [toFirst[at] as number, toSecond[at] as number];
    const near = ((first + other) / all) * one * one + ((second + other) / all) * two * two;
    into[at] = Math.sqrt(near - (other / all) * between * between);
  }
};

export const joinRules = {
  ward,
  single,
  complete,
  average,
  middle,
  median,
  centroid,
  averageByShares,
  wardOfRoots,
} as const;
