// The medoids of a sample: drawn by weight, equal objects once, parted by Ward's method and bettered by swaps.
import { distancesToCentre } from '../discrepancy/discrepancy.ts';
import { between, type Dissimilarities } from '../distances/dissimilarities.ts';
import type { RandomStream } from '../foundation/random.ts';
import { cumulative, indexAt } from '../foundation/weighted-draws.ts';
import type { Work } from '../foundation/work.ts';
import { cutDendrogram } from './dendrogram.ts';
import { hierarchicalClustering } from './hierarchical.ts';
import { partitionAroundMedoids } from './medoids.ts';

/** The objects that are medoids, and the distances between them, row by row. */
export interface SampleMedoids {
  readonly medoids: Int32Array;
  readonly apart: Float64Array;
}

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

/** The medoids of a sample for each number of clusters, from its distances; null where it has fewer different objects. */
export function sampleMedoids(
  times: ReadonlyMap<number, number>,
  distances: Dissimilarities,
  clusters: readonly number[],
  { signal }: Work,
): (SampleMedoids | null)[] {
  const work = signal === undefined ? {} : { signal };
  const rows = Int32Array.from(times.keys());
  const weights = Float64Array.from(times.values());
  if (rows.length < 2) return clusters.map(() => null);
  const tree = hierarchicalClustering(distances, 'ward.D', { members: weights, ...work });
  return clusters.map((count) => {
    if (count > rows.length) return null;
    const codes = cutDendrogram(tree, count);
    const levels = Array.from({ length: count }, (_, level) => String(level));
    const { medoids: initial } = distancesToCentre(distances, { group: { levels, codes }, weights });
    const { medoids } = partitionAroundMedoids(distances, count, { weights, initial, ...work });
    const apart = Float64Array.from(
      [...medoids].flatMap((one) => [...medoids].map((other) => between(distances, one, other))),
    );
    // Medoids that do not differ stand for the same objects: there are fewer different ones than clusters.
    const differ = apart.every((each, at) => each > 0 || at % (count + 1) === 0);
    return differ ? { medoids: medoids.map((medoid) => rows[medoid] as number), apart } : null;
  });
}
