// A curve read at given times: how many are still at risk, what happened since, what the curve says.
import { requireFinite } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { SurvivalCurve } from './curves.ts';

/** One number for each time asked for, ascending. */
export interface SurvivalAtTimes {
  readonly time: Float64Array;
  /** Weight at risk just before the time; 0 beyond the curve's last. */
  readonly atRisk: Float64Array;
  /** Events since the time before on this list (from the start for the first), up to and with this time. */
  readonly events: Float64Array;
  readonly censored: Float64Array;
  readonly survival: Float64Array;
  readonly standardError: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly cumulativeHazard: Float64Array;
  readonly cumulativeHazardError: Float64Array;
}

/** A curve's columns looked up at times. `upTo` counts its times up to and with each, `before` those before. */
export interface Lookup {
  readonly time: Float64Array;
  readonly upTo: Int32Array;
  readonly before: Int32Array;
}

/** Where the times (put in ascending order; those beyond the last left out unless `extend`) fall on the ascending `curveTimes`. */
export function lookUp(curveTimes: Float64Array, times: ArrayLike<number>, extend: boolean): Lookup {
  requireFinite('times', times);
  const last = curveTimes[curveTimes.length - 1] as number;
  const time = Float64Array.from(times)
    .sort()
    .filter((each) => extend || each <= last);
  if (time.length === 0) throw new StatisticsError('no-rows', { column: 'times', detail: 'none within the curve' });
  const [upTo, before] = [new Int32Array(time.length), new Int32Array(time.length)];
  let [until, under] = [0, 0];
  for (let at = 0; at < time.length; at += 1) {
    while (until < curveTimes.length && (curveTimes[until] as number) <= (time[at] as number)) until += 1;
    while (under < curveTimes.length && (curveTimes[under] as number) < (time[at] as number)) under += 1;
    upTo[at] = until;
    before[at] = under;
  }
  return { time, upTo, before };
}

/** The values last reached, or `start` before the first; entry `offset` of rows of `width`. */
export function valuesAt({ upTo }: Lookup, values: Float64Array, start: number, width = 1, offset = 0): Float64Array {
  return Float64Array.from(upTo, (count) => (count === 0 ? start : (values[(count - 1) * width + offset] as number)));
}

/** What is at risk at the next of the curve's times; 0 beyond the last. */
export function riskAt({ before }: Lookup, values: ArrayLike<number>, width = 1, offset = 0): Float64Array {
  return Float64Array.from(before, (count) => values[count * width + offset] ?? 0);
}

/** Sums from one time asked for to the next. */
export function sumsBetween({ upTo }: Lookup, values: ArrayLike<number>, width = 1, offset = 0): Float64Array {
  let done = 0;
  return Float64Array.from(upTo, (count) => {
    let sum = 0;
    for (; done < count; done += 1) sum += values[done * width + offset] as number;
    return sum;
  });
}

/**
 * The curve at the given times, in ascending order. Beyond its last time the curve keeps its last value with nobody at risk, or with
 * `extend: false` such times are left out. Throws `not-finite`, and `no-rows` where no time remains.
 * R: `summary(survfit(...), times =, extend = TRUE)`.
 */
export function survivalAt(
  curve: SurvivalCurve,
  times: ArrayLike<number>,
  { extend = true }: { readonly extend?: boolean } = {},
): SurvivalAtTimes {
  const found = lookUp(curve.time, times, extend);
  return {
    time: found.time,
    atRisk: riskAt(found, curve.atRisk),
    events: sumsBetween(found, curve.events),
    censored: sumsBetween(found, curve.censored),
    survival: valuesAt(found, curve.survival, 1),
    standardError: valuesAt(found, curve.standardError, 0),
    low: valuesAt(found, curve.low, 1),
    high: valuesAt(found, curve.high, 1),
    cumulativeHazard: valuesAt(found, curve.cumulativeHazard, 0),
    cumulativeHazardError: valuesAt(found, curve.cumulativeHazardError, 0),
  };
}
