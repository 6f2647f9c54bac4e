// Every comparison with R, and the table of them for docs/reference/statistics.md.

import { clusteringComparisons } from './clustering.ts';
import { type Case, type Comparison, worstDifference } from './comparison.ts';
import { competingRisksComparisons } from './competing-risks.ts';
import { coxComparisons } from './cox.ts';
import { discrepancyComparisons } from './discrepancy.ts';
import { distancesComparisons } from './distances.ts';
import { distributionsComparisons } from './distributions.ts';
import { ratesComparisons } from './rates.ts';
import { regressionComparisons } from './regression.ts';
import { representativesComparisons } from './representatives.ts';
import { sequencesComparisons } from './sequences.ts';
import { survivalComparisons } from './survival.ts';

export { type Case, type Comparison, tolerances, worstDifference } from './comparison.ts';
export { hasReference, referenceData, referenceFile } from './reference-file.ts';

export const comparisons: readonly Comparison[] = [
  ...clusteringComparisons,
  ...competingRisksComparisons,
  ...coxComparisons,
  ...discrepancyComparisons,
  ...distancesComparisons,
  ...distributionsComparisons,
  ...ratesComparisons,
  ...regressionComparisons,
  ...representativesComparisons,
  ...sequencesComparisons,
  ...survivalComparisons,
];

/** What a comparison came to. */
export interface Outcome {
  readonly comparison: Comparison;
  /** Numbers compared. */
  readonly numbers: number;
  readonly cases: number;
  /** The worst relative difference, and the case that it was found in. */
  readonly worst: number;
  readonly worstCase: string;
}

/** Runs one comparison. */
export function outcomeOf(comparison: Comparison): Outcome {
  let [numbers, cases, worst, worstCase] = [0, 0, 0, ''];
  for (const each of comparison.cases()) {
    const apart = worstDifference(each.ours, each.theirs);
    numbers += sizeOf(each.theirs);
    cases += 1;
    if (!(apart <= worst) || worstCase === '') [worst, worstCase] = [Math.max(apart, worst), each.name];
  }
  return { comparison, numbers, cases, worst, worstCase };
}

const sizeOf = (numbers: Case['theirs']) => (typeof numbers === 'number' ? 1 : numbers.length);
