// The order of rows against the comparing sort, and times that rounding tore apart.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ascendingOrder, groupedOrder } from '../src/foundation/ordering.ts';
import { joinTiedTimes } from '../src/foundation/tied-times.ts';

const anyNumbers = fc.array(
  fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, -0)),
  { maxLength: 200 },
);

describe('ascendingOrder', () => {
  it('is the stable order of the values', () => {
    fc.assert(
      fc.property(anyNumbers, (numbers) => {
        const expected = numbers.map((_, row) => row).sort((a, b) => compare(numbers[a], numbers[b]) || a - b);
        expect([...ascendingOrder(Float64Array.from(numbers))]).toEqual(expected);
      }),
    );
  });

  it('gathers by code without changing the order within', () => {
    const order = ascendingOrder(Float64Array.of(5, 1, 4, 2, 3));
    expect([...groupedOrder(order, Int32Array.of(1, 0, 1, 2, 0), 3)]).toEqual([1, 4, 2, 0, 3]);
  });
});

const compare = (one = 0, other = 0) => (one < other ? -1 : one > other ? 1 : 0);

describe('joinTiedTimes', () => {
  test('makes one of times that differ by rounding, and leaves the rest', () => {
    const [times] = joinTiedTimes([Float64Array.of(0.1 + 0.2, 0.3, 0.3000001, 5)]);
    expect([...(times ?? [])]).toEqual([0.3, 0.3, 0.3000001, 5]);
  });

  test('judges entry and exit together, and gives the same columns where there is nothing to join', () => {
    const columns = [Float64Array.of(0, 1), Float64Array.of(1, 2)];
    expect(joinTiedTimes(columns)).toBe(columns);
    const [entry, exit] = joinTiedTimes([Float64Array.of(0, 1 + 1e-10), Float64Array.of(1, 2)]);
    expect([entry?.[1], exit?.[0]]).toEqual([1, 1]);
  });
});
