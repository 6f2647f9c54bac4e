// What each career is like: its length, how often it changes, how evenly its time is spread, how complex and how volatile it is.
import { StatisticsError } from '../foundation/errors.ts';
import { careerTimesReader, entropyOfTimes } from './career-times.ts';
import { type CareerSpells, spellReader } from './spells.ts';
import { type MissingTaken, type StateSequences, stateCode, statesTaken } from './state-sequences.ts';

export interface NormalisedOption extends MissingTaken {
  /** Whether to divide by the largest value possible. */
  readonly normalised?: boolean;
}

/**
 * Positions of each sequence: all that are no void, or those that hold a state.
 * R: `TraMineR::seqlength(s, with.missing)`; there missing positions count unless told, here they count where `withMissing` is set.
 */
export function sequenceLengths(sequences: StateSequences, options: MissingTaken = {}): Float64Array {
  return byCareer(sequences, options, ({ total }) => total);
}

/**
 * How often each career changes its state; normalised, over the most that its length allows, missing positions
 * counted in that length as R does (0 where it has one position or none).
 * R: `TraMineR::seqtransn(s, with.missing, norm)`.
 */
export function stateChanges(sequences: StateSequences, options: NormalisedOption = {}): Float64Array {
  const normalised = options.normalised === true;
  return byCareer(sequences, options, (spells) => (normalised ? changeShare(spells) : changesOf(spells)));
}

/**
 * The entropy of the time that each career spends in the states: 0 for a career in one state or without any; over its largest value, the
 * logarithm of the number of states, unless `normalised` is false (then in nats).
 * R: `TraMineR::seqient(s, norm, with.missing)`.
 */
export function longitudinalEntropy(sequences: StateSequences, options: NormalisedOption = {}): Float64Array {
  const states = statesTaken(sequences, options);
  const most = options.normalised === false ? 1 : largestEntropy(states);
  const times = careerTimesReader(states);
  return byCareer(sequences, options, (spells) => entropyOfTimes(times(spells), spells.total) / most);
}

/**
 * The complexity index of each career: the geometric mean of its share of possible changes and its normalised entropy, from 0 to 1.
 * Gabadinho, Ritschard, Studer and Mueller (2010). R: `TraMineR::seqici(s, with.missing)`.
 */
export function complexityIndex(sequences: StateSequences, options: MissingTaken = {}): Float64Array {
  const states = statesTaken(sequences, options);
  const most = largestEntropy(states);
  const times = careerTimesReader(states);
  return byCareer(sequences, options, (spells) =>
    Math.sqrt(changeShare(spells) * (entropyOfTimes(times(spells), spells.total) / most)),
  );
}

export interface VolatilityOptions extends MissingTaken {
  /** The weight of the share of states visited, from 0 to 1; 0.5 unless told. R: `w`. */
  readonly visitedWeight?: number;
  /** False takes visited / states instead of (visited - 1) / (states - 1); true unless told. R: `adjust`. */
  readonly adjusted?: boolean;
}

/**
 * Objective volatility of each career: the weighted mean of the share of states visited and of the share of possible changes.
 * Brzinsky-Fay (2018). R: `TraMineR::seqivolatility(s, w, with.missing, adjust)`. Throws `option-invalid` for the weight.
 */
export function objectiveVolatility(sequences: StateSequences, options: VolatilityOptions = {}): Float64Array {
  const { visitedWeight = 0.5 } = options;
  if (!(visitedWeight >= 0 && visitedWeight <= 1))
    throw new StatisticsError('option-invalid', { column: 'visitedWeight' });
  const states = statesTaken(sequences, options);
  const times = careerTimesReader(states);
  return byCareer(sequences, options, (spells) => {
    const { visited } = times(spells);
    return visitedWeight * visitedShare(visited, states, options.adjusted) + (1 - visitedWeight) * changeShare(spells);
  });
}

/**
 * How many of the states each career visits. R: `TraMineR::seqindic(s, "visited", with.missing)`.
 */
export function visitedStates(sequences: StateSequences, options: MissingTaken = {}): Float64Array {
  const times = careerTimesReader(statesTaken(sequences, options));
  return byCareer(sequences, options, (spells) => times(spells).visited);
}

/**
 * The position, from 0, at which each career is in a state for the first time; NaN where it never is.
 * R: `TraMineR::seqfpos(s, state) - 1`. Throws `state-outside-alphabet`.
 */
export function firstPositions(sequences: StateSequences, state: string): Float64Array {
  const code = stateCode(sequences.alphabet, state, 'state');
  const { count, length, states } = sequences;
  return Float64Array.from({ length: count }, (_, row) => {
    const at = states.subarray(row * length, (row + 1) * length).indexOf(code);
    return at < 0 ? Number.NaN : at;
  });
}

/** One number a career, from its spells. */
export function byCareer(
  sequences: StateSequences,
  options: MissingTaken,
  measure: (spells: CareerSpells, row: number) => number,
): Float64Array {
  const read = spellReader(sequences, options);
  const result = new Float64Array(sequences.count);
  for (let row = 0; row < result.length; row += 1) result[row] = measure(read(row), row);
  return result;
}

export const changesOf = ({ count }: CareerSpells): number => Math.max(0, count - 1);

export const changeShare = (spells: CareerSpells): number =>
  spells.length > 1 ? changesOf(spells) / (spells.length - 1) : 0;

export const largestEntropy = (states: number): number => (states > 1 ? Math.log(states) : 1);

/** With one state only, or none visited, there is nothing to share: 0 (R: -1 / (states - 1) where none is visited). */
export function visitedShare(visited: number, states: number, adjusted = true): number {
  if (!adjusted) return visited / states;
  return states > 1 && visited > 0 ? (visited - 1) / (states - 1) : 0;
}
