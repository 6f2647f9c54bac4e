// Proportional hazards: Cox, and Fine and Gray. The public face.

export type { BaselineKind } from './baseline.ts';
export { type CoefficientOverTime, coefficientOverTime } from './coefficient-over-time.ts';
export { type Concordance, type ConcordanceRows, concordance, coxConcordance } from './concordance.ts';
export { coxSurvivalAlong, type PathCurve } from './covariate-path.ts';
export type { CoxFit } from './cox-fit.ts';
export type { CoxData, CoxDesign, CoxModel, CoxOptions, CoxTerm, CoxTies } from './cox-model.ts';
export { coxRegression } from './cox-regression.ts';
export {
  type FineGrayCurves,
  type FineGrayFit,
  type FineGrayOptions,
  fineGrayIncidence,
  fineGrayRegression,
} from './fine-gray.ts';
export { expandedDesign, type FineGrayRows, type FineGrayRowsData, fineGrayRows } from './fine-gray-rows.ts';
export { type CoxDescription, type CoxFormulaDesign, coxDesign, coxDesignOn } from './formula-design.ts';
export { type HazardRatio, hazardRatios } from './hazard-ratios.ts';
export {
  type MultiStateCoxFit,
  type MultiStateCoxOptions,
  multiStateCox,
  type NamedTransition,
  type TransitionEffects,
} from './multi-state-cox.ts';
export { type MultiStateCurve, type MultiStateCurveOptions, multiStateCurves } from './multi-state-curves.ts';
export type { CoxNewRows } from './new-rows.ts';
export {
  type BaselineHazard,
  baselineHazard,
  type CoxCurve,
  type CoxCurveOptions,
  coxSurvival,
} from './predicted-survival.ts';
export {
  type ProportionalHazardsOptions,
  type ProportionalHazardsTest,
  proportionalHazardsTest,
} from './proportional-hazards-test.ts';
export {
  coxScoreResiduals,
  devianceResiduals,
  dfbetaResiduals,
  martingaleResiduals,
  residualsByCluster,
  type SchoenfeldResiduals,
  schoenfeldResiduals,
} from './residuals.ts';
export {
  coxLinearPredictors,
  type ExpectedEvents,
  expectedEvents,
  type RowPredictions,
  type WatchedRows,
} from './row-predictions.ts';
export type { TimeTransform } from './time-transform.ts';
