// What a fit leaves row by row: the score's contributions, leverages, and sums of their squares for sandwiches.
import type { Factor } from '../foundation/columns.ts';
import { choleskyFactor, choleskyInverse, type SquareMatrix } from '../linear/cholesky.ts';
import { symmetricFromLower } from '../linear/matrices.ts';
import type { Design } from './design.ts';
import type { Fit } from './generalised-linear-model.ts';
import { linearPredictor } from './likelihood.ts';
import { DesignBlock } from './working-sums.ts';

/** Working weights (of the step before the last, as R keeps them) and working residuals (of the end). */
export interface WorkingRows {
  readonly weights: Float64Array;
  readonly residuals: Float64Array;
  /** Of the outcome, at the end. */
  readonly means: Float64Array;
}

/** R: `weights(model, "working")` and `residuals(model, "working")`. */
export function workingRows({ data, family, result }: Fit): WorkingRows {
  const { outcome, weights: prior } = data;
  const { link } = family;
  const end = linearPredictor(data, result.coefficients);
  const before = result.before === result.coefficients ? end : linearPredictor(data, result.before);
  const weights = before.map((predictor, row) => {
    const slope = link.slope(predictor);
    return ((prior === null ? 1 : (prior[row] as number)) * slope * slope) / family.variance(link.mean(predictor));
  });
  const means = end.map(link.mean);
  const residuals = end.map(
    (predictor, row) => ((outcome[row] as number) - (means[row] as number)) / link.slope(predictor),
  );
  return { weights, residuals, means };
}

/** Pearson's chi-square over the residual degrees of freedom. R: `summary(model)$dispersion`. */
export function pearsonDispersion(fit: Fit, degreesOfFreedom: number): number {
  if (degreesOfFreedom <= 0) return Number.NaN;
  const { weights, residuals } = workingRows(fit);
  let sum = 0;
  for (let row = 0; row < weights.length; row += 1) {
    if (weights[row] !== 0) sum += (weights[row] as number) * (residuals[row] as number) ** 2;
  }
  return sum / degreesOfFreedom;
}

/** The inverse of X'WX in the working basis. */
export function bread({ result, basis }: Fit): SquareMatrix {
  const size = basis.kept.length;
  return choleskyInverse(choleskyFactor(result.information, size, { tolerance: 0, relativeTo: 'own' }));
}

/** The leverage of each row. R: `hatvalues(model)`. */
export function leverages(fit: Fit, { weights }: WorkingRows): Float64Array {
  const { design } = fit.data;
  const size = design.names.length;
  const inverse = bread(fit);
  const found = new Float64Array(design.rows);
  eachRow(fit.data.design, (row, values) => {
    let sum = 0;
    for (let one = 0; one < size; one += 1) {
      const left = values[one] as number;
      if (left === 0) continue;
      for (let other = 0; other < size; other += 1) {
        sum += left * (inverse[one * size + other] as number) * (values[other] as number);
      }
    }
    found[row] = sum * (weights[row] as number);
  });
  return found;
}

/** The sum of x x' times a square of each row. */
export function sumOfSquares(fit: Fit, squares: Float64Array): SquareMatrix {
  const { design } = fit.data;
  const size = design.names.length;
  const sums = new Float64Array(size * size);
  eachRow(fit.data.design, (row, values) => addSquare(sums, values, squares[row] as number, size));
  return symmetricFromLower(sums, size);
}

/** The sum over clusters of s s', where s is the sum of x times a score over the cluster's rows. */
export function sumOfClusterSquares(fit: Fit, scores: Float64Array, { levels, codes }: Factor): SquareMatrix {
  const size = fit.data.design.names.length;
  const sums = new Float64Array(levels.length * size);
  eachRow(fit.data.design, (row, values) => {
    const start = (codes[row] as number) * size;
    const score = scores[row] as number;
    for (let at = 0; at < size; at += 1)
      sums[start + at] = (sums[start + at] as number) + score * (values[at] as number);
  });
  const squares = new Float64Array(size * size);
  for (let cluster = 0; cluster < levels.length; cluster += 1) {
    addSquare(squares, sums.subarray(cluster * size, (cluster + 1) * size), 1, size);
  }
  return symmetricFromLower(squares, size);
}

function addSquare(sums: Float64Array, values: Float64Array, square: number, size: number): void {
  for (let one = 0; one < size; one += 1) {
    const left = square * (values[one] as number);
    if (left === 0) continue;
    for (let other = 0; other <= one; other += 1) {
      sums[one * size + other] = (sums[one * size + other] as number) + left * (values[other] as number);
    }
  }
}

/** Each row of the design in turn; the array is used again for the next. */
export function eachRow(design: Design, visit: (row: number, values: Float64Array) => void): void {
  const size = design.names.length;
  const block = new DesignBlock(design);
  const rows = new Float64Array(DesignBlock.size * size);
  for (let from = 0; from < design.rows; from += DesignBlock.size) {
    const count = Math.min(DesignBlock.size, design.rows - from);
    block.fill({ from, count, stride: 1 });
    block.rows(rows);
    for (let at = 0; at < count; at += 1) visit(from + at, rows.subarray(at * size, (at + 1) * size));
  }
}
