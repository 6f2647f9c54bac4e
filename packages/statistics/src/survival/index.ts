// Survival: curves, tests and hazards of one event. The public face.

export { type SurvivalAtTimes, survivalAt } from './at-times.ts';
export { kaplanMeier, nelsonAalen, type SurvivalCurve, type SurvivalCurves, type SurvivalOptions } from './curves.ts';
export type { CompetingData, Groups, SurvivalData } from './data.ts';
export type { IntervalKind } from './intervals.ts';
export { type LogRankOptions, type LogRankTest, logRank } from './log-rank.ts';
export type { SurvivalDistribution } from './parametric-families.ts';
export {
  type ParametricDesign,
  type ParametricOptions,
  type ParametricSurvival,
  type PredictionRow,
  parametricQuantiles,
  parametricSurvival,
  parametricSurvivalAt,
} from './parametric-survival.ts';
export { type PiecewiseHazard, type PiecewiseHazardOptions, piecewiseHazards } from './piecewise-hazard.ts';
export { type MedianSurvival, medianSurvival, type SurvivalQuantiles, survivalQuantiles } from './quantiles.ts';
export { type Horizon, type RestrictedMean, restrictedMeans } from './restricted-mean.ts';
export { type SmoothedHazard, type SmoothedHazardOptions, smoothedHazard } from './smoothed-hazard.ts';
