// The trend of everybody's answers between releases: the one change that all groups share, and that their own noise would hide from each.
import type { Measurement } from '../release.ts';

/** The measurements of one secret at one release: those that count by it and one ordinary classification. */
export interface Moment {
  readonly release: number;
  readonly measurements: readonly Measurement[];
}

/** By how much the share of an answer drifts from one release to the next, as a standard deviation. An assumption: half a point a year. */
export const driftingShare = 0.00125;

/**
 * By how much the log odds of an answer may have drifted, for each release since they were last measured, from where the trend leads: half
 * of what drifts where answers are about as far from even as one in four. As a standard deviation.
 */
export const unseenDrift = 0.003;

/**
 * By what to multiply an earlier count by each answer so that it stands for the people of today: by release, then answer. Between measured
 * releases the change of the overall share, beyond them as it last went; each held back by how much of it noise could be.
 */
export function trendFactors(
  moments: readonly Moment[],
  answers: number,
  now: number,
): ReadonlyMap<number, Float64Array> {
  const overall = moments.map(({ release, measurements }) => ({ release, ...overallShares(measurements, answers) }));
  const last = overall.at(-1);
  const before = overall.at(-2);
  const factors = new Map<number, Float64Array>();
  if (last === undefined) return factors;
  const ahead = new Float64Array(answers);
  if (before !== undefined && now > last.release) {
    const span = last.release - before.release;
    const hold = heldShare(span, last.variance + before.variance);
    for (let answer = 0; answer < answers; answer += 1) {
      const change = (last.shares[answer] as number) - (before.shares[answer] as number);
      ahead[answer] = (hold * change * (now - last.release)) / span;
    }
  }
  for (const { release, shares, variance } of overall) {
    const hold = release === last.release ? 0 : heldShare(last.release - release, last.variance + variance);
    factors.set(
      release,
      shares.map((share, answer) => {
        const change = hold * ((last.shares[answer] as number) - share) + (ahead[answer] as number);
        return share > leastShare ? Math.max(0.5, Math.min(2, 1 + change / share)) : 1;
      }),
    );
  }
  return factors;
}

const leastShare = 0.001;

/** How much of a change between releases to believe. */
function heldShare(releases: number, variance: number): number {
  const drift = (driftingShare * releases) ** 2;
  return drift / (drift + variance);
}

/** Each margin's sums, averaged by how exact they are, as shares. */
function overallShares(measurements: readonly Measurement[], answers: number) {
  const sums = new Float64Array(answers);
  let weights = 0;
  for (const { values, standardDeviation } of measurements) {
    const weight = answers / (values.length * standardDeviation ** 2);
    weights += weight;
    values.forEach((value, place) => {
      sums[place % answers] = (sums[place % answers] as number) + weight * value;
    });
  }
  const total = sums.reduce((sum, each) => sum + each, 0) / Math.max(weights, Number.MIN_VALUE);
  if (!(total > 0)) return { shares: new Float64Array(answers), variance: Number.POSITIVE_INFINITY };
  return { shares: sums.map((sum) => sum / weights / total), variance: 1 / weights / total ** 2 };
}
