// The account of what releases give away of an answer: how well the best possible attacker can tell it, over everything measured so far.
//
// One measurement adds discrete Gaussian noise of standard deviation s to counts that one changed answer moves by the Euclidean length
// D. To tell two answers apart from it is at most as easy as to tell N(0, 1) from N(D / s, 1), and measurements add up in squares:
// J. Dong, A. Roth, W. Su, Gaussian Differential Privacy, Journal of the Royal Statistical Society B 84 (2022), theorem 2.7 and
// corollary 3.3. Discrete noise is known to obey the same bound as a divergence (zero-concentrated differential privacy with
// rho = D^2 / (2 s^2): M. Bun, T. Steinke (2016); Canonne, Kamath and Steinke (2020), theorem 4); as a trade-off of errors it differs from
// N(0, 1) by a part in 24 s^2 for each measurement, which at the s of this package (above 50) is nothing that could be measured.
import { normalCumulative, normalQuantile } from '@clew/statistics';
import type { Measurement, Release } from './release.ts';
import type { Registry } from './table.ts';

/** What one measurement adds to the account of each secret that it counts by. */
export interface LossEntry {
  readonly release: number;
  readonly measurement: string;
  readonly secrets: readonly string[];
  /** (sensitivity / standard deviation)^2: the square of the distance between two answers, in standard deviations. */
  readonly squaredDistance: number;
}

/** The account of one secret classification. */
export interface Loss {
  readonly secret: string;
  readonly entries: readonly LossEntry[];
  /** Distance between two answers of one person over all measurements, in standard deviations: mu of Gaussian differential privacy. */
  readonly distance: number;
  /** The share of right guesses, half of the people having each of two answers, that no attacker exceeds: Phi(distance / 2). */
  readonly accuracyBound: number;
  /** Zero-concentrated differential privacy: distance^2 / 2. */
  readonly rho: number;
}

/** The squared distance that one measurement adds. */
export function squaredDistanceOf({ sensitivity, standardDeviation }: Measurement): number {
  return (sensitivity / standardDeviation) ** 2;
}

/** The account of every secret classification of a registry, over the releases. */
export function lossOf(
  registry: Registry,
  releases: readonly Pick<Release, 'number' | 'measurements'>[],
): readonly Loss[] {
  const secrets = registry.classifications.filter((each) => each.secret).map((each) => each.name);
  const entries = releases.flatMap(({ number, measurements }) =>
    measurements.map((measurement): LossEntry => {
      const by = measurement.dimensions.map((each) => each.classification).filter((each) => secrets.includes(each));
      return {
        release: number,
        measurement: measurement.name,
        secrets: by,
        squaredDistance: squaredDistanceOf(measurement),
      };
    }),
  );
  return secrets.map((secret) => {
    const own = entries.filter((entry) => entry.secrets.includes(secret));
    const squared = own.reduce((sum, entry) => sum + entry.squaredDistance, 0);
    const distance = Math.sqrt(squared);
    return { secret, entries: own, distance, accuracyBound: accuracyOf(distance), rho: squared / 2 };
  });
}

/** The best balanced accuracy of telling apart two answers at a distance. */
export function accuracyOf(distance: number): number {
  return normalCumulative(distance / 2);
}

/** The distance at which the best balanced accuracy is as given; 0.5 < accuracy < 1. R: `2 * qnorm(accuracy)`. */
export function distanceOf(accuracy: number): number {
  return 2 * normalQuantile(accuracy);
}

/**
 * Epsilon of (epsilon, delta) differential privacy that a distance amounts to: the smallest for which
 * Phi(distance / 2 - epsilon / distance) - e^epsilon Phi(-distance / 2 - epsilon / distance) <= delta.
 * Source: Dong, Roth and Su (2022), corollary 2.13; B. Balle, Y.-X. Wang, ICML 2018, theorem 8.
 */
export function epsilonOf(distance: number, delta: number): number {
  if (distance === 0) return 0;
  const deltaAt = (epsilon: number) =>
    normalCumulative(distance / 2 - epsilon / distance) -
    Math.exp(epsilon) * normalCumulative(-distance / 2 - epsilon / distance);
  let [low, high] = [0, 1];
  while (deltaAt(high) > delta) high *= 2;
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (deltaAt(middle) > delta) low = middle;
    else high = middle;
  }
  return high;
}
