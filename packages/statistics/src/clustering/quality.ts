// How good a partition is: the ten measures of WeightedCluster, for one partition or a range of them.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import type { Column } from '../foundation/columns.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { type DistinctValues, distinctValues } from './distinct-values.ts';
import { type PartitionSums, partitionSums, silhouetteMeans, weightedWidths } from './silhouettes.ts';

/** The measures of a partition (Studer 2013, table 4). All but `hubertC` are better when higher. */
export interface ClusterQuality {
  readonly clusters: number;
  /** PBC: the point-biserial correlation of dissimilarity with being in two clusters; it likes to tell the near from the far. */
  readonly pointBiserial: number;
  /** HG: Hubert's gamma, concordant less discordant pairs of pairs over both; ties left out. */
  readonly hubertGamma: number;
  /** HGSD: as gamma, by Somers' D: ties count in the denominator. */
  readonly hubertSomersD: number;
  /** ASW: the mean silhouette, weights as copies. */
  readonly silhouette: number;
  /** ASWw: the mean silhouette, weights as shares. */
  readonly silhouetteWeighted: number;
  /** CH: Calinski and Harabasz' pseudo F. */
  readonly calinskiHarabasz: number;
  /** R2: the share of the discrepancy between clusters. */
  readonly pseudoR2: number;
  /** CHsq: CH on squared dissimilarities. */
  readonly calinskiHarabaszSquared: number;
  /** R2sq: R2 on squared dissimilarities. */
  readonly pseudoR2Squared: number;
  /** HC: Hubert and Levin's C, from 0 for the best partition that these dissimilarities would allow; better when lower. */
  readonly hubertC: number;
  /** The mean silhouette of each cluster, weights as copies, and as shares. */
  readonly clusterSilhouettes: Float64Array;
  readonly clusterSilhouettesWeighted: Float64Array;
}

export interface QualityOptions extends Work {
  readonly weights?: Column;
}

/**
 * The quality of a partition. Pairs are counted as WeightedCluster counts them: both ways round, and each object with itself (within its
 * cluster, at 0). Objects of weight 0 have no say.
 *
 * Throws `clusters-invalid` for one cluster; `empty-group`, `code-outside-levels`, `length-mismatch`, `not-finite`, `distance-negative`,
 * `weight-invalid`, `cancelled`. A measure that has no value is NaN (the correlation where all dissimilarities are equal).
 * Method: Hennig & Liao (2010), Studer (2013). R: `WeightedCluster::wcClusterQuality(d, clusters, weights)`.
 */
export function clusterQuality(
  dissimilarities: Dissimilarities,
  clusters: Int32Array,
  options: QualityOptions = {},
): ClusterQuality {
  return clusterQualities(dissimilarities, [clusters], options)[0] as ClusterQuality;
}

/**
 * The quality of several partitions of the same objects; the dissimilarities are ordered once. Progress is in partitions.
 *
 * Throws as {@link clusterQuality}. R: `WeightedCluster::as.clustrange(partitions, d, weights)`.
 */
export function clusterQualities(
  dissimilarities: Dissimilarities,
  partitions: readonly Int32Array[],
  { weights, ...work }: QualityOptions = {},
): ClusterQuality[] {
  const sums = partitions.map((clusters) => ({ clusters, ...partitionSums(dissimilarities, clusters, weights) }));
  const distinct = distinctValues(dissimilarities.values);
  return sums.map(({ clusters, ...partition }, done) => {
    checkpoint(work, done, partitions.length);
    return qualityOf(dissimilarities, distinct, partition, clusters);
  });
}

function qualityOf(
  { values }: Dissimilarities,
  distinct: DistinctValues,
  partition: PartitionSums,
  clusters: Int32Array,
): ClusterQuality {
  const { count, sizes, weights } = partition;
  const moments = pairMoments(values, distinct, partition, clusters);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const plain = explained(moments.sum, moments.withinSums, sizes, total);
  const squared = explained(moments.squares, moments.withinSquares, sizes, total);
  const widths = weightedWidths(partition, clusters, 'replication');
  const shares = weightedWidths(partition, clusters, 'aggregated');
  const copies = silhouetteMeans(widths, clusters, sizes, weights);
  const parts = silhouetteMeans(shares, clusters, sizes, weights);
  return {
    clusters: count,
    pointBiserial: pointBiserial(moments),
    ...hubert(moments, distinct.values),
    silhouette: copies.mean,
    silhouetteWeighted: parts.mean,
    calinskiHarabasz: plain.pseudoF,
    pseudoR2: plain.pseudoR2,
    calinskiHarabaszSquared: squared.pseudoF,
    pseudoR2Squared: squared.pseudoR2,
    clusterSilhouettes: copies.clusterMeans,
    clusterSilhouettesWeighted: parts.clusterMeans,
  };
}

