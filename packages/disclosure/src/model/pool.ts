// Pooling: the measurements of all releases so far, carried to the people of today, as one estimate of each count by a secret answer.
import type { Measurement, Release } from '../release.ts';
import { driftingShare } from './trend.ts';

export interface Pooled {
  readonly measurement: Measurement;
  /** By group of ordinary categories, then secret category: the estimated count today. */
  readonly values: Float64Array;
  /** By group: the variance of each of its values. Infinity where nothing was measured that can be carried over. */
  readonly variances: Float64Array;
}

/** The published count of each group of a measurement at a release; NaN where it was withheld. */
export type GroupCounts = (release: number) => Float64Array;

/**
 * How much a group's people are replaced from one release to the next, as a share. Over k releases the count by an answer then wanders
 * with variance 2 k share n p (1 - p) about its expectation. An assumption: a quarter's entries, exits and moves.
 */
const replacedShare = 0.05;

/** Answers are about as far from even as this: p (1 - p) of one in four. */
const typicalScatter = 0.19;

/** By release: what to multiply the counts of each answer (or pair of answers) by, so that they stand for today. */
export type Trend = (release: number) => Float64Array | undefined;

/** Pools the measurements of one name, in the order of releases. `now` is the number of the release that is made. */
export function pool(
  taken: readonly { readonly release: number; readonly measurement: Measurement }[],
  counts: GroupCounts,
  trend: Trend,
  now: number,
): Pooled | null {
  const last = taken.at(-1);
  if (last === undefined) return null;
  const { measurement } = last;
  const current = counts(now);
  const categories = measurement.values.length / current.length;
  const weights = new Float64Array(current.length);
  const sums = new Float64Array(measurement.values.length);
  for (const { release, measurement: each } of taken) {
    const then = counts(release);
    const factors = trend(release);
    for (let group = 0; group < current.length; group += 1) {
      const ratio = release === now ? 1 : ratioOf(current[group] as number, then[group] as number);
      if (ratio === null) continue;
      const wandering = release === now ? 0 : wanderingOf(current[group] as number, now - release);
      const weight = 1 / (each.standardDeviation ** 2 * ratio ** 2 + wandering);
      weights[group] = (weights[group] as number) + weight;
      for (let place = group * categories; place < (group + 1) * categories; place += 1) {
        const factor = factors?.[place % categories] ?? 1;
        sums[place] = (sums[place] as number) + weight * ratio * factor * (each.values[place] as number);
      }
    }
  }
  const values = sums.map((sum, place) => {
    const weight = weights[Math.floor(place / categories)] as number;
    return weight === 0 ? 0 : sum / weight;
  });
  return {
    measurement,
    values,
    variances: weights.map((weight) => (weight === 0 ? Number.POSITIVE_INFINITY : 1 / weight)),
  };
}

/** The scatter of those who were replaced, and half as much drift of the group's own as everybody's answers have. */
function wanderingOf(people: number, releases: number): number {
  return 2 * replacedShare * releases * typicalScatter * people + ((driftingShare / 2) * releases * people) ** 2;
}

/** By how much a group grew; null where one of its counts was withheld, or it changed too much to be the same group. */
function ratioOf(now: number, then: number): number | null {
  if (!(now > 0 && then > 0)) return null;
  const ratio = now / then;
  return ratio > 1.5 || ratio < 1 / 1.5 ? null : ratio;
}

/** The measurements of one name in releases. */
export function takenIn(releases: readonly Pick<Release, 'number' | 'measurements'>[], name: string) {
  return releases.flatMap(({ number, measurements }) =>
    measurements.filter((each) => each.name === name).map((measurement) => ({ release: number, measurement })),
  );
}
