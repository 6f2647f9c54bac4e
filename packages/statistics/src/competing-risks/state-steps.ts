// Phase one of Aalen-Johansen: who is at risk in each state, the hazards at each time, and the probabilities that they multiply to.
import type { Factor } from '../foundation/columns.ts';
import { codeOrder } from '../foundation/ordering.ts';
import { type Cells, layCells } from '../survival/cells.ts';
import { timeGrid } from '../survival/time-grid.ts';
import type { TransitionRows } from './data.ts';

/** A move that somebody made, states counted from 0. */
export interface Transition {
  readonly from: number;
  readonly to: number;
}

/** The rows laid out in cells (group by time), in the order in which they enter and end. */
export interface Layout {
  readonly cells: Cells;
  readonly leaving: Int32Array;
  /** Absent where all are there from the start. */
  readonly entering?: Int32Array;
  /** Where each group's rows begin in both orders; one more than there are groups. */
  readonly rowStarts: Int32Array;
  /** Moves seen in any group, by the state moved to, then the state left. */
  readonly transitions: readonly Transition[];
  /** The place of a move among them: `from * states + to`; -1 for one never made. */
  readonly transitionAt: Int32Array;
}

export function layOut(rows: TransitionRows, groups: Factor | undefined, exact: boolean | undefined): Layout {
  const states = rows.states.length;
  const cells = layCells(timeGrid(rows.time, rows.entry, exact), groups);
  const transitionAt = new Int32Array(states * states).fill(-1);
  for (let row = 0; row < rows.rows; row += 1) {
    const from = rows.from[row] as number;
    const status = rows.status[row] as number;
    if (status > 0 && status - 1 !== from) transitionAt[from * states + status - 1] = 0;
  }
  const transitions: Transition[] = [];
  for (let to = 0; to < states; to += 1) {
    for (let from = 0; from < states; from += 1) {
      if (transitionAt[from * states + to] !== 0) continue;
      transitionAt[from * states + to] = transitions.length;
      transitions.push({ from, to });
    }
  }
  const leaving = codeOrder(cells.exit, cells.count);
  const entering = cells.entry && codeOrder(cells.entry, cells.count);
  const rowStarts = new Int32Array(cells.starts.length);
  for (let row = 0; row < rows.rows; row += 1) {
    const group = (groups?.codes[row] ?? 0) + 1;
    rowStarts[group] = (rowStarts[group] as number) + 1;
  }
  for (let group = 1; group < rowStarts.length; group += 1) {
    rowStarts[group] = (rowStarts[group] as number) + (rowStarts[group - 1] as number);
  }
  const entered = entering === undefined ? {} : { entering };
  return { cells, leaving, ...entered, rowStarts, transitions, transitionAt };
}

/** The cells and the rows of one group. */
export interface GroupSpan {
  readonly from: number;
  readonly to: number;
  readonly rows: Int32Array;
  /** The same rows in the order in which they enter. */
  readonly entering?: Int32Array;
}

export function groupSpan({ cells, leaving, entering, rowStarts }: Layout, group: number): GroupSpan {
  const [first, last] = [rowStarts[group] as number, rowStarts[group + 1] as number];
  const span = { from: cells.starts[group] as number, to: cells.starts[group + 1] as number };
  const rows = leaving.subarray(first, last);
  return entering === undefined ? { ...span, rows } : { ...span, rows, entering: entering.subarray(first, last) };
}

/** The curve of one group; arrays with states or transitions have them side by side for each time. */
export interface StateSteps {
  readonly times: Float64Array;
  readonly states: number;
  readonly atRisk: Float64Array;
  readonly atRiskCount: Int32Array;
  /** Into each state. */
  readonly events: Float64Array;
  readonly eventCount: Int32Array;
  readonly censored: Float64Array;
  readonly initial: Float64Array;
  readonly probability: Float64Array;
  /** The hazard of each transition at each time (its Nelson-Aalen increment). */
  readonly hazard: Float64Array;
  /** The share of each state that stays in it. */
  readonly stay: Float64Array;
}

