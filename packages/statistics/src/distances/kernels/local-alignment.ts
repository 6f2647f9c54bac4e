// Tables whose steps depend on the neighbours: localized optimal matching, and the time warp edit distance.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';

/**
 * Localized optimal matching: inserting a state between two others costs `base` + `context` times the mean of substituting it by either.
 * No sequence may be empty.
 * Source: M. Hollister, Sociological Methods & Research 38 (2009); at the table's edges as TraMineR, which takes the first state for both
 * neighbours.
 */
export function localizedAlignment(
  { stride, stateCount, states, lengths }: CodedSequences,
  substitution: Float64Array,
  base: number,
  context: number,
): PairDistance {
  const row = new Float64Array(stride + 1);
  // What a neighbour adds to inserting a state: row by row of neighbours.
  const beside = substitution.map((cost) => (context * cost) / 2);
  return (one, other) => {
    const [downFrom, rightFrom] = [one * stride, other * stride];
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    const firstDown = (states[downFrom] as number) * stateCount;
    const firstRight = (states[rightFrom] as number) * stateCount;
    row[0] = 0;
    for (let at = 1; at <= width; at += 1) {
      const inserted = beside[firstDown + (states[rightFrom + at - 1] as number)] as number;
      row[at] = (row[at - 1] as number) + base + inserted + inserted;
    }
    let downBefore = firstDown;
    for (let down = 0; down < depth; down += 1) {
      const state = states[downFrom + down] as number;
      const costs = state * stateCount;
      let diagonal = row[0] as number;
      let left = diagonal + base + 2 * (beside[firstRight + state] as number);
      row[0] = left;
      let besideBefore = beside[firstRight + state] as number;
      for (let at = 1; at <= width; at += 1) {
        const facing = states[rightFrom + at - 1] as number;
        const above = row[at] as number;
        const besideFacing = beside[facing * stateCount + state] as number;
        let least = above + base + besideBefore + besideFacing;
        const right = left + base + (beside[downBefore + facing] as number) + (beside[costs + facing] as number);
        if (right < least) least = right;
        const substituted = diagonal + (substitution[costs + facing] as number);
        if (substituted < least) least = substituted;
        row[at] = least;
        left = least;
        diagonal = above;
        besideBefore = besideFacing;
      }
      downBefore = costs;
    }
    return row[width] as number;
  };
}

export interface WarpCosts {
  readonly substitution: Float64Array;
  readonly stiffness: number;
  readonly gapPenalty: number;
  /** What each position costs where the other sequence is empty. */
  readonly indel: number;
}

/**
 * The time warp edit distance: both sequences begin together, and end together; in between, each may wait in its last state.
 * Source: P.-F. Marteau, IEEE Transactions on Pattern Analysis and Machine Intelligence 31 (2009); for states B. Halpin (2014).
 */
export function timeWarpAlignment(coded: CodedSequences, costs: WarpCosts): PairDistance {
  const { stride, stateCount, states, lengths } = coded;
  const { substitution, stiffness, gapPenalty, indel } = costs;
  const waiting = stiffness + gapPenalty;
  const row = new Float64Array(stride + 1);
  const cost = (from: number, to: number) => substitution[from * stateCount + to] as number;
  return (one, other) => {
    const [downFrom, rightFrom] = [one * stride, other * stride];
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    if (depth === 0 || width === 0) return (depth + width) * indel;
    let downBefore = states[downFrom] as number;
    row[0] = cost(downBefore, states[rightFrom] as number);
    for (let at = 1; at < width; at += 1) {
      const changed = cost(states[rightFrom + at] as number, states[rightFrom + at - 1] as number);
      row[at] = (row[at - 1] as number) + changed + waiting;
    }
    for (let down = 1; down < depth; down += 1) {
      const state = states[downFrom + down] as number;
      const warpDown = cost(state, downBefore) + waiting;
      let diagonal = row[0] as number;
      let left = diagonal + warpDown;
      row[0] = left;
      let rightBefore = states[rightFrom] as number;
      for (let at = 1; at < width; at += 1) {
        const facing = states[rightFrom + at] as number;
        const above = row[at] as number;
        const matched = cost(state, facing) + cost(downBefore, rightBefore) + 2 * stiffness * Math.abs(down - at);
        left += cost(facing, rightBefore) + waiting;
        if (above + warpDown < left) left = above + warpDown;
        if (diagonal + matched < left) left = diagonal + matched;
        row[at] = left;
        diagonal = above;
        rightBefore = facing;
      }
      downBefore = state;
    }
    return row[width - 1] as number;
  };
}
