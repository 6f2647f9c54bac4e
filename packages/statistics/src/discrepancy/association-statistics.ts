// How much groups explain of a discrepancy: the pseudo F and its kin, from sums of squares.

/** The five measures of the association of groups with dissimilarities (Studer et al. 2011). */
export interface AssociationStatistics {
  /** Of the discrepancy between groups to that within, per degree of freedom. */
  readonly pseudoF: number;
  /** Brown and Forsythe's, which bears groups of differing discrepancy. */
  readonly pseudoFBrownForsythe: number;
  /** The share of the discrepancy that the groups explain. */
  readonly pseudoR2: number;
  /** Of the equality of the groups' discrepancies, by Bartlett's test. */
  readonly bartlett: number;
  /** The same by Levene's test, on the distances to the groups' centres. */
  readonly levene: number;
}

export const statisticNames = ['pseudoF', 'pseudoFBrownForsythe', 'pseudoR2', 'bartlett', 'levene'] as const;

/** What a group adds to the measures. */
export interface GroupSums {
  readonly weight: number;
  /** The sum of squares within the group. */
  readonly inertia: number;
  /** The weighted squares of the distances to centres about their mean in the group. */
  readonly spread: number;
}

/** The measures of groups, from the sums of squares of all objects and of each group. */
export function associationStatistics(
  groups: readonly GroupSums[],
  all: { readonly weight: number; readonly inertia: number; readonly spread: number },
): AssociationStatistics {
  const count = groups.length;
  const free = all.weight - count;
  let [residual, pooled, logs, reciprocals, forsythe, spread] = [0, 0, 0, 0, 0, 0];
  for (const group of groups) {
    const variance = group.inertia / group.weight;
    residual += group.inertia;
    // In R's order: Bartlett's statistic is a small difference of large numbers, so that the order shows at the tenth digit.
    pooled += (group.weight - 1) * (variance / free);
    logs += (group.weight - 1) * Math.log(variance);
    reciprocals += 1 / (group.weight - 1);
    forsythe += (1 - group.weight / all.weight) * variance;
    spread += group.spread;
  }
  const explained = all.inertia - residual;
  const correction = 1 + (1 / (3 * (count - 1))) * (reciprocals - 1 / free);
  return {
    pseudoF: explained / (count - 1) / (residual / free),
    pseudoFBrownForsythe: explained / forsythe,
    pseudoR2: explained / all.inertia,
    bartlett: (free * Math.log(pooled) - logs) / correction,
    levene: (all.spread - spread) / (count - 1) / (spread / free),
  };
}

/** The weighted sum of the squares of numbers about their mean. */
export function spreadOf(numbers: ArrayLike<number>, weights: ArrayLike<number>): number {
  let [sum, all] = [0, 0];
  for (let at = 0; at < numbers.length; at += 1) {
    sum += (weights[at] as number) * (numbers[at] as number);
    all += weights[at] as number;
  }
  const mean = sum / all;
  let squares = 0;
  for (let at = 0; at < numbers.length; at += 1)
    squares += (weights[at] as number) * ((numbers[at] as number) - mean) ** 2;
  return squares;
}
