// competing-risks beside R.
import type { Comparison } from './comparison.ts';

export const competingRisksComparisons: readonly Comparison[] = [];
