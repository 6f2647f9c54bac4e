// The cumulative incidence of each cause with the variance of Gray's cmprsk, for those who compare with it.
import type { MissingRule } from '../foundation/columns.ts';
import { lookUp, valuesAt } from '../survival/at-times.ts';
import type { CompetingData, Groups } from '../survival/data.ts';
import { transitionRows } from './data.ts';
import { groupSpan, initialShares, layOut, type StateSteps, stateSteps } from './state-steps.ts';

export interface CumulativeIncidenceOptions {
  readonly groups?: Groups;
  readonly missing?: MissingRule;
  /** Do not join times that differ by rounding only. Default true, as cmprsk, which joins none. */
  readonly exactTimes?: boolean;
}

/** One group and cause; a number for each time at which a row of the group ends. */
export interface CumulativeIncidence {
  readonly group?: string;
  readonly cause: string;
  readonly time: Float64Array;
  readonly estimate: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Cumulative incidences by cause, then group, with the delta-method variance in which tied events vary hypergeometrically. The estimates
 * are those of aalenJohansen (with `exactTimes`), whose standard errors are the jackknife's. Weights are numbers of equal rows; entries may be delayed.
 * Throws as aalenJohansen.
 * Source: Gray 1988; Marubini and Valsecchi 1995. R: `cmprsk::cuminc(time, cause, group)`.
 */
export function cumulativeIncidence(
  data: CompetingData,
  options: CumulativeIncidenceOptions = {},
): readonly CumulativeIncidence[] {
  const rows = transitionRows(data, options);
  const layout = layOut(rows, rows.groups, options.exactTimes ?? true);
  const found: CumulativeIncidence[] = [];
  for (const [at, cause] of data.causes.entries()) {
    for (let group = 0; group + 1 < layout.cells.starts.length; group += 1) {
      const span = groupSpan(layout, group);
      if (span.rows.length === 0) continue;
      const steps = stateSteps(rows, layout, span, initialShares(rows, layout, span));
      const level = options.groups?.levels[group];
      found.push({
        ...(level === undefined ? {} : { group: level }),
        cause,
        time: steps.times,
        ...incidence(steps, at + 1),
      });
    }
  }
  return found;
}

/**
 * F(t) varies by the sum over earlier times u of ((F(t) - F(u)) / S(u))^2 for other causes' events and (1 - (F(t) - F(u)) / S(u))^2
 * for the cause's own, each times S(u-)^2 d (n - d) / (n^2 (n - 1)); kept as three sums that do not depend on t.
 */
function incidence({ times, states, atRisk, events, stay }: StateSteps, state: number) {
  const [estimate, variance] = [new Float64Array(times.length), new Float64Array(times.length)];
  let [survival, reached, squared, crossed, plain, last] = [1, 0, 0, 0, 0, 0];
  for (let cell = 0; cell < times.length; cell += 1) {
    const present = atRisk[cell * states] as number;
    const own = events[cell * states + state] as number;
    let others = -own;
    for (let into = 1; into < states; into += 1) others += events[cell * states + into] as number;
    const kept = stay[cell * states] as number;
    const after = survival * kept;
    if (kept < 1) {
      reached += (survival * own) / present;
      const inverse = after > 0 ? 1 / after : 0;
      if (others > 0 && after > 0) {
        const spread = tiedSpread(others, present) * (survival / present) ** 2;
        const far = reached * inverse;
        squared += far * far * spread;
        crossed += inverse * far * spread;
        plain += inverse * inverse * spread;
      }
      if (own > 0) {
        const spread = tiedSpread(own, present) * (survival / present) ** 2;
        const far = 1 + reached * inverse;
        squared += far * far * spread;
        crossed += inverse * far * spread;
        plain += inverse * inverse * spread;
        last = squared + reached * reached * plain - 2 * reached * crossed;
      }
      survival = after;
    }
    estimate[cell] = reached;
    variance[cell] = last;
  }
  return { estimate, variance };
}

/** d (n - d) / (n - 1) of d tied events among n; d where it is one event at most. */
const tiedSpread = (events: number, present: number) =>
  events > 1 ? events * (1 - (events - 1) / (present - 1)) : events;

/**
 * Estimates and variances at the given times, ascending; NaN beyond the last time of the group.
 * R: `cmprsk::timepoints(fit, times)`.
 */
export function incidenceAt(
  { time, estimate, variance }: CumulativeIncidence,
  times: ArrayLike<number>,
): { readonly time: Float64Array; readonly estimate: Float64Array; readonly variance: Float64Array } {
  const found = lookUp(time, times, true);
  const last = time[time.length - 1] as number;
  const within = (value: number, at: number) => ((found.time[at] as number) > last ? Number.NaN : value);
  return {
    time: found.time,
    estimate: valuesAt(found, estimate, 0).map(within),
    variance: valuesAt(found, variance, 0).map(within),
  };
}
