// The exponential of a small matrix: what constant hazards between states make of a stretch of time.
import { multiply } from '../linear/index.ts';

/** exp(matrix), row after row, by Taylor's series on the matrix halved until it is small, squared back. */
export function matrixExponential(matrix: Float64Array, size: number): Float64Array {
  let norm = 0;
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) sum += Math.abs(matrix[row * size + column] as number);
    norm = Math.max(norm, sum);
  }
  const halvings = norm > 0.5 ? Math.ceil(Math.log2(norm / 0.5)) : 0;
  const shape = { rows: size, inner: size, columns: size };
  const part = matrix.map((value) => value / 2 ** halvings);
  let result = identity(size);
  let term = identity(size);
  for (let power = 1; power <= 18; power += 1) {
    term = multiply(term, part, shape).map((value) => value / power);
    result = result.map((value, cell) => value + (term[cell] as number));
  }
  for (let halving = 0; halving < halvings; halving += 1) result = multiply(result, result, shape);
  return result;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) matrix[row * (size + 1)] = 1;
  return matrix;
}
