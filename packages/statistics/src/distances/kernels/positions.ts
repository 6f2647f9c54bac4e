// Distances position by position: Hamming and dynamic Hamming, by the stretches in which neither sequence changes its state.
import type { CodedSequences } from '../coded-sequences.ts';
import type { PairDistance } from './pair-distance.ts';
import { mostStates, positionsApart } from './position-module.ts';

/**
 * The costs of two sequences of one length, position by position. `costs` of `stateCount` x `stateCount` a position (or one such for all)
 * are added up once, so that a stretch costs two look-ups. Where all substitutions cost the same, the positions that differ are counted.
 */
export function positionDistance(coded: CodedSequences, costs: Float64Array): PairDistance {
  const { stride, stateCount } = coded;
  const same = costs.length === stateCount * stateCount;
  const only = same && stateCount <= mostStates ? onlyCost(costs, stateCount) : undefined;
  if (only !== undefined) {
    const apart = positionsApart(coded);
    return only === 1 ? apart : (one, other) => only * apart(one, other);
  }
  return same ? distanceByStretches(coded, costs) : distanceBySums(coded, sumsOverTime(costs, stateCount, stride));
}

/** What every substitution by another state costs, where that is one cost, and by the same state nothing. */
function onlyCost(costs: Float64Array, stateCount: number): number | undefined {
  const only = costs[1] ?? 1;
  return costs.every((cost, at) => cost === (at % (stateCount + 1) === 0 ? 0 : only)) ? only : undefined;
}

function distanceByStretches(coded: CodedSequences, costs: Float64Array): PairDistance {
  const { stateCount, runOffsets, runStates, runLengths } = coded;
  return (one, other) => {
    let down = runOffsets[one] as number;
    let right = runOffsets[other] as number;
    const end = runOffsets[one + 1] as number;
    if (down === end) return 0;
    let downLeft = runLengths[down] as number;
    let rightLeft = runLengths[right] as number;
    let total = 0;
    while (true) {
      const stretch = Math.min(downLeft, rightLeft);
      total += stretch * (costs[(runStates[down] as number) * stateCount + (runStates[right] as number)] as number);
      downLeft -= stretch;
      rightLeft -= stretch;
      if (downLeft === 0) {
        down += 1;
        // Both have one length, so that the other ends here too.
        if (down === end) return total;
        downLeft = runLengths[down] as number;
      }
      if (rightLeft === 0) {
        right += 1;
        rightLeft = runLengths[right] as number;
      }
    }
  };
}

function distanceBySums(coded: CodedSequences, sums: Float64Array): PairDistance {
  const { stride, stateCount, runOffsets, runStates, runLengths } = coded;
  return (one, other) => {
    let down = runOffsets[one] as number;
    let right = runOffsets[other] as number;
    const end = runOffsets[one + 1] as number;
    if (down === end) return 0;
    let downLeft = runLengths[down] as number;
    let rightLeft = runLengths[right] as number;
    let [total, position] = [0, 0];
    while (true) {
      const stretch = Math.min(downLeft, rightLeft);
      const pair = (runStates[down] as number) * stateCount + (runStates[right] as number);
      const begin = pair * (stride + 1) + position;
      total += (sums[begin + stretch] as number) - (sums[begin] as number);
      position += stretch;
      downLeft -= stretch;
      rightLeft -= stretch;
      if (downLeft === 0) {
        down += 1;
        if (down === end) return total;
        downLeft = runLengths[down] as number;
      }
      if (rightLeft === 0) {
        right += 1;
        rightLeft = runLengths[right] as number;
      }
    }
  };
}

/** What each pair of states has cost up to each position: pair by pair, `positions` + 1 numbers a pair. */
function sumsOverTime(costs: Float64Array, stateCount: number, positions: number): Float64Array {
  const pairs = stateCount * stateCount;
  const sums = new Float64Array(pairs * (positions + 1));
  for (let pair = 0; pair < pairs; pair += 1) {
    const begin = pair * (positions + 1);
    for (let position = 0; position < positions; position += 1) {
      sums[begin + position + 1] = (sums[begin + position] as number) + (costs[position * pairs + pair] as number);
    }
  }
  return sums;
}
