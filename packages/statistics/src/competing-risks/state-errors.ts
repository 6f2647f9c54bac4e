// Phase two of Aalen-Johansen: standard errors of the state probabilities by the infinitesimal jackknife.
import type { TransitionRows } from './data.ts';
import { StateInfluence } from './state-influence.ts';
import { type GroupSpan, initialRows, type Layout, type StateSteps } from './state-steps.ts';
import { StepProducts } from './step-products.ts';

export interface ErrorOptions {
  /** The cluster of every row, from 0 below `clusters`; absent where every row is one of its own. */
  readonly cluster?: Int32Array | undefined;
  readonly clusters?: number | undefined;
  /** Whether the initial shares are estimates, or given. */
  readonly initialEstimated: boolean;
}

/**
 * The standard errors, states side by side for each time. Where every row is a unit of its own that is there from the start, linear in
 * the rows; else each row costs a logarithm of the times besides.
 */
export function stateErrors(
  rows: TransitionRows,
  layout: Layout,
  span: GroupSpan,
  steps: StateSteps,
  options: ErrorOptions,
): Float64Array {
  const alone = options.cluster === undefined && layout.entering === undefined;
  const walk =
    alone && !options.initialEstimated ? rowsAlike(rows, layout, span) : rowsByUnit(rows, layout, span, steps, options);
  const { states, times } = steps;
  const influence = new StateInfluence(states, layout.transitions);
  const errors = new Float64Array(times.length * states);
  walk.begin(influence);
  for (let cell = 0; cell < times.length; cell += 1) {
    const held = (state: number) =>
      (cell === 0 ? steps.initial[state] : steps.probability[(cell - 1) * states + state]) as number;
    walk.enter(influence, cell);
    let moved = false;
    for (let state = 0; state < states && !moved; state += 1) moved = steps.stay[cell * states + state] !== 1;
    if (moved) influence.step(steps, cell, held);
    walk.leave(influence, cell, (state) => held(state) / (steps.atRisk[cell * states + state] as number));
    for (let state = 0; state < states; state += 1)
      errors[cell * states + state] = Math.sqrt(influence.variance(state));
  }
  return errors;
}

/** How the rows of a curve come in and go out of the sums. */
interface Walk {
  begin(influence: StateInfluence): void;
  /** Those at risk from this cell on. */
  enter(influence: StateInfluence, cell: number): void;
  /** Those whose row ends at this cell; `pull` is a state's share by its weight at risk. */
  leave(influence: StateInfluence, cell: number, pull: (state: number) => number): void;
}

/** Every row a unit of its own from the start: those of one state who do the same at one time count together. */
function rowsAlike(rows: TransitionRows, { cells }: Layout, span: GroupSpan): Walk {
  const states = rows.states.length;
  const squares = new Float64Array(states * (states + 1));
  let at = 0;
  return {
    begin: (influence) => {
      for (const row of span.rows) influence.countAlike(rows.from[row] as number, (rows.weights?.[row] ?? 1) ** 2);
    },
    enter: () => undefined,
    leave: (influence, cell, pull) => {
      squares.fill(0);
      for (; at < span.rows.length; at += 1) {
        const row = span.rows[at] as number;
        if ((cells.exit[row] as number) - span.from > cell) break;
        const kind = (rows.from[row] as number) * (states + 1) + (rows.status[row] as number);
        squares[kind] =
          (squares[kind] as number) + (rows.weights === undefined ? 1 : (rows.weights[row] as number) ** 2);
      }
      for (let kind = 0; kind < squares.length; kind += 1) {
        if (squares[kind] === 0) continue;
        const state = Math.floor(kind / (states + 1));
        influence.leaveAlike(state, squares[kind] as number, pull(state), (kind % (states + 1)) - 1);
      }
    },
  };
}

