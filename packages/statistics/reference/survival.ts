// survival beside R.
import type { Comparison } from './comparison.ts';

export const survivalComparisons: readonly Comparison[] = [];
