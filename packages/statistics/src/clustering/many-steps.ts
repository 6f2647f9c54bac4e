// The steps of clustering many: what is to be measured next, whoever measures it, in one thread or in several.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { everyNumber } from '../distances/distances.ts';
import { type Column, requireWeights } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type RandomStream, randomStream } from '../foundation/random.ts';
import { checkpoint } from '../foundation/work.ts';
import type { ManyClusters, ManyOptions } from './many-objects.ts';
import { assignToMedoids, higherIsBetter, type MedoidAssignment, type MedoidQuality } from './medoid-quality.ts';
import { type PartitionAgreement, partitionAgreement } from './partition.ts';
import { drawn, type SampleMedoids, sampleMedoids } from './sample-medoids.ts';

/** Distances that are asked for: of all pairs of some objects, or of some objects to medoids. */
export type ManyMeasuring =
  | { readonly pairs: Int32Array }
  | { readonly rows: Int32Array; readonly medoids: Int32Array };

/** The pairs in the order of the objects; or, for each medoid, a distance a row. */
export type ManyMeasured = Dissimilarities | readonly Float64Array[];

/** Goes through the samples, asking for distances and taking what is handed in; gives the clusters in the end. */
export function* manySteps(
  plan: ManyPlan,
  options: ManyOptions,
): Generator<ManyMeasuring, ManyClusters[], ManyMeasured> {
  const { random, weights, evaluated, criterion, clusters } = plan;
  const stable = options.stability === true;
  const steps = plan.samples + clusters.length;
  const tried: Tried[][] = clusters.map(() => []);
  for (let sample = 0; sample < plan.samples; sample += 1) {
    checkpoint(options, sample, steps);
    const times = drawn(weights, plan.sampleSize, random);
    const distances = (yield { pairs: Int32Array.from(times.keys()) }) as Dissimilarities;
    const found = sampleMedoids(times, distances, clusters, options);
    const medoids = allMedoids(found);
    if (medoids.length === 0) continue;
    const columns = (yield { rows: evaluated, medoids }) as readonly Float64Array[];
    found.forEach((each, at) => {
      if (each === null) return;
      const { nearest, quality } = assigned(each, medoids, columns, plan.evaluatedWeights);
      (tried[at] as Tried[]).push({ ...each, sample, quality, nearest: stable ? nearest : null });
    });
  }
  const best = tried.map((all, at) => bestOf(all, criterion, clusters[at] as number));
  checkpoint(options, plan.samples, steps);
  const medoids = allMedoids(best);
  const columns = (yield { rows: everyNumber(weights.length), medoids }) as readonly Float64Array[];
  return best.map((each, at) => {
    checkpoint(options, plan.samples + at + 1, steps);
    const all = tried[at] as Tried[];
    const criteria = new Float64Array(plan.samples).fill(Number.NaN);
    for (const { sample, quality } of all) criteria[sample] = quality[criterion];
    const stability = stable ? agreements(each, all, plan.evaluatedWeights) : null;
    const { sample } = each;
    return {
      clusters: clusters[at] as number,
      ...named(each.medoids, assigned(each, medoids, columns, weights)),
      sample,
      criteria,
      stability,
    };
  });
}

/** The medoids of several clusterings, each once. */
function allMedoids(found: readonly (SampleMedoids | null)[]): Int32Array {
  return Int32Array.from(new Set(found.flatMap((each) => (each === null ? [] : [...each.medoids]))));
}

function assigned(
  { medoids, apart }: SampleMedoids,
  all: Int32Array,
  columns: readonly Float64Array[],
  weights: Float64Array,
): MedoidAssignment {
  return assignToMedoids(
    Array.from(medoids, (medoid) => columns[all.indexOf(medoid)] as Float64Array),
    (one, other) => apart[one * medoids.length + other] as number,
    weights,
  );
}

/** What is to be done, the options checked. */
export interface ManyPlan {
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

interface Tried extends SampleMedoids {
  readonly sample: number;
  readonly nearest: Int32Array | null;
  readonly quality: MedoidQuality;
}

/** The plan for so many objects. Throws what `clusterManyObjects` says of options and weights. */
export function manyPlan(size: number, given: Column | undefined, options: ManyOptions): ManyPlan {
  const { clusters = [2, 3, 4, 5, 6, 7, 8, 9, 10], samples = 100, criterion = 'meanDistance', seed = 1 } = options;
  const { evaluationSize = 50_000 } = options;
  const sampleSize = options.sampleSize ?? 40 + 2 * Math.max(2, ...clusters);
  if (clusters.length === 0 || !clusters.every((k) => Number.isSafeInteger(k) && k >= 2)) {
    throw new StatisticsError('clusters-invalid', { column: 'clusters', detail: 'whole numbers from 2' });
  }
  if (!(Number.isSafeInteger(size) && size > 0)) throw new StatisticsError('no-rows');
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
  const weights = given ?? new Float64Array(size).fill(1);
  if (weights.length !== size) throw new StatisticsError('length-mismatch', { column: 'weights' });
  requireWeights(weights);
  const random = randomStream(seed);
  const evaluated = evaluationSet(size, evaluationSize, random);
  const evaluatedWeights = Float64Array.from(evaluated, (object) => weights[object] as number);
  return { clusters, samples, sampleSize, criterion, weights, random, evaluated, evaluatedWeights };
}

/** About how many distances are measured: those to medoids, which are most by far. */
export function distancesOf({ clusters, samples, evaluated, weights }: ManyPlan): number {
  return (samples * evaluated.length + weights.length) * Math.max(...clusters);
}

/** Some of the objects, each at most once; each keeps its weight, so that means over them are not distorted. */
function evaluationSet(size: number, most: number, random: RandomStream): Int32Array {
  const all = everyNumber(size);
  if (size <= most) return all;
  for (let at = 0; at < most; at += 1) {
    const other = at + random.below(size - at);
    const held = all[at] as number;
    all[at] = all[other] as number;
    all[other] = held;
  }
  return all.slice(0, most).sort();
}

/** The best by the criterion; of equal ones the first. */
function bestOf(all: readonly Tried[], criterion: keyof MedoidQuality, clusters: number): Tried {
  const sign = higherIsBetter[criterion] ? -1 : 1;
  const best = all.reduce<Tried | undefined>((known, each) => {
    if (known === undefined) return each;
    return sign * each.quality[criterion] < sign * known.quality[criterion] ? each : known;
  }, undefined);
  if (best !== undefined) return best;
  throw new StatisticsError('clusters-invalid', { column: 'clusters', detail: `${clusters} of a sample` });
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
