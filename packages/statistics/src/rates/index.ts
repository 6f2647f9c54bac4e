// Rates, proportions and their tests. The public face.

export { binomialTest, clopperPearson, type Interval } from './binomial-test.ts';
export { type ChiSquaredTest, chiSquaredTest, type IndependenceTest } from './chi-squared-test.ts';
export type { ConditionalOdds } from './conditional-odds.ts';
export type { ContingencyTable } from './contingency-table.ts';
export { fisherExactP, fisherTestSimulated } from './fisher-exact.ts';
export { type FisherTest, fisherTest } from './fisher-test.ts';
export { generalisedMantelHaenszel } from './generalised-mantel-haenszel.ts';
export {
  type MantelHaenszel,
  mantelHaenszel,
  mantelHaenszelExact,
  type StratumTable,
} from './mantel-haenszel.ts';
export { type Adjustment, adjustForMultipleComparisons } from './multiple-comparisons.ts';
export { type PoissonRate, poissonRate, type RateOptions } from './poisson-rate.ts';
export { type Proportion, wilsonProportion } from './proportion.ts';
export {
  equalProportionsTest,
  type ProportionDifference,
  proportionDifference,
  proportionTrendTest,
  type Trials,
} from './proportion-tests.ts';
export { kruskalWallisTest, type RankSumTest, rankSumTest, ranksOf } from './rank-tests.ts';
export { type Group, type RateRatio, type RateRatioOptions, rateRatio } from './rate-ratio.ts';
export {
  directlyStandardisedRate,
  type IndirectlyStandardisedRate,
  indirectlyStandardisedRate,
  type StandardisedRate,
  type StratifiedEvents,
} from './standardised-rate.ts';
