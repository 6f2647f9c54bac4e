// Clusters of careers: around medoids or by joining, of one number or of a range of them; exact where careers are few, by samples where many.
import {
  aggregateSequences,
  type ClusterQuality,
  clusterQualities,
  cutDendrogram,
  distancesToCentre,
  hierarchicalClustering,
  type Linkage,
  pairIndex,
  partitionAroundMedoids,
  type SequenceMeasure,
  type StateSequences,
  selectSequences,
  spellTexts,
} from '@clew/statistics';
import { parallelClusterManySequences } from '@clew/statistics/parallel';
import type { Tell } from '../run.ts';
import { costsOf, type DistanceChoice, mostForAllPairs, pairDistances } from './career-distances.ts';
import type { CostName, DistanceName, GroupingName } from './sequence-names.ts';

/** A number of clusters, or each from one to another. */
export interface ClusterCounts {
  readonly from: number;
  readonly to: number;
}

export interface ClusterOptions extends DistanceChoice {
  readonly clusters: ClusterCounts;
  readonly grouping: GroupingName;
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

/** How good a number of clusters is. */
export interface CountQuality {
  readonly clusters: number;
  /** The mean distance of careers to their medoid. */
  readonly meanDistance: number;
  readonly quality: Readonly<Record<string, unknown>>;
}

export interface CareerClusters extends Omit<CountQuality, 'clusters'> {
  readonly method: 'exact' | 'samples';
  readonly grouping: GroupingName;
  readonly distinct: number;
  readonly distance: DistanceName;
  readonly costs: CostName | undefined;
  readonly clusters: readonly CareerCluster[];
  /** The cluster of every career. */
  readonly partition: Int32Array;
  /** Each number of clusters that was asked for. */
  readonly compared: readonly CountQuality[];
}

/** A partition of the careers that were clustered, and the medoid of each cluster among them. */
interface Found {
  readonly medoids: Int32Array;
  readonly partition: Int32Array;
  readonly meanDistance: number;
  readonly quality: Readonly<Record<string, unknown>>;
}

const linkages = {
  ward: 'ward.D2',
  average: 'average',
  complete: 'complete',
  single: 'single',
} as const satisfies Record<Exclude<GroupingName, 'medoids'>, Linkage>;

/**
 * Clusters the careers. Around medoids equal careers are taken once, with their weight. Of several numbers of clusters that with the widest
 * silhouettes is told of in full. Throws `too-many-careers` for joining.
 */
export async function careerClusters(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ClusterOptions,
  tell: Tell,
): Promise<CareerClusters> {
  const { grouping, distance } = options;
  const distinct = aggregateSequences(sequences);
  const exact = grouping !== 'medoids' || distinct.sequences.count <= mostForAllPairs;
  const found = !exact
    ? await bySamples(sequences, measure, options, tell)
    : grouping === 'medoids'
      ? (await aroundMedoids(distinct.sequences, measure, options, tell)).map((each) => ofAll(each, distinct))
      : await byJoining(sequences, measure, { ...options, grouping }, tell);
  const width = ({ quality }: Found) => Number(quality[exact ? 'silhouette' : 'medoidSilhouette']);
  const best = found.reduce((one, other) => (width(other) > width(one) ? other : one));
  const { from } = options.clusters;
  return {
    method: exact ? 'exact' : 'samples',
    grouping,
    distinct: distinct.sequences.count,
    distance,
    costs: costsOf(distance, options.costs),
    ...largestFirst(sequences, best),
    meanDistance: best.meanDistance,
    quality: best.quality,
    compared: found.map(({ meanDistance, quality }, at) => ({ clusters: from + at, meanDistance, quality })),
  };
}

const countsOf = ({ clusters: { from, to } }: ClusterOptions): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** What was found of the different careers, for all. */
function ofAll(found: Found, { firstRows, groups }: ReturnType<typeof aggregateSequences>): Found {
  return {
    ...found,
    medoids: found.medoids.map((medoid) => firstRows[medoid] as number),
    partition: groups.map((group) => found.partition[group] as number),
  };
}

const weightsOf = ({ weights, count }: StateSequences) => weights ?? new Float64Array(count).fill(1);

const withoutCount = ({ clusters: _count, ...quality }: ClusterQuality) => ({ ...quality });

/** All pairs of different careers, their medoids by the best swaps, and all measures of quality. */
async function aroundMedoids(
  distinct: StateSequences,
  measure: SequenceMeasure,
  options: ClusterOptions,
  tell: Tell,
): Promise<Found[]> {
  const weights = weightsOf(distinct);
  const distances = await pairDistances(distinct, measure, options, tell, 'Clustering');
  const found = countsOf(options).map((clusters) =>
    partitionAroundMedoids(distances, clusters, {
      weights,
      onProgress: (done) => tell(`${clusters} clusters: step ${done}`),
    }),
  );
  const partitions = found.map(({ clusters }) => clusters);
  const onProgress = (done: number, total: number) => tell(`quality: ${done} of ${total}`);
  const qualities = clusterQualities(distances, partitions, { weights, onProgress });
  return found.map(({ medoids, clusters, objective }, at) => ({
    medoids,
    partition: clusters,
    meanDistance: objective.swap,
    quality: withoutCount(qualities[at] as ClusterQuality),
  }));
}

/** The nearest clusters joined until so many are left; weights as numbers of members, where careers have some. */
async function byJoining(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ClusterOptions & { readonly grouping: keyof typeof linkages },
  tell: Tell,
): Promise<Found[]> {
  const distances = await pairDistances(sequences, measure, options, tell, `--grouping ${options.grouping}`);
  const members = sequences.weights === undefined ? {} : { members: sequences.weights };
  const weights = weightsOf(sequences);
  const tree = hierarchicalClustering(distances, linkages[options.grouping], {
    ...members,
    onProgress: (done, total) => tell(`clusters: join ${done} of ${total}`),
  });
  const partitions = countsOf(options).map((clusters) => cutDendrogram(tree, clusters));
  const onProgress = (done: number, total: number) => tell(`quality: ${done} of ${total}`);
  const qualities = clusterQualities(distances, partitions, { weights, onProgress });
  return partitions.map((partition, at) => {
    const clusters = options.clusters.from + at;
    const levels = Array.from({ length: clusters }, (_, cluster) => String(cluster));
    const { medoids } = distancesToCentre(distances, { group: { levels, codes: partition }, weights });
    let [sum, total] = [0, 0];
    for (const [row, cluster] of partition.entries()) {
      const [medoid, weight] = [medoids[cluster] as number, weights[row] as number];
      if (medoid !== row) sum += weight * (distances.values[pairIndex(distances.size, row, medoid)] as number);
      total += weight;
    }
    return { medoids, partition, meanDistance: sum / total, quality: withoutCount(qualities[at] as ClusterQuality) };
  });
}

/** Medoids of samples, judged on all (CLARA). */
async function bySamples(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ClusterOptions,
  tell: Tell,
): Promise<Found[]> {
  const { normalisation, withMissing, seed } = options;
  const found = await parallelClusterManySequences(sequences, measure, {
    clusters: countsOf(options),
    normalisation,
    withMissing,
    seed,
    onProgress: (done, total) => tell(`clusters: sample ${done} of ${total}`),
  });
  return found.map(({ medoids, partition, quality }) => ({
    medoids,
    partition,
    meanDistance: quality.meanDistance,
    quality: { ...quality },
  }));
}

function largestFirst(sequences: StateSequences, { medoids, partition }: Found) {
  const sizes = new Float64Array(medoids.length);
  for (const [row, cluster] of partition.entries()) {
    sizes[cluster] = (sizes[cluster] as number) + (sequences.weights?.[row] ?? 1);
  }
  const order = [...medoids.keys()].sort((one, other) => (sizes[other] as number) - (sizes[one] as number));
  const place = new Map(order.map((cluster, at) => [cluster, at + 1]));
  const rows = order.map((cluster) => medoids[cluster] as number);
  const spells = spellTexts(selectSequences(sequences, rows));
  const clusters = order.map((cluster, at) => ({
    cluster: at + 1,
    medoid: medoids[cluster] as number,
    spells: spells[at] ?? '',
    size: sizes[cluster] as number,
  }));
  return { clusters, partition: partition.map((cluster) => place.get(cluster) as number) };
}
