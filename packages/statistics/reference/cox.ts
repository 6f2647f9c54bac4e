// cox beside R.
import type { Comparison } from './comparison.ts';

export const coxComparisons: readonly Comparison[] = [];
