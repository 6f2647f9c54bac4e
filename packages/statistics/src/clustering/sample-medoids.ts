// The medoids of a sample: drawn by weight, equal objects once, parted by Ward's method and bettered by swaps.
import { distancesToCentre } from '../discrepancy/discrepancy.ts';
import { between, type Dissimilarities } from '../distances/dissimilarities.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { RandomStream } from '../foundation/random.ts';
import { cumulative, indexAt } from '../foundation/weighted-draws.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { cutDendrogram } from './dendrogram.ts';
import { hierarchicalClustering } from './hierarchical.ts';
import type { MeasuredObjects } from './many-objects.ts';
import { partitionAroundMedoids } from './medoids.ts';

/** The objects that are medoids. */
export type SampleMedoids = Int32Array;

/** Objects drawn with replacement, each with a chance proportional to its weight: the different ones, and how often each was drawn. */
export function drawn(weights: Float64Array, size: number, random: RandomStream): ReadonlyMap<number, number> {
  const sums = cumulative(weights);
  const times = new Map<number, number>();
  for (let draw = 0; draw < size; draw += 1) {
    const object = indexAt(sums, random.uniform() * (sums[sums.length - 1] as number));
    times.set(object, (times.get(object) ?? 0) + 1);
  }
  return new Map([...times].sort(([one], [other]) => one - other));
}

/** The medoids of a sample for each number of clusters; null where the sample has fewer different objects. */
export function sampleMedoids(
  objects: MeasuredObjects,
  sample: ReadonlyMap<number, number>,
  clusters: readonly number[],
  { signal }: Work,
): (SampleMedoids | null)[] {
  const work = signal === undefined ? {} : { signal };
  const rows = Int32Array.from(sample.keys());
  const weights = Float64Array.from(sample.values());
  if (rows.length < 2) return clusters.map(() => null);
  const distances = pairsOf(objects, rows, work);
  const tree = hierarchicalClustering(distances, 'ward.D', { members: weights, ...work });
  return clusters.map((count) => {
    if (count > rows.length) return null;
    const codes = cutDendrogram(tree, count);
    const levels = Array.from({ length: count }, (_, level) => String(level));
    const { medoids: initial } = distancesToCentre(distances, { group: { levels, codes }, weights });
    const { medoids } = partitionAroundMedoids(distances, count, { weights, initial, ...work });
    // Medoids that do not differ stand for the same objects: there are fewer different ones than clusters.
    const differ = medoids.every((one, at) =>
      medoids.subarray(0, at).every((other) => between(distances, one, other) > 0),
    );
    return differ ? medoids.map((medoid) => rows[medoid] as number) : null;
  });
}

function pairsOf(objects: MeasuredObjects, rows: Int32Array, work: Work): Dissimilarities {
  const size = rows.length;
  const values = new Float64Array((size * (size - 1)) / 2);
  let at = 0;
  for (let one = 0; one < size; one += 1) {
    checkpoint(work, one, size);
    for (let other = one + 1; other < size; other += 1) {
      const apart = objects.between(rows[one] as number, rows[other] as number);
      if (!Number.isFinite(apart))
        throw new StatisticsError('not-finite', { column: 'between', row: rows[one] as number });
      values[at] = apart;
      at += 1;
    }
  }
  return { size, values };
}
