// Integration: how far a career reaches a state and ends up in it, and how bad or good the states are that it ends up in.
import { StatisticsError } from '../foundation/errors.ts';
import { type StateOrderOptions, stateUndesirability } from './state-order.ts';
import { type MissingTaken, type StateSequences, statesTaken } from './state-sequences.ts';

export interface RecencyOption {
  /** The power that positions are raised to, from 0 up: the higher, the more the last positions count; 1 unless told. R: `pow`. */
  readonly power?: number;
}

/**
 * The potential of each career to integrate each state: the sum of the positions (counted from 1, to a power) in the state over that of all
 * positions; sequence i and state j at `[i * n + j]`, n states (missing as the last where it is one). Missing positions that are passed
 * over count in neither sum; where missing is a state, positions behind the end of a sequence stay in the lower sum, as in R. NaN for a
 * career without a state. Brzinsky-Fay (2007); the quality index of Manzoni and Mooi-Reci (2018).
 * R: `TraMineR::seqintegr(s, pow, with.missing)`. Throws `option-invalid` for the power.
 */
export function integrationPotential(
  sequences: StateSequences,
  options: MissingTaken & RecencyOption = {},
): Float64Array {
  const { count, length, states } = sequences;
  const taken = statesTaken(sequences, options);
  const worth = positionWorth(length, options);
  const all = worth.reduce((sum, each) => sum + each, 0);
  const result = new Float64Array(count * taken);
  for (let row = 0; row < count; row += 1) {
    const begin = row * length;
    let held = 0;
    for (let position = 0; position < length; position += 1) {
      const state = states[begin + position] as number;
      if (state >= taken) continue;
      const each = worth[position] as number;
      held += each;
      result[row * taken + state] = (result[row * taken + state] as number) + each;
    }
    const total = options.withMissing === true ? all : held;
    for (let state = 0; state < taken; state += 1) {
      result[row * taken + state] = (result[row * taken + state] as number) / total;
    }
  }
  return result;
}

/**
 * How bad each career is: how undesirable the states are, weighted by its potential to integrate them; from 0 for one that is always in the
 * best state to 1 for one that is always in the worst. Ritschard (2021).
 * R: `TraMineR::seqibad(s, pow, with.missing, state.order, state.equiv, stprec)`. Throws as {@link stateUndesirability}.
 */
export function badness(sequences: StateSequences, options: StateOrderOptions & RecencyOption = {}): Float64Array {
  const undesirability = stateUndesirability(sequences, options);
  const integration = integrationPotential(sequences, options);
  const taken = undesirability.length;
  return Float64Array.from({ length: sequences.count }, (_, row) => {
    let sum = 0;
    for (let state = 0; state < taken; state += 1) {
      sum += (undesirability[state] as number) * (integration[row * taken + state] as number);
    }
    return sum;
  });
}

/** What each position counts, from the first on. Throws `option-invalid` for a power that is not a number from 0 up. */
export function positionWorth(length: number, { power = 1 }: RecencyOption): Float64Array {
  if (!(power >= 0 && Number.isFinite(power))) throw new StatisticsError('option-invalid', { column: 'power' });
  return Float64Array.from({ length }, (_, position) => (position + 1) ** power);
}
