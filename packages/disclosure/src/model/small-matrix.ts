// The inverse of a small symmetric matrix: as wide as an answer has categories.

/** Inverts a positive definite matrix in place, row-major, by Gauss-Jordan elimination without pivoting, which such a matrix does not need. */
export function invertInPlace(matrix: Float64Array, size: number): void {
  for (let pivot = 0; pivot < size; pivot += 1) {
    const inverse = 1 / (matrix[pivot * size + pivot] as number);
    matrix[pivot * size + pivot] = 1;
    for (let column = 0; column < size; column += 1) {
      matrix[pivot * size + column] = (matrix[pivot * size + column] as number) * inverse;
    }
    for (let row = 0; row < size; row += 1) {
      if (row === pivot) continue;
      const factor = matrix[row * size + pivot] as number;
      matrix[row * size + pivot] = 0;
      for (let column = 0; column < size; column += 1) {
        const place = row * size + column;
        matrix[place] = (matrix[place] as number) - factor * (matrix[pivot * size + column] as number);
      }
    }
  }
}
