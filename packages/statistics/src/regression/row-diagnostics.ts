// What a model says of each row that it was fitted on: residuals, leverage, and how much the row moves the coefficients.
import type { GeneralisedLinearModel } from './generalised-linear-model.ts';
import { leverages, workingRows } from './working-rows.ts';

/** An entry a row that was fitted, in their order. */
export interface RowDiagnostics {
  /** The rows of the data, counted from 0; those left out are not among them. */
  readonly rows: Int32Array;
  /** The mean that the model expects. R: `fitted(model)`. */
  readonly fitted: Float64Array;
  /** Outcome less mean. R: `residuals(model, "response")`. */
  readonly response: Float64Array;
  /** The same on the scale of the linear predictor. R: `residuals(model, "working")`. */
  readonly working: Float64Array;
  /** Over the root of the variance, weights in it. Their squares sum to Pearson's chi-square. R: `residuals(model, "pearson")`. */
  readonly pearson: Float64Array;
  /** Their squares sum to the deviance. R: `residuals(model, "deviance")`. */
  readonly deviance: Float64Array;
  /** How much of its own fit a row makes, from 0 to 1; they sum to the number of coefficients. R: `hatvalues(model)`. */
  readonly leverage: Float64Array;
  /** Deviance residuals over their standard errors; NaN where a row is fitted by itself (leverage 1). R: `rstandard(model)`. */
  readonly standardised: Float64Array;
  /** How far all coefficients move without the row; NaN where a row is fitted by itself. R: `cooks.distance(model)`. */
  readonly cooksDistance: Float64Array;
}

/** From here on a leverage is 1 but for rounding, as R has it. */
const whole = 1 - 10 * Number.EPSILON;

/**
 * Residuals, leverages and Cook's distances of the rows that were fitted. R: `residuals(model, type)`, `hatvalues(model)`,
 * `rstandard(model)`, `cooks.distance(model)`.
 * Source: R. Cook, Technometrics 19 (1977); D. Pregibon, Annals of Statistics 9 (1981); A. Davison and E. Snell (1991).
 */
export function rowDiagnostics({ fit, dispersion }: GeneralisedLinearModel): RowDiagnostics {
  const { family, data, frame } = fit;
  const { outcome } = data;
  const working = workingRows(fit);
  const { means, residuals } = working;
  const priorOf = (row: number) => (data.weights === null ? 1 : (data.weights[row] as number));
  const leverage = leverages(fit, working).map((value) => (value > whole ? 1 : value));
  const response = means.map((mean, row) => (outcome[row] as number) - mean);
  const pearson = response.map((apart, row) => apart * Math.sqrt(priorOf(row) / family.variance(means[row] as number)));
  const deviance = response.map((apart, row) => {
    const own = priorOf(row) * family.deviance(outcome[row] as number, means[row] as number);
    return Math.sign(apart) * Math.sqrt(Math.max(0, own));
  });
  /** What others say of the row; NaN where they say nothing. */
  const others = leverage.map((value) => (value === 1 ? Number.NaN : 1 - value));
  const columns = fit.basis.kept.length;
  return {
    rows: frame.kept ?? Int32Array.from(outcome.keys()),
    fitted: means,
    response,
    working: residuals,
    pearson,
    deviance,
    leverage,
    standardised: deviance.map((value, row) => value / Math.sqrt(dispersion * (others[row] as number))),
    cooksDistance: pearson.map((value, row) => {
      const rest = others[row] as number;
      return ((value / rest) ** 2 * (leverage[row] as number)) / (dispersion * columns);
    }),
  };
}
