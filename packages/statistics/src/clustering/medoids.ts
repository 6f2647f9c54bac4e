// Partitioning around medoids: the k objects that are nearest to all the others.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import type { Column } from '../foundation/columns.ts';
import { requireChoice, StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work, workOf } from '../foundation/work.ts';
import { bestSwap, eagerSwaps, NearestMedoids } from './medoid-swaps.ts';
import { DissimilarityRows, requireClusterCount, requireDissimilarities } from './pairs.ts';
import { clusterWeights, objectWeights } from './partition.ts';

export interface MedoidsOptions extends Work {
  /** How much each object counts. Equal objects may so be given once, which is what makes many careers few. */
  readonly weights?: Column;
  /** The medoids to start from (objects from 0, all different) instead of those that BUILD finds. */
  readonly initial?: ArrayLike<number>;
  /**
   * Which swap is made: the `best` of all in each turn, as Kaufman & Rousseeuw do; or `eager`, each that betters as it is found
   * (FasterPAM). Both end where no single swap betters; `eager` gets there many times faster, and not always to the same medoids.
   */
  readonly swap?: 'best' | 'eager' | 'none';
}

/** k medoids, and the objects about them. */
export interface Medoids {
  /** The medoid of each cluster (objects from 0). */
  readonly medoids: Int32Array;
  /** The cluster of each object, from 0 in the order in which objects meet them. */
  readonly clusters: Int32Array;
  /** The weight of each cluster; the number of its objects where no weights are given. */
  readonly sizes: Float64Array;
  /** The mean dissimilarity of objects to their medoid, weighted, after BUILD (or at the given medoids) and in the end. */
  readonly objective: { readonly build: number; readonly swap: number };
  readonly swaps: number;
}

/**
 * Partitions objects around `clusters` medoids.
 *
 * An object that is as near to two medoids goes to the one with the lower number (`cluster::pam`), or, with weights, to the one that BUILD
 * found first (`wcKMedoids`); other ties, too, are broken as the R function breaks them. Distances to tied medoids are the same, so the
 * objective does not depend on it.
 * Throws `clusters-invalid`, `length-mismatch`, `not-finite`, `distance-negative`, `weight-invalid`, `option-invalid` for `initial` and `swap`,
 * `cancelled`. Progress is in medoids found, then in swaps. Time grows with the square of the objects (times a few turns).
 *
 * Method: BUILD and SWAP of Kaufman & Rousseeuw (1990), ch. 2; each turn tries the k swaps of a candidate in one pass (FastPAM1, Schubert &
 * Rousseeuw 2019) and finds the same swap; `eager` is FasterPAM (Schubert & Rousseeuw 2021).
 * R: `cluster::pam(d, k, diss = TRUE)` without weights; with weights `WeightedCluster::wcKMedoids(d, k, weights)`;
 * `initial` is `medoids` there, and `initialclust`.
 */
export function partitionAroundMedoids(
  dissimilarities: Dissimilarities,
  clusters: number,
  options: MedoidsOptions = {},
): Medoids {
  requireDissimilarities(dissimilarities);
  const { size } = dissimilarities;
  const { initial, swap = 'best' } = options;
  requireClusterCount(clusters, size);
  requireChoice('swap', swap, ['best', 'eager', 'none']);
  const weights = objectWeights(options.weights, size);
  const work = workOf(options);
  const rows = new DissimilarityRows(dissimilarities);
  const start =
    initial === undefined
      ? buildMedoids(dissimilarities, rows, clusters, weights, work)
      : givenMedoids(initial, clusters, size);
  // pam knows medoids by number alone; wcKMedoids by the order in which it found them.
  if (options.weights === undefined) start.sort();
  const byNumber = options.weights === undefined;
  const state = new NearestMedoids(rows, start, weights);
  const build = state.total();
  let swaps = 0;
  if (swap === 'eager') swaps = eagerSwaps(state, work);
  while (swap === 'best' && bestSwap(state, byNumber, work)) {
    swaps += 1;
    checkpoint(work, swaps, swaps + 1);
  }
  if (byNumber) state.sortByNumber();
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return { ...named(state, weights), objective: { build: build / all, swap: state.total() / all }, swaps };
}

function givenMedoids(initial: ArrayLike<number>, clusters: number, size: number): Int32Array {
  const medoids = Int32Array.from(initial);
  const known = new Set(medoids);
  if (medoids.length === clusters && known.size === clusters && medoids.every((each) => each >= 0 && each < size)) {
    return medoids;
  }
  throw new StatisticsError('option-invalid', { column: 'initial', detail: `${clusters} different objects` });
}

/** BUILD: the object nearest to all, then each time the one that brings the others nearest. Of equal ones, the last. */
function buildMedoids(
  { size, values }: Dissimilarities,
  rows: DissimilarityRows,
  clusters: number,
  weights: Float64Array,
  work: Work,
): Int32Array {
  const medoids = new Int32Array(clusters);
  const chosen = new Uint8Array(size);
  const farthest = values.reduce((most, each) => Math.max(most, each), 0);
  const nearest = new Float64Array(size).fill(farthest * 1.1 + 1);
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    checkpoint(work, cluster, clusters);
    let [found, most] = [-1, 0];
    for (let object = 0; object < size; object += 1) {
      if (chosen[object] === 1) continue;
      const gain = gained(rows.row(object), nearest, weights);
      if (gain >= most) [found, most] = [object, gain];
    }
    // Nothing comes nearer by another medoid: all objects are medoids, or equal to one.
    if (most === 0 && cluster > 0) throw new StatisticsError('clusters-invalid', { detail: `${cluster} different` });
    chosen[found] = 1;
    medoids[cluster] = found;
    const row = rows.row(found);
    for (let object = 0; object < size; object += 1) {
      if ((row[object] as number) < (nearest[object] as number)) nearest[object] = row[object] as number;
    }
  }
  return medoids;
}

function gained(row: Float64Array, nearest: Float64Array, weights: Float64Array): number {
  let gain = 0;
  for (let object = 0; object < row.length; object += 1) {
    const nearer = (nearest[object] as number) - (row[object] as number);
    if (nearer > 0) gain += (weights[object] as number) * nearer;
  }
  return gain;
}

function named(state: NearestMedoids, weights: Float64Array): Pick<Medoids, 'medoids' | 'clusters' | 'sizes'> {
  const count = state.medoids.length;
  const places = state.nearest.slice();
  // A medoid that equals another keeps itself, so that no cluster is empty.
  state.medoids.forEach((medoid, place) => {
    places[medoid] = place;
  });
  const number = new Int32Array(count).fill(-1);
  const medoids = new Int32Array(count);
  let met = 0;
  const clusters = places.map((place) => {
    if ((number[place] as number) < 0) {
      medoids[met] = state.medoids[place] as number;
      number[place] = met++;
    }
    return number[place] as number;
  });
  return { medoids, clusters, sizes: clusterWeights(clusters, count, weights) };
}
