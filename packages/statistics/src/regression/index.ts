// Regression: models described by formula, fitted by likelihood. The public face.

export type { CategoricalModel, CategoricalOptions } from './categorical-outcome.ts';
export {
  type DiscreteTimeCurves,
  type DiscreteTimeModel,
  type DiscreteTimeOptions,
  discreteTimeCurves,
  discreteTimeHazard,
  expandColumns,
  type PersonPeriods,
  personPeriods,
} from './discrete-time.ts';
export type { FamilyName, LinkName } from './families.ts';
export { parseFormula } from './formula.ts';
export { type FormulaColumn, formulaColumns } from './formula-columns.ts';
export {
  type CoefficientTable,
  type GeneralisedLinearModel,
  type GeneralisedOptions,
  generalisedLinearModel,
  type RegressionOptions,
} from './generalised-linear-model.ts';
export {
  type CoefficientIntervals,
  type ProfileOptions,
  profileIntervals,
  type WaldOptions,
  waldIntervals,
} from './intervals.ts';
export { type LinearModel, linearModel } from './linear-model.ts';
export { averageMarginalEffects, type MarginalEffect, type MarginalEffectsOptions } from './marginal-effects.ts';
export { type ComparisonOptions, compareModels, type DevianceStep, sequentialTests } from './model-comparison.ts';
export type {
  CategoriesVariable,
  ContrastName,
  ModelDescription,
  NamedColumns,
  Outcome,
  PolynomialVariable,
  SplineVariable,
  TermDescription,
  Variable,
} from './model-description.ts';
export {
  type MultinomialModel,
  multinomialModel,
  multinomialProbabilities,
} from './multinomial-model.ts';
export {
  type NegativeBinomialModel,
  type NegativeBinomialOptions,
  negativeBinomialModel,
} from './negative-binomial.ts';
export {
  type OrderedLink,
  type OrderedModel,
  type OrderedOptions,
  orderedModel,
  orderedProbabilities,
} from './ordered-model.ts';
export { type PredictionOptions, type Predictions, predictModel } from './prediction.ts';
export { type RobustOptions, robustCoefficients, robustCovariance } from './robust-covariance.ts';
export { type RowDiagnostics, rowDiagnostics } from './row-diagnostics.ts';
