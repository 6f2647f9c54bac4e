// What groups explain as they are: their sums of squares, and the distances to their centres.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type AssociationStatistics, associationStatistics, spreadOf } from './association-statistics.ts';
import { centreDistances, everyObject, inertia, total, type WeightedObjects } from './discrepancy.ts';

/** Groups' sums of squares and measures. */
export interface ObservedAssociation {
  readonly statistics: AssociationStatistics;
  readonly weight: number;
  readonly inertia: number;
  readonly spread: number;
  readonly groups: readonly { readonly weight: number; readonly inertia: number; readonly spread: number }[];
  /** The distance of each group's objects to the group's centre. */
  readonly centreDistances: readonly Float64Array[];
}

/** The measures of groups as they are. An object may be in several groups with a weight in each; the total counts it with their sum. */
export function associationOf(
  distances: Dissimilarities,
  groups: readonly WeightedObjects[],
  whole: { readonly inertia: number } = { inertia: inertia(distances, pooled(distances.size, groups)) },
): ObservedAssociation {
  const centres = groups.map((members) => centreDistances(distances, members));
  const sums = groups.map((members, at) => ({
    weight: total(members.weights),
    inertia: inertia(distances, members),
    spread: spreadOf(centres[at] as Float64Array, members.weights),
  }));
  const spread = spreadOf(
    centres.flatMap((each) => [...each]),
    groups.flatMap((each) => [...each.weights]),
  );
  const all = { weight: sums.reduce((sum, { weight }) => sum + weight, 0), inertia: whole.inertia, spread };
  return { ...all, groups: sums, statistics: associationStatistics(sums, all), centreDistances: centres };
}

function pooled(size: number, groups: readonly WeightedObjects[]): WeightedObjects {
  const weights = new Float64Array(size);
  for (const { objects, weights: each } of groups) {
    objects.forEach((object, at) => {
      weights[object] = (weights[object] as number) + (each[at] as number);
    });
  }
  return everyObject(size, weights);
}
