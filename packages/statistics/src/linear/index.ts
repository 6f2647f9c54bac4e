// Linear algebra on small dense matrices. The public face.

export {
  type CholeskyFactor,
  type CholeskyOptions,
  choleskyFactor,
  choleskyInverse,
  choleskyLogDeterminant,
  choleskySolve,
  type SquareMatrix,
} from './cholesky.ts';
export {
  diagonalRoots,
  multiply,
  quadraticForm,
  sandwichProduct,
  symmetricInverse,
  transpose,
  waldStatistic,
} from './matrices.ts';
