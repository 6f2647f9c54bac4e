// How long people are in each state, on average, up to a horizon: the area under the curves of Aalen-Johansen.
import { type Horizon, horizons } from '../survival/restricted-mean.ts';
import { errorsOf, type StateOptions, stateStarts } from './aalen-johansen.ts';
import { type TransitionData, type TransitionRows, transitionRows } from './data.ts';
import { type ErrorOptions, pullOf } from './state-errors.ts';
import {
  type GroupSpan,
  groupSpan,
  initialRows,
  type Layout,
  layOut,
  type StateSteps,
  stateSteps,
} from './state-steps.ts';

export interface ExpectedTimeOptions extends Omit<StateOptions, 'confidence' | 'interval' | 'initialEstimated'> {
  /** The horizon: a time, the last of any group (`common`, the default), or each group's own last. */
  readonly upTo?: Horizon;
  /** Whether the initial shares, where not given, count as estimates in the standard errors. Default true, as R's errors have it. */
  readonly initialEstimated?: boolean;
}

/** By state, in the unit of time of the data. */
export interface ExpectedTime {
  readonly group?: string;
  readonly states: readonly string[];
  readonly upTo: number;
  readonly mean: Float64Array;
  /** By the infinitesimal jackknife. */
  readonly standardError: Float64Array;
}

/**
 * The expected time in each state from 0 to the horizon, group by group; over all states it adds up to the horizon. Beyond a group's
 * last time the shares stay what they were. Linear in rows and times: a person's influence on an area is added up going back in time.
 * Throws as aalenJohansen, and `option-invalid` for a horizon that is negative or not finite.
 * Source: Beyersmann and Putter 2014; the jackknife as in aalenJohansen.
 * R: `summary(survfit(..., influence = TRUE), rmean =)$table`; means as `mstate::ELOS`. The errors of survival 3.5-3 take case weights for
 * 1, and begin a person's time too early where somebody ends at time 0; ours are what reweighting people by a little gives.
 */
export function expectedTimeInStates(data: TransitionData, options: ExpectedTimeOptions = {}): readonly ExpectedTime[] {
  const rows = transitionRows(data, options);
  const layout = layOut(rows, rows.groups, options.exactTimes);
  const { cells } = layout;
  const groups = [...cells.starts.keys()]
    .slice(0, -1)
    .filter((group) => cells.starts[group] !== cells.starts[group + 1]);
  const lastTimes = groups.map((group) => cells.times[(cells.starts[group + 1] as number) - 1] as number);
  const ends = horizons(lastTimes, options.upTo ?? 'common');
  const units = errorsOf(rows, { ...options, initialEstimated: options.initialEstimated ?? true });
  return groups.map((group, at) => {
    const span = groupSpan(layout, group);
    const steps = stateSteps(rows, layout, span, stateStarts(rows, layout, span, options));
    const level = options.groups?.levels[group];
    return {
      ...(level === undefined ? {} : { group: level }),
      states: rows.states,
      upTo: ends[at] as number,
      ...areas(rows, layout, span, steps, units, ends[at] as number),
    };
  });
}

/** What going back in time carries along. */
interface Areas {
  /** The time spent from now to the horizon, by the state now (row) and the state spent in (column). */
  readonly ahead: Float64Array;
  /** By the state that a row is at risk in: how much being at risk from now on moves the areas, for each unit of weight. */
  readonly pull: Float64Array;
  /** Each unit's influence on the areas. */
  readonly influence: Float64Array;
}

function areas(
  rows: TransitionRows,
  layout: Layout,
  span: GroupSpan,
  steps: StateSteps,
  units: ErrorOptions,
  upTo: number,
): { readonly mean: Float64Array; readonly standardError: Float64Array } {
  const { states, times, initial } = steps;
  const size = states * states;
  const unitCount = units.clusters ?? rows.rows;
  const carried = {
    ahead: new Float64Array(size),
    pull: new Float64Array(size),
    influence: new Float64Array(unitCount * states),
  };
  const unitOf = (row: number) => (units.cluster === undefined ? row : (units.cluster[row] as number));
  const { entry, exit } = layout.cells;
  let [leave, enter, right] = [span.rows.length - 1, (span.entering?.length ?? 0) - 1, upTo];
  for (let cell = times.length - 1; cell >= 0; cell -= 1) {
    const isWithin = (times[cell] as number) <= upTo;
    if (isWithin) {
      addTime(carried.ahead, states, right - (times[cell] as number));
      right = times[cell] as number;
    }
    for (; leave >= 0 && (exit[span.rows[leave] as number] as number) - span.from === cell; leave -= 1) {
      if (isWithin) endRow(rows, span.rows[leave] as number, cell, steps, carried, unitOf);
    }
    if (isWithin) stepBack(steps, layout, cell, carried);
    for (; enter >= 0 && (entry?.[span.entering?.[enter] as number] as number) - span.from === cell; enter -= 1) {
      const row = span.entering?.[enter] as number;
      addPull(rows, row, carried, unitOf(row), 1);
    }
  }
  addTime(carried.ahead, states, right);
  if (span.entering === undefined) for (const row of span.rows) addPull(rows, row, carried, unitOf(row), 1);
  if (units.initialEstimated) addInitial(rows, layout, span, steps, carried, unitOf);
  const mean = new Float64Array(states);
  for (let at = 0; at < size; at += 1) {
    mean[at % states] =
      (mean[at % states] as number) + (initial[Math.floor(at / states)] as number) * (carried.ahead[at] as number);
  }
  const squares = new Float64Array(states);
  for (let at = 0; at < carried.influence.length; at += 1) {
    squares[at % states] = (squares[at % states] as number) + (carried.influence[at] as number) ** 2;
  }
  return { mean, standardError: squares.map(Math.sqrt) };
}

