// The jackknife's errors by sums over units: for data too large to follow every unit at every time.
import type { TransitionRows } from './data.ts';
import { initialInfluence } from './errors-by-unit.ts';
import { type ErrorOptions, groupUnits, pullOf } from './state-errors.ts';
import { StateInfluence } from './state-influence.ts';
import type { GroupSpan, Layout, StateSteps } from './state-steps.ts';
import { StepProducts } from './step-products.ts';

/** A variance below this share of the largest so far is what rounding left of none. */
const roundingShare = 1e-13;

/**
 * Where every row is a unit of its own that is there from the start, linear in rows and times; else each row costs a logarithm of the
 * times besides.
 */
export function errorsBySums(
  rows: TransitionRows,
  layout: Layout,
  span: GroupSpan,
  steps: StateSteps,
  options: ErrorOptions,
): Float64Array {
  const alone = options.cluster === undefined && layout.entering === undefined && !options.initialEstimated;
  const walk = alone ? rowsAlike(rows, layout, span) : rowsByUnit(rows, layout, span, steps, options);
  const { states, times } = steps;
  const influence = new StateInfluence(states, layout.transitions);
  const errors = new Float64Array(times.length * states);
  const largest = new Float64Array(states);
  walk.begin(influence);
  for (let cell = 0; cell < times.length; cell += 1) {
    const pull = (state: number) => pullOf(steps, cell, state);
    walk.enter(influence, cell);
    influence.step(steps, cell, pull);
    walk.leave(influence, cell, pull);
    for (let state = 0; state < states; state += 1) {
      const variance = influence.variance(state);
      if (variance > (largest[state] as number)) largest[state] = variance;
      const isRounding = variance < roundingShare * (largest[state] as number);
      errors[cell * states + state] = isRounding ? 0 : Math.sqrt(variance);
    }
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
      squares.fill(0);
      for (let place = 0; place < span.rows.length; place += 1) {
        const row = span.rows[place] as number;
        const state = rows.from[row] as number;
        const weight = rows.weights === undefined ? 1 : (rows.weights[row] as number);
        squares[state] = (squares[state] as number) + weight * weight;
      }
      for (let state = 0; state < states; state += 1) influence.countAlike(state, squares[state] as number);
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
  const { unitOf, count } = groupUnits(rows, span, options);
  const { initialEstimated } = options;
  const states = rows.states.length;
  const products = new StepProducts(steps, transitions);
  const own = initialEstimated
    ? initialInfluence(rows, cells, span, steps, { unitOf, count })
    : new Float64Array(count * states);
  const weights = new Float64Array(count * states);
  /** The cell before which each unit's row stands. */
  const standsAt = new Int32Array(count);
  let [entered, left] = [0, 0];
  /** The rows at risk in each state just now. */
  const inside = new Int32Array(states);
  const change = (influence: StateInfluence, unit: number, cell: number, by: (offset: number) => void) => {
    const offset = unit * states;
    if (!isZero(own, offset, states)) products.advance(own, offset, standsAt[unit] as number, cell);
    standsAt[unit] = cell;
    influence.count(-1, own, offset, weights, offset);
    by(offset);
    influence.count(1, own, offset, weights, offset);
  };
  const addDrift = (influence: StateInfluence, offset: number, state: number, weight: number) => {
    for (let to = 0; to < states; to += 1) {
      own[offset + to] = (own[offset + to] as number) + weight * (influence.drift[state * states + to] as number);
    }
    weights[offset + state] = (weights[offset + state] as number) - weight;
  };
  const order = span.entering ?? span.rows;
  return {
    begin: (influence) => {
      for (let unit = 0; initialEstimated && unit < count; unit += 1) {
        influence.count(1, own, unit * states, weights, unit * states);
      }
    },
    enter: (influence, cell) => {
      for (; entered < order.length; entered += 1) {
        const row = order[entered] as number;
        if (cells.entry !== undefined && (cells.entry[row] as number) - span.from > cell) break;
        const [state, weight] = [rows.from[row] as number, rows.weights?.[row] ?? 1];
        inside[state] = (inside[state] as number) + 1;
        change(influence, unitOf[row] as number, cell, (offset) => addDrift(influence, offset, state, -weight));
      }
    },
    leave: (influence, cell, pull) => {
      for (; left < span.rows.length; left += 1) {
        const row = span.rows[left] as number;
        if ((cells.exit[row] as number) - span.from > cell) break;
        const [state, weight] = [rows.from[row] as number, rows.weights?.[row] ?? 1];
        const to = (rows.status[row] as number) - 1;
        inside[state] = (inside[state] as number) - 1;
        change(influence, unitOf[row] as number, cell + 1, (offset) => {
          addDrift(influence, offset, state, weight);
          if (to < 0 || to === state) return;
          own[offset + to] = (own[offset + to] as number) + weight * pull(state);
          own[offset + state] = (own[offset + state] as number) - weight * pull(state);
        });
      }
      for (let state = 0; state < states; state += 1) {
        if (inside[state] === 0) influence.emptied(state);
      }
    },
  };
}

function isZero(values: Float64Array, offset: number, length: number): boolean {
  for (let at = offset; at < offset + length; at += 1) if (values[at] !== 0) return false;
  return true;
}
