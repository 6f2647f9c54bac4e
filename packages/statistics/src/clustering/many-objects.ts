// Clustering more objects than have all their pairs in memory: medoids of samples, judged on all (CLARA).
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { type ManyMeasured, type ManyMeasuring, manyPlan, manySteps } from './many-steps.ts';
import type { MedoidQuality } from './medoid-quality.ts';
import type { PartitionAgreement } from './partition.ts';

/** Objects whose distances are measured when asked for. */
export interface MeasuredObjects {
  readonly size: number;
  /** How much each object counts; 1 where absent. */
  readonly weights?: Column;
  /** The distance of two objects; symmetric, 0 of one with itself, finite and not negative. */
  readonly between: (one: number, other: number) => number;
}

export interface ManyOptions extends Work {
  /** The numbers of clusters to find; default 2 to 10. R: `kvals`. */
  readonly clusters?: readonly number[];
  /** How many samples are clustered; default 100. R: `R`. */
  readonly samples?: number;
  /** How many objects are drawn into a sample, with replacement, by weight; default 40 + 2 times the most clusters. R: `sample.size`. */
  readonly sampleSize?: number;
  /** By which measure the best sample is chosen; default the mean distance. R: `criteria`. */
  readonly criterion?: keyof MedoidQuality;
  /**
   * On how many objects samples are compared: on all where they are no more (then as R), else on so many of them, drawn at random. The
   * best is judged on all in any case. Default 50,000.
   */
  readonly evaluationSize?: number;
  /** Whether to tell how alike the best partition and those of the other samples are; default false. R: `stability`. */
  readonly stability?: boolean;
  /** The same seed gives the same clusters. Default 1. */
  readonly seed?: number;
}

/** The best medoids for one number of clusters. */
export interface ManyClusters {
  readonly clusters: number;
  /** The medoid of each cluster (objects from 0). */
  readonly medoids: Int32Array;
  /** The cluster of every object, from 0 in the order in which objects meet them. */
  readonly partition: Int32Array;
  readonly quality: MedoidQuality;
  /** The sample that it came from, and the criterion of every sample on the objects that samples are compared on; NaN where a sample had too few different objects. */
  readonly sample: number;
  readonly criteria: Float64Array;
  /** How alike the best partition and each sample's are; null unless asked for. Above 0.8 in most samples is stable. */
  readonly stability: readonly PartitionAgreement[] | null;
}

/**
 * Clusters many objects around medoids without measuring all pairs: draws samples, finds the medoids of each (Ward's clusters, then swaps),
 * sends all objects to their nearest medoid, and keeps the best sample for each number of clusters.
 *
 * Time grows with objects times medoids times samples (up to `evaluationSize` objects a sample) and with the square of the sample.
 * Throws `clusters-invalid` (a number below 2, above the sample size, or that no sample has so many different objects for),
 * `option-invalid`, `weight-invalid`, `not-finite` and `distance-negative` where `between` gives such, `no-rows`; `cancelled`. Progress is
 * in samples, and then one for each number of clusters.
 * Method: Kaufman & Rousseeuw (1990), ch. 3; Studer, Sadeghi & Tochon (2024). R: `WeightedCluster::seqclararange(method = "crisp")`, in
 * distribution.
 */
export function clusterManyObjects(objects: MeasuredObjects, options: ManyOptions = {}): ManyClusters[] {
  const { signal } = options;
  const work = signal === undefined ? {} : { signal };
  const steps = manySteps(manyPlan(objects.size, objects.weights, options), options);
  let step = steps.next();
  while (step.done !== true) step = steps.next(measured(objects, step.value, work));
  return step.value;
}

function measured(objects: MeasuredObjects, asked: ManyMeasuring, work: Work): ManyMeasured {
  if (!('pairs' in asked)) return Array.from(asked.medoids, (medoid) => column(objects, asked.rows, medoid, work));
  const rows = asked.pairs;
  const size = rows.length;
  const values = new Float64Array((size * (size - 1)) / 2);
  let at = 0;
  for (let one = 0; one < size; one += 1) {
    checkpoint(work, one, size);
    for (let other = one + 1; other < size; other += 1) {
      values[at] = distance(objects, rows[one] as number, rows[other] as number);
      at += 1;
    }
  }
  return { size, values };
}

function column(objects: MeasuredObjects, rows: Int32Array, medoid: number, work: Work): Float64Array {
  const apart = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) {
    if (at % 8192 === 0) checkpoint(work, at, rows.length);
    const object = rows[at] as number;
    apart[at] = object === medoid ? 0 : distance(objects, object, medoid);
  }
  return apart;
}

function distance({ between }: MeasuredObjects, one: number, other: number): number {
  const apart = between(one, other);
  if (apart >= 0 && apart < Number.POSITIVE_INFINITY) return apart;
  throw new StatisticsError(apart < 0 ? 'distance-negative' : 'not-finite', { column: 'between', row: one });
}
