// Totals of amounts: refused where one person or a few would be told, without saying why; moved by noise that the same people share.
import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Amounts, isRefusal, protectAmount, type Refusal } from '../src/index.ts';
import { secretOf } from './made-staff.ts';

const people = { value: 50, standardError: 1 };

/** Amounts of people of these numbers, from `first` on. */
function amountsOf(amount: readonly number[], first = 0): Amounts {
  return {
    personNumber: Uint32Array.from(amount, (_, row) => first + row),
    amount: Float64Array.from(amount),
  };
}

const times = (count: number, amount: number): number[] => Array.from({ length: count }, () => amount);

function value<Answer>(answer: Answer | Refusal): Answer {
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer;
}

const even = amountsOf(times(50, 30_000));

describe('a total is refused', () => {
  const unsafe = [
    ['of nine', times(9, 30_000)],
    ['of nothing', times(20, 0)],
    ['that one makes up more than half of', [...times(30, 10), 301]],
    ['that two make up more than half of', [...times(18, 1_000), 9_500, 9_500]],
    ['of two, and little of others', [1_000, 900, ...times(8, 18)]],
  ] as const;

  test.each(unsafe)('%s', (_, amounts) => {
    expect(protectAmount(amountsOf(amounts), people, secretOf(1))).toMatchObject({ code: 'output-unsafe' });
  });

  test('and not which rule failed: that all have nothing would tell of each', () => {
    const said = unsafe.map(([, amounts]) => JSON.stringify(protectAmount(amountsOf(amounts), people, secretOf(1))));
    expect(new Set(said).size).toBe(1);
  });

  test('where the second largest would know the largest, though no two dominate', () => {
    const rule = { threshold: 3, dominant: { people: 1, share: 0.9 }, protection: 0.15, noise: 0.3 };
    const others = (rest: number) =>
      protectAmount(amountsOf([rest / 2, 800, 1_000, rest / 2]), people, secretOf(1), rule);
    expect(others(149)).toMatchObject({ code: 'output-unsafe' });
    expect(isRefusal(others(150))).toBe(false);
  });

  test.each([
    ['ten', times(10, 30_000)],
    ['half', [...times(30, 10), 150, 150]],
  ])('but not at the very threshold: %s', (_, amounts) => {
    expect(isRefusal(protectAmount(amountsOf(amounts), people, secretOf(1)))).toBe(false);
  });
});

describe('what are no amounts of people is refused by its place, without its value', () => {
  const numbers = even.personNumber;
  test.each([
    ['no number', { ...even, amount: even.amount.with(7, Number.NaN) }, 'amounts.amount[7]'],
    ['less than nothing', { ...even, amount: even.amount.with(7, -12_345) }, 'amounts.amount[7]'],
    ['without end', { ...even, amount: even.amount.with(7, Number.POSITIVE_INFINITY) }, 'amounts.amount[7]'],
    ['one person twice', { ...even, personNumber: numbers.with(8, 7) }, 'amounts.personNumber[8]'],
    ['fewer than people', { ...even, amount: even.amount.subarray(1) }, 'amounts'],
  ])('%s', (_, amounts, field) => {
    const answer = protectAmount(amounts, people, secretOf(1));
    expect(answer).toMatchObject({ code: 'parameter-invalid', field });
    expect(JSON.stringify(answer)).not.toContain('12345');
  });

  test.each([
    ['a withheld count of people', { value: Number.NaN, standardError: Number.NaN }, 'output-unsafe'],
    ['a count of nobody', { value: 0, standardError: 1 }, 'output-inexact'],
  ])('%s', (_, figure, code) => {
    expect(protectAmount(even, figure, secretOf(1))).toMatchObject({ code });
  });

  test('a secret that could be guessed', () => {
    expect(protectAmount(even, people, new Uint8Array(31))).toMatchObject({ code: 'secret-too-short' });
  });
});

describe('the noise of a total', () => {
  test('is the same for the same people with the same amounts, and another for others', () => {
    const totalOf = (amounts: Amounts, seed = 1) => value(protectAmount(amounts, people, secretOf(seed))).total.value;
    expect(totalOf(even)).toBe(totalOf(even));
    expect(totalOf(amountsOf(times(50, 30_000), 50))).not.toBe(totalOf(even));
    expect(totalOf(even, 2)).not.toBe(totalOf(even));
    const asKey = value(protectAmount(even, people, createSecretKey(secretOf(1)))).total.value;
    expect(asKey).toBe(totalOf(even));
  });

  test('does not give away a correction of one amount: the difference of the totals is far from it', () => {
    const raise = 1_000;
    const misses = Array.from({ length: 60 }, (_, seed) => {
      const [before, after] = [even, { ...even, amount: even.amount.with(7, 30_000 - raise) }].map((amounts) =>
        value(protectAmount(amounts, people, secretOf(seed))),
      );
      return Math.abs((before?.total.value ?? 0) - (after?.total.value ?? 0) - raise);
    });
    expect(misses.filter((miss) => miss < raise).length).toBeLessThan(20);
  });

  test('is unbiased, as large as stated, and in proportion to the largest', () => {
    const errors = Array.from({ length: 400 }, (_, group) => {
      const { total } = value(protectAmount(amountsOf(times(50, 30_000), 50 * group), people, secretOf(1)));
      return [total.value - 1_500_000, total.standardError] as const;
    });
    const mean = errors.reduce((sum, [error]) => sum + error, 0) / errors.length;
    const spread = Math.sqrt(errors.reduce((sum, [error]) => sum + error ** 2, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan((4 * spread) / 20);
    expect(spread).toBeLessThanOrEqual(1.06 * Math.max(...errors.map(([, stated]) => stated)));
    expect(spread / ((0.3 * 30_000) / Math.sqrt(3))).toBeCloseTo(1, 1);
    expect(Math.max(...errors.map(([error]) => Math.abs(error)))).toBeLessThanOrEqual(9_000);
  });

  test('is stated by classes, so that the error does not tell the largest', () => {
    // 2.4% and 4.8% of the total: both up to a twentieth. The error over the value is that of the class.
    for (const largest of [36_000, 72_000]) {
      const { total } = value(protectAmount(amountsOf([...times(49, 29_000), largest]), people, secretOf(1)));
      expect((total.standardError / total.value) * Math.sqrt(3)).toBeCloseTo(0.3 * 0.05, 12);
    }
  });

  test('and that of the count are both in the error of the mean', () => {
    const { total, mean } = value(protectAmount(even, people, secretOf(1)));
    expect(mean.value).toBeCloseTo(total.value / 50, 9);
    expect(mean.standardError / mean.value).toBeCloseTo(Math.hypot(total.standardError / total.value, 1 / 50), 12);
  });
});
