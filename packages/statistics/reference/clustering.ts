// clustering beside R.
import type { Comparison } from './comparison.ts';

export const clusteringComparisons: readonly Comparison[] = [];
