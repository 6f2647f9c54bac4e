// A permutation test: how often chance gives as much as was found.
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';

export interface PermutationOptions extends Work {
  /** How many arrangements are compared, the observed one among them; 0 or 1 makes no test. Default 1,000. */
  readonly permutations?: number;
  /** The same seed gives the same p-value. Default 1. */
  readonly seed?: number;
}

/**
 * The share of arrangements whose statistics are at least the observed ones, the observed being one of them: so no p-value is below 1 over
 * their number. NaN without a test, and for a statistic that has no value. Statistics that differ by rounding only are equal; one that has no
 * value in an arrangement is not reached there.
 * Throws `option-invalid` for a number that is not whole and from 0 to 10 million; `cancelled`. Progress is in arrangements.
 * R: `TraMineR:::TraMineR.permutation`.
 */
export function permutationPValues(
  observed: readonly number[],
  permutations: number,
  statistics: () => readonly number[],
  work?: Work,
): readonly number[] {
  requirePermutations(permutations);
  if (permutations < 2) return observed.map(() => Number.NaN);
  const reached = observed.map(() => 1);
  const bars = observed.map((value) => value - 1e-12 * Math.abs(value));
  for (let done = 1; done < permutations; done += 1) {
    checkpoint(work, done, permutations);
    const permuted = statistics();
    bars.forEach((bar, at) => {
      if ((permuted[at] as number) >= bar) reached[at] = (reached[at] as number) + 1;
    });
  }
  return reached.map((count, at) => (Number.isNaN(observed[at]) ? Number.NaN : count / permutations));
}

export function requirePermutations(permutations: number): void {
  if (Number.isSafeInteger(permutations) && permutations >= 0 && permutations <= 1e7) return;
  throw new StatisticsError('option-invalid', { column: 'permutations' });
}
