// How far a joined cluster lies from the others: Lance and Williams' formula, in the forms that R computes it in.

/** The rules, by the number that {@link joinedDistance} knows them by. */
export const joinRules = {
  ward: 0,
  single: 1,
  complete: 2,
  average: 3,
  middle: 4,
  median: 5,
  centroid: 6,
  averageByShares: 7,
  wardOfRoots: 8,
} as const;

export type JoinRule = (typeof joinRules)[keyof typeof joinRules];

/**
 * The dissimilarity of another cluster to the union of two: from those of the first and of the second to it, of the two to each other, and
 * the sizes of the first, the second and the other. One function for all rules: a function handed in for each runs at half the speed once
 * there are two. `averageByShares` and `wardOfRoots` are those of `cluster::agnes`, which rounds otherwise.
 */
export function joinedDistance(
  rule: JoinRule,
  toFirst: number,
  toSecond: number,
  between: number,
  first: number,
  second: number,
  other: number,
): number {
  const both = first + second;
  switch (rule) {
    case 0:
      return ((first + other) * toFirst + (second + other) * toSecond - other * between) / (both + other);
    case 1:
      return Math.min(toFirst, toSecond);
    case 2:
      return Math.max(toFirst, toSecond);
    case 3:
      return (first * toFirst + second * toSecond) / both;
    case 4:
      return (toFirst + toSecond) / 2;
    case 5:
      return (toFirst + toSecond - between / 2) / 2;
    case 6:
      return (first * toFirst + second * toSecond - (first * second * between) / both) / both;
    case 7:
      return (first / both) * toFirst + (second / both) * toSecond;
    case 8: {
      const all = both + other;
      const one = ((first + other) / all) * toFirst * toFirst;
      return Math.sqrt(one + ((second + other) / all) * toSecond * toSecond - (other / all) * between * between);
    }
  }
}
