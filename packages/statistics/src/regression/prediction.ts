// What a model expects of other rows, with standard errors and intervals.
import { normalReach } from '../distributions/normal.ts';
import { studentQuantile } from '../distributions/student.ts';
import { requireChoice, requireConfidence } from '../foundation/errors.ts';
import type { SquareMatrix } from '../linear/cholesky.ts';
import { requireSquare } from '../linear/matrices.ts';
import type { Design } from './design.ts';
import type { GeneralisedLinearModel } from './generalised-linear-model.ts';
import type { NamedColumns } from './model-description.ts';
import { designOn } from './model-frame.ts';
import { eachRow } from './working-rows.ts';

export interface PredictionOptions {
  /** `response` (default): the mean; `link`: the linear predictor. */
  readonly scale?: 'link' | 'response';
  readonly confidence?: number;
  /** In place of the model's own, such as a robust one. */
  readonly covariance?: SquareMatrix;
}

/** A prediction a row. The interval is taken on the link's scale, so that a mean stays where it can be. */
export interface Predictions {
  readonly fit: Float64Array;
  readonly standardErrors: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Predictions on other rows (the formula's columns; offsets of the formula are applied), or on those of the fit where no data are given.
 * An offset that the fit was given as an option, instead of in the formula, is of its rows only: other rows are predicted without it.
 * R: `predict(model, newdata, type, se.fit = TRUE)`, which looks up `offset =` in `newdata`. Where columns were dropped, predictions rest on
 * those kept.
 * Throws `level-unknown` for a level that the model was not fitted with, `not-finite`, `formula-invalid` for a missing column.
 */
export function predictModel(
  model: GeneralisedLinearModel,
  data: NamedColumns | null = null,
  options: PredictionOptions = {},
): Predictions {
  const { scale = 'response', confidence = 0.95, covariance = model.covariance } = options;
  requireConfidence(confidence);
  requireSquare('covariance', covariance, model.names.length);
  requireChoice('scale', scale, ['link', 'response']);
  const { design, offset } = data === null ? model.fit.frame : designOn(model.fit.frame.recipe, data);
  const { predictor, variance } = predictorAndVariance(design, offset, model.coefficients, covariance);
  const { link, fixedDispersion } = model.fit.family;
  const reach = fixedDispersion
    ? normalReach(confidence)
    : -studentQuantile((1 - confidence) / 2, model.residualDegreesOfFreedom);
  const roots = variance.map((value) => Math.sqrt(Math.max(value, 0)));
  const onScale = scale === 'link' ? (value: number) => value : link.mean;
  const ends = [-reach, reach].map((each) =>
    predictor.map((value, row) => onScale(value + each * (roots[row] as number))),
  );
  const [one, other] = ends as [Float64Array, Float64Array];
  return {
    fit: predictor.map(onScale),
    standardErrors:
      scale === 'link' ? roots : roots.map((root, row) => root * Math.abs(link.slope(predictor[row] as number))),
    low: one.map((value, row) => Math.min(value, other[row] as number)),
    high: one.map((value, row) => Math.max(value, other[row] as number)),
  };
}

/** x'b and x'Vx of each row; columns with the coefficient NaN are left out. */
function predictorAndVariance(
  design: Design,
  offset: Float64Array | null,
  coefficients: Float64Array,
  covariance: SquareMatrix,
): { readonly predictor: Float64Array; readonly variance: Float64Array } {
  const size = design.names.length;
  const predictor = new Float64Array(design.rows);
  const variance = new Float64Array(design.rows);
  const used = [...coefficients.keys()].filter((column) => !Number.isNaN(coefficients[column]));
  eachRow(design, (row, values) => {
    let sum = offset === null ? 0 : (offset[row] as number);
    let square = 0;
    for (const column of used) {
      const value = values[column] as number;
      if (value === 0) continue;
      sum += value * (coefficients[column] as number);
      for (const other of used) {
        square += value * (covariance[column * size + other] as number) * (values[other] as number);
      }
    }
    predictor[row] = sum;
    variance[row] = square;
  });
  return { predictor, variance };
}
