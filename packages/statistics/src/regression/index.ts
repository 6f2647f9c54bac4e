// Regression: models described by formula, fitted by likelihood. The public face.

export type { FamilyName, LinkName } from './families.ts';
export { parseFormula } from './formula.ts';
export {
  type CoefficientTable,
  type GeneralisedLinearModel,
  type GeneralisedOptions,
  generalisedLinearModel,
  type RegressionOptions,
} from './generalised-linear-model.ts';
export type {
  CategoriesVariable,
  ModelDescription,
  NamedColumns,
  Outcome,
  PolynomialVariable,
  SplineVariable,
  TermDescription,
  Variable,
} from './model-description.ts';
