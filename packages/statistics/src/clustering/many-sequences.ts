// Clustering a million careers: equal ones once, medoids of samples, everybody to the nearest.
import { type DistanceOptions, preparedDistances, type SequenceMeasure } from '../distances/index.ts';
import type { Work } from '../foundation/work.ts';
import type { AggregatedSequences, StateSequences } from '../sequences/index.ts';
import { clusterManyObjects, type ManyClusters, type ManyOptions } from './many-objects.ts';

export interface ManySequencesOptions extends ManyOptions, Omit<DistanceOptions, keyof Work> {}

/**
 * Clusters careers, however many, around medoids, by any measure of distance. Equal careers are taken once with their weight, samples are
 * clustered, and every career goes to its nearest medoid; medoids are rows of `sequences`, the first that holds the career.
 *
 * Throws what {@link clusterManyObjects} and `preparedDistances` throw.
 * R: `WeightedCluster::seqclararange(seq, R, sample.size, kvals, seqdist.args, method = "crisp", criteria, stability)`, in distribution;
 * R's cases are 46,340 at most where it needs all pairs.
 */
export function clusterManySequences(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ManySequencesOptions = {},
): ManyClusters[] {
  const { normalisation, withMissing, weighted, ...many } = options;
  const { distinct, betweenDistinct } = preparedDistances(sequences, measure, {
    ...(normalisation === undefined ? {} : { normalisation }),
    ...(withMissing === undefined ? {} : { withMissing }),
    ...(weighted === undefined ? {} : { weighted }),
  });
  const { sequences: different } = distinct;
  const between = (one: number, other: number) =>
    one < other ? betweenDistinct(one, other) : betweenDistinct(other, one);
  const found = clusterManyObjects({ size: different.count, weights: different.weights, between }, many);
  return found.map((each) => ofAllCareers(each, distinct));
}

/** The clusters of all careers from those of the different ones. */
export function ofAllCareers(found: ManyClusters, { firstRows, groups }: AggregatedSequences): ManyClusters {
  return {
    ...found,
    medoids: found.medoids.map((medoid) => firstRows[medoid] as number),
    partition: groups.map((number) => found.partition[number] as number),
  };
}
