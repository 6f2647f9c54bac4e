// How probable each career is, under the transitions or the distributions of all.
import { StatisticsError } from '../foundation/errors.ts';
import { stateDistributions, stateFrequencies } from './state-distributions.ts';
import {
  type MissingTaken,
  missingState,
  type StateSequences,
  statesTaken,
  type WeightsTaken,
} from './state-sequences.ts';
import { timeVaryingTransitionRates, transitionRates } from './transition-rates.ts';

export interface ProbabilityOptions extends MissingTaken, WeightsTaken {
  /** Each state by the `transitions` out of the one before (unless told), or by the `frequencies` of states. R: `prob` "trate", "freq". */
  readonly model?: 'transitions' | 'frequencies';
  /**
   * Rates of transition of the caller's own instead: a matrix (n x n, rows from), or one for each position after the first, n states of the
   * alphabet (missing as the last where it is one). R: `prob` as a matrix or an array.
   */
  readonly rates?: ArrayLike<number>;
  /** Whether the model has probabilities of its own at each position; true unless told. R: `time.varying`. */
  readonly timeVarying?: boolean;
  /** The first state by the distribution at the `first` position (unless told), by that of `all` positions, or by given probabilities. R: `begin`. */
  readonly start?: 'first' | 'all' | ArrayLike<number>;
}

/**
 * -log P of each sequence: of its first state by the start's distribution, and of each later one by the model; what has probability 0 in the
 * model (which can be under given rates only) adds nothing, as in R.
 * R: `TraMineR::seqlogp(s, prob, time.varying, begin, weighted, with.missing)`.
 *
 * Throws `state-missing` (row) where a missing state is no state, `length-mismatch` for rates and start of another size, `probability-invalid`.
 */
export function sequenceLogProbabilities(sequences: StateSequences, options: ProbabilityOptions = {}): Float64Array {
  const { count, length, states } = sequences;
  if (options.withMissing !== true) {
    const at = states.indexOf(missingState(sequences));
    if (at >= 0) throw new StatisticsError('state-missing', { row: Math.floor(at / length) });
  }
  const taken = statesTaken(sequences, options);
  const start = startProbabilities(sequences, options);
  const { rates, perPosition } = stepProbabilities(sequences, options);
  const result = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    const begin = row * length;
    let sum = surprise(start[states[begin] as number]);
    for (let position = 1; position < length; position += 1) {
      const [from, to] = [states[begin + position - 1] as number, states[begin + position] as number];
      if (from >= taken || to >= taken) break;
      sum += surprise(rates[(position - 1) * perPosition + from * taken + to]);
    }
    result[row] = sum;
  }
  return result;
}

const surprise = (probability: number | undefined) =>
  probability !== undefined && probability > 0 ? -Math.log(probability) : 0;

function startProbabilities(sequences: StateSequences, options: ProbabilityOptions): Float64Array {
  const taken = statesTaken(sequences, options);
  const { start = 'first' } = options;
  if (start === 'all') return stateFrequencies(sequences, options);
  if (start !== 'first') return probabilities('start', start, taken);
  const { positions, frequencies } = stateDistributions(sequences, options);
  return Float64Array.from({ length: taken }, (_, state) => frequencies[state * positions] as number);
}

function stepProbabilities(
  sequences: StateSequences,
  options: ProbabilityOptions,
): { rates: Float64Array; perPosition: number } {
  const { length } = sequences;
  const taken = statesTaken(sequences, options);
  const cells = taken * taken;
  const { model = 'transitions', timeVarying = true, rates } = options;
  if (rates !== undefined) {
    const varying = rates.length !== cells;
    return {
      rates: probabilities('rates', rates, varying ? cells * (length - 1) : cells),
      perPosition: varying ? cells : 0,
    };
  }
  if (model === 'transitions') {
    return timeVarying
      ? { rates: timeVaryingTransitionRates(sequences, options).values, perPosition: cells }
      : { rates: transitionRates(sequences, options).values, perPosition: 0 };
  }
  const { frequencies } = stateDistributions(sequences, options);
  const overall = stateFrequencies(sequences, options);
  const of = (position: number, state: number) =>
    (timeVarying ? frequencies[state * length + position] : overall[state]) as number;
  const positions = timeVarying ? length - 1 : 1;
  const spread = Float64Array.from({ length: positions * cells }, (_, cell) =>
    of(Math.floor(cell / cells) + 1, cell % taken),
  );
  return { rates: spread, perPosition: timeVarying ? cells : 0 };
}

function probabilities(column: string, values: ArrayLike<number>, size: number): Float64Array {
  if (values.length !== size) {
    throw new StatisticsError('length-mismatch', { column, detail: `${values.length} probabilities against ${size}` });
  }
  const checked = Float64Array.from(values);
  checked.forEach((value, row) => {
    if (!(value >= 0 && value <= 1)) throw new StatisticsError('probability-invalid', { column, row });
  });
  return checked;
}
