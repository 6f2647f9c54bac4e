// A comparison with R: our numbers beside R's, and how far apart they are.

/** Numbers of ours and R's that must agree, one by one. */
export interface Case {
  readonly name: string;
  readonly ours: ArrayLike<number> | number;
  readonly theirs: ArrayLike<number> | number;
}

/** What one public function is compared on. */
export interface Comparison {
  /** The public function's name. */
  readonly name: string;
  /** The R call that it equals. */
  readonly r: string;
  /**
   * `closed-form` agrees to 1e-10, `iterative` to 1e-8 (against tightly converged values), `finite-difference` to 1e-5: what R itself
   * gets by so small a step of a parameter that the rounding of its sums shows.
   */
  readonly kind: 'closed-form' | 'iterative' | 'finite-difference';
  /** Computed when asked, because the references may be absent. */
  readonly cases: () => Iterable<Case>;
}

export const tolerances = { 'closed-form': 1e-10, iterative: 1e-8, 'finite-difference': 1e-5 } as const;

/** A number smaller than this share of its list's largest is judged against that share: what is 0 but for rounding has no relative precision. */
const smallest = 1e-4;

/**
 * The largest relative difference between two lists of numbers: |a - b| over the larger of |a|, |b| and 1e-4 of the list's largest
 * magnitude. Infinity where lengths differ, or where one is missing or infinite and the other is not.
 */
export function worstDifference(ours: ArrayLike<number> | number, theirs: ArrayLike<number> | number): number {
  const [a, b] = [asList(ours), asList(theirs)];
  if (a.length !== b.length || a.length === 0) return Number.POSITIVE_INFINITY;
  let scale = 0;
  for (let at = 0; at < b.length; at += 1) {
    const magnitude = Math.abs(b[at] ?? 0);
    if (Number.isFinite(magnitude)) scale = Math.max(scale, magnitude);
  }
  let worst = 0;
  for (let at = 0; at < b.length; at += 1) worst = Math.max(worst, difference(a[at], b[at], scale));
  return worst;
}

function difference(one: number | undefined, other: number | undefined, scale: number): number {
  if (one === undefined || other === undefined) return Number.POSITIVE_INFINITY;
  if (Object.is(one, other) || one === other) return 0;
  if (!Number.isFinite(one) || !Number.isFinite(other)) return Number.POSITIVE_INFINITY;
  const apart = Math.abs(one - other);
  return apart / Math.max(Math.abs(one), Math.abs(other), smallest * scale);
}

const asList = (numbers: ArrayLike<number> | number): ArrayLike<number> =>
  typeof numbers === 'number' ? [numbers] : numbers;