/** Counts, hazards and probabilities of one group, from the given initial shares. */
export function stateSteps(rows: TransitionRows, layout: Layout, span: GroupSpan, initial: Float64Array): StateSteps {
  const [states, moves, length] = [rows.states.length, layout.transitions.length, span.to - span.from];
  const steps = {
    times: layout.cells.times.slice(span.from, span.to),
    states,
    atRisk: new Float64Array(length * states),
    atRiskCount: new Int32Array(length * states),
    events: new Float64Array(length * states),
    eventCount: new Int32Array(length * states),
    censored: new Float64Array(length),
    initial,
    probability: new Float64Array(length * states),
    hazard: new Float64Array(length * moves),
    stay: new Float64Array(length * states).fill(1),
  };
  countMoves(rows, layout, span, steps);
  accumulate(steps, rows, layout, span);
  multiplyThrough(steps, layout.transitions);
  return steps;
}

/** What ends at each cell, and the moves made there (their weight is kept in `hazard` until those at risk are known). */
function countMoves(rows: TransitionRows, layout: Layout, span: GroupSpan, steps: StateSteps): void {
  const { states, atRisk, atRiskCount, events, eventCount, censored, hazard } = steps;
  const { cells, transitionAt, transitions } = layout;
  const moves = transitions.length;
  const { weights, status, continued } = rows;
  for (let place = 0; place < span.rows.length; place += 1) {
    const row = span.rows[place] as number;
    const cell = (cells.exit[row] as number) - span.from;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const state = rows.from[row] as number;
    const moved = (status[row] as number) - 1;
    const at = cell * states + state;
    atRisk[at] = (atRisk[at] as number) + weight;
    atRiskCount[at] = (atRiskCount[at] as number) + 1;
    if (moved < 0) {
      if (continued === undefined || continued[row] === 0) censored[cell] = (censored[cell] as number) + weight;
      continue;
    }
    if (moved === state) continue;
    const into = cell * states + moved;
    events[into] = (events[into] as number) + weight;
    eventCount[into] = (eventCount[into] as number) + 1;
    const move = cell * moves + (transitionAt[state * states + moved] as number);
    hazard[move] = (hazard[move] as number) + weight;
  }
}

/** Turns what ends at each cell into what is at risk there, from the last cell back. */
function accumulate(steps: StateSteps, rows: TransitionRows, { cells }: Layout, span: GroupSpan): void {
  const { states, atRisk, atRiskCount, times } = steps;
  const length = times.length;
  const entered = span.entering === undefined ? 0 : length * states;
  const [entering, enteringCount] = [new Float64Array(entered), new Int32Array(entered)];
  for (let place = 0; span.entering !== undefined && place < span.entering.length; place += 1) {
    const row = span.entering[place] as number;
    const at = ((cells.entry?.[row] as number) - span.from) * states + (rows.from[row] as number);
    entering[at] = (entering[at] as number) + (rows.weights?.[row] ?? 1);
    enteringCount[at] = (enteringCount[at] as number) + 1;
  }
  for (let state = 0; state < states; state += 1) {
    let [weight, count] = [0, 0];
    for (let at = (length - 1) * states + state; at >= 0; at -= states) {
      weight += atRisk[at] as number;
      count += atRiskCount[at] as number;
      atRisk[at] = weight;
      atRiskCount[at] = count;
      if (entered === 0) continue;
      weight -= entering[at] as number;
      count -= enteringCount[at] as number;
      if (count === 0) weight = 0;
    }
  }
}

/** A smaller share that stays is what sums of weights in another order left of none. */
const roundingShare = 1e-12;

