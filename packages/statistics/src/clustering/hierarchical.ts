// Hierarchical clustering: the two nearest clusters become one, until one is left.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type Column, requireSameLength, requireWeights } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { type Dendrogram, dendrogramOf, type Join } from './dendrogram.ts';
import { requireDissimilarities, rowOffset } from './pairs.ts';

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
 * Method: nearest-neighbour list with Lance & Williams' (1967) update; F. Murtagh, Multidimensional Clustering Algorithms (1985).
 * R: `hclust(d, method, members)`; `fastcluster::hclust` has the same heights.
 */
export function hierarchicalClustering(
  dissimilarities: Dissimilarities,
  linkage: Linkage,
  options: HierarchicalOptions = {},
): Dendrogram {
  const update = updates[linkage];
  if (update === undefined) throw new StatisticsError('option-invalid', { column: 'linkage' });
  const squared = linkage === 'ward.D2';
  const joins = join(dissimilarities, { update, squared, last: false, ...options });
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
  const update = nestingUpdates[linkage];
  if (update === undefined) throw new StatisticsError('option-invalid', { column: 'linkage' });
  return dendrogramOf(join(dissimilarities, { update, squared: false, last: true, ...options }), dissimilarities.size);
}

/** The dissimilarity of cluster k to the union of i and j: from those of i and of j to k, of i to j, and the sizes. */
type Update = (
  toFirst: number,
  toSecond: number,
  between: number,
  first: number,
  second: number,
  other: number,
) => number;

const ward: Update = (toFirst, toSecond, between, first, second, other) =>
  ((first + other) * toFirst + (second + other) * toSecond - other * between) / (first + second + other);
const average: Update = (toFirst, toSecond, _, first, second) =>
  (first * toFirst + second * toSecond) / (first + second);
const single: Update = (toFirst, toSecond) => Math.min(toFirst, toSecond);
const complete: Update = (toFirst, toSecond) => Math.max(toFirst, toSecond);
const mcquitty: Update = (toFirst, toSecond) => (toFirst + toSecond) / 2;

const updates: Readonly<Record<Linkage, Update>> = {
  'ward.D': ward,
  'ward.D2': ward,
  single,
  complete,
  average,
  mcquitty,
  median: (toFirst, toSecond, between) => (toFirst + toSecond - between / 2) / 2,
  centroid: (toFirst, toSecond, between, first, second) =>
    (first * toFirst + second * toSecond - (first * second * between) / (first + second)) / (first + second),
};

const nestingUpdates: Readonly<Record<NestingLinkage, Update>> = {
  average: (toFirst, toSecond, _, first, second) =>
    (first / (first + second)) * toFirst + (second / (first + second)) * toSecond,
  single,
  complete,
  weighted: mcquitty,
  ward: (toFirst, toSecond, between, first, second, other) => {
    const total = first + second + other;
    const [one, two] = [(first + other) / total, (second + other) / total];
    return Math.sqrt(one * toFirst * toFirst + two * toSecond * toSecond - (other / total) * between * between);
  },
};

interface Joining extends HierarchicalOptions {
  readonly update: Update;
  readonly squared: boolean;
  /** Whether, of equal pairs, the last is joined instead of the first. */
  readonly last: boolean;
}

function join(dissimilarities: Dissimilarities, { update, squared, last, members, ...work }: Joining): Join[] {
  requireDissimilarities(dissimilarities);
  const { size } = dissimilarities;
  if (size < 2) throw new StatisticsError('clusters-invalid', { detail: 'there is one object' });
  const counts = members === undefined ? new Float64Array(size).fill(1) : memberCounts(members, size);
  const pairs = squared ? dissimilarities.values.map((value) => value * value) : dissimilarities.values.slice();
  const alive = new Uint8Array(size).fill(1);
  const nearest = new NearestLater(size, pairs, alive, last);
  for (let one = 0; one < size - 1; one += 1) nearest.find(one);
  const joins: Join[] = [];
  for (let step = 1; step < size; step += 1) {
    if (step % 64 === 0) checkpoint(work, step, size - 1);
    const [first, second, height] = nearest.closest();
    joins.push({ first, second, height });
    alive[second] = 0;
    nearest.joined(first, second, update, counts);
    counts[first] = (counts[first] as number) + (counts[second] as number);
  }
  checkpoint(work, size - 1, size - 1);
  return joins;
}

