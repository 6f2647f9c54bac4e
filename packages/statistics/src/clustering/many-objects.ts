// Clustering more objects than have all their pairs in memory: medoids of samples, judged on all (CLARA).
import { type Column, requireWeights } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type RandomStream, randomStream } from '../foundation/random.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { assignToMedoids, higherIsBetter, type MedoidAssignment, type MedoidQuality } from './medoid-quality.ts';
import { type PartitionAgreement, partitionAgreement } from './partition.ts';
import { drawn, type SampleMedoids, sampleMedoids } from './sample-medoids.ts';

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
  const plan = planOf(objects, options);
  const { random, weights, evaluated, criterion } = plan;
  const tried: Tried[][] = plan.clusters.map(() => []);
  for (let sample = 0; sample < plan.samples; sample += 1) {
    checkpoint(options, sample, plan.samples + plan.clusters.length);
    const found = sampleMedoids(objects, drawn(weights, plan.sampleSize, random), plan.clusters, options);
    const columns = new Columns(objects, evaluated, options);
    found.forEach((medoids, at) => {
      if (medoids === null) return;
      const { nearest, quality } = columns.assign(medoids, plan.evaluatedWeights);
      (tried[at] as Tried[]).push({ sample, medoids, nearest: options.stability === true ? nearest : null, quality });
    });
  }
  const columns = new Columns(objects, everyOne(objects.size), options);
  return plan.clusters.map((clusters, at) => {
    checkpoint(options, plan.samples + at, plan.samples + plan.clusters.length);
    const all = tried[at] as Tried[];
    const best = bestOf(all, criterion);
    if (best === undefined) {
      throw new StatisticsError('clusters-invalid', { column: 'clusters', detail: `${clusters} of a sample` });
    }
    const criteria = new Float64Array(plan.samples).fill(Number.NaN);
    for (const { sample, quality } of all) criteria[sample] = quality[criterion];
    const stability = options.stability === true ? agreements(best, all, plan.evaluatedWeights) : null;
    return {
      clusters,
      ...named(best.medoids, columns.assign(best.medoids, weights)),
      sample: best.sample,
      criteria,
      stability,
    };
  });
}

interface Plan {
  readonly clusters: readonly number[];
  readonly samples: number;
  readonly sampleSize: number;
  readonly criterion: keyof MedoidQuality;
  readonly weights: Float64Array;
  readonly random: RandomStream;
  /** The objects that samples are compared on. */
  readonly evaluated: Int32Array;
  readonly evaluatedWeights: Float64Array;
}

interface Tried {
  readonly sample: number;
  readonly medoids: Int32Array;
  readonly nearest: Int32Array | null;
  readonly quality: MedoidQuality;
}

function planOf(objects: MeasuredObjects, options: ManyOptions): Plan {
  const { clusters = [2, 3, 4, 5, 6, 7, 8, 9, 10], samples = 100, criterion = 'meanDistance', seed = 1 } = options;
  const { evaluationSize = 50_000 } = options;
  const sampleSize = options.sampleSize ?? 40 + 2 * Math.max(2, ...clusters);
  if (clusters.length === 0 || !clusters.every((k) => Number.isSafeInteger(k) && k >= 2)) {
    throw new StatisticsError('clusters-invalid', { column: 'clusters', detail: 'whole numbers from 2' });
  }
  if (!(Number.isSafeInteger(objects.size) && objects.size > 0)) throw new StatisticsError('no-rows');
  for (const [column, value, least] of [
    ['samples', samples, 1],
    ['sampleSize', sampleSize, 2],
    ['evaluationSize', evaluationSize, 2],
  ] as const) {
    if (!(Number.isSafeInteger(value) && value >= least)) throw new StatisticsError('option-invalid', { column });
  }
  if (clusters.some((k) => k > sampleSize)) {
    throw new StatisticsError('clusters-invalid', { column: 'clusters', detail: `a sample has ${sampleSize}` });
  }
  if (!Object.hasOwn(higherIsBetter, criterion)) throw new StatisticsError('option-invalid', { column: 'criterion' });
  const weights = objects.weights ?? new Float64Array(objects.size).fill(1);
  if (weights.length !== objects.size) throw new StatisticsError('length-mismatch', { column: 'weights' });
  requireWeights(weights);
  const random = randomStream(seed);
  const evaluated = evaluationSet(objects.size, evaluationSize, random);
  const evaluatedWeights = Float64Array.from(evaluated, (object) => weights[object] as number);
  return { clusters, samples, sampleSize, criterion, weights, random, evaluated, evaluatedWeights };
}

