// Rates, proportions and their tests. The public face.

export { binomialTest, clopperPearson, type Interval } from './binomial-test.ts';
export { type PoissonRate, poissonRate, type RateOptions } from './poisson-rate.ts';
export { type Proportion, wilsonProportion } from './proportion.ts';
export { type Group, type RateRatio, type RateRatioOptions, rateRatio } from './rate-ratio.ts';
