// State curves read at given times.
import { lookUp, riskAt, sumsBetween, valuesAt } from '../survival/at-times.ts';
import type { StateCurve } from './aalen-johansen.ts';

/** As the columns of StateCurve, with a row of numbers for each time asked for, ascending. */
export interface StatesAtTimes {
  readonly time: Float64Array;
  /** By state: weight at risk just before the time; 0 beyond the curve's last. */
  readonly atRisk: Float64Array;
  readonly atRiskCount: Float64Array;
  /** By state: moves into it since the time before on this list. */
  readonly events: Float64Array;
  readonly eventCount: Float64Array;
  readonly probability: Float64Array;
  readonly standardError: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** By transition. */
  readonly cumulativeHazard: Float64Array;
  readonly cumulativeHazardError: Float64Array;
}

/**
 * The curves at the given times, in ascending order. Beyond the last time the curve keeps its last values with nobody at risk, or with
 * `extend: false` such times are left out. Throws `not-finite`, and `no-rows` where no time remains.
 * R: `summary(survfit(...), times =, extend = TRUE)`.
 */
export function statesAt(
  curve: StateCurve,
  times: ArrayLike<number>,
  { extend = true }: { readonly extend?: boolean } = {},
): StatesAtTimes {
  const found = lookUp(curve.time, times, extend);
  const [states, moves] = [curve.states.length, curve.transitions.length];
  const byState = (read: (state: number) => Float64Array) => sideBySide(states, found.time.length, read);
  const byMove = (read: (move: number) => Float64Array) => sideBySide(moves, found.time.length, read);
  // Before the first time nothing is estimated: the limits are the initial share itself (R 3.5 has 0 for both).
  const limit = (values: Float64Array) =>
    byState((state) => valuesAt(found, values, curve.initial[state] as number, states, state));
  return {
    time: found.time,
    atRisk: byState((state) => riskAt(found, curve.atRisk, states, state)),
    atRiskCount: byState((state) => riskAt(found, curve.atRiskCount, states, state)),
    events: byState((state) => sumsBetween(found, curve.events, states, state)),
    eventCount: byState((state) => sumsBetween(found, curve.eventCount, states, state)),
    probability: byState((state) => valuesAt(found, curve.probability, curve.initial[state] as number, states, state)),
    standardError: byState((state) => valuesAt(found, curve.standardError, 0, states, state)),
    low: limit(curve.low),
    high: limit(curve.high),
    cumulativeHazard: byMove((move) => valuesAt(found, curve.cumulativeHazard, 0, moves, move)),
    cumulativeHazardError: byMove((move) => valuesAt(found, curve.cumulativeHazardError, 0, moves, move)),
  };
}

function sideBySide(width: number, length: number, read: (at: number) => Float64Array): Float64Array {
  const all = new Float64Array(width * length);
  for (let at = 0; at < width; at += 1) {
    const column = read(at);
    for (let row = 0; row < length; row += 1) all[row * width + at] = column[row] as number;
  }
  return all;
}
