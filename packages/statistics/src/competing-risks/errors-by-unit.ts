// The jackknife's errors with every unit followed at every time: exact to the last digits, for data that are not large.
import type { TransitionRows } from './data.ts';
import { type ErrorOptions, groupUnits, pullOf, type Units } from './state-errors.ts';
import { type GroupSpan, initialRows, type Layout, type StateSteps, stepRow } from './state-steps.ts';
import { StepProducts } from './step-products.ts';

/**
 * A unit's influence is taken through each step; while at risk it is moved by its distance from what was expected of its state.
 * Source: survival's `survfitci` (Therneau, methods.Rnw).
 */
export function errorsByUnit(
  rows: TransitionRows,
  layout: Layout,
  span: GroupSpan,
  steps: StateSteps,
  options: ErrorOptions,
): Float64Array {
  const { states, times, stay } = steps;
  const { cells } = layout;
  const units = groupUnits(rows, span, options);
  const { unitOf, count } = units;
  const own = options.initialEstimated
    ? initialInfluence(rows, cells, span, steps, units)
    : new Float64Array(count * states);
  const weights = new Float64Array(count * states);
  const products = new StepProducts(steps, layout.transitions);
  const errors = new Float64Array(times.length * states);
  const order = span.entering ?? span.rows;
  let [entered, left] = [0, 0];
  for (let cell = 0; cell < times.length; cell += 1) {
    for (; entered < order.length; entered += 1) {
      const row = order[entered] as number;
      if (cells.entry !== undefined && (cells.entry[row] as number) - span.from > cell) break;
      const at = (unitOf[row] as number) * states + (rows.from[row] as number);
      weights[at] = (weights[at] as number) + (rows.weights?.[row] ?? 1);
    }
    const leaving = [...rows.states.keys()].filter((state) => stay[cell * states + state] !== 1);
    if (leaving.length > 0) {
      for (let unit = 0; unit < count; unit += 1) products.step(own, unit * states, cell);
      for (const state of leaving) {
        const expected = stepRow(steps, layout.transitions, cell, state);
        stayBehind(own, weights, state, pullOf(steps, cell, state), expected);
      }
    }
    for (; left < span.rows.length; left += 1) {
      const row = span.rows[left] as number;
      if ((cells.exit[row] as number) - span.from > cell) break;
      const [offset, state] = [(unitOf[row] as number) * states, rows.from[row] as number];
      const [to, weight] = [(rows.status[row] as number) - 1, rows.weights?.[row] ?? 1];
      weights[offset + state] = (weights[offset + state] as number) - weight;
      if (to < 0 || to === state) continue;
      const moved = weight * pullOf(steps, cell, state);
      own[offset + to] = (own[offset + to] as number) + moved;
      own[offset + state] = (own[offset + state] as number) - moved;
    }
    writeErrors(own, errors, states, cell);
  }
  return errors;
}

/** Moves everyone at risk in the state as if they had stayed in it, less what was expected of them. */
function stayBehind(
  own: Float64Array,
  weights: Float64Array,
  state: number,
  pull: number,
  expected: Float64Array,
): void {
  const states = expected.length;
  for (let offset = 0; offset < own.length; offset += states) {
    const weight = weights[offset + state] as number;
    if (weight === 0) continue;
    for (let to = 0; to < states; to += 1) {
      const surplus = (to === state ? 1 : 0) - (expected[to] as number);
      own[offset + to] = (own[offset + to] as number) + weight * pull * surplus;
    }
  }
}

function writeErrors(own: Float64Array, errors: Float64Array, states: number, cell: number): void {
  const at = cell * states;
  for (let place = 0; place < own.length; place += states) {
    for (let state = 0; state < states; state += 1) {
      const value = own[place + state] as number;
      errors[at + state] = (errors[at + state] as number) + value * value;
    }
  }
  for (let state = 0; state < states; state += 1) errors[at + state] = Math.sqrt(errors[at + state] as number);
}

/** The initial shares are means over those at risk at the first move: each of them moves the shares towards their own state. */
export function initialInfluence(
  rows: TransitionRows,
  cells: Layout['cells'],
  span: GroupSpan,
  { initial }: StateSteps,
  { unitOf, count }: Units,
): Float64Array {
  const states = initial.length;
  const own = new Float64Array(count * states);
  const { present, weightOf, total } = initialRows(rows, cells, span);
  for (const row of present) {
    const share = weightOf(row) / total;
    for (let state = 0; state < states; state += 1) {
      const at = (unitOf[row] as number) * states + state;
      own[at] = (own[at] as number) + share * ((rows.from[row] === state ? 1 : 0) - (initial[state] as number));
    }
  }
  return own;
}
