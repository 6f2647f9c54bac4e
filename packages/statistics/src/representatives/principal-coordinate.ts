// The first principal coordinate of dissimilarities: the one line on which objects lie most as they lie apart.
import { rowInto } from '../clustering/pairs.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';

const steps = 24;
const mostRestarts = 200;

/**
 * The first coordinate of classical (metric) scaling, an object a number, weighted where weights are given. Its sign is arbitrary; here the
 * first object that does not lie at 0 lies above it. All 0 where nothing differs.
 *
 * Throws `no-convergence` where two coordinates tie so closely that neither is first; `cancelled`.
 * Method: Torgerson (1958); Lanczos' method, restarted. R: `cmdscale(d, k = 1)`; weighted `vegan::wcmdscale(d, k = 1, w)`.
 */
export function firstPrincipalCoordinate(
  distances: Dissimilarities,
  weights: Float64Array = new Float64Array(distances.size).fill(1),
  work?: Work,
): Float64Array {
  const { size } = distances;
  const roots = weights.map(Math.sqrt);
  const product = centredProduct(distances, weights, roots);
  let vector = startOf(distances, weights, roots);
  if (norm(vector) === 0) return new Float64Array(size);
  for (let restart = 0; restart < mostRestarts; restart += 1) {
    checkpoint(work, restart, mostRestarts);
    const { value, next, residual } = lanczos(product, scaled(vector, 1 / norm(vector)));
    vector = next;
    if (residual <= 1e-13 * Math.abs(value)) {
      if (value <= 0) return new Float64Array(size);
      const first = vector.find((each) => Math.abs(each) > 1e-12) ?? 1;
      const scale = (Math.sqrt(value) / norm(vector)) * Math.sign(first);
      return vector.map((each, object) =>
        (roots[object] as number) === 0 ? 0 : (each * scale) / (roots[object] as number),
      );
    }
  }
  throw new StatisticsError('no-convergence', { detail: 'the first principal coordinate' });
}

type Product = (vector: Float64Array) => Float64Array;

/** Multiplies with the roots of the weights, times the centred -d^2 / 2, times the roots. */
function centredProduct(distances: Dissimilarities, weights: Float64Array, roots: Float64Array): Product {
  const { size } = distances;
  const squares: Dissimilarities = { size, values: distances.values.map((each) => each * each) };
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const row = new Float64Array(size);
  const centre = (vector: Float64Array) => {
    const shift = dot(vector, roots) / all;
    return vector.map((each, object) => each - shift * (roots[object] as number));
  };
  return (vector) => {
    const centred = centre(vector);
    const given = centred.map((each, object) => each * (roots[object] as number));
    const result = new Float64Array(size);
    for (let object = 0; object < size; object += 1) {
      rowInto(squares, object, row);
      result[object] = (-dot(row, given) / 2) * (roots[object] as number);
    }
    return centre(result);
  };
}

/** The squared distances to the object that lies farthest from the first, centred: near to the first coordinate, and the same each time. */
function startOf(distances: Dissimilarities, weights: Float64Array, roots: Float64Array): Float64Array {
  const row = new Float64Array(distances.size);
  rowInto(distances, 0, row);
  rowInto(distances, row.indexOf(Math.max(...row)), row);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = row.reduce((sum, each, object) => sum + (each * each * (weights[object] as number)) / all, 0);
  return row.map((each, object) => (each * each - mean) * (roots[object] as number));
}

/** A few steps of Lanczos' method from a unit vector: the best approximation of the greatest eigenvalue and its vector among them. */
function lanczos(product: Product, start: Float64Array) {
  const basis = [start];
  const projected: number[][] = [];
  let beyond = 0;
  for (let step = 0; step < Math.min(steps, start.length); step += 1) {
    const vector = product(basis[step] as Float64Array);
    projected.push(basis.map((each) => dot(each, vector)));
    // Twice, so that rounding leaves the basis orthogonal.
    for (let pass = 0; pass < 2; pass += 1) {
      for (const each of basis) {
        const share = dot(each, vector);
        for (let at = 0; at < vector.length; at += 1)
          vector[at] = (vector[at] as number) - share * (each[at] as number);
      }
    }
    beyond = norm(vector);
    if (beyond <= 1e-14 * Math.abs(projected[0]?.[0] ?? 1)) break;
    if (step + 1 < steps && step + 1 < start.length) basis.push(scaled(vector, 1 / beyond));
  }
  const { value, vector } = greatestEigenpair(symmetric(projected));
  const next = new Float64Array(start.length);
  vector.forEach((share, at) => {
    const each = basis[at] as Float64Array;
    for (let object = 0; object < next.length; object += 1)
      next[object] = (next[object] as number) + share * (each[object] as number);
  });
  return { value, next, residual: Math.abs(beyond * (vector[vector.length - 1] as number)) };
}

function symmetric(lower: readonly (readonly number[])[]): number[][] {
  return lower.map((_, row) =>
    lower.map((_each, column) => lower[Math.max(row, column)]?.[Math.min(row, column)] ?? 0),
  );
}

/** By Jacobi's rotations: for matrices of a few dozen rows. */
function greatestEigenpair(matrix: number[][]): { readonly value: number; readonly vector: Float64Array } {
  const size = matrix.length;
  const vectors = matrix.map((_, row) => matrix.map((_each, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let off = 0;
    for (let row = 1; row < size; row += 1)
      for (let column = 0; column < row; column += 1) off += at(matrix, row, column) ** 2;
    if (off === 0) break;
    for (let row = 1; row < size; row += 1) {
      for (let column = 0; column < row; column += 1) rotate(matrix, vectors, column, row);
    }
  }
  let best = 0;
  for (let column = 1; column < size; column += 1)
    if (at(matrix, column, column) > at(matrix, best, best)) best = column;
  return { value: at(matrix, best, best), vector: Float64Array.from(vectors, (row) => row[best] as number) };
}

const at = (matrix: readonly (readonly number[])[], row: number, column: number) => matrix[row]?.[column] as number;

function rotate(matrix: number[][], vectors: number[][], one: number, other: number): void {
  const apex = at(matrix, one, other);
  if (Math.abs(apex) < 1e-300) return;
  const slope = (at(matrix, other, other) - at(matrix, one, one)) / (2 * apex);
  const tangent = (slope >= 0 ? 1 : -1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turn = (pair: number[]) => {
    const [first, second] = [pair[one] as number, pair[other] as number];
    pair[one] = cosine * first - sine * second;
    pair[other] = sine * first + cosine * second;
  };
  const [upper, lower] = [matrix[one] as number[], matrix[other] as number[]];
  for (let column = 0; column < matrix.length; column += 1) {
    const [first, second] = [upper[column] as number, lower[column] as number];
    upper[column] = cosine * first - sine * second;
    lower[column] = sine * first + cosine * second;
  }
  matrix.forEach(turn);
  vectors.forEach(turn);
  upper[other] = 0;
  lower[one] = 0;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

const norm = (vector: Float64Array) => Math.sqrt(dot(vector, vector));
const scaled = (vector: Float64Array, factor: number) => vector.map((each) => each * factor);
