// Turbulence of careers: how many distinct subsequences their states have, and how unevenly their durations are spread.
import { byCareer, sequenceLengths } from './indicators.ts';
import { type DurationOptions, durationMeasure } from './spell-durations.ts';
import type { CareerSpells } from './spells.ts';
import { type MissingTaken, type StateSequences, stateLabels, statesTaken } from './state-sequences.ts';

export interface SubsequenceOptions extends MissingTaken {
  /** Whether to count within all positions instead of within the distinct successive states. R: `DSS = FALSE`. */
  readonly allPositions?: boolean;
}

/**
 * How many distinct subsequences the distinct successive states of each career have, the empty one included; Infinity above 1.8e308.
 * Elzinga, Rahmann and Wang (2008). R: `TraMineR::seqsubsn(s, DSS, with.missing)`.
 */
export function subsequenceCounts(sequences: StateSequences, options: SubsequenceOptions = {}): Float64Array {
  const count = subsequenceCounter(statesTaken(sequences, options), options.allPositions === true);
  return byCareer(sequences, options, (spells) => {
    const { mantissa, exponent } = count(spells);
    return mantissa * 2 ** exponent;
  });
}

export interface TurbulenceOptions extends DurationOptions {
  /**
   * Whether to take 1 off and to divide by the largest turbulence less 1: that of the alphabet repeated up to the longest sequence's
   * length, missing positions of it included. R: `norm`.
   */
  readonly normalised?: boolean;
}

/**
 * The turbulence of each career, log2(phi (s2max + 1) / (s2 + 1)): phi the number of distinct subsequences of its distinct successive
 * states, s2 the variance of their durations, s2max the largest that it could be. 1 for a career in one state; NaN for one without any,
 * unless unvisited states count, where it is 0. Elzinga and Liefbroer (2007).
 * R: `TraMineR::seqST(s, norm, with.missing, type)`; where phi passes 1.8e308 R takes 1.8e308, here its logarithm stays right.
 */
export function turbulence(sequences: StateSequences, options: TurbulenceOptions = {}): Float64Array {
  const states = statesTaken(sequences, options);
  const count = subsequenceCounter(states, false);
  const durations = durationMeasure(states, options.countUnvisited === true);
  const values = byCareer(sequences, options, (spells) => {
    const { mantissa, exponent } = count(spells);
    const { variance, largest } = durations(spells);
    return Math.log2((mantissa * (largest + 1)) / (variance + 1)) + exponent;
  });
  return options.normalised === true ? normalise(values, largestTurbulence(sequences, options)) : values;
}

/** Turbulence less 1 over the largest less 1; 0 below 1, and where no career of such a length can be turbulent. */
export function normalise(values: Float64Array, largest: number): Float64Array {
  return values.map((value) => (value < 1 || (largest <= 1 && value === 1) ? 0 : (value - 1) / (largest - 1)));
}

/** The turbulence of the alphabet repeated up to the length of the longest sequence. */
export function largestTurbulence(sequences: StateSequences, options: DurationOptions): number {
  const alphabet = stateLabels(sequences, options);
  const length = sequenceLengths(sequences, { withMissing: true }).reduce(
    (longest, each) => Math.max(longest, each),
    0,
  );
  const states = Uint16Array.from({ length }, (_, position) => position % alphabet.length);
  const { countUnvisited = false } = options;
  return turbulence({ alphabet, count: 1, length, states }, { countUnvisited })[0] ?? Number.NaN;
}

interface ScaledCount {
  mantissa: number;
  exponent: number;
}

const rescaleAbove = 2 ** 900;

/**
 * Counts one career after the other: each further state doubles the subsequences, less those that ended before its last occurrence. The
 * count is mantissa x 2^exponent, so that it never overflows.
 */
export function subsequenceCounter(states: number, allPositions: boolean): (spells: CareerSpells) => ScaledCount {
  const result: ScaledCount = { mantissa: 1, exponent: 0 };
  // What the count was before the last occurrence of each state.
  const before = new Float64Array(states);
  return (spells) => {
    for (let spell = 0; spell < spells.count; spell += 1) before[spells.states[spell] as number] = 0;
    let [total, exponent] = [1, 0];
    for (let spell = 0; spell < spells.count; spell += 1) {
      const state = spells.states[spell] as number;
      for (let times = allPositions ? (spells.durations[spell] as number) : 1; times > 0; times -= 1) {
        const last = total;
        total = 2 * total - (before[state] as number);
        before[state] = last;
        if (total < rescaleAbove) continue;
        for (let each = 0; each < states; each += 1) before[each] = (before[each] as number) / rescaleAbove;
        [total, exponent] = [total / rescaleAbove, exponent + 900];
      }
    }
    result.mantissa = total;
    result.exponent = exponent;
    return result;
  };
}
