// Silhouettes: how much nearer an object is to its own cluster than to the next.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { requireDissimilarities } from './pairs.ts';
import { clusterWeights, objectWeights, requirePartition } from './partition.ts';

/** The silhouette of each object, and their means. */
export interface Silhouettes {
  /** From -1 (nearer to another cluster) to 1, an object a number. */
  readonly widths: Float64Array;
  /** The next cluster of each object. */
  readonly neighbours: Int32Array;
  readonly clusterMeans: Float64Array;
  readonly mean: number;
}

/**
 * Silhouettes of a partition. An object alone in its cluster has 0, as has one that is as far from both clusters.
 *
 * Throws `clusters-invalid` where there is one cluster, or as many as objects; `empty-group`, `code-outside-levels`, `length-mismatch`,
 * `not-finite`, `distance-negative`.
 * Method: Rousseeuw (1987). R: `cluster::silhouette(clusters, d)`.
 */
export function silhouettes(dissimilarities: Dissimilarities, clusters: Int32Array): Silhouettes {
  const { count, sums, sizes } = partitionSums(dissimilarities, clusters);
  const { size } = dissimilarities;
  if (count === size) throw new StatisticsError('clusters-invalid', { detail: 'every object is a cluster' });
  const [widths, neighbours] = [new Float64Array(size), new Int32Array(size)];
  for (let object = 0; object < size; object += 1) {
    const own = clusters[object] as number;
    const { neighbour, distance } = nextCluster(sums, sizes, object, own);
    neighbours[object] = neighbour;
    const members = sizes[own] as number;
    if (members > 1) widths[object] = width((sums[object * count + own] as number) / (members - 1), distance);
  }
  return { widths, neighbours, ...silhouetteMeans(widths, clusters, sizes) };
}

/** Which mean an object's own cluster has: over the others as copies (`replication`, ASW), or over all, itself included (`aggregated`, ASWw). */
export type OwnClusterMean = 'replication' | 'aggregated';

/**
 * Silhouettes of weighted objects (Studer 2013, 4.3). `replication` takes a weight of 3 for three equal objects, so that equal objects may
 * be given once; `aggregated` divides by the whole weight of the cluster, for weights below 1 or survey weights.
 *
 * In a cluster that weighs 1 or less, `replication` takes an object's distance to its own as 0, so its silhouette is 1 (as R).
 * Throws as {@link silhouettes}, and `weight-invalid`.
 * R: `WeightedCluster::wcSilhouetteObs(d, clusters, weights, measure = "ASW" | "ASWw")`.
 */
export function weightedSilhouettes(
  dissimilarities: Dissimilarities,
  clusters: Int32Array,
  options: { readonly weights?: Column; readonly ownMean?: OwnClusterMean } = {},
): Silhouettes {
  const { weights, ownMean = 'replication' } = options;
  if (ownMean !== 'replication' && ownMean !== 'aggregated') {
    throw new StatisticsError('option-invalid', { column: 'ownMean' });
  }
  const partition = partitionSums(dissimilarities, clusters, weights);
  const widths = weightedWidths(partition, clusters, ownMean);
  const neighbours = clusters.map((own, object) => nextCluster(partition.sums, partition.sizes, object, own).neighbour);
  return { widths, neighbours, ...silhouetteMeans(widths, clusters, partition.sizes, partition.weights) };
}

/** The weighted sum of the dissimilarities of each object to each cluster, row-major. */
export interface PartitionSums {
  readonly count: number;
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  readonly weights: Float64Array;
}

export function partitionSums(dissimilarities: Dissimilarities, clusters: Int32Array, given?: Column): PartitionSums {
  requireDissimilarities(dissimilarities);
  const { size, values } = dissimilarities;
  const count = requirePartition(clusters, size);
  if (count === 1) throw new StatisticsError('clusters-invalid', { detail: 'there is one cluster' });
  const weights = objectWeights(given, size);
  const sums = new Float64Array(size * count);
  let pair = 0;
  for (let one = 0; one < size; one += 1) {
    const row = one * count;
    const [weight, cluster] = [weights[one] as number, clusters[one] as number];
    for (let other = one + 1; other < size; other += 1) {
      const apart = values[pair] as number;
      pair += 1;
      const to = row + (clusters[other] as number);
      sums[to] = (sums[to] as number) + (weights[other] as number) * apart;
      const back = other * count + cluster;
      sums[back] = (sums[back] as number) + weight * apart;
    }
  }
  return { count, sums, sizes: clusterWeights(clusters, count, weights), weights };
}

export function weightedWidths(
  { count, sums, sizes }: PartitionSums,
  clusters: Int32Array,
  ownMean: OwnClusterMean,
): Float64Array {
  return Float64Array.from(clusters, (own, object) => {
    const { distance } = nextCluster(sums, sizes, object, own);
    const [sum, weight] = [sums[object * count + own] as number, sizes[own] as number];
    if (ownMean === 'aggregated') return width(weight === 0 ? 0 : sum / weight, distance);
    return width(weight <= 1 ? 0 : sum / (weight - 1), distance);
  });
}

function nextCluster(sums: Float64Array, sizes: Float64Array, object: number, own: number) {
  const count = sizes.length;
  let [neighbour, distance] = [-1, Number.POSITIVE_INFINITY];
  for (let cluster = 0; cluster < count; cluster += 1) {
    const weight = sizes[cluster] as number;
    if (cluster === own || weight === 0) continue;
    const mean = (sums[object * count + cluster] as number) / weight;
    if (mean < distance) [neighbour, distance] = [cluster, mean];
  }
  return { neighbour, distance };
}

const width = (own: number, next: number): number => (own === next ? 0 : (next - own) / Math.max(own, next));

/** The mean silhouette of each cluster, and of all. */
export function silhouetteMeans(
  widths: Float64Array,
  clusters: Int32Array,
  sizes: Float64Array,
  weights?: Float64Array,
): Pick<Silhouettes, 'clusterMeans' | 'mean'> {
  const sums = new Float64Array(sizes.length);
  widths.forEach((each, object) => {
    const cluster = clusters[object] as number;
    const weight = weights === undefined ? 1 : (weights[object] as number);
    if (weight > 0) sums[cluster] = (sums[cluster] as number) + weight * each;
  });
  const total = sizes.reduce((sum, each) => sum + each, 0);
  return {
    clusterMeans: sums.map((sum, cluster) => sum / (sizes[cluster] as number)),
    mean: sums.reduce((sum, each) => sum + each, 0) / total,
  };
}
