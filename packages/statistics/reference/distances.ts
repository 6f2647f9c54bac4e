// distances beside R.
import type { Comparison } from './comparison.ts';

export const distancesComparisons: readonly Comparison[] = [];
