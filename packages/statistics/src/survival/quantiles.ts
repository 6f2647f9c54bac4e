// When a given share has had the event: quantiles of a survival curve, their intervals, and the median that R prints.
import { StatisticsError } from '../foundation/errors.ts';
import type { SurvivalCurve } from './curves.ts';

/** One number for each probability asked for; NaN where the curve does not get so far. */
export interface SurvivalQuantiles {
  readonly probabilities: Float64Array;
  readonly quantile: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Shares this close are one share (square root of double precision). */
const tolerance = 2 ** -26;

/**
 * The times by which the given shares have had the event, in the curve's unit, with the intervals that its limits give. Where the
 * curve is level at the share, the middle of the level stretch. NaN where the curve, or its limit, never gets there.
 * Throws `probability-invalid`. Source: Brookmeyer and Crowley 1982. R: `quantile(survfit(...), probs)`.
 */
export function survivalQuantiles(curve: SurvivalCurve, probabilities: ArrayLike<number>): SurvivalQuantiles {
  const shares = Float64Array.from(probabilities);
  for (const [row, share] of shares.entries()) {
    if (!(share >= 0 && share <= 1)) throw new StatisticsError('probability-invalid', { column: 'probabilities', row });
  }
  const at = (values: Float64Array) => shares.map((share) => reached(curve, values, share));
  return { probabilities: shares, quantile: at(curve.survival), low: at(curve.low), high: at(curve.high) };
}

/** Where 1 - values first reaches the share. Limits need not fall steadily, so that the least share above counts, not the first. */
function reached({ time, startTime }: SurvivalCurve, values: Float64Array, share: number): number {
  if (share === 0) return startTime;
  const points = time.length;
  let [above, aboveAt, below, belowAt] = [Number.POSITIVE_INFINITY, -1, Number.POSITIVE_INFINITY, -1];
  let last = 0;
  // Point -1 is the start, where nothing has happened.
  for (let point = -1; point < points; point += 1) {
    const gone = point < 0 ? 0 : 1 - (values[point] as number);
    if (Number.isNaN(gone)) continue;
    last = gone;
    if (gone + tolerance >= share && gone + tolerance < above) [above, aboveAt] = [gone + tolerance, point];
    if (gone - tolerance >= share && gone - tolerance < below) [below, belowAt] = [gone - tolerance, point];
  }
  const timeOf = (point: number) => (point < 0 ? startTime : (time[point] as number));
  const endsHere = !Number.isNaN(values[points - 1] as number) && Math.abs(share - last) < tolerance;
  if (endsHere && above !== Number.POSITIVE_INFINITY) return (timeOf(aboveAt) + timeOf(points - 1)) / 2;
  if (above === Number.POSITIVE_INFINITY || below === Number.POSITIVE_INFINITY) return Number.NaN;
  return (timeOf(aboveAt) + timeOf(belowAt)) / 2;
}

/** A median with its interval, as a table of curves shows it. */
export interface MedianSurvival {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median as R prints it: as the quantile at one half, but where the curve ends level at one half it is the time at which it got
 * there. R: `summary(survfit(...))$table`.
 */
export function medianSurvival(curve: SurvivalCurve): MedianSurvival {
  const at = (values: Float64Array) => halfReached(curve.time, values);
  return { median: at(curve.survival), low: at(curve.low), high: at(curve.high) };
}

function halfReached(time: Float64Array, values: Float64Array): number {
  const first = values.findIndex((value) => value < 0.5 + tolerance);
  if (first < 0) return Number.NaN;
  const value = values[first] as number;
  if (Math.abs(value - 0.5) >= tolerance) return time[first] as number;
  const further = values.findIndex((each, at) => at > first && each < value);
  return further < 0 ? (time[first] as number) : ((time[first] as number) + (time[further] as number)) / 2;
}
