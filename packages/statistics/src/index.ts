// The public face of the statistics: pure functions, each named after what it answers and tied to the R call that it equals.

export { binomialTest, clopperPearson, type Interval } from './binomial-test.ts';
export { StatisticsError, type StatisticsErrorCode, statisticsErrorCodes } from './errors.ts';
export { gammaQuantile, gammaTails } from './gamma-distribution.ts';
export { normalQuantile } from './normal-distribution.ts';
export { type PoissonRate, poissonRate, type RateOptions } from './poisson-rate.ts';
export { type Proportion, wilsonProportion } from './proportion.ts';
export { type Group, type RateRatio, type RateRatioOptions, rateRatio } from './rate-ratio.ts';
