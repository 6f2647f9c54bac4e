// Optimal matching of spells: each spell is one token, at a price for its duration.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';
import { spellsByRuns } from './run-module.ts';

export interface SpellCosts {
  readonly substitution: Float64Array;
  readonly indel: Float64Array;
  readonly expansionCost: number;
  readonly durationPower: number;
  /** A weight of durations for each state. */
  readonly durationWeights: Float64Array;
}

/**
 * The table over spells. A spell of duration d counts d ^ power - 1 units beyond the first; a unit costs `expansionCost` times the state's
 * weight. Inserting a spell costs its state's indel and its units; substituting one of another state the substitution and the units of
 * both; one of the same state the difference of their units.
 * Source: M. Studer, G. Ritschard, Journal of the Royal Statistical Society A 179 (2016), OMspell.
 */
export function spellAlignment(coded: CodedSequences, costs: SpellCosts): PairDistance {
  const { runStates, runLengths } = coded;
  const { substitution, indel, expansionCost, durationPower, durationWeights } = costs;
  const units = Float64Array.from(
    runLengths,
    (length, run) =>
      expansionCost * (durationWeights[runStates[run] as number] as number) * (length ** durationPower - 1),
  );
  const removal = units.map((cost, run) => cost + (indel[runStates[run] as number] as number));
  return spellsByRuns(coded, { substitution, removal, duration: units });
}
