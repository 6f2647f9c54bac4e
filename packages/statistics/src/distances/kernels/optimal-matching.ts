// Optimal matching of a pair by whichever way is cheapest for it: by runs, by the longest common subsequence, or by the full table.
import type { CodedSequences } from '../coded-sequences.ts';
import { largest } from '../costs.ts';
import { tableAlignment } from './alignment.ts';
import { commonSubsequenceByBits, commonSubsequenceByRuns } from './common-parts.ts';
import { type PairDistance, runAlignment } from './run-alignment.ts';

/**
 * Optimal matching, exact. Where no substitution is cheaper than deleting and inserting, and all indels are one, it is the longest common
 * subsequence; else runs or the table, as the pair's runs and lengths tell.
 */
export function optimalMatching(coded: CodedSequences, substitution: Float64Array, indel: Float64Array): PairDistance {
  const [first = 1] = indel;
  if (indel.every((cost) => cost === first) && neverSubstituted(substitution, coded.stateCount, first)) {
    const common = longestCommonSubsequence(coded);
    const { lengths } = coded;
    return (one, other) => first * ((lengths[one] as number) + (lengths[other] as number) - 2 * common(one, other));
  }
  const equalMatch = equalStatesMatch(substitution, indel);
  const byRuns = runAlignment(coded, { substitution, indel, equalMatch });
  const byTable = tableAlignment(coded, substitution, indel, equalMatch);
  const { lengths, runOffsets } = coded;
  return (one, other) => {
    const down = (runOffsets[one + 1] as number) - (runOffsets[one] as number);
    const right = (runOffsets[other + 1] as number) - (runOffsets[other] as number);
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    return runsArePaid(down, right, depth, width) ? byRuns(one, other) : byTable(one, other);
  };
}

/** A block costs about as much as 30 cells of the table, a step along its edges as 1.5. */
const runsArePaid = (down: number, right: number, depth: number, width: number): boolean =>
  30 * down * right + 1.5 * (down * width + right * depth) < depth * width;

/** The length of the longest common subsequence, by runs where there are few, else by bits. */
export function longestCommonSubsequence(coded: CodedSequences): PairDistance {
  const byRuns = commonSubsequenceByRuns(coded);
  const byBits = commonSubsequenceByBits(coded);
  const { lengths, runOffsets } = coded;
  return (one, other) => {
    const down = (runOffsets[one + 1] as number) - (runOffsets[one] as number);
    const right = (runOffsets[other + 1] as number) - (runOffsets[other] as number);
    const [depth, width] = [lengths[one] as number, lengths[other] as number];
    const steps = 16 * down * right + down * width + right * depth;
    return steps < 4 * width * Math.ceil(depth / 31) ? byRuns(one, other) : byBits(one, other);
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
