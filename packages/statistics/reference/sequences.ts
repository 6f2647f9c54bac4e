// sequences beside R.
import type { Comparison } from './comparison.ts';

export const sequencesComparisons: readonly Comparison[] = [];
