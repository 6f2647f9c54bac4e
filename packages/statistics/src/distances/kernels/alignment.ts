// Optimal matching by the full table: the cheapest where sequences have a run nearly every position, and the rule that all else is held to.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';

/**
 * The table's rows, one after the other, from the costs of a substitution (`stateCount` a row) and of an indel a state. Where
 * `equalMatch` holds, what both begin and end with is left out.
 */
export function tableAlignment(
  { stride, stateCount, states, lengths }: CodedSequences,
  substitution: Float64Array,
  indel: Float64Array,
  equalMatch: boolean,
): PairDistance {
  const row = new Float64Array(stride + 1);
  return (one, other) => {
    let downFrom = one * stride;
    let downTo = downFrom + (lengths[one] as number);
    let rightFrom = other * stride;
    let rightTo = rightFrom + (lengths[other] as number);
    if (equalMatch) {
      while (downFrom < downTo && rightFrom < rightTo && states[downFrom] === states[rightFrom]) {
        downFrom += 1;
        rightFrom += 1;
      }
      while (downFrom < downTo && rightFrom < rightTo && states[downTo - 1] === states[rightTo - 1]) {
        downTo -= 1;
        rightTo -= 1;
      }
    }
    const width = rightTo - rightFrom;
    row[0] = 0;
    for (let at = 0; at < width; at += 1) {
      row[at + 1] = (row[at] as number) + (indel[states[rightFrom + at] as number] as number);
    }
    for (let down = downFrom; down < downTo; down += 1) {
      const state = states[down] as number;
      const step = indel[state] as number;
      const costs = state * stateCount;
      let diagonal = row[0] as number;
      let left = diagonal + step;
      row[0] = left;
      for (let at = 1; at <= width; at += 1) {
        const facing = states[rightFrom + at - 1] as number;
        const above = row[at] as number;
        let least = above + step;
        const inserted = left + (indel[facing] as number);
        if (inserted < least) least = inserted;
        const substituted = diagonal + (substitution[costs + facing] as number);
        if (substituted < least) least = substituted;
        row[at] = least;
        left = least;
        diagonal = above;
      }
    }
    return row[width] as number;
  };
}
