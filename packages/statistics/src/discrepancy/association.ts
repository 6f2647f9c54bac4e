// The association of one grouping with dissimilarities: a pseudo analysis of variance, tested by permutation.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import type { Factor } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { randomStream } from '../foundation/random.ts';
import { arrangements, requireWholeWeights, roundedWeights, type WeightPermutation } from './arrangements.ts';
import { type AssociationStatistics, statisticNames } from './association-statistics.ts';
import { type DiscrepancyOptions, groupsOf, prepared, total } from './discrepancy.ts';
import { associationOf, type ObservedAssociation } from './observed-association.ts';
import { type PermutationOptions, permutationPValues, requirePermutations } from './permutation-test.ts';

export interface AssociationOptions extends DiscrepancyOptions, PermutationOptions {
  /** What is permuted where objects have weights. Default `replicate`. */
  readonly weightPermutation?: WeightPermutation;
}

export interface DiscrepancyAssociation {
  /** Each level that has objects. */
  readonly groups: readonly { readonly level: string; readonly weight: number; readonly discrepancy: number }[];
  readonly total: { readonly weight: number; readonly discrepancy: number };
  readonly explained: SumOfSquares;
  readonly residual: SumOfSquares;
  readonly whole: SumOfSquares;
  readonly statistics: AssociationStatistics;
  /** The p-value of each measure; NaN where `permutations` is below 2. */
  readonly pValues: AssociationStatistics;
}

export interface SumOfSquares {
  readonly sumOfSquares: number;
  readonly degreesOfFreedom: number;
  readonly meanSquare: number;
}

/**
 * How much of the discrepancy of objects a grouping explains, with a permutation test. Objects whose group is missing are left out, and so
 * are levels without objects.
 *
 * Throws `one-group`; `weight-invalid` for weights that are not whole under `replicate` or leave a group without weight; and as
 * {@link discrepancy}; `option-invalid` for `permutations` and `weightPermutation`; `cancelled`. Progress is in permutations, each of
 * which takes time with the squares of the group sizes.
 * Method: Studer, Ritschard, Gabadinho & Müller (2011), after Anderson (2001).
 * R: `TraMineR::dissassoc(d, group, weights, R, weight.permutation, squared)`; p-values agree in distribution.
 */
export function discrepancyAssociation(
  dissimilarities: Dissimilarities,
  group: Factor,
  options: AssociationOptions = {},
): DiscrepancyAssociation {
  const { permutations = 1000, seed = 1, weightPermutation = 'replicate', onProgress, signal } = options;
  requirePermutations(permutations);
  const ready = prepared(dissimilarities, options);
  const { distances } = ready;
  const weighted = options.weights !== undefined;
  const weights = weighted ? permutedWeights(ready.weights, group, weightPermutation) : ready.weights;
  const levels = groupsOf(group, distances.size, weights).map((members, level) => ({
    level: group.levels[level] as string,
    members,
  }));
  const present = levels.filter(({ members }) => members.objects.length > 0);
  if (present.length < 2) throw new StatisticsError('one-group', { column: 'group' });
  if (present.some(({ members }) => total(members.weights) === 0)) {
    throw new StatisticsError('weight-invalid', { column: 'weights', detail: 'a group weighs nothing' });
  }
  const groups = present.map(({ members }) => members);
  const observed = associationOf(distances, groups);
  const next = arrangements({ distances, groups, observed, weighted, weightPermutation, random: randomStream(seed) });
  const values = permutationPValues(
    statisticNames.map((name) => observed.statistics[name]),
    permutations,
    () => {
      const { statistics } = next();
      return statisticNames.map((name) => statistics[name]);
    },
    { ...(onProgress && { onProgress }), ...(signal && { signal }) },
  );
  const pValues = Object.fromEntries(statisticNames.map((name, at) => [name, values[at]])) as unknown;
  return { ...table(observed, present), statistics: observed.statistics, pValues: pValues as AssociationStatistics };
}

/** The weights that the test works with: whole for copies, summing to the number of objects for random sampling. */
function permutedWeights(weights: Float64Array, group: Factor, mode: WeightPermutation): Float64Array {
  if (mode === 'replicate') requireWholeWeights(weights);
  if (mode === 'rounded-replicate') return roundedWeights(weights);
  if (mode !== 'random-sampling') return weights;
  const known = weights.filter((_, object) => (group.codes[object] as number) >= 0);
  return weights.map((weight) => (weight * known.length) / total(known));
}

function table(
  { weight, inertia: whole, groups }: ObservedAssociation,
  present: readonly { readonly level: string }[],
): Pick<DiscrepancyAssociation, 'groups' | 'total' | 'explained' | 'residual' | 'whole'> {
  const residual = groups.reduce((sum, each) => sum + each.inertia, 0);
  const squares = (sumOfSquares: number, degreesOfFreedom: number): SumOfSquares => ({
    sumOfSquares,
    degreesOfFreedom,
    meanSquare: sumOfSquares / degreesOfFreedom,
  });
  return {
    groups: groups.map((each, at) => ({
      level: (present[at] as { level: string }).level,
      weight: each.weight,
      discrepancy: each.inertia / each.weight,
    })),
    total: { weight, discrepancy: whole / weight },
    explained: squares(whole - residual, groups.length - 1),
    residual: squares(residual, weight - groups.length),
    whole: squares(whole, weight - 1),
  };
}
