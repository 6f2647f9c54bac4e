// Perturbation tables: unbiased, bounded, of the variance asked for, never below zero, zeros stay, and nothing else known.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFeasible, perturbationTable, shiftOf } from '../src/perturbation-table.ts';

const wanted = fc
  .record({ bound: fc.integer({ min: 1, max: 12 }), share: fc.double({ min: 0.02, max: 0.6, noNaN: true }) })
  .map(({ bound, share }) => ({ bound, variance: (share * bound * bound) / 2 }));

test('every row is a distribution of mean 0 that leaves no count below zero', () => {
  fc.assert(
    fc.property(wanted, ({ bound, variance }) => {
      const table = perturbationTable(variance, bound);
      table.rows.forEach((row, count) => {
        const mean = row.reduce((sum, share, place) => sum + share * (place - bound), 0);
        expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(mean).toBeCloseTo(0, 8);
        row.forEach((share, place) => {
          if (count + place - bound < 0) expect(share).toBe(0);
        });
        if (count > 0) expect(table.variances[count]).toBeCloseTo(Math.min(variance, (count * bound) / 2), 7);
      });
      expect(table.rows[0]?.[bound]).toBe(1);
    }),
  );
});

test('all keys together give the distribution, to one in four thousand million', () => {
  fc.assert(
    fc.property(wanted, fc.nat(12), ({ bound, variance }, count) => {
      const table = perturbationTable(variance, bound);
      const row = Math.min(count, bound);
      let before = 0;
      table.ends[row]?.forEach((end, place) => {
        expect(Math.abs((end - before) / 2 ** 32 - (table.rows[row]?.[place] ?? 0))).toBeLessThan(2 ** -31);
        if (end > before) {
          expect(shiftOf(table, count, before)).toBe(place - bound);
          expect(shiftOf(table, count, end - 1)).toBe(place - bound);
        }
        before = end;
      });
      expect(before).toBe(2 ** 32);
    }),
  );
});

test('the entropy is the largest: what else has the same mean and variance is less even', () => {
  const table = perturbationTable(2, 5);
  const row = table.rows[5] ?? new Float64Array();
  const entropy = (shares: Float64Array) =>
    -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);
  // Third differences of a distribution leave its total, mean and variance as they are.
  for (const size of [1e-3, -1e-3]) {
    for (let at = 0; at + 3 < row.length; at += 1) {
      const other = row.slice();
      [1, -3, 3, -1].forEach((factor, step) => {
        other[at + step] = (other[at + step] ?? 0) + factor * size;
      });
      if (other.every((share) => share >= 0)) expect(entropy(other)).toBeLessThan(entropy(row));
    }
  }
});

test('by hand: one up or down in a quarter each is all that variance a half within one allows', () => {
  const [, one] = perturbationTable(0.5, 1).rows;
  expect([...(one ?? [])].map((share) => Number(share.toFixed(9)))).toEqual([0.25, 0.5, 0.25]);
});

test('a variance that its bound does not allow is told before', () => {
  expect(isFeasible(2, 5)).toBe(true);
  expect(isFeasible(13, 5)).toBe(false);
  expect(isFeasible(-1, 5)).toBe(false);
  expect(isFeasible(1, 1.5)).toBe(false);
  expect(() => perturbationTable(13, 5)).toThrow(RangeError);
});
