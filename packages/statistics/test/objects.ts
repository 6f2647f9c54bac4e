// Objects to cluster in tests: R's agriculture, points and their distances, arbitrary dissimilarities, and copies of objects for weights.
import fc from 'fast-check';
import { expect } from 'vitest';
import { between, type Dissimilarities, StatisticsError, type StatisticsErrorCode } from '../src/index.ts';

/** The dissimilarities that a function gives. */
export function dissimilarities(size: number, apart: (one: number, other: number) => number): Dissimilarities {
  const values: number[] = [];
  for (let one = 0; one < size; one += 1)
    for (let other = one + 1; other < size; other += 1) values.push(apart(one, other));
  return { size, values: Float64Array.from(values) };
}

export const euclidean = (points: readonly (readonly number[])[]): Dissimilarities =>
  dissimilarities(points.length, (one, other) =>
    Math.hypot(...(points[one] ?? []).map((value, axis) => value - (points[other]?.[axis] ?? 0))),
  );

const x = [16.8, 21.3, 18.7, 5.9, 11.4, 17.8, 10.9, 16.6, 21, 16.4, 7.8, 14];
const y = [2.7, 5.7, 3.5, 22.2, 10.9, 6, 14, 8.5, 3.5, 4.3, 17.4, 2.3];

/** R: `dist(cluster::agriculture)`, gross national product and share of agriculture of twelve countries. */
export const agriculture = euclidean(x.map((each, country) => [each, y[country] ?? 0]));

/** Some objects of a dissimilarity, each as often as it is named. */
export const chosen = (given: Dissimilarities, objects: readonly number[]): Dissimilarities =>
  dissimilarities(objects.length, (one, other) => between(given, objects[one] ?? 0, objects[other] ?? 0));

/** Each object as many times as it weighs. */
export const copies = (weights: readonly number[]): number[] =>
  weights.flatMap((weight, object) => new Array<number>(weight).fill(object));

/** Few objects with whole distances, which tie. */
export const tied = (most = 8): fc.Arbitrary<Dissimilarities> =>
  fc.integer({ min: 3, max: most }).chain((size) =>
    fc
      .array(fc.integer({ min: 1, max: 6 }), {
        minLength: (size * (size - 1)) / 2,
        maxLength: (size * (size - 1)) / 2,
      })
      .map((values) => ({ size, values: Float64Array.from(values) })),
  );

/** Points of a plane, which do not tie. */
export const scattered = (most = 12): fc.Arbitrary<Dissimilarities> =>
  fc
    .array(fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true })), {
      minLength: 4,
      maxLength: most,
    })
    // A hair of noise of each one's own, so that equal points do not tie.
    .map((points) =>
      euclidean(points.map(([one, other], at) => [one + Math.sin(at * 7 + 1), other + Math.cos(at * 5 + 2)])),
    );

/** A partition of so many objects in as many clusters, every one of them taken. */
export const partitions = (size: number, count: number): fc.Arbitrary<Int32Array> =>
  fc
    .array(fc.integer({ min: 0, max: count - 1 }), { minLength: size, maxLength: size })
    .map((codes) => Int32Array.from(codes, (code, object) => (object < count ? object : code)));

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 11): void {
  expect(actual.length).toBe(expected.length);
  for (let at = 0; at < expected.length; at += 1) {
    const [one, other] = [actual[at] ?? Number.NaN, expected[at] ?? Number.NaN];
    if (Object.is(one, other)) continue;
    expect(Math.abs(one - other), `at ${at}: ${one} against ${other}`).toBeLessThanOrEqual(
      10 ** -digits * Math.max(1, Math.abs(other)),
    );
  }
}

/** Runs, and expects to be refused with the code. */
export function expectRefused(run: () => unknown, code: StatisticsErrorCode): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    expect(error.code).toBe(code);
    return;
  }
  expect.fail(`nothing was refused, where ${code} was expected`);
}
