// The benches of the statistics, which `npm run bench` runs by name.
import { clusteringBenches } from './clustering.ts';
import { competingRisksBenches } from './competing-risks.ts';
import { coxBenches } from './cox.ts';
import { distanceBenches } from './distances.ts';
import type { StatisticsBench } from './harness.ts';
import { regressionBenches } from './regression.ts';
import { sequenceBenches } from './sequences.ts';
import { survivalBenches } from './survival.ts';

/** Every bench of the statistics, by name. */
export const statisticsBenches: readonly StatisticsBench[] = [
  ...clusteringBenches,
  ...survivalBenches,
  ...competingRisksBenches,
  ...coxBenches,
  ...regressionBenches,
  ...sequenceBenches,
  ...distanceBenches,
];
