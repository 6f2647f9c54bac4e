// Discrepancy analysis: what explains how much careers differ. The public face.

export type { WeightPermutation } from './arrangements.ts';
export {
  type AssociationOptions,
  type DiscrepancyAssociation,
  discrepancyAssociation,
  type SumOfSquares,
} from './association.ts';
export type { AssociationStatistics } from './association-statistics.ts';
export { compareGroups, type GroupComparison, type GroupComparisonOptions } from './comparison.ts';
export { type CentreDistances, type DiscrepancyOptions, discrepancy, distancesToCentre } from './discrepancy.ts';
export {
  type DiscrepancyPredictor,
  type FactorialDiscrepancy,
  type FactorialOptions,
  type FactorialTerm,
  factorialDiscrepancy,
} from './factorial.ts';
export { type DiscrepancyOverTime, discrepancyOverTime, type OverTimeOptions } from './over-time.ts';
export type { PermutationOptions } from './permutation-test.ts';
export type { Split, TreePredictor } from './split.ts';
export { type DiscrepancyTree, discrepancyTree, leavesOf, type TreeNode, type TreeOptions } from './tree.ts';
