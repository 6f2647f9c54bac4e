// Optimal matching of sequences by their runs: the table's edges only, block by block, so that a pair costs its runs times its length.
import type { CodedSequences } from '../coded-sequences.ts';
import { blockCorner, carriedEdge, reserveEdges, slidingEdge, straightEdge } from './run-blocks.ts';

/** What a step costs within a block: by the states of the two runs, and by how much the runs weigh (all 1 in plain optimal matching). */
export interface RunCosts {
  /** Row by row, `stateCount` a row. */
  readonly substitution: Float64Array;
  readonly indel: Float64Array;
  /** Whether deleting a state never costs more than substituting it and deleting what came for it: then equal states always match. */
  readonly equalMatch: boolean;
  /** Factors of the costs of each run, and how two of them make one for a substitution; 1 where absent. */
  readonly runs?: { readonly factors: Float64Array; readonly link: 'mean' | 'gmean' };
}

/** The distance of two of the coded sequences, by their numbers. */
export type PairDistance = (one: number, other: number) => number;

interface Runs {
  readonly states: Int32Array;
  readonly lengths: Int32Array;
  /** What inserting or deleting one position of the run costs. */
  readonly steps: Float64Array;
  readonly factors: Float64Array;
  from: number;
  to: number;
}

function load(into: Runs, coded: CodedSequences, { indel, runs }: RunCosts, number: number): void {
  const begin = coded.runOffsets[number] as number;
  into.from = 0;
  into.to = (coded.runOffsets[number + 1] as number) - begin;
  for (let run = 0; run < into.to; run += 1) {
    const state = coded.runStates[begin + run] as number;
    into.states[run] = state;
    into.lengths[run] = coded.runLengths[begin + run] as number;
    into.steps[run] = indel[state] as number;
  }
  if (runs === undefined) return;
  for (let run = 0; run < into.to; run += 1) {
    const factor = runs.factors[begin + run] as number;
    into.factors[run] = factor;
    into.steps[run] = (into.steps[run] as number) * factor;
  }
}

/** Takes away what two sequences begin with, and end with, in common. */
function trim(one: Runs, other: Runs): void {
  while (one.from < one.to && other.from < other.to && one.states[one.from] === other.states[other.from]) {
    const oneLength = one.lengths[one.from] as number;
    const otherLength = other.lengths[other.from] as number;
    const common = oneLength < otherLength ? oneLength : otherLength;
    one.lengths[one.from] = oneLength - common;
    other.lengths[other.from] = otherLength - common;
    if (oneLength === common) one.from += 1;
    if (otherLength === common) other.from += 1;
  }
  while (one.from < one.to && other.from < other.to && one.states[one.to - 1] === other.states[other.to - 1]) {
    const oneLength = one.lengths[one.to - 1] as number;
    const otherLength = other.lengths[other.to - 1] as number;
    const common = oneLength < otherLength ? oneLength : otherLength;
    one.lengths[one.to - 1] = oneLength - common;
    other.lengths[other.to - 1] = otherLength - common;
    if (oneLength === common) one.to -= 1;
    if (otherLength === common) other.to -= 1;
  }
}

function removal({ lengths, steps, from, to }: Runs): number {
  let total = 0;
  for (let run = from; run < to; run += 1) total += (lengths[run] as number) * (steps[run] as number);
  return total;
}

const runsOfLength = (length: number): Runs => ({
  states: new Int32Array(length),
  lengths: new Int32Array(length),
  steps: new Float64Array(length),
  factors: new Float64Array(length),
  from: 0,
  to: 0,
});

/** Optimal matching by runs. Needs nothing of the costs but that they are from 0 up; what it may skip, it skips where `equalMatch` holds. */
export function runAlignment(coded: CodedSequences, costs: RunCosts): PairDistance {
  const { substitution, equalMatch, runs } = costs;
  const { stride, stateCount } = coded;
  reserveEdges(stride + 2);
  const down = runsOfLength(stride);
  const right = runsOfLength(stride);
  let above = new Float64Array(stride + 1);
  let below = new Float64Array(stride + 1);
  let before = new Float64Array(stride + 1);
  let behind = new Float64Array(stride + 1);
  return (one, other) => {
    load(down, coded, costs, one);
    load(right, coded, costs, other);
    if (equalMatch) trim(down, right);
    if (down.from === down.to) return removal(right);
    if (right.from === right.to) return removal(down);
    const lastDown = down.to - 1;
    const lastRight = right.to - 1;
    let column = 0;
    above[0] = 0;
    for (let run = right.from; run <= lastRight; run += 1) {
      const step = right.steps[run] as number;
      const begin = above[column] as number;
      const length = right.lengths[run] as number;
      for (let at = 1; at <= length; at += 1) above[column + at] = begin + at * step;
      column += length;
    }
    for (let runDown = down.from; ; runDown += 1) {
      const stateDown = down.states[runDown] as number;
      const depth = down.lengths[runDown] as number;
      const stepDown = down.steps[runDown] as number;
      const begin = above[0] as number;
      for (let at = 0; at <= depth; at += 1) before[at] = begin + at * stepDown;
      below[0] = before[depth] as number;
      column = 0;
      for (let runRight = right.from; runRight <= lastRight; runRight += 1) {
        const stateRight = right.states[runRight] as number;
        const length = right.lengths[runRight] as number;
        const stepRight = right.steps[runRight] as number;
        let diagonal = substitution[stateDown * stateCount + stateRight] as number;
        if (runs !== undefined) {
          const one = down.factors[runDown] as number;
          const other = right.factors[runRight] as number;
          diagonal *= runs.link === 'mean' ? (one + other) / 2 : Math.sqrt(one * other);
        }
        if (runDown === lastDown && runRight === lastRight) {
          return blockCorner(
            above,
            column,
            length,
            before,
            0,
            depth,
            Math.min(diagonal, stepDown + stepRight),
            stepRight,
            stepDown,
          );
        }
        if (equalMatch && stateDown === stateRight) {
          if (runDown < lastDown) carriedEdge(above, column, length, before, 0, depth, below, column);
          if (runRight < lastRight) carriedEdge(before, 0, depth, above, column, length, behind, 0);
        } else if (diagonal >= stepDown + stepRight) {
          if (runDown < lastDown)
            straightEdge(above, column, length, before, 0, depth, stepRight, stepDown, below, column);
          if (runRight < lastRight)
            straightEdge(before, 0, depth, above, column, length, stepDown, stepRight, behind, 0);
        } else {
          if (runDown < lastDown)
            slidingEdge(above, column, length, before, 0, depth, diagonal, stepRight, stepDown, below, column);
          if (runRight < lastRight)
            slidingEdge(before, 0, depth, above, column, length, diagonal, stepDown, stepRight, behind, 0);
        }
        behind[0] = above[column + length] as number;
        const swap = before;
        before = behind;
        behind = swap;
        column += length;
      }
      const swap = above;
      above = below;
      below = swap;
    }
  };
}