function memberCounts(members: Column, size: number): Float64Array {
  requireSameLength({ dissimilarities: { length: size }, members });
  requireWeights(members, 'members');
  const row = members.indexOf(0);
  if (row >= 0) throw new StatisticsError('weight-invalid', { column: 'members', row });
  return Float64Array.from(members);
}

/** For each cluster, named by its lowest object, the nearest of those named later; kept as clusters are joined. */
class NearestLater {
  readonly #size: number;
  readonly #pairs: Float64Array;
  readonly #alive: Uint8Array;
  readonly #last: boolean;
  readonly #neighbour: Int32Array;
  readonly #distance: Float64Array;
  readonly #offset: Float64Array;

  constructor(size: number, pairs: Float64Array, alive: Uint8Array, last: boolean) {
    this.#size = size;
    this.#pairs = pairs;
    this.#alive = alive;
    this.#last = last;
    this.#neighbour = new Int32Array(size).fill(-1);
    this.#distance = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.#offset = Float64Array.from({ length: size }, (_, object) => rowOffset(size, object));
  }

  find(one: number): void {
    const [size, pairs, alive, start] = [this.#size, this.#pairs, this.#alive, this.#offset[one] as number];
    let [neighbour, distance] = [-1, Number.POSITIVE_INFINITY];
    for (let other = one + 1; other < size; other += 1) {
      if (alive[other] === 0) continue;
      const apart = pairs[start + other] as number;
      if (apart < distance || (this.#last && apart === distance)) [neighbour, distance] = [other, apart];
    }
    this.#neighbour[one] = neighbour;
    this.#distance[one] = distance;
  }

  closest(): readonly [number, number, number] {
    let [found, distance] = [-1, Number.POSITIVE_INFINITY];
    for (let one = 0; one < this.#size - 1; one += 1) {
      if (this.#alive[one] === 0 || (this.#neighbour[one] as number) < 0) continue;
      const apart = this.#distance[one] as number;
      if (apart < distance || found < 0 || (this.#last && apart === distance)) [found, distance] = [one, apart];
    }
    return [found, this.#neighbour[found] as number, distance];
  }

  /** Takes the second cluster into the first: new distances, and new neighbours where they are needed. */
  joined(first: number, second: number, update: Update, counts: Float64Array): void {
    const [pairs, alive, offset, neighbour] = [this.#pairs, this.#alive, this.#offset, this.#neighbour];
    const between = pairs[(offset[first] as number) + second] as number;
    const [firstCount, secondCount] = [counts[first] as number, counts[second] as number];
    for (let other = 0; other < this.#size; other += 1) {
      if (alive[other] === 0 || other === first) continue;
      const toFirst = other < first ? (offset[other] as number) + first : (offset[first] as number) + other;
      const toSecond = other < second ? (offset[other] as number) + second : (offset[second] as number) + other;
      const apart = update(
        pairs[toFirst] as number,
        pairs[toSecond] as number,
        between,
        firstCount,
        secondCount,
        counts[other] as number,
      );
      pairs[toFirst] = apart;
      if (other < first) this.#nearer(other, first, apart);
    }
    for (let one = 0; one < this.#size - 1; one += 1) {
      if (alive[one] === 0) continue;
      if (one === first || neighbour[one] === first || neighbour[one] === second) this.find(one);
    }
  }

  #nearer(one: number, other: number, apart: number): void {
    const known = this.#distance[one] as number;
    const later = this.#last && apart === known && other > (this.#neighbour[one] as number);
    if (!(apart < known || later)) return;
    this.#distance[one] = apart;
    this.#neighbour[one] = other;
  }
}