/** Time passes in which everyone stays. */
function addTime(ahead: Float64Array, states: number, length: number): void {
  for (let state = 0; state < states; state += 1) {
    ahead[state * (states + 1)] = (ahead[state * (states + 1)] as number) + length;
  }
}

/** A row ends here: it is not at risk later, and a move takes its share along. */
function endRow(
  rows: TransitionRows,
  row: number,
  cell: number,
  steps: StateSteps,
  carried: Areas,
  unitOf: (row: number) => number,
): void {
  const { states } = steps;
  addPull(rows, row, carried, unitOf(row), -1);
  const [from, to] = [rows.from[row] as number, (rows.status[row] as number) - 1];
  if (to < 0 || to === from) return;
  const scale = (rows.weights?.[row] ?? 1) * pullOf(steps, cell, from);
  const offset = unitOf(row) * states;
  for (let state = 0; state < states; state += 1) {
    const gain = (carried.ahead[to * states + state] as number) - (carried.ahead[from * states + state] as number);
    carried.influence[offset + state] = (carried.influence[offset + state] as number) + scale * gain;
  }
}

function addPull(rows: TransitionRows, row: number, { pull, influence }: Areas, unit: number, sign: 1 | -1): void {
  const states = rows.states.length;
  const weight = sign * (rows.weights?.[row] ?? 1);
  const from = (rows.from[row] as number) * states;
  for (let state = 0; state < states; state += 1) {
    const at = unit * states + state;
    influence[at] = (influence[at] as number) + weight * (pull[from + state] as number);
  }
}

/** The moves at this time: what lies ahead is mixed, and all at risk are pulled by what did not happen to them. */
function stepBack(steps: StateSteps, { transitions }: Layout, cell: number, { ahead, pull }: Areas): void {
  const { states, hazard, stay } = steps;
  const moves = transitions.length;
  const before = ahead.slice();
  for (let from = 0; from < states; from += 1) {
    const kept = stay[cell * states + from] as number;
    if (kept === 1) continue;
    for (let state = 0; state < states; state += 1) {
      ahead[from * states + state] = kept * (before[from * states + state] as number);
    }
  }
  for (let move = 0; move < moves; move += 1) {
    const rate = hazard[cell * moves + move] as number;
    if (rate === 0) continue;
    const { from, to } = transitions[move] as { readonly from: number; readonly to: number };
    for (let state = 0; state < states; state += 1) {
      ahead[from * states + state] =
        (ahead[from * states + state] as number) + rate * (before[to * states + state] as number);
    }
  }
  for (let from = 0; from < states; from += 1) {
    if (stay[cell * states + from] === 1) continue;
    const scale = pullOf(steps, cell, from);
    for (let at = from * states; at < (from + 1) * states; at += 1) {
      pull[at] = (pull[at] as number) + scale * ((before[at] as number) - (ahead[at] as number));
    }
  }
}

/** The initial shares are estimates: each row at risk at the first move draws them towards its own state. */
function addInitial(
  rows: TransitionRows,
  layout: Layout,
  span: GroupSpan,
  { states, initial }: StateSteps,
  { ahead, influence }: Areas,
  unitOf: (row: number) => number,
): void {
  // All in one state: nobody could begin elsewhere.
  if (initial.includes(1)) return;
  const { present, weightOf, total } = initialRows(rows, layout.cells, span);
  const pulled = ahead.map((own, at) => {
    let mean = 0;
    for (let from = 0; from < states; from += 1)
      mean += (initial[from] as number) * (ahead[from * states + (at % states)] as number);
    return own - mean;
  });
  for (let place = 0; place < present.length; place += 1) {
    const row = present[place] as number;
    const share = weightOf(row) / total;
    const [to, from] = [unitOf(row) * states, (rows.from[row] as number) * states];
    for (let state = 0; state < states; state += 1) {
      influence[to + state] = (influence[to + state] as number) + share * (pulled[from + state] as number);
    }
  }
}
