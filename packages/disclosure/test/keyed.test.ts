// Keys and noise: repeatable with the secret, nothing without it, and never the person's number.
import { chiSquareUpper } from '@clew/statistics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countContributors, leastChanged } from '../src/contributors.ts';
import { discreteGaussian, discreteLaplace } from '../src/discrete-noise.ts';
import { createMethod, isRefusal, tableOf } from '../src/index.ts';
import { deriveKey, keyedStream, recordKeys } from '../src/keyed.ts';
import { rowsOf } from '../src/tally.ts';
import { methodOf, ordinaryRegistry, publishSeries, secretOf, staffOn } from './made-staff.ts';

const numbers = Uint32Array.from({ length: 20_000 }, (_, index) => index);

describe('record keys', () => {
  test('are the same for a person, whoever else is there', () => {
    const all = recordKeys(secretOf(1), numbers);
    const some = Uint32Array.of(3, 8, 9, 17, 19_999);
    expect([...recordKeys(secretOf(1), some)]).toEqual([...some].map((person) => all[person]));
  });

  test('are evenly spread over numbers that are not', () => {
    const counts = new Float64Array(64);
    for (const key of recordKeys(secretOf(2), numbers)) counts[key >>> 26] = (counts[key >>> 26] ?? 0) + 1;
    const expected = numbers.length / 64;
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquareUpper(statistic, 63)).toBeGreaterThan(1e-6);
  });

  test('say nothing under another secret: the noise of a table is another one', () => {
    const method = methodOf('cell-key', { threshold: 0, base: 1 });
    const [one, other] = [1, 2].map((seed) => publishSeries(method, ordinaryRegistry, [staffOn(0)], secretOf(seed))[0]);
    const differing = one?.tables.flatMap((table, place) =>
      [...table.values].filter((value, cell) => value !== other?.tables[place]?.values[cell]),
    );
    expect(differing?.length).toBeGreaterThan(300);
  });

  test('a secret that could be guessed is refused, and not repeated', () => {
    const method = createMethod('clew');
    if (isRefusal(method)) throw new Error(method.message);
    const context = { secret: new Uint8Array(31), releaseNumber: 1, earlier: [], memory: null };
    expect(method.publish(ordinaryRegistry, staffOn(0), context)).toMatchObject({ code: 'secret-too-short' });
  });
});

test('keys of different purposes and of different secrets are different keys', () => {
  const keys = [1, 2].flatMap((seed) =>
    ['measurements', 'record keys', ''].map((purpose) => deriveKey(secretOf(seed), purpose).export().toString('hex')),
  );
  expect(new Set(keys).size).toBe(6);
});

describe('contributors', () => {
  test('are those who count for something: people by their number, months by their sum', () => {
    const rows = (weights: readonly number[]) => ({
      length: 3,
      personNumber: Uint32Array.of(1, 2, 3),
      columns: new Map(),
      weights: Uint8Array.from(weights),
    });
    const keys = Uint32Array.of(10, 200, 0xffff_ffff);
    const count = (quantity: 'promotions' | 'exposure-months', weights: readonly number[]) =>
      countContributors(ordinaryRegistry, rows(weights), keys, tableOf(quantity, []));
    const months = count('exposure-months', [12, 0, 5]);
    expect([...months.people, ...months.totals, ...months.cellKeys]).toEqual([2, 17, 9]);
    const promoted = count('promotions', [0, 1, 1]);
    expect([...promoted.people, ...promoted.totals, ...promoted.cellKeys]).toEqual([2, 2, 199]);
    expect(promoted.fingerprints.reduce((sum, each) => sum + each, 0)).toBe(2);
  });
});

