// Clusters of careers: exact where the different ones are few, by samples where they are many.
import {
  aggregateSequences,
  clusterQuality,
  constantCosts,
  partitionAroundMedoids,
  type SequenceCosts,
  type SequenceMeasure,
  type StateSequences,
  selectSequences,
  spellTexts,
  transitionCosts,
  withIndel,
} from '@clew/statistics';
import { parallelClusterManySequences, parallelSequenceDistances } from '@clew/statistics/parallel';
import type { Tell } from './run.ts';

/** The distances offered; those that take costs have them by transition unless told. */
export const distanceNames = ['OM', 'LCS', 'LCP', 'RLCP', 'HAM', 'DHD', 'OMspell', 'OMloc'] as const;
export type DistanceName = (typeof distanceNames)[number];
export const costNames = ['transition', 'constant'] as const;
export type CostName = (typeof costNames)[number];

export interface ClusterOptions {
  readonly clusters: number;
  readonly distance: DistanceName;
  readonly costs: CostName | undefined;
  /** What inserting or deleting a state costs; as the costs have it unless told. */
  readonly indel: number | undefined;
  readonly withMissing: boolean;
  readonly seed: number;
}

export interface CareerCluster {
  /** From 1, the largest first. */
  readonly cluster: number;
  /** The row of the medoid among the careers, and the medoid's spells. */
  readonly medoid: number;
  readonly spells: string;
  /** Careers, or their weight. */
  readonly size: number;
}

export interface CareerClusters {
  readonly method: 'exact' | 'samples';
  readonly distinct: number;
  readonly distance: DistanceName;
  readonly costs: CostName | undefined;
  readonly clusters: readonly CareerCluster[];
  /** The cluster of every career. */
  readonly partition: Int32Array;
  /** The mean distance of careers to their medoid. */
  readonly meanDistance: number;
  readonly quality: Readonly<Record<string, unknown>>;
}

/** Up to so many different careers all their pairs are measured (18 million, 150 MB). */
const mostForAllPairs = 6_000;

const takesCosts = (distance: DistanceName) => ['OM', 'OMspell', 'OMloc', 'HAM'].includes(distance);

/** The costs that a distance has: by transition for those that need some, none for Hamming's unless told. */
export function costsOf(distance: DistanceName, costs: CostName | undefined): CostName | undefined {
  return takesCosts(distance) && distance !== 'HAM' ? (costs ?? 'transition') : costs;
}

/** Whether costs may be given for the distance. */
export const mayHaveCosts = takesCosts;

function measureOf(sequences: StateSequences, options: ClusterOptions): SequenceMeasure {
  const { distance, withMissing, indel } = options;
  const kind = costsOf(distance, options.costs);
  const made = (): SequenceCosts => {
    const costs = (kind === 'constant' ? constantCosts : transitionCosts)(sequences, { withMissing });
    return indel === undefined ? costs : withIndel(costs, indel);
  };
  if (distance === 'OM' || distance === 'OMspell' || distance === 'OMloc') return { method: distance, costs: made() };
  if (distance === 'HAM') return kind === undefined ? { method: 'HAM' } : { method: 'HAM', costs: made() };
  return { method: distance };
}

/** Clusters the careers around medoids. Equal careers are taken once, with their weight. */
export async function careerClusters(
  sequences: StateSequences,
  options: ClusterOptions,
  tell: Tell,
): Promise<CareerClusters> {
  const measure = measureOf(sequences, options);
  const { sequences: distinct, firstRows, groups } = aggregateSequences(sequences);
  const found =
    distinct.count <= mostForAllPairs
      ? await byAllPairs(distinct, measure, options, tell)
      : await bySamples(sequences, measure, options, tell);
  const isExact = found.method === 'exact';
  const medoids = Array.from(found.medoids, (medoid) => (isExact ? (firstRows[medoid] as number) : medoid));
  const own = isExact ? Int32Array.from(groups, (group) => found.partition[group] as number) : found.partition;
  return {
    method: found.method,
    distinct: distinct.count,
    distance: options.distance,
    costs: costsOf(options.distance, options.costs),
    ...largestFirst(sequences, medoids, own),
    meanDistance: found.meanDistance,
    quality: found.quality,
  };
}

interface Found {
  readonly method: 'exact' | 'samples';
  readonly medoids: Int32Array;
  readonly partition: Int32Array;
  readonly meanDistance: number;
  readonly quality: Readonly<Record<string, unknown>>;
}

/** All pairs of different careers, their medoids by the best swaps, and all measures of quality. */
async function byAllPairs(
  distinct: StateSequences,
  measure: SequenceMeasure,
  { clusters, withMissing }: ClusterOptions,
  tell: Tell,
): Promise<Found> {
  const weights = distinct.weights ?? new Float64Array(distinct.count).fill(1);
  const onProgress = (done: number, total: number) => tell(`distances: ${Math.round((100 * done) / total)}%`);
  const distances = await parallelSequenceDistances(distinct, measure, { withMissing, onProgress });
  const partition = partitionAroundMedoids(distances, clusters, {
    weights,
    onProgress: (done) => tell(`clusters: step ${done}`),
  });
  const { clusters: _count, ...quality } = clusterQuality(distances, partition.clusters, { weights });
  return {
    method: 'exact',
    medoids: partition.medoids,
    partition: partition.clusters,
    meanDistance: partition.objective.swap,
    quality: { ...quality },
  };
}

/** Medoids of samples, judged on all (CLARA). */
async function bySamples(
  sequences: StateSequences,
  measure: SequenceMeasure,
  { clusters, withMissing, seed }: ClusterOptions,
  tell: Tell,
): Promise<Found> {
  const [found] = await parallelClusterManySequences(sequences, measure, {
    clusters: [clusters],
    withMissing,
    seed,
    onProgress: (done, total) => tell(`clusters: sample ${done} of ${total}`),
  });
  if (found === undefined) throw new Error('one number of clusters was asked for');
  const { medoids, partition, quality } = found;
  return { method: 'samples', medoids, partition, meanDistance: quality.meanDistance, quality: { ...quality } };
}

function largestFirst(sequences: StateSequences, medoids: readonly number[], partition: Int32Array) {
  const sizes = new Float64Array(medoids.length);
  for (const [row, cluster] of partition.entries()) {
    sizes[cluster] = (sizes[cluster] as number) + (sequences.weights?.[row] ?? 1);
  }
  const order = [...medoids.keys()].sort((one, other) => (sizes[other] as number) - (sizes[one] as number));
  const place = new Map(order.map((cluster, at) => [cluster, at + 1]));
  const spells = spellTexts(
    selectSequences(
      sequences,
      order.map((cluster) => medoids[cluster] as number),
    ),
  );
  const clusters = order.map((cluster, at) => ({
    cluster: at + 1,
    medoid: medoids[cluster] as number,
    spells: spells[at] ?? '',
    size: sizes[cluster] as number,
  }));
  return { clusters, partition: partition.map((cluster) => place.get(cluster) as number) };
}
