// Small symmetric matrices: solved, inverted, and their dependent columns found.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choleskyFactor,
  choleskyInverse,
  choleskyLogDeterminant,
  choleskySolve,
  diagonalRoots,
  multiply,
  quadraticForm,
  sandwichProduct,
  symmetricInverse,
  transpose,
  waldStatistic,
} from '../src/linear/index.ts';

const entry = fc.double({ min: -3, max: 3, noNaN: true });

/** X'X of a tall X, with something on the diagonal: positive definite. */
const positive = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.array(entry, { minLength: size * (size + 3), maxLength: size * (size + 3) }).map((values) => {
    const tall = Float64Array.from(values);
    const rows = size + 3;
    const product = multiply(transpose(tall, rows, size), tall, { rows: size, inner: rows, columns: size });
    return { size, matrix: product.map((value, at) => value + (at % (size + 1) === 0 ? 0.5 : 0)) };
  }),
);

const identity = (size: number) =>
  Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));

function expectNear(ours: ArrayLike<number>, theirs: ArrayLike<number>, within = 1e-9): void {
  expect(ours.length).toBe(theirs.length);
  for (let at = 0; at < ours.length; at += 1) {
    expect(Math.abs((ours[at] ?? Number.NaN) - (theirs[at] ?? Number.NaN))).toBeLessThan(within);
  }
}

describe('the Cholesky factor', () => {
  it('solves, and inverts, what it factored', () => {
    fc.assert(
      fc.property(positive, fc.array(entry, { minLength: 6, maxLength: 6 }), ({ size, matrix }, right) => {
        const factor = choleskyFactor(matrix, size);
        const shape = { rows: size, inner: size, columns: size };
        expect(factor.rank).toBe(size);
        expectNear(multiply(matrix, choleskyInverse(factor), shape), identity(size));
        const solution = choleskySolve(factor, right.slice(0, size));
        expectNear(multiply(matrix, solution, { ...shape, columns: 1 }), right.slice(0, size));
        expectNear([quadraticForm(matrix, solution)], [waldStatistic(matrix, right.slice(0, size)).statistic], 1e-8);
      }),
    );
  });

  it('sets a column aside that depends on those before it, wherever it stands', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 0, max: 5 }), ({ size, matrix }, place) => {
        const twin = place % size;
        // The twin is put behind: the matrix of (columns, columns[twin]).
        const wide = size + 1;
        const of = (at: number) => (at === size ? twin : at);
        const doubled = Float64Array.from(
          { length: wide * wide },
          (_, at) => matrix[of(Math.floor(at / wide)) * size + of(at % wide)] ?? 0,
        );
        expect(choleskyFactor(doubled, wide, { relativeTo: 'own' }).dependent).toEqual([size]);
        const inverse = symmetricInverse(doubled, wide, { relativeTo: 'own' });
        const plain = symmetricInverse(matrix, size);
        for (let row = 0; row < size; row += 1) {
          expectNear(inverse.slice(row * wide, row * wide + size), plain.slice(row * size, (row + 1) * size));
          expect(inverse[row * wide + size]).toBe(0);
        }
      }),
    );
  });

  it('judges by the largest diagonal, as survival does, or by the own, which scaling does not move', () => {
    const small = Float64Array.of(1e6, 0, 0, 1e-7);
    expect(choleskyFactor(small, 2).dependent).toEqual([1]);
    expect(choleskyFactor(small, 2, { relativeTo: 'own' }).dependent).toEqual([]);
  });

  it('knows the determinant', () => {
    expect(choleskyLogDeterminant(choleskyFactor(Float64Array.of(4, 2, 2, 5), 2))).toBeCloseTo(Math.log(16), 14);
  });

  it.each([
    ['not-positive-definite', Float64Array.of(1, 2, 2, 1)],
    ['not-finite', Float64Array.of(Number.NaN, 0, 0, 1)],
  ])('refuses what is %s', (code, matrix) => {
    expect(() => choleskyFactor(matrix, 2)).toThrow(expect.objectContaining({ code }));
  });
});

describe('products', () => {
  it('turn, multiply and sandwich', () => {
    expect([...transpose(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
    const sandwich = sandwichProduct(Float64Array.of(2, 0, 0, 1), Float64Array.of(9, 1, 1, 4), 2);
    expect([...sandwich]).toEqual([36, 2, 2, 4]);
    expect([...diagonalRoots(sandwich, 2)]).toEqual([6, 2]);
  });
});
