// Rounding to a base, and what it adds to the error of a figure.

/** The nearest multiple of the base; a half goes up. Bases are odd or 1 in practice, and then no whole count is halfway. */
export function roundTo(count: number, base: number): number {
  return base === 1 ? count : Math.round(count / base) * base;
}

/** The variance of what rounding adds, where all remainders are equally likely: (base^2 - 1) / 12. */
export function roundingVariance(base: number): number {
  return (base * base - 1) / 12;
}
