// Linear regression by least squares.
import { fUpper } from '../distributions/student.ts';
import { familyOf } from './families.ts';
import { fitFrame, type GeneralisedLinearModel, type RegressionOptions } from './generalised-linear-model.ts';
import { linearPredictor } from './likelihood.ts';
import type { ModelDescription, NamedColumns } from './model-description.ts';
import { modelFrame } from './model-frame.ts';

/** A linear model: as a generalised one, and how much of the outcome's variance it explains. R: `summary(lm(...))`. */
export interface LinearModel extends GeneralisedLinearModel {
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  /** The residual standard error. */
  readonly residualStandardError: number;
  /** F of all columns but the intercept; NaN where there are none. */
  readonly fStatistic: number;
  readonly fDegreesOfFreedom: readonly [number, number];
  readonly fPValue: number;
}

/**
 * Least squares. R: `lm(model, data, weights, na.action = na.omit)`; a column counts as dependent by lm's tolerance, 1e-7.
 * Throws `collinear` naming the columns, and what the frame throws.
 */
export function linearModel(
  model: string | ModelDescription,
  data: NamedColumns,
  options: RegressionOptions = {},
): LinearModel {
  const fitted = fitFrame(modelFrame(model, data, options), familyOf('gaussian'), options, 1e-7);
  const { fit, deviance, residualDegreesOfFreedom } = fitted;
  const intercept = (fit.frame.recipe.description.intercept ?? true) ? 1 : 0;
  const explained = sumOfSquaresExplained(fit, intercept === 1);
  const rSquared = explained / (explained + deviance);
  const numerator = fit.basis.kept.length - intercept;
  const variance = deviance / residualDegreesOfFreedom;
  const fStatistic = numerator === 0 ? Number.NaN : explained / numerator / variance;
  return {
    ...fitted,
    rSquared,
    adjustedRSquared: 1 - (1 - rSquared) * ((residualDegreesOfFreedom + numerator) / residualDegreesOfFreedom),
    residualStandardError: Math.sqrt(variance),
    fStatistic,
    fDegreesOfFreedom: [numerator, residualDegreesOfFreedom],
    fPValue:
      numerator === 0 || residualDegreesOfFreedom <= 0
        ? Number.NaN
        : fUpper(fStatistic, numerator, residualDegreesOfFreedom),
  };
}

/** The squares of the fitted values (without offset) about their mean, or about 0 without an intercept. */
function sumOfSquaresExplained({ data, result }: GeneralisedLinearModel['fit'], aboutMean: boolean): number {
  const fitted = linearPredictor({ ...data, offset: null }, result.coefficients);
  const weightOf = (row: number) => (data.weights === null ? 1 : (data.weights[row] as number));
  let [sum, total] = [0, 0];
  for (let row = 0; row < fitted.length; row += 1) {
    sum += weightOf(row) * (fitted[row] as number);
    total += weightOf(row);
  }
  const mean = aboutMean ? sum / total : 0;
  return fitted.reduce((squares, value, row) => squares + weightOf(row) * (value - mean) ** 2, 0);
}
