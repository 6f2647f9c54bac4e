// The share of people in each state by time: competing risks, and careers over any number of states.
import { type Clusters, denseNames } from '../foundation/clusters.ts';
import type { MissingRule } from '../foundation/columns.ts';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import type { Groups } from '../survival/data.ts';
import { type IntervalKind, probabilityIntervals } from '../survival/intervals.ts';
import { type TransitionData, type TransitionRows, transitionRows } from './data.ts';
import { type ErrorOptions, stateErrors } from './state-errors.ts';
import {
  type GroupSpan,
  groupSpan,
  initialShares,
  type Layout,
  layOut,
  type StateSteps,
  stateSteps,
  type Transition,
} from './state-steps.ts';

export interface StateOptions {
  /** One set of curves for each level that has rows; one for all where absent. */
  readonly groups?: Groups;
  /** Of the intervals. Default 0.95. */
  readonly confidence?: number;
  /** The scale on which intervals are symmetric. Default `log`, as R's. */
  readonly interval?: IntervalKind;
  /** Shares of the states at the start, adding up to 1. By default those at risk at the first move. R: `p0`. */
  readonly initial?: ArrayLike<number>;
  /** Whether the initial shares, where not given, count as estimates in the standard errors. R: no (but with `influence = TRUE`). Default false. */
  readonly initialEstimated?: boolean;
  /** The cluster of each row, for the standard errors; by default the person. */
  readonly cluster?: Clusters;
  readonly missing?: MissingRule;
  /** Do not join times that differ by rounding only. R: `timefix = FALSE`. */
  readonly exactTimes?: boolean;
}

/**
 * The curves of one group. Arrays have a number for each time (those at which a row ends, ascending), or, where said so, a row of
 * numbers for each time: by state (entry `time * states + state`) or by transition (`time * transitions + transition`).
 */
export interface StateCurve {
  readonly group?: string;
  /** Rows, once stays that were cut in two are whole. */
  readonly rows: number;
  readonly states: readonly string[];
  readonly time: Float64Array;
  /** By state: weight at risk just before the time. */
  readonly atRisk: Float64Array;
  /** By state: rows at risk. R (survival 3.5): `n.risk`. */
  readonly atRiskCount: Int32Array;
  /** By state: weight of those who move into it. */
  readonly events: Float64Array;
  /** By state: rows that move into it. R (survival 3.5): `n.event`. */
  readonly eventCount: Int32Array;
  readonly censored: Float64Array;
  /** Shares of the states at the start. */
  readonly initial: Float64Array;
  /** By state: the share of people in it. */
  readonly probability: Float64Array;
  /** By state. */
  readonly standardError: Float64Array;
  /** By state. */
  readonly low: Float64Array;
  /** By state. */
  readonly high: Float64Array;
  /** Moves that somebody made, in any group. */
  readonly transitions: readonly Transition[];
  /** By transition: the cumulative hazard (Nelson-Aalen). */
  readonly cumulativeHazard: Float64Array;
  /** By transition: its standard error by Aalen's formula. R: the root of `mstate::msfit(vartype = "aalen")`. */
  readonly cumulativeHazardError: Float64Array;
}

export interface StateCurves {
  readonly curves: readonly StateCurve[];
  readonly states: readonly string[];
  readonly confidence: number;
  readonly interval: IntervalKind;
  /** Rows left out because something was missing in them. */
  readonly rowsOmitted: number;
}

/**
 * Aalen-Johansen: the share of people in each state by time, with several causes to leave the first (competing risks) or any moves
 * among states, delayed entry and censoring. Standard errors by the infinitesimal jackknife, by person or cluster (survival 3.5-3 takes
 * no notice of `cluster` here). With one cause it is 1 - kaplanMeier. A stay cut in two, without a move, changes nothing (R keeps the time of a person's first cut).
 * Where time passes between two rows of a person, the person is in no risk set meanwhile, and comes back, as one who enters late, in the
 * state that the last row led to; R refuses such gaps. Rows of a person in two groups count in each as its own.
 * Throws as kaplanMeier, and `state-outside-alphabet`, `rows-overlap`, `states-disagree`, `option-invalid` (initial shares).
 * Source: Aalen and Johansen 1978; Andersen, Borgan, Gill and Keiding 1993, IV.4; Therneau, Crowson and Atkinson 2020.
 * R: `survfit(Surv(entry, time, event) ~ group, id =, istate =)` with a factor `event`.
 */
