// Products of small dense matrices, row after row in typed arrays.
import { StatisticsError } from '../foundation/errors.ts';
import { type CholeskyOptions, choleskyFactor, choleskyInverse, choleskySolve, type SquareMatrix } from './cholesky.ts';

/** left (rows x inner) times right (inner x columns). R: `left %*% right`. */
export function multiply(
  left: Float64Array,
  right: Float64Array,
  { rows, inner, columns }: { readonly rows: number; readonly inner: number; readonly columns: number },
): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let each = 0; each < inner; each += 1) {
      const value = left[row * inner + each] as number;
      if (value === 0) continue;
      for (let column = 0; column < columns; column += 1) {
        product[row * columns + column] =
          (product[row * columns + column] as number) + value * (right[each * columns + column] as number);
      }
    }
  }
  return product;
}

/** The matrix (rows x columns) with rows and columns changed. R: `t(matrix)`. */
export function transpose(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      turned[column * rows + row] = matrix[row * columns + column] as number;
    }
  }
  return turned;
}

/** vector' matrix vector. R: `drop(vector %*% matrix %*% vector)`. */
export function quadraticForm(matrix: SquareMatrix, vector: ArrayLike<number>): number {
  const size = vector.length;
  let sum = 0;
  for (let row = 0; row < size; row += 1) {
    let inner = 0;
    for (let column = 0; column < size; column += 1) {
      inner += (matrix[row * size + column] as number) * (vector[column] as number);
    }
    sum += inner * (vector[row] as number);
  }
  return sum;
}

/** bread meat bread, all of one size: the covariance of a sandwich. R: `bread %*% meat %*% bread`. */
export function sandwichProduct(bread: SquareMatrix, meat: SquareMatrix, size: number): SquareMatrix {
  const shape = { rows: size, inner: size, columns: size };
  return multiply(multiply(bread, meat, shape), bread, shape);
}

/** The matrix with what is below its diagonal written above it too, in place. R: `m[upper.tri(m)] <- t(m)[upper.tri(m)]`. */
export function symmetricFromLower(matrix: SquareMatrix, size: number): SquareMatrix {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) {
      matrix[column * size + row] = matrix[row * size + column] as number;
    }
  }
  return matrix;
}

/** Throws `length-mismatch` for what is no square matrix of that many columns. */
export function requireSquare(name: string, matrix: SquareMatrix, size: number): void {
  if (matrix.length !== size * size) {
    throw new StatisticsError('length-mismatch', {
      column: name,
      detail: `${matrix.length} entries against ${size}^2`,
    });
  }
}

/** The square roots of the diagonal: standard errors of a covariance. R: `sqrt(diag(covariance))`. */
export function diagonalRoots(matrix: SquareMatrix, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, row) => Math.sqrt(matrix[row * (size + 1)] as number));
}

/** The inverse of a symmetric matrix, rows and columns that depend on those before them set to 0. R: `solve(matrix)`, of full rank. */
export function symmetricInverse(matrix: SquareMatrix, size: number, options?: CholeskyOptions): SquareMatrix {
  return choleskyInverse(choleskyFactor(matrix, size, options));
}

/** Wald's statistic vector' matrix^-1 vector, and its degrees of freedom (the rank). R's survival: `coxph.wtest`. */
export function waldStatistic(
  matrix: SquareMatrix,
  vector: ArrayLike<number>,
  options?: CholeskyOptions,
): { readonly statistic: number; readonly degreesOfFreedom: number } {
  const factor = choleskyFactor(matrix, vector.length, options);
  const solution = choleskySolve(factor, vector);
  let statistic = 0;
  for (let row = 0; row < vector.length; row += 1) statistic += (solution[row] as number) * (vector[row] as number);
  return { statistic, degreesOfFreedom: factor.rank };
}
