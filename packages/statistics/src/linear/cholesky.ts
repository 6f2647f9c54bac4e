// Symmetric matrices that must be positive: factored with the columns found that depend on the others, solved, inverted.
import { StatisticsError } from '../foundation/errors.ts';

// Own code: ml-matrix and stdlib factor without saying which column depends on which, and that is what a model has to say.

/** A square matrix, row after row: entry (row, column) is at `row * size + column`. */
export type SquareMatrix = Float64Array;

/** A matrix as L D L', with the columns set aside that depend on those before them. */
export interface CholeskyFactor {
  readonly size: number;
  /** L below the diagonal (its own diagonal is 1), D on it; D is 0 for a column set aside. */
  readonly values: SquareMatrix;
  readonly rank: number;
  /** The columns set aside, in order. */
  readonly dependent: readonly number[];
}

export interface CholeskyOptions {
  /** A column whose rest is at most this share is set aside. Default: double precision to the power 3/4 (1.8e-12), as survival's. */
  readonly tolerance?: number;
  /** The share is of the largest diagonal (as survival's `coxph`), or of the column's own (which scaling does not move). Default `largest`. */
  readonly relativeTo?: 'largest' | 'own';
}

/**
 * Factors the symmetric matrix (its lower triangle is read), in the order of its columns. A column that depends on those before it is
 * set aside, its coefficients then being 0. With `relativeTo: 'largest'` equal to C function `cholesky2` of R's survival, which says
 * which coefficient of `coxph` is NA.
 * Throws `not-positive-definite` where a diagonal falls below 0 by more than rounding gives, and `not-finite`.
 */
export function choleskyFactor(matrix: SquareMatrix, size: number, options: CholeskyOptions = {}): CholeskyFactor {
  const { tolerance = Number.EPSILON ** 0.75, relativeTo = 'largest' } = options;
  const values = lowerTriangle(matrix, size);
  let largest = 0;
  for (let column = 0; column < size; column += 1) largest = Math.max(largest, at(values, column * (size + 1)));
  const dependent: number[] = [];
  for (let column = 0; column < size; column += 1) {
    const scale = relativeTo === 'largest' ? largest : at(matrix, column * (size + 1));
    const pivot = at(values, column * (size + 1));
    if (!Number.isFinite(pivot)) throw new StatisticsError('not-finite', { column: `column ${column + 1}` });
    if (pivot > scale * tolerance) {
      eliminate(values, size, column, pivot);
      continue;
    }
    if (pivot < -Math.max(8 * tolerance, 1e-8) * Math.max(scale, largest))
      throw new StatisticsError('not-positive-definite');
    for (let row = column; row < size; row += 1) values[row * size + column] = 0;
    dependent.push(column);
  }
  return { size, values, rank: size - dependent.length, dependent };
}

function eliminate(values: SquareMatrix, size: number, column: number, pivot: number): void {
  for (let row = column + 1; row < size; row += 1) {
    const multiple = at(values, row * size + column) / pivot;
    // The rows below still hold this column undivided, so that D need not be multiplied in again.
    for (let below = row; below < size; below += 1) {
      values[below * size + row] = at(values, below * size + row) - multiple * at(values, below * size + column);
    }
    values[row * size + column] = multiple;
  }
}

function lowerTriangle(matrix: SquareMatrix, size: number): SquareMatrix {
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) values[row * size + column] = at(matrix, row * size + column);
  }
  return values;
}

/** The solution of `matrix x = right`; 0 for the columns set aside. R: `solve(matrix, right)`. */
export function choleskySolve({ size, values }: CholeskyFactor, right: ArrayLike<number>): Float64Array {
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    let sum = at(solution, row);
    for (let column = 0; column < row; column += 1) sum -= at(values, row * size + column) * at(solution, column);
    solution[row] = sum;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const pivot = at(values, row * size + row);
    let sum = pivot === 0 ? 0 : at(solution, row) / pivot;
    for (let below = row + 1; below < size; below += 1) sum -= at(values, below * size + row) * at(solution, below);
    solution[row] = pivot === 0 ? 0 : sum;
  }
  return solution;
}

/** The inverse of the matrix, whole; rows and columns set aside are 0 (the inverse of the rest). R: `chol2inv(chol(matrix))`. */
export function choleskyInverse(factor: CholeskyFactor): SquareMatrix {
  const { size } = factor;
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let column = 0; column < size; column += 1) {
    if (at(factor.values, column * (size + 1)) === 0) continue;
    unit.fill(0);
    unit[column] = 1;
    inverse.set(choleskySolve(factor, unit), column * size);
  }
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) {
      const mean = (at(inverse, row * size + column) + at(inverse, column * size + row)) / 2;
      inverse[row * size + column] = mean;
      inverse[column * size + row] = mean;
    }
  }
  return inverse;
}

/** The logarithm of the determinant, without the columns set aside. R: `determinant(matrix)$modulus`. */
export function choleskyLogDeterminant({ size, values }: CholeskyFactor): number {
  let sum = 0;
  for (let column = 0; column < size; column += 1) {
    const pivot = at(values, column * (size + 1));
    if (pivot > 0) sum += Math.log(pivot);
  }
  return sum;
}

const at = (values: Float64Array, index: number): number => values[index] as number;
