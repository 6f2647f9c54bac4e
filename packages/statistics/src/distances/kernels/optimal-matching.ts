// Optimal matching of a pair by whichever way is cheapest for it: by runs, by the longest common subsequence, or by the full table.
import type { CodedSequences } from '../coded-sequences.ts';
import { largest } from '../costs.ts';
import { tableAlignment } from './alignment.ts';
import { commonSubsequenceByBits } from './common-parts.ts';
import type { PairDistance } from './pair-distance.ts';
import { longestByRuns, runAlignment, runsApart } from './run-module.ts';

/**
 * Optimal matching, exact. Where no substitution is cheaper than deleting and inserting, and all indels are one, it is what is not in the
 * longest common subsequence; else it goes by runs or by the table, as the pair's runs and lengths tell.
 */
export function optimalMatching(coded: CodedSequences, substitution: Float64Array, indel: Float64Array): PairDistance {
  const [first = 1] = indel;
  if (indel.every((cost) => cost === first) && neverSubstituted(substitution, coded.stateCount, first)) {
    const apart = notInCommon(coded);
    return (one, other) => first * apart(one, other);
  }
  const equalMatch = equalStatesMatch(substitution, indel);
  const byRuns = runAlignment(coded, { substitution, indel, equalMatch });
  const byTable = tableAlignment(coded, substitution, indel, equalMatch);
  const { lengths, runOffsets } = coded;
  return (one, other) => {
    const down = (runOffsets[one + 1] as number) - (runOffsets[one] as number);
    const right = (runOffsets[other + 1] as number) - (runOffsets[other] as number);
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    // A block costs as much as 12 cells of the table, a step along its edges as 0.3 (measured).
    const steps = 12 * down * right + 0.3 * (down * width + right * depth);
    return steps < depth * width ? byRuns(one, other) : byTable(one, other);
  };
}

/** How many positions of a pair are not in its longest common subsequence, by runs where there are few, else by bits. */
export function notInCommon(coded: CodedSequences): PairDistance {
  const byBits = commonSubsequenceByBits(coded);
  const { lengths, runOffsets, stride } = coded;
  const byRuns = stride <= longestByRuns ? runsApart(coded) : undefined;
  return (one, other) => {
    const down = (runOffsets[one + 1] as number) - (runOffsets[one] as number);
    const right = (runOffsets[other + 1] as number) - (runOffsets[other] as number);
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    // A block costs as much as 4 words of 31 rows, a step along its edges as a 25th (measured).
    const steps = 4 * down * right + 0.04 * (down * width + right * depth);
    if (byRuns !== undefined && steps < width * Math.ceil(depth / 31)) return byRuns(one, other);
    return depth + width - 2 * byBits(one, other);
  };
}

function neverSubstituted(substitution: Float64Array, size: number, indel: number): boolean {
  for (let from = 0; from < size; from += 1) {
    for (let to = 0; to < size; to += 1) {
      if (from !== to && (substitution[from * size + to] as number) < 2 * indel) return false;
    }
  }
  return true;
}

/**
 * Whether no state is dearer to delete than to substitute by another that is then deleted. Then the distance without a last state is never
 * further off than that state's indel, so that equal states may always be matched: common beginnings and ends cost nothing.
 */
export function equalStatesMatch(substitution: Float64Array, indel: Float64Array): boolean {
  const size = indel.length;
  if (largest(indel) === indel[0] && indel.every((cost) => cost === indel[0])) return true;
  for (let from = 0; from < size; from += 1) {
    for (let to = 0; to < size; to += 1) {
      if ((indel[from] as number) > (substitution[from * size + to] as number) + (indel[to] as number)) return false;
    }
  }
  return true;
}
