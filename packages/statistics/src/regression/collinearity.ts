// Which columns of a design are combinations of those before them, as R's pivoted QR finds them, and a basis in which the rest is sure.
import { choleskyFactor, type SquareMatrix } from '../linear/cholesky.ts';
import { type BlockRows, type Design, fillDense, fillGroup } from './design.ts';

/** The columns that a model is solved in: those kept, or a turned basis of them where they are nearly dependent. */
export interface WorkingBasis {
  readonly design: Design;
  /** The columns of the whole design that are kept, ascending. */
  readonly kept: Int32Array;
  /** The columns that depend on those before them. */
  readonly dependent: readonly number[];
  /** Upper triangular R (row after row) with kept columns = turned columns times R; null where the columns are as they are. */
  readonly triangle: Float64Array | null;
}

/** Below this share of the information, the pivot of a column has lost digits, and the columns are looked at themselves. */
const doubtful = 1e-7;

/**
 * Finds the columns that depend on those before them: whose rest, orthogonal to them, is shorter than `tolerance` of their own length.
 * R: the columns that `lm` (tolerance 1e-7) and `glm` (1e-11) give NA, which LINPACK's dqrdc2 moves to the end.
 * The information (X'WX) shows which columns are beyond doubt. Where some are not, all are laid out and orthogonalised (Gram and Schmidt,
 * twice), because X'WX alone loses half of the digits; the model is then solved in that basis.
 */
export function workingBasis(
  design: Design,
  weights: Float64Array | null,
  information: SquareMatrix,
  tolerance: number,
): WorkingBasis {
  const size = design.names.length;
  const all = Int32Array.from({ length: size }, (_, column) => column);
  const { dependent } = choleskyFactor(information, size, { tolerance: doubtful, relativeTo: 'own' });
  if (dependent.length === 0) return { design, kept: all, dependent, triangle: null };
  return orthogonalised(design, weights, tolerance);
}

function orthogonalised(design: Design, weights: Float64Array | null, tolerance: number): WorkingBasis {
  const units: Float64Array[] = [];
  const shares: number[][] = [];
  const kept: number[] = [];
  const dependent: number[] = [];
  const counted = weights === null ? design.rows : weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
  for (const [column] of design.names.entries()) {
    const values = laidOut(design, column);
    const length = Math.sqrt(product(values, values, weights));
    const share = units.map(() => 0);
    for (let pass = 0; pass < 2; pass += 1) {
      for (const [each, unit] of units.entries())
        share[each] = (share[each] as number) + project(values, unit, weights);
    }
    const rest = Math.sqrt(product(values, values, weights));
    if (length === 0 || !(rest >= tolerance * length) || units.length === counted) {
      dependent.push(column);
      continue;
    }
    for (let row = 0; row < values.length; row += 1) values[row] = (values[row] as number) / rest;
    units.push(values);
    shares.push([...share, rest]);
    kept.push(column);
  }
  const triangle = new Float64Array(kept.length ** 2);
  for (const [column, share] of shares.entries()) {
    for (const [row, value] of share.entries()) triangle[row * kept.length + column] = value;
  }
  return { design: laidOutDesign(design, kept, units), kept: Int32Array.from(kept), dependent, triangle };
}

function laidOutDesign(design: Design, kept: readonly number[], columns: readonly Float64Array[]): Design {
  return {
    ...design,
    names: kept.map((column) => design.names[column] as string),
    termOf: Int32Array.from(kept, (column) => design.termOf[column] as number),
    dense: columns.map((values, column) => ({ column, numbers: [values], codes: null, code: 0 })),
    groups: [],
  };
}

/** One column of the design on all rows. */
export function laidOut(design: Design, column: number): Float64Array {
  const values = new Float64Array(design.rows);
  const whole: BlockRows = { from: 0, count: design.rows, stride: 1 };
  const dense = design.dense.find((each) => each.column === column);
  if (dense !== undefined) {
    fillDense(dense, values, whole);
    return values;
  }
  const places = new Int32Array(design.rows);
  for (const group of design.groups) {
    if (!group.columnOf.includes(column)) continue;
    fillGroup(group, places, values, whole);
    for (let row = 0; row < design.rows; row += 1) if (places[row] !== column) values[row] = 0;
  }
  return values;
}

/** The inner product over the rows with a weight above 0. */
function product(one: Float64Array, other: Float64Array, weights: Float64Array | null): number {
  let sum = 0;
  for (let row = 0; row < one.length; row += 1) {
    if (weights === null || (weights[row] as number) > 0) sum += (one[row] as number) * (other[row] as number);
  }
  return sum;
}

function project(values: Float64Array, unit: Float64Array, weights: Float64Array | null): number {
  const share = product(values, unit, weights);
  for (let row = 0; row < values.length; row += 1)
    values[row] = (values[row] as number) - share * (unit[row] as number);
  return share;
}

/** Coefficients of the working basis as those of the whole design; NaN for the columns left out. */
export function wholeCoefficients(basis: WorkingBasis, size: number, working: Float64Array): Float64Array {
  const count = basis.kept.length;
  const own = basis.triangle === null ? working : triangularSolve(basis.triangle, count, working);
  const whole = new Float64Array(size).fill(Number.NaN);
  for (const [at, column] of basis.kept.entries()) whole[column] = own[at] as number;
  return whole;
}

/** As wholeCoefficients, for a matrix on both sides (a covariance); NaN in the rows and columns left out. */
export function wholeCovariance(basis: WorkingBasis, size: number, working: SquareMatrix): SquareMatrix {
  const count = basis.kept.length;
  const own = basis.triangle === null ? working : bothSides(basis.triangle, count, working);
  const whole = new Float64Array(size * size).fill(Number.NaN);
  for (const [row, wholeRow] of basis.kept.entries()) {
    for (const [column, wholeColumn] of basis.kept.entries()) {
      whole[wholeRow * size + wholeColumn] = own[row * count + column] as number;
    }
  }
  return whole;
}

function bothSides(triangle: Float64Array, size: number, matrix: SquareMatrix): SquareMatrix {
  const half = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    const solved = triangularSolve(triangle, size, matrix.subarray(column * size, (column + 1) * size));
    for (let row = 0; row < size; row += 1) half[row * size + column] = solved[row] as number;
  }
  const result = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    result.set(triangularSolve(triangle, size, half.subarray(row * size, (row + 1) * size)), row * size);
  }
  return result;
}

function triangularSolve(triangle: Float64Array, size: number, right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = solution[row] as number;
    for (let column = row + 1; column < size; column += 1) {
      sum -= (triangle[row * size + column] as number) * (solution[column] as number);
    }
    solution[row] = sum / (triangle[row * size + row] as number);
  }
  return solution;
}