/** Divides moves by those at risk, and multiplies the shares of the states through all times. */
function multiplyThrough(steps: StateSteps, transitions: readonly Transition[]): void {
  const { states, atRisk, hazard, stay, probability, times } = steps;
  const moves = transitions.length;
  const share = steps.initial.slice();
  const next = new Float64Array(states);
  const gone = new Float64Array(states);
  for (let cell = 0; cell < times.length; cell += 1) {
    let moved = 0;
    gone.fill(0);
    for (let move = 0; move < moves; move += 1) {
      const weight = hazard[cell * moves + move] as number;
      const { from } = transitions[move] as Transition;
      gone[from] = (gone[from] as number) + weight;
      moved += weight;
    }
    if (moved > 0) {
      for (let state = 0; state < states; state += 1) {
        const left =
          (gone[state] as number) > 0 ? 1 - (gone[state] as number) / (atRisk[cell * states + state] as number) : 1;
        const kept = left < roundingShare ? 0 : left;
        stay[cell * states + state] = kept;
        next[state] = (share[state] as number) * kept;
      }
      for (let move = 0; move < moves; move += 1) {
        const weight = hazard[cell * moves + move] as number;
        if (weight === 0) continue;
        const { from, to } = transitions[move] as Transition;
        const rate = weight / (atRisk[cell * states + from] as number);
        hazard[cell * moves + move] = rate;
        next[to] = (next[to] as number) + (share[from] as number) * rate;
      }
      share.set(next);
    }
    probability.set(share, cell * states);
  }
}

/**
 * The shares of the states among those at risk at the group's first move (at its last time where there is none), as survival takes
 * them. R: `survfit(...)$p0`.
 */
export function initialShares(rows: TransitionRows, { cells }: Layout, span: GroupSpan): Float64Array {
  const shares = new Float64Array(rows.states.length);
  const { present, weightOf, total } = initialRows(rows, cells, span);
  for (let place = 0; place < present.length; place += 1) {
    const row = present[place] as number;
    const state = rows.from[row] as number;
    shares[state] = (shares[state] as number) + weightOf(row);
  }
  return shares.map((share) => share / total);
}

/** Those at risk at a group's first move. */
export interface InitialRows {
  readonly present: Int32Array;
  /** A row's weight; 1 where all who are present weigh nothing. */
  readonly weightOf: (row: number) => number;
  readonly total: number;
}

/** Who is at risk at a group's first move, and by what weights they share out where it begins. */
export function initialRows(rows: TransitionRows, cells: Cells, span: GroupSpan): InitialRows {
  const present = presentAtFirst(rows, cells, span);
  const { weights } = rows;
  const unweighted = { present, weightOf: () => 1, total: present.length };
  if (weights === undefined) return unweighted;
  const total = present.reduce((sum, row) => sum + (weights[row] as number), 0);
  return total > 0 ? { present, weightOf: (row) => weights[row] as number, total } : unweighted;
}

function presentAtFirst(rows: TransitionRows, { exit, entry }: Cells, span: GroupSpan): Int32Array {
  let first = 0;
  while (first < span.rows.length - 1 && rows.status[span.rows[first] as number] === 0) first += 1;
  const cell =
    rows.status[span.rows[first] as number] === 0 ? span.to - 1 : (exit[span.rows[first] as number] as number);
  // The rows are in order of their ends, so that those who end at that time or later are the last of them.
  while (first > 0 && exit[span.rows[first - 1] as number] === cell) first -= 1;
  const present = span.rows.subarray(first);
  return entry === undefined ? present : present.filter((row) => (entry[row] as number) <= cell);
}

/** The step of one state at one time: where those who are in it go. */
export function stepRow(
  { states, hazard, stay }: StateSteps,
  transitions: readonly Transition[],
  cell: number,
  from: number,
): Float64Array {
  const row = new Float64Array(states);
  row[from] = stay[cell * states + from] as number;
  for (const [move, transition] of transitions.entries()) {
    if (transition.from === from) row[transition.to] = hazard[cell * transitions.length + move] as number;
  }
  return row;
}
