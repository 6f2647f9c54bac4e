// Optimal matching of spells: each spell is one token, at a price for its duration.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';

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
  const { stateCount, runOffsets, runStates, runLengths, stride } = coded;
  const { substitution, indel, expansionCost, durationPower, durationWeights } = costs;
  const units = Float64Array.from(
    runLengths,
    (length, run) =>
      expansionCost * (durationWeights[runStates[run] as number] as number) * (length ** durationPower - 1),
  );
  const removal = units.map((cost, run) => cost + (indel[runStates[run] as number] as number));
  const row = new Float64Array(stride + 1);
  return (one, other) => {
    const rightFrom = runOffsets[other] as number;
    const rightTo = runOffsets[other + 1] as number;
    const width = rightTo - rightFrom;
    row[0] = 0;
    for (let at = 0; at < width; at += 1) row[at + 1] = (row[at] as number) + (removal[rightFrom + at] as number);
    const downTo = runOffsets[one + 1] as number;
    for (let down = runOffsets[one] as number; down < downTo; down += 1) {
      const state = runStates[down] as number;
      const own = units[down] as number;
      const removed = removal[down] as number;
      let diagonal = row[0] as number;
      let left = diagonal + removed;
      row[0] = left;
      for (let at = 1; at <= width; at += 1) {
        const right = rightFrom + at - 1;
        const facing = runStates[right] as number;
        const theirs = units[right] as number;
        const above = row[at] as number;
        const substituted =
          state === facing
            ? Math.abs(own - theirs)
            : (substitution[state * stateCount + facing] as number) + own + theirs;
        left = Math.min(left + (removal[right] as number), above + removed, diagonal + substituted);
        row[at] = left;
        diagonal = above;
      }
    }
    return row[width] as number;
  };
}