describe('cell keys', () => {
  test('are those of the contributors, in whatever table', () => {
    const workforce = staffOn(0);
    const rows = rowsOf(workforce, 'headcount');
    const keys = recordKeys(secretOf(1), rows.personNumber);
    const [all] = countContributors(ordinaryRegistry, rows, keys, tableOf('headcount', [])).cellKeys;
    const byGrade = countContributors(ordinaryRegistry, rows, keys, {
      name: '',
      quantity: 'headcount',
      dimensions: [{ classification: 'grade', level: 'grade' }],
    });
    expect(byGrade.cellKeys.reduce((sum, key) => (sum + key) % 2 ** 32, 0)).toBe(all);
  });

  test('fingerprints never say that more changed than did', () => {
    const one = staffOn(0, { people: 300 });
    const keys = recordKeys(secretOf(3), one.personNumber);
    const total = tableOf('headcount', []);
    const fingerprintOf = (rows: readonly number[]) =>
      countContributors(
        ordinaryRegistry,
        { length: rows.length, personNumber: Uint32Array.from(rows), columns: one.columns, weights: null },
        Uint32Array.from(rows, (row) => keys[row] ?? 0),
        total,
      ).fingerprints;
    const sets = fc.uniqueArray(fc.nat(299), { maxLength: 40 });
    fc.assert(
      fc.property(sets, sets, (first, second) => {
        const changed =
          first.filter((each) => !second.includes(each)).length + second.filter((each) => !first.includes(each)).length;
        expect(leastChanged(fingerprintOf(first), fingerprintOf(second), 0)).toBeLessThanOrEqual(changed);
      }),
    );
  });
});

describe('discrete noise', () => {
  const stream = (label: string) => keyedStream(deriveKey(secretOf(4), 'test'), label);

  /** How well drawn numbers fit their probabilities, in bins of at least five expected. */
  function fit(drawn: readonly number[], probability: (value: number) => number): number {
    let [statistic, bins, rest, restExpected] = [0, 0, drawn.length, drawn.length];
    for (let value = -60; value <= 60; value += 1) {
      const expected = drawn.length * probability(value);
      if (expected < 5) continue;
      const count = drawn.filter((each) => each === value).length;
      statistic += (count - expected) ** 2 / expected;
      bins += 1;
      rest -= count;
      restExpected -= expected;
    }
    if (restExpected > 5) statistic += (rest - restExpected) ** 2 / restExpected;
    return chiSquareUpper(statistic, bins - 1);
  }

  test.each([1, 2, 9, 40])('a Gaussian of variance %i has its probabilities', (variance) => {
    const source = stream(`gaussian ${variance}`);
    const drawn = Array.from({ length: 20_000 }, () => discreteGaussian(source, variance));
    let total = 0;
    for (let value = -200; value <= 200; value += 1) total += Math.exp((-value * value) / (2 * variance));
    expect(fit(drawn, (value) => Math.exp((-value * value) / (2 * variance)) / total)).toBeGreaterThan(1e-5);
  });

  test.each([1, 3, 10])('a Laplace of scale %i has its probabilities', (scale) => {
    const source = stream(`laplace ${scale}`);
    const drawn = Array.from({ length: 20_000 }, () => discreteLaplace(source, scale));
    const decay = Math.exp(-1 / scale);
    expect(fit(drawn, (value) => ((1 - decay) / (1 + decay)) * decay ** Math.abs(value))).toBeGreaterThan(1e-5);
  });

  test('a large variance is reached, without bias', () => {
    const source = stream('large');
    const drawn = Array.from({ length: 20_000 }, () => discreteGaussian(source, 1_000_000));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const variance = drawn.reduce((sum, value) => sum + value * value, 0) / drawn.length;
    expect(Math.abs(mean)).toBeLessThan(5 * (1_000 / Math.sqrt(drawn.length)));
    expect(variance / 1_000_000).toBeGreaterThan(0.95);
    expect(variance / 1_000_000).toBeLessThan(1.05);
  });

  test('the same label gives the same numbers, another gives others', () => {
    const draw = (label: string) => {
      const source = stream(label);
      return Array.from({ length: 20 }, () => source.word());
    };
    expect(draw('one')).toEqual(draw('one'));
    expect(draw('one')).not.toEqual(draw('other'));
  });

  test('numbers below three quarters of 2^32 are as often in each third: what is left of the words is not folded back', () => {
    const source = stream('thirds');
    const bound = 3 * 2 ** 30;
    const low = Array.from({ length: 6_000 }, () => source.below(bound)).filter((each) => each < 2 ** 30).length;
    expect(Math.abs(low / 6_000 - 1 / 3)).toBeLessThan(0.03);
  });

  test.each([1, 2, 3, 6, 1_000, 2 ** 33, 2 ** 52 + 1])('numbers below %d stay below it', (bound) => {
    const source = stream(`below ${bound}`);
    const drawn = Array.from({ length: 2_000 }, () => source.below(bound));
    expect(Math.max(...drawn)).toBeLessThan(bound);
    expect(Math.abs(drawn.reduce((sum, each) => sum + each / bound, 0) / 2_000 - (1 - 1 / bound) / 2)).toBeLessThan(
      0.04,
    );
  });
});