const everyOne = (size: number) => Int32Array.from({ length: size }, (_, object) => object);

/** Some of the objects, each at most once; each keeps its weight, so that means over them are not distorted. */
function evaluationSet(size: number, most: number, random: RandomStream): Int32Array {
  const all = everyOne(size);
  if (size <= most) return all;
  for (let at = 0; at < most; at += 1) {
    const other = at + random.below(size - at);
    const held = all[at] as number;
    all[at] = all[other] as number;
    all[other] = held;
  }
  return all.slice(0, most).sort();
}

/** The distances of some objects to medoids, each medoid's measured once. */
class Columns {
  readonly #objects: MeasuredObjects;
  readonly #rows: Int32Array;
  readonly #work: Work;
  readonly #known = new Map<number, Float64Array>();

  constructor(objects: MeasuredObjects, rows: Int32Array, { signal }: Work) {
    this.#objects = objects;
    this.#rows = rows;
    this.#work = signal === undefined ? {} : { signal };
  }

  assign(medoids: SampleMedoids, weights: Float64Array): MedoidAssignment {
    const columns = Array.from(medoids, (medoid) => this.#column(medoid));
    const { between } = this.#objects;
    return assignToMedoids(columns, (one, other) => between(medoids[one] as number, medoids[other] as number), weights);
  }

  #column(medoid: number): Float64Array {
    const known = this.#known.get(medoid);
    if (known !== undefined) return known;
    const { between } = this.#objects;
    const rows = this.#rows;
    const column = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) {
      if (at % 8192 === 0) checkpoint(this.#work, at, rows.length);
      const object = rows[at] as number;
      column[at] = object === medoid ? 0 : between(object, medoid);
    }
    const wrong = column.findIndex((apart) => !(apart >= 0 && apart < Number.POSITIVE_INFINITY));
    if (wrong >= 0) {
      const code = (column[wrong] as number) < 0 ? 'distance-negative' : 'not-finite';
      throw new StatisticsError(code, { column: 'between', row: rows[wrong] as number });
    }
    this.#known.set(medoid, column);
    return column;
  }
}

/** The best by the criterion; of equal ones the first. */
function bestOf(all: readonly Tried[], criterion: keyof MedoidQuality): Tried | undefined {
  const sign = higherIsBetter[criterion] ? -1 : 1;
  return all.reduce<Tried | undefined>((best, each) => {
    if (best === undefined) return each;
    return sign * each.quality[criterion] < sign * best.quality[criterion] ? each : best;
  }, undefined);
}

function agreements(best: Tried, all: readonly Tried[], weights: Float64Array): PartitionAgreement[] {
  const used = (clusters: Int32Array) => {
    const numbers = new Map<number, number>();
    return clusters.map((cluster) => {
      const number = numbers.get(cluster) ?? numbers.size;
      numbers.set(cluster, number);
      return number;
    });
  };
  const own = used(best.nearest as Int32Array);
  return all.map(({ nearest }) => partitionAgreement(own, used(nearest as Int32Array), weights));
}

/** The clusters numbered in the order in which objects meet them. */
function named(
  medoids: Int32Array,
  { nearest, quality }: MedoidAssignment,
): Pick<ManyClusters, 'medoids' | 'partition' | 'quality'> {
  const number = new Int32Array(medoids.length).fill(-1);
  const ordered: number[] = [];
  const numberOf = (place: number): number => {
    if ((number[place] as number) < 0) {
      number[place] = ordered.length;
      ordered.push(medoids[place] as number);
    }
    return number[place] as number;
  };
  const partition = nearest.map(numberOf);
  for (const place of medoids.keys()) numberOf(place);
  return { medoids: Int32Array.from(ordered), partition, quality };
}