export function aalenJohansen(data: TransitionData, options: StateOptions = {}): StateCurves {
  const { confidence = 0.95, interval = 'log', groups } = options;
  requireConfidence(confidence);
  const rows = transitionRows(data, options);
  const layout = layOut(rows, rows.groups, options.exactTimes);
  const errorOptions = errorsOf(rows, options);
  const curves: StateCurve[] = [];
  for (let group = 0; group + 1 < layout.cells.starts.length; group += 1) {
    const span = groupSpan(layout, group);
    if (span.rows.length === 0) continue;
    const steps = stateSteps(rows, layout, span, stateStarts(rows, layout, span, options));
    const standardError = stateErrors(rows, layout, span, steps, errorOptions);
    const logError = standardError.map((error, at) => (error === 0 ? 0 : error / (steps.probability[at] as number)));
    const level = groups?.levels[group];
    curves.push({
      ...(level === undefined ? {} : { group: level }),
      rows: span.rows.length,
      states: rows.states,
      time: steps.times,
      atRisk: steps.atRisk,
      atRiskCount: steps.atRiskCount,
      events: steps.events,
      eventCount: steps.eventCount,
      censored: steps.censored,
      initial: steps.initial,
      probability: steps.probability,
      standardError,
      ...probabilityIntervals(steps.probability, logError, interval, confidence),
      transitions: layout.transitions,
      ...cumulativeHazards(steps, layout.transitions),
    });
  }
  return { curves, states: rows.states, confidence, interval, rowsOmitted: rows.rowsOmitted };
}

/** The initial shares that were given, or those of the group. Throws `option-invalid`. */
export function stateStarts(
  rows: TransitionRows,
  layout: Layout,
  span: GroupSpan,
  { initial }: Pick<StateOptions, 'initial'>,
): Float64Array {
  if (initial === undefined) return initialShares(rows, layout, span);
  const shares = Float64Array.from(initial);
  const states = rows.states.length;
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.length !== states || !(Math.abs(total - 1) <= 2 ** -26) || shares.some((share) => share < 0)) {
    throw new StatisticsError('option-invalid', {
      column: 'initial',
      detail: 'a share for each state, adding up to 1',
    });
  }
  return shares;
}

/** The units of the standard errors: clusters, persons where one may have several rows, else rows. */
export function errorsOf(
  rows: TransitionRows,
  options: Pick<StateOptions, 'initial' | 'initialEstimated'>,
): ErrorOptions {
  const initialEstimated = options.initialEstimated === true && options.initial === undefined;
  const names = rows.cluster ?? (rows.severalRows ? rows.id : undefined);
  if (names === undefined) return { initialEstimated };
  const { codes, count } = denseNames(names, rows.cluster === undefined ? 'id' : 'cluster');
  return { cluster: codes, clusters: count, initialEstimated };
}

function cumulativeHazards({ hazard, atRisk, states, times }: StateSteps, transitions: readonly Transition[]) {
  const moves = transitions.length;
  const cumulativeHazard = new Float64Array(hazard.length);
  const cumulativeHazardError = new Float64Array(hazard.length);
  for (let move = 0; move < moves; move += 1) {
    const { from } = transitions[move] as Transition;
    let [sum, variance] = [0, 0];
    for (let cell = 0; cell < times.length; cell += 1) {
      const rate = hazard[cell * moves + move] as number;
      if (rate > 0) {
        sum += rate;
        variance += rate / (atRisk[cell * states + from] as number);
      }
      cumulativeHazard[cell * moves + move] = sum;
      cumulativeHazardError[cell * moves + move] = Math.sqrt(variance);
    }
  }
  return { cumulativeHazard, cumulativeHazardError };
}