/** Weighted sums over pairs, both ways round and each object with itself. */
interface PairMoments {
  readonly pairs: number;
  readonly withinPairs: number;
  readonly sum: number;
  readonly squares: number;
  readonly withinSums: Float64Array;
  readonly withinSquares: Float64Array;
  /** The weight of the pairs of each distinct value, within and between clusters. */
  readonly within: Float64Array;
  readonly between: Float64Array;
  /** The weight of the objects with themselves, at 0. */
  readonly selves: number;
}

function pairMoments(
  values: Float64Array,
  { values: levels, ranks }: DistinctValues,
  { count, weights }: PartitionSums,
  clusters: Int32Array,
): PairMoments {
  const [within, between] = [new Float64Array(levels.length), new Float64Array(levels.length)];
  const [withinSums, withinSquares] = [new Float64Array(count), new Float64Array(count)];
  let [selves, pair] = [0, 0];
  for (let one = 0; one < clusters.length; one += 1) {
    const [weight, cluster] = [weights[one] as number, clusters[one] as number];
    selves += weight * weight;
    let [sum, squares] = [0, 0];
    for (let other = one + 1; other < clusters.length; other += 1) {
      const both = 2 * weight * (weights[other] as number);
      const rank = ranks[pair] as number;
      if (clusters[other] === cluster) {
        const apart = values[pair] as number;
        sum += both * apart;
        squares += both * apart * apart;
        within[rank] = (within[rank] as number) + both;
      } else between[rank] = (between[rank] as number) + both;
      pair += 1;
    }
    withinSums[cluster] = (withinSums[cluster] as number) + sum;
    withinSquares[cluster] = (withinSquares[cluster] as number) + squares;
  }
  let [pairs, withinPairs, sum, squares] = [selves, selves, 0, 0];
  levels.forEach((value, rank) => {
    const weight = (within[rank] as number) + (between[rank] as number);
    pairs += weight;
    withinPairs += within[rank] as number;
    sum += weight * value;
    squares += weight * value * value;
  });
  return { pairs, withinPairs, sum, squares, withinSums, withinSquares, within, between, selves };
}

function pointBiserial({ pairs, withinPairs, sum, squares, withinSums }: PairMoments): number {
  const [mean, share] = [sum / pairs, withinPairs / pairs];
  const within = withinSums.reduce((total, each) => total + each, 0) / pairs;
  return -(within - share * mean) / Math.sqrt((squares / pairs - mean * mean) * (share - share * share));
}

function hubert(moments: PairMoments, levels: Float64Array) {
  const { pairs, withinPairs, withinSums, selves } = moments;
  const betweenPairs = pairs - withinPairs;
  let [concordant, discordant, tied] = [0, 0, 0];
  let [withinBefore, betweenBefore, before] = [0, 0, 0];
  let [least, most] = [0, 0];
  const take = (value: number, within: number, between: number) => {
    concordant += between * withinBefore;
    discordant += within * betweenBefore;
    tied += within * between;
    withinBefore += within;
    betweenBefore += between;
    // Of the sums that as many within-pairs could have: the least takes the nearest pairs, the most the farthest.
    const after = before + within + between;
    least += value * Math.max(0, Math.min(after, withinPairs) - before);
    most += value * Math.max(0, after - Math.max(before, betweenPairs));
    before = after;
  };
  const zero = levels[0] === 0 ? 0 : -1;
  take(0, selves + (zero < 0 ? 0 : (moments.within[0] as number)), zero < 0 ? 0 : (moments.between[0] as number));
  for (let rank = zero + 1; rank < levels.length; rank += 1) {
    take(levels[rank] as number, moments.within[rank] as number, moments.between[rank] as number);
  }
  const sum = withinSums.reduce((total, each) => total + each, 0);
  return {
    hubertGamma: (concordant - discordant) / (concordant + discordant),
    // WeightedCluster counts each concordant and discordant pair of pairs from both sides, and ties once.
    hubertSomersD: (2 * (concordant - discordant)) / (2 * (concordant + discordant) + tied),
    hubertC: (sum - least) / (most - least),
  };
}

function explained(sum: number, withinSums: Float64Array, sizes: Float64Array, total: number) {
  let residual = 0;
  withinSums.forEach((within, cluster) => {
    if (within > 0) residual += within / (sizes[cluster] as number);
  });
  const between = sum / total - residual;
  const count = sizes.length;
  return {
    pseudoF: between / (count - 1) / (residual / (total - count)),
    pseudoR2: between / (residual + between),
  };
}
