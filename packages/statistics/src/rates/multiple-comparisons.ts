// Many p-values at once: what each is worth when all were looked at.
import { requireChoice, StatisticsError } from '../foundation/errors.ts';

/** Family-wise error: `bonferroni`, `holm`, `hochberg` (independent or positively dependent tests). False discovery rate: `benjamini-hochberg`, `benjamini-yekutieli` (any dependence). */
export type Adjustment = 'bonferroni' | 'holm' | 'hochberg' | 'benjamini-hochberg' | 'benjamini-yekutieli';

/**
 * The p-values adjusted for their number, in the order given.
 * R: `p.adjust(p, method)` with `bonferroni`, `holm`, `hochberg`, `BH`, `BY`.
 * Sources: S. Holm (1979); Y. Hochberg (1988); Y. Benjamini and Y. Hochberg (1995); Y. Benjamini and D. Yekutieli (2001).
 * Throws StatisticsError `probability-invalid`, `no-rows`.
 */
export function adjustForMultipleComparisons(pValues: ArrayLike<number>, method: Adjustment): Float64Array {
  const count = pValues.length;
  if (count === 0) throw new StatisticsError('no-rows');
  requireChoice('method', method, ['bonferroni', 'holm', 'hochberg', 'benjamini-hochberg', 'benjamini-yekutieli']);
  for (let row = 0; row < count; row += 1) {
    const p = pValues[row] as number;
    if (!(p >= 0 && p <= 1)) throw new StatisticsError('probability-invalid', { row });
  }
  const ascending = Uint32Array.from({ length: count }, (_, index) => index).sort(
    (one, other) => (pValues[one] as number) - (pValues[other] as number) || one - other,
  );
  const factorAt = factors(method, count);
  const adjusted = new Float64Array(count);
  // Steps go up from the smallest p-value (running maximum) or down from the largest (running minimum).
  const upwards = method === 'holm' || method === 'bonferroni';
  let bound = upwards ? 0 : 1;
  for (let step = 0; step < count; step += 1) {
    const rank = upwards ? step : count - 1 - step;
    const index = ascending[rank] as number;
    const scaled = Math.min(1, (pValues[index] as number) * factorAt(rank + 1));
    bound = upwards ? Math.max(bound, scaled) : Math.min(bound, scaled);
    adjusted[index] = bound;
  }
  return adjusted;
}

/** What the p-value of a rank (1 the smallest) is multiplied by. */
function factors(method: Adjustment, count: number): (rank: number) => number {
  if (method === 'bonferroni') return () => count;
  if (method === 'holm' || method === 'hochberg') return (rank) => count - rank + 1;
  if (method === 'benjamini-hochberg') return (rank) => count / rank;
  let harmonic = 0;
  for (let term = 1; term <= count; term += 1) harmonic += 1 / term;
  return (rank) => (harmonic * count) / rank;
}
