// regression beside R.
import type { Comparison } from './comparison.ts';

export const regressionComparisons: readonly Comparison[] = [];
