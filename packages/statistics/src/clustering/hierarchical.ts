// Hierarchical clustering: the two nearest clusters become one, until one is left.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type Column, requireSameLength, requireWeights } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { type Dendrogram, dendrogramOf, type Join } from './dendrogram.ts';
import { type JoinRule, joinRules } from './join-rules.ts';
import { NearestLater } from './nearest-later.ts';
import { requireDissimilarities } from './pairs.ts';

/** How far a joined cluster lies from the others, as in R's `hclust`. */
export type Linkage = 'ward.D' | 'ward.D2' | 'single' | 'complete' | 'average' | 'mcquitty' | 'median' | 'centroid';

export interface HierarchicalOptions extends Work {
  /**
   * How many each object stands for; 1 where absent. With `average`, `single` and `complete`, equal objects may so be given once. Ward's
   * linkages, as R's, take the dissimilarities for those of the clusters that members make: the heights are then not those of copies.
   */
  readonly members?: Column;
}

/**
 * Hierarchical clustering of objects by their dissimilarities.
 *
 * Ties join the pair that comes first by its lower and then its higher object, as R does; so partitions agree with R's also where
 * distances tie. `ward.D2` is Ward's criterion on dissimilarities, `ward.D` on squared ones (Murtagh & Legendre 2014); `centroid` and
 * `median` are meant for squared Euclidean distances, and their heights may fall.
 * Throws `length-mismatch`, `not-finite`, `distance-negative`, `weight-invalid` (a member count of 0 or less), `clusters-invalid` for
 * fewer than two objects, `cancelled`. Progress is in joins. Memory: one copy of the dissimilarities.
 *
 * Method: nearest-neighbour list with Lance & Williams' (1967) update; F. Murtagh, Multidimensional Clustering Algorithms (1985); neighbours
 * are looked for when they are needed: D. Mullner (2011).
 * R: `hclust(d, method, members)`; `fastcluster::hclust` has the same heights.
 */
export function hierarchicalClustering(
  dissimilarities: Dissimilarities,
  linkage: Linkage,
  options: HierarchicalOptions = {},
): Dendrogram {
  const rule = rules[linkage];
  if (rule === undefined) throw new StatisticsError('option-invalid', { column: 'linkage' });
  const squared = linkage === 'ward.D2';
  const joins = join(dissimilarities, { rule, squared, last: false, ...options });
  if (squared) for (const each of joins) (each as { height: number }).height = Math.sqrt(each.height);
  return dendrogramOf(joins, dissimilarities.size);
}

/** The linkages of `cluster::agnes`. */
export type NestingLinkage = 'average' | 'single' | 'complete' | 'ward' | 'weighted';

/**
 * Agglomerative nesting (Kaufman & Rousseeuw 1990): as {@link hierarchicalClustering}, but ties join the pair that comes last, and Ward's
 * distances are not squared in between; both matter only where distances tie. {@link agglomerativeCoefficient} is its measure.
 * R: `cluster::agnes(d, diss = TRUE, method)`.
 */
export function agglomerativeNesting(
  dissimilarities: Dissimilarities,
  linkage: NestingLinkage,
  options: Work = {},
): Dendrogram {
  const rule = nestingRules[linkage];
  if (rule === undefined) throw new StatisticsError('option-invalid', { column: 'linkage' });
  return dendrogramOf(join(dissimilarities, { rule, squared: false, last: true, ...options }), dissimilarities.size);
}

const rules: Readonly<Record<Linkage, JoinRule>> = {
  'ward.D': joinRules.ward,
  'ward.D2': joinRules.ward,
  single: joinRules.single,
  complete: joinRules.complete,
  average: joinRules.average,
  mcquitty: joinRules.middle,
  median: joinRules.median,
  centroid: joinRules.centroid,
};

const nestingRules: Readonly<Record<NestingLinkage, JoinRule>> = {
  average: joinRules.averageByShares,
  single: joinRules.single,
  complete: joinRules.complete,
  weighted: joinRules.middle,
  ward: joinRules.wardOfRoots,
};

interface Joining extends HierarchicalOptions {
  readonly rule: JoinRule;
  readonly squared: boolean;
  /** Whether, of equal pairs, the last is joined instead of the first. */
  readonly last: boolean;
}

function join(dissimilarities: Dissimilarities, { rule, squared, last, members, ...work }: Joining): Join[] {
  requireDissimilarities(dissimilarities);
  const { size } = dissimilarities;
  if (size < 2) throw new StatisticsError('clusters-invalid', { detail: 'there is one object' });
  const counts = members === undefined ? new Float64Array(size).fill(1) : memberCounts(members, size);
  const pairs = dissimilarities.values.slice();
  if (squared) square(pairs);
  const nearest = new NearestLater(pairs, counts, last);
  const joins: Join[] = [];
  for (let step = 1; step < size; step += 1) {
    if (step % 64 === 0) checkpoint(work, step, size - 1);
    joins.push(nearest.join(rule));
  }
  checkpoint(work, size - 1, size - 1);
  return joins;
}

function square(values: Float64Array): void {
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) * (values[at] as number);
}

function memberCounts(members: Column, size: number): Float64Array {
  requireSameLength({ dissimilarities: { length: size }, members });
  requireWeights(members, 'members');
  const row = members.indexOf(0);
  if (row >= 0) throw new StatisticsError('weight-invalid', { column: 'members', row });
  return Float64Array.from(members);
}
