// The order of states from best to worst, and how undesirable each is: what indicators of rise and fall rest on.
import { requireFinite } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type MissingTaken, type StateSequences, stateCode, stateLabels } from './state-sequences.ts';

export interface StateOrderOptions extends MissingTaken {
  /**
   * The states from the best to the worst; the alphabet as it stands unless told. States left out are incomparable. R: `state.order`.
   * The missing state, where it is one, is named `*`.
   */
  readonly order?: readonly string[];
  /** Classes of states that are as good as each other; a state of a class that `order` leaves out stands with the others. R: `state.equiv`. */
  readonly equivalent?: readonly (readonly string[])[];
  /**
   * How undesirable each state is, a number a state of the alphabet (missing as the last where it is a state); below 0 for incomparable
   * states. Takes the place of `order` and `equivalent`: states of one value are equivalent. R: `stprec`.
   */
  readonly undesirability?: ArrayLike<number>;
}

/** Ranked states, by their codes. */
export interface RankedStates {
  /** How undesirable each state is, from 0 to 1. */
  readonly undesirability: Float64Array;
  /** The place of each state from the best on, equal in a class; -1 for an incomparable one. */
  readonly rank: Int32Array;
  /** The state that stands for each state: the first of its class. */
  readonly representative: Int32Array;
}

/**
 * How undesirable each state is, from 0 for the best to 1 for the worst in equal steps; states of a class share the mean of their steps,
 * and incomparable states have the mean of all ranked ones. Values that are given are rescaled to reach from 0 to 1.
 * Ritschard, Bussi and O'Reilly (2018). R: `TraMineR::seqprecstart(s, state.order, state.equiv, stprec, with.missing)`.
 *
 * Throws `state-outside-alphabet` (naming the option), `option-invalid` for a state named twice, fewer than two ranked states, or values
 * that are all equal or none from 0 up, `length-mismatch` and `not-finite` for values.
 */
export function stateUndesirability(
  sequences: Pick<StateSequences, 'alphabet'>,
  options: StateOrderOptions = {},
): Float64Array {
  return rankStates(sequences, options).undesirability;
}

/** The states in their order; see {@link stateUndesirability} for what it refuses. */
export function rankStates(sequences: Pick<StateSequences, 'alphabet'>, options: StateOrderOptions): RankedStates {
  const labels = stateLabels(sequences, options);
  if (options.undesirability !== undefined)
    return rankByValue(Float64Array.from(options.undesirability), labels.length);
  const order = (options.order ?? labels).map((state) => stateCode(labels, state, 'order'));
  const classes = (options.equivalent ?? []).map((states) =>
    states.map((state) => stateCode(labels, state, 'equivalent')),
  );
  requireOnce(order, 'order');
  requireOnce(classes.flat(), 'equivalent');
  const complete = joinClasses(order, classes);
  if (complete.length < 2)
    throw new StatisticsError('option-invalid', { column: 'order', detail: 'fewer than two states' });
  const step = 1 / (complete.length - 1);
  const undesirability = new Float64Array(labels.length).fill(meanOf(complete.map((_, place) => place * step)));
  for (const [place, state] of complete.entries()) undesirability[state] = place * step;
  return withClasses(undesirability, complete, classes);
}

/**
 * Ranks states by values alone. The indices of precarity and insecurity rank so once more by the values that an order gave, whereby an
 * incomparable state is compared by its mean value: R does, and its answers rest on it.
 */
export function rankByValue(values: Float64Array, states: number): RankedStates {
  if (values.length !== states) {
    throw new StatisticsError('length-mismatch', {
      column: 'undesirability',
      detail: `${values.length} values for ${states} states`,
    });
  }
  requireFinite('undesirability', values);
  const codes = [...values.keys()];
  const ranked = codes.filter((state) => numberAt(values, state) >= 0);
  const order = ranked.sort((one, other) => numberAt(values, one) - numberAt(values, other));
  if (order.length === 0)
    throw new StatisticsError('option-invalid', { column: 'undesirability', detail: 'no value is from 0 up' });
  // R finds equal values by their texts, of 15 digits.
  const text = (state: number) => numberAt(values, state).toPrecision(15);
  const classes = [...new Set(order.map(text))]
    .map((value) => codes.filter((state) => text(state) === value))
    .filter((states) => states.length > 1);
  const mean = meanOf(order.map((state) => numberAt(values, state)));
  const comparable = values.map((value) => (value < 0 ? mean : value));
  const [low, high] = [Math.min(...comparable), Math.max(...comparable)];
  if (low === high)
    throw new StatisticsError('option-invalid', { column: 'undesirability', detail: 'all values are equal' });
  return withClasses(
    comparable.map((value) => (value - low) / (high - low)),
    order,
    classes,
  );
}

const numberAt = (values: Float64Array, at: number) => values[at] as number;

function withClasses(
  undesirability: Float64Array,
  order: readonly number[],
  classes: readonly (readonly number[])[],
): RankedStates {
  const rank = new Int32Array(undesirability.length).fill(-1);
  for (const [place, state] of order.entries()) rank[state] = place;
  const representative = Int32Array.from(undesirability, (_, state) => state);
  for (const states of classes) {
    const mean = meanOf(states.map((state) => numberAt(undesirability, state)));
    const [first = 0] = states;
    for (const state of states) {
      undesirability[state] = mean;
      representative[state] = first;
      rank[state] = rank[first] as number;
    }
  }
  return { undesirability, rank, representative };
}

/** Puts the states of a class that the order leaves out behind the first of the class that it names. */
function joinClasses(order: readonly number[], classes: readonly (readonly number[])[]): number[] {
  const complete = [...order];
  for (const states of classes) {
    const named = states.find((state) => complete.includes(state));
    if (named === undefined) continue;
    const left = states.filter((state) => !complete.includes(state));
    complete.splice(complete.indexOf(named) + 1, 0, ...left);
  }
  return complete;
}

function requireOnce(states: readonly number[], column: string): void {
  if (new Set(states).size < states.length)
    throw new StatisticsError('option-invalid', { column, detail: 'a state is named twice' });
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
