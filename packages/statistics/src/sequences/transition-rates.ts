// Transition rates between states: how often a career that is in one state is in another some positions later.
import { StatisticsError } from '../foundation/errors.ts';
import {
  type MissingTaken,
  type StateSequences,
  stateLabels,
  statesTaken,
  type WeightsTaken,
  weightsTaken,
} from './state-sequences.ts';

/** A number for each pair of states, row by row: from state i to state j at `values[i * states.length + j]`. */
export interface StateMatrix {
  readonly states: readonly string[];
  readonly values: Float64Array;
}

/** A matrix of states for each of several positions, one after the other: `values[(t * n + i) * n + j]`, n states. */
export interface StateMatrices {
  readonly states: readonly string[];
  readonly positions: number;
  readonly values: Float64Array;
}

export interface TransitionOptions extends MissingTaken, WeightsTaken {
  /** How many positions later, a whole number other than 0; 1 unless told. Below 0 it looks back. R: `lag`. */
  readonly lag?: number;
}

/**
 * How many transitions from each state to each state `lag` positions later, staying included; weighted where the sequences have weights.
 * A pair of positions counts where both hold a state.
 * R: `TraMineR::seqtrate(s, count = TRUE, lag, with.missing, weighted)`. Throws `option-invalid` for the lag.
 */
export function transitionCounts(sequences: StateSequences, options: TransitionOptions = {}): StateMatrix {
  const counted = countTransitions(sequences, options, false);
  return { states: counted.states, values: counted.values };
}

/**
 * The rates of transition: of those in state i, the share in state j `lag` positions later. Each row sums to 1; a state that nobody is in
 * has a row of zeros, as in R.
 * R: `TraMineR::seqtrate(s, lag, with.missing, weighted)`. Throws `option-invalid` for the lag.
 */
export function transitionRates(sequences: StateSequences, options: TransitionOptions = {}): StateMatrix {
  const counts = transitionCounts(sequences, options);
  toRates(counts.values, counts.states.length);
  return counts;
}

/** Counts for each position t to position t + lag. R: `TraMineR::seqtrate(s, time.varying = TRUE, count = TRUE)`. See {@link transitionCounts}. */
export function timeVaryingTransitionCounts(sequences: StateSequences, options: TransitionOptions = {}): StateMatrices {
  return countTransitions(sequences, options, true);
}

/** Rates for each position t to position t + lag. R: `TraMineR::seqtrate(s, time.varying = TRUE)`. See {@link transitionRates}. */
export function timeVaryingTransitionRates(sequences: StateSequences, options: TransitionOptions = {}): StateMatrices {
  const counts = timeVaryingTransitionCounts(sequences, options);
  toRates(counts.values, counts.states.length);
  return counts;
}

function countTransitions(sequences: StateSequences, options: TransitionOptions, varying: boolean): StateMatrices {
  const { count, length, states } = sequences;
  const { lag = 1 } = options;
  if (!Number.isSafeInteger(lag) || lag === 0) throw new StatisticsError('option-invalid', { column: 'lag' });
  const taken = statesTaken(sequences, options);
  const weights = weightsTaken(sequences, options);
  const positions = Math.max(0, length - Math.abs(lag));
  const values = new Float64Array((varying ? positions : 1) * taken * taken);
  const perPosition = varying ? taken * taken : 0;
  // Looking back, the first position that has one before it is -lag.
  const first = lag > 0 ? 0 : -lag;
  for (let row = 0; row < count; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const begin = row * length + first;
    // A career that stays where it is adds to one cell again and again: those are added up before they are written.
    let [repeated, times] = [0, 0];
    for (let position = 0; position < positions; position += 1) {
      const from = states[begin + position] as number;
      const to = states[begin + position + lag] as number;
      if (from >= taken || to >= taken) continue;
      const cell = position * perPosition + from * taken + to;
      if (cell === repeated) {
        times += 1;
        continue;
      }
      values[repeated] = (values[repeated] as number) + times * weight;
      [repeated, times] = [cell, 1];
    }
    if (times > 0) values[repeated] = (values[repeated] as number) + times * weight;
  }
  return { states: stateLabels(sequences, options), positions: varying ? positions : 1, values };
}

function toRates(values: Float64Array, size: number): void {
  for (let row = 0; row < values.length; row += size) {
    let total = 0;
    for (let to = 0; to < size; to += 1) total += values[row + to] as number;
    if (total === 0) continue;
    for (let to = 0; to < size; to += 1) values[row + to] = (values[row + to] as number) / total;
  }
}
