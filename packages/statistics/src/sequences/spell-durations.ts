// How the durations of each career's spells vary, and the most that they could.
import { careerTimesReader } from './career-times.ts';
import { type CareerSpells, spellReader } from './spells.ts';
import { type MissingTaken, type StateSequences, statesTaken } from './state-sequences.ts';

export interface DurationOptions extends MissingTaken {
  /** Whether each state that the career does not visit counts as a spell of no duration. R: `type = 2`. */
  readonly countUnvisited?: boolean;
}

/** A number a career. */
export interface SpellDurations {
  /** Mean duration of its spells; NaN where it has none (0 where unvisited states count). */
  readonly mean: Float64Array;
  /** Variance of their durations, over their number; NaN where it has none (0 where unvisited states count). */
  readonly variance: Float64Array;
  /** The largest variance that as many spells can have within its length. */
  readonly largestVariance: Float64Array;
}

/**
 * Mean and variance of each career's spell durations. Ritschard (2021).
 * R: `TraMineR::seqivardur(s, type, with.missing)` with its attributes `meand` and `vmax`.
 */
export function spellDurations(sequences: StateSequences, options: DurationOptions = {}): SpellDurations {
  const { count } = sequences;
  const result = {
    mean: new Float64Array(count),
    variance: new Float64Array(count),
    largestVariance: new Float64Array(count),
  };
  const read = spellReader(sequences, options);
  const measure = durationMeasure(statesTaken(sequences, options), options.countUnvisited === true);
  for (let row = 0; row < count; row += 1) {
    const { mean, variance, largest } = measure(read(row));
    result.mean[row] = mean;
    result.variance[row] = variance;
    result.largestVariance[row] = largest;
  }
  return result;
}

/** One career's durations, in memory that the next career takes over. */
export interface DurationMoments {
  mean: number;
  variance: number;
  largest: number;
}

/** Measures one career after the other, among `states` states. */
export function durationMeasure(states: number, countUnvisited: boolean): (spells: CareerSpells) => DurationMoments {
  const moments: DurationMoments = { mean: 0, variance: 0, largest: 0 };
  const times = careerTimesReader(states);
  return (spells) => {
    const { count, total } = spells;
    const unvisited = countUnvisited ? states - times(spells).visited : 0;
    const counted = count + unvisited;
    const mean = total / counted;
    let squares = unvisited * mean * mean;
    for (let spell = 0; spell < count; spell += 1) {
      const apart = (spells.durations[spell] as number) - mean;
      squares += apart * apart;
    }
    moments.mean = mean;
    moments.variance = squares / counted;
    moments.largest = countUnvisited ? largestWithUnvisited(count, total, states) : (count - 1) * (1 - mean) ** 2;
    return moments;
  };
}

/** All spells of one position but the last; with as many states unvisited as so many spells allow. */
function largestWithUnvisited(count: number, total: number, states: number): number {
  const unvisited = states < 2 ? 0 : count === 1 ? states - 1 : states - 2;
  const mean = total / (count + unvisited);
  const squares = (count - 1) * (1 - mean) ** 2 + (total - count + 1 - mean) ** 2 + unvisited * mean * mean;
  return squares / (count + unvisited);
}