/** Rows that enter late, or make up persons or clusters: each unit carries its own row of influence. */
function rowsByUnit(
  rows: TransitionRows,
  { cells, transitions }: Layout,
  span: GroupSpan,
  steps: StateSteps,
  options: ErrorOptions,
): Walk {
  const states = rows.states.length;
  const units = options.cluster === undefined ? rows.rows : (options.clusters as number);
  const unitOf = (row: number) => (options.cluster === undefined ? row : (options.cluster[row] as number));
  const products = new StepProducts(steps, transitions);
  const [own, weights] = [new Float64Array(units * states), new Float64Array(units * states)];
  /** The cell before which each unit's row stands. */
  const standsAt = new Int32Array(units);
  let [entered, left] = [0, 0];
  const change = (influence: StateInfluence, unit: number, cell: number, by: () => void) => {
    const offset = unit * states;
    if (!isZero(own, offset, states)) products.advance(own, offset, standsAt[unit] as number, cell);
    standsAt[unit] = cell;
    influence.count(-1, own, offset, weights, offset);
    by();
    influence.count(1, own, offset, weights, offset);
  };
  const addDrift = (influence: StateInfluence, offset: number, state: number, weight: number) => {
    for (let to = 0; to < states; to += 1) {
      own[offset + to] = (own[offset + to] as number) + weight * (influence.drift[state * states + to] as number);
    }
  };
  const enterRow = (influence: StateInfluence, row: number, cell: number) => {
    const [unit, state, weight] = [unitOf(row), rows.from[row] as number, rows.weights?.[row] ?? 1];
    change(influence, unit, cell, () => {
      addDrift(influence, unit * states, state, -weight);
      weights[unit * states + state] = (weights[unit * states + state] as number) + weight;
    });
  };
  const order = span.entering ?? span.rows;
  return {
    begin: (influence) => {
      if (options.initialEstimated) beginInfluence(rows, cells, span, steps.initial, own, unitOf);
      // Units not yet at risk may already have an influence through the initial shares.
      if (options.initialEstimated)
        for (const unit of new Set(Array.from(span.rows, unitOf)))
          influence.count(1, own, unit * states, weights, unit * states);
    },
    enter: (influence, cell) => {
      for (; entered < order.length; entered += 1) {
        const row = order[entered] as number;
        if (cells.entry !== undefined && (cells.entry[row] as number) - span.from > cell) break;
        enterRow(influence, row, cell);
      }
    },
    leave: (influence, cell, pull) => {
      for (; left < span.rows.length; left += 1) {
        const row = span.rows[left] as number;
        if ((cells.exit[row] as number) - span.from > cell) break;
        const [unit, state, weight] = [unitOf(row), rows.from[row] as number, rows.weights?.[row] ?? 1];
        const to = (rows.status[row] as number) - 1;
        const offset = unit * states;
        change(influence, unit, cell + 1, () => {
          addDrift(influence, offset, state, weight);
          weights[offset + state] = (weights[offset + state] as number) - weight;
          if (to < 0 || to === state) return;
          own[offset + to] = (own[offset + to] as number) + weight * pull(state);
          own[offset + state] = (own[offset + state] as number) - weight * pull(state);
        });
      }
      for (let state = 0; state < states; state += 1) {
        if (nobodyAfter(steps, cell, state)) influence.emptied(state);
      }
    },
  };
}

function isZero(values: Float64Array, offset: number, length: number): boolean {
  for (let at = offset; at < offset + length; at += 1) if (values[at] !== 0) return false;
  return true;
}

/** Whether nobody is at risk in the state at the next time. */
function nobodyAfter({ atRiskCount, states, times }: StateSteps, cell: number, state: number): boolean {
  return cell + 1 >= times.length || atRiskCount[(cell + 1) * states + state] === 0;
}

/** The initial shares are means over those at risk at the first move: each of them moves the shares towards their own state. */
function beginInfluence(
  rows: TransitionRows,
  cells: Layout['cells'],
  span: GroupSpan,
  initial: Float64Array,
  own: Float64Array,
  unitOf: (row: number) => number,
): void {
  const present = initialRows(rows, cells, span);
  const total = present.reduce((sum, row) => sum + (rows.weights?.[row] ?? 1), 0);
  const states = initial.length;
  for (const row of present) {
    const share = (rows.weights?.[row] ?? 1) / total;
    for (let state = 0; state < states; state += 1) {
      const at = unitOf(row) * states + state;
      own[at] = (own[at] as number) + share * ((rows.from[row] === state ? 1 : 0) - (initial[state] as number));
    }
  }
}
