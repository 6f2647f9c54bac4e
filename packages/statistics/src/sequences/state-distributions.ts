// Across careers: who is in which state at each position, how mixed that is, the state of most, and the mean time in each state.
import {
  type MissingTaken,
  type StateSequences,
  stateLabels,
  statesTaken,
  type WeightsTaken,
  weightsTaken,
} from './state-sequences.ts';

/** Numbers of states by position: state i at position t at `frequencies[i * positions + t]`. */
export interface StateDistributions {
  readonly states: readonly string[];
  readonly positions: number;
  /** Shares of those who hold a state at the position; they sum to 1, or are NaN where nobody does. */
  readonly frequencies: Float64Array;
  /** The weight (or number) of the sequences that hold a state at each position. */
  readonly validStates: Float64Array;
  /** Entropy of each position's shares, over the logarithm of the number of states unless told otherwise; NaN where nobody holds a state. */
  readonly entropy: Float64Array;
}

export interface DistributionOptions extends MissingTaken, WeightsTaken {
  /** False leaves entropies in nats; true unless told, which divides by the largest possible. R: `norm`. */
  readonly normalised?: boolean;
}

/**
 * The distribution of states at each position, its entropy (Billari 2001), and how many hold a state there.
 * R: `TraMineR::seqstatd(s, weighted, with.missing, norm)`.
 */
export function stateDistributions(sequences: StateSequences, options: DistributionOptions = {}): StateDistributions {
  const { length } = sequences;
  const taken = statesTaken(sequences, options);
  const frequencies = weightByPosition(sequences, options);
  const validStates = new Float64Array(length);
  const entropy = new Float64Array(length);
  const most = options.normalised === false || taken < 2 ? 1 : Math.log(taken);
  for (let position = 0; position < length; position += 1) {
    let total = 0;
    for (let state = 0; state < taken; state += 1) total += frequencies[state * length + position] as number;
    validStates[position] = total;
    let sum = total > 0 ? 0 : Number.NaN;
    for (let state = 0; state < taken; state += 1) {
      const share = (frequencies[state * length + position] as number) / total;
      frequencies[state * length + position] = share;
      if (share > 0) sum -= share * Math.log(share);
    }
    entropy[position] = sum / most;
  }
  return { states: stateLabels(sequences, options), positions: length, frequencies, validStates, entropy };
}

/** The state that most hold at each position. */
export interface ModalStates {
  readonly states: readonly string[];
  /** The modal state's index at each position; the first in the alphabet where several are held by as many, -1 where nobody holds one. */
  readonly modal: Int32Array;
  /** The share that holds it. */
  readonly frequencies: Float64Array;
}

/** The sequence of modal states. R: `TraMineR::seqmodst(s, weighted, with.missing)`. */
export function modalStates(sequences: StateSequences, options: MissingTaken & WeightsTaken = {}): ModalStates {
  const { states, positions, frequencies } = stateDistributions(sequences, options);
  const modal = new Int32Array(positions).fill(-1);
  const shares = new Float64Array(positions).fill(Number.NaN);
  for (let position = 0; position < positions; position += 1) {
    for (let state = 0; state < states.length; state += 1) {
      const share = frequencies[state * positions + position] as number;
      if (Number.isNaN(share) || (modal[position] !== -1 && !(share > (shares[position] as number)))) continue;
      modal[position] = state;
      shares[position] = share;
    }
  }
  return { states, modal, frequencies: shares };
}

function weightByPosition(sequences: StateSequences, options: MissingTaken & WeightsTaken): Float64Array {
  const { count, length, states } = sequences;
  const taken = statesTaken(sequences, options);
  const weights = weightsTaken(sequences, options);
  const sums = new Float64Array(taken * length);
  for (let row = 0; row < count; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const begin = row * length;
    for (let position = 0; position < length; position += 1) {
      const state = states[begin + position] as number;
      if (state >= taken) continue;
      const cell = state * length + position;
      sums[cell] = (sums[cell] as number) + weight;
    }
  }
  return sums;
}

/** The time in each state, a number a state. */
export interface MeanTimes {
  readonly states: readonly string[];
  /** Positions a career, on average; shares of a career's length where proportions were asked for. */
  readonly mean: Float64Array;
  /** Variance of the times over careers, unbiased: with weights w the divisor is sum w - sum w^2 / sum w, which is n - 1 without. */
  readonly variance: Float64Array;
  readonly standardDeviation: Float64Array;
  /** The standard deviation over the root of the number (or weight) of careers. */
  readonly standardError: Float64Array;
}

export interface MeanTimeOptions extends MissingTaken, WeightsTaken {
  /** Shares of each career's length instead of positions; NaN where a career has no position. R: `prop`. */
  readonly proportions?: boolean;
}

/** The mean time in each state with its standard error. R: `TraMineR::seqmeant(s, weighted, with.missing, prop, serr = TRUE)`. */
export function meanTimes(sequences: StateSequences, options: MeanTimeOptions = {}): MeanTimes {
  const { count } = sequences;
  const taken = statesTaken(sequences, options);
  const weights = weightsTaken(sequences, options);
  const times = stateTimes(sequences, { ...options, proportions: options.proportions ?? false });
  const [mean, variance] = [new Float64Array(taken), new Float64Array(taken)];
  let [total, squares] = [0, 0];
  for (let row = 0; row < count; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    total += weight;
    squares += weight * weight;
    for (let state = 0; state < taken; state += 1) {
      mean[state] = (mean[state] as number) + weight * (times[row * taken + state] as number);
    }
  }
  for (let state = 0; state < taken; state += 1) mean[state] = (mean[state] as number) / total;
  for (let row = 0; row < count; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    for (let state = 0; state < taken; state += 1) {
      const apart = (times[row * taken + state] as number) - (mean[state] as number);
      variance[state] = (variance[state] as number) + weight * apart * apart;
    }
  }
  for (let state = 0; state < taken; state += 1)
    variance[state] = (variance[state] as number) / (total - squares / total);
  return {
    states: stateLabels(sequences, options),
    mean,
    variance,
    standardDeviation: variance.map(Math.sqrt),
    standardError: variance.map((each) => Math.sqrt(each / total)),
  };
}

/**
 * The positions that each sequence spends in each state: sequence i in state j at `[i * n + j]`, n states (missing as the last where it is
 * one). With `proportions` the shares of its length; NaN where it has none.
 * R: `TraMineR::seqistatd(s, with.missing, prop)`.
 */
export function stateTimes(
  sequences: StateSequences,
  options: MissingTaken & { readonly proportions?: boolean } = {},
): Float64Array {
  const { count, length, states } = sequences;
  const taken = statesTaken(sequences, options);
  const times = new Float64Array(count * taken);
  for (let row = 0; row < count; row += 1) {
    const end = (row + 1) * length;
    let total = 0;
    for (let at = row * length; at < end; at += 1) {
      const state = states[at] as number;
      if (state >= taken) continue;
      times[row * taken + state] = (times[row * taken + state] as number) + 1;
      total += 1;
    }
    if (options.proportions !== true) continue;
    for (let state = 0; state < taken; state += 1) {
      times[row * taken + state] = (times[row * taken + state] as number) / total;
    }
  }
  return times;
}

/** The share of all positions in each state, missing as the last where it is one. R: `TraMineR::seqstatf(s, weighted, with.missing)`. */
export function stateFrequencies(sequences: StateSequences, options: MissingTaken & WeightsTaken = {}): Float64Array {
  const { length } = sequences;
  const taken = statesTaken(sequences, options);
  const byPosition = weightByPosition(sequences, options);
  const sums = Float64Array.from({ length: taken }, (_, state) =>
    byPosition.subarray(state * length, (state + 1) * length).reduce((sum, weight) => sum + weight, 0),
  );
  const total = sums.reduce((sum, each) => sum + each, 0);
  return sums.map((each) => each / total);
}
