// Each kind of output: what it refuses, what it says of its error, and that the error is right.
import { randomStream } from '@clew/statistics';
import { describe, expect, test } from 'vitest';
import {
  checkRegression,
  figureOf,
  isRefusal,
  mayShowAnswers,
  percentage,
  percentagesOfKnown,
  protectAmount,
  protectedRate,
  protectedRateRatio,
  protectedSurvival,
  protectMoves,
  type Refusal,
  rateGap,
  roundCoefficient,
  survivalQuantile,
} from '../src/index.ts';
import { methodOf, ordinaryRegistry, publishSeries, secretOf, staffOn } from './made-staff.ts';

function value<Answer>(answer: Answer | Refusal): Answer {
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer;
}

const exact = (count: number) => ({ value: count, standardError: 0 });
const code = (answer: unknown) => (isRefusal(answer) ? answer.code : null);

describe('percentages', () => {
  test('of exact counts are exact', () => {
    expect(value(percentage(exact(30), exact(120)))).toMatchObject({ estimate: 0.25, low: 0.25, high: 0.25 });
  });

  test('hold the truth in 95 of 100 under noise', () => {
    const { uniform } = randomStream(5);
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    let held = 0;
    for (let trial = 0; trial < 2_000; trial += 1) {
      const [part, whole] = [40 + 5 * normal(), 160 + 8 * normal()];
      const { low, high } = value(percentage({ value: part, standardError: 5 }, { value: whole, standardError: 8 }));
      if (low <= 0.25 && 0.25 <= high) held += 1;
    }
    expect(held / 2_000).toBeGreaterThan(0.935);
    expect(held / 2_000).toBeLessThan(0.965);
  });

  test('are refused over a whole that could be nobody, or that is withheld', () => {
    expect(code(percentage(exact(3), { value: 10, standardError: 8 }))).toBe('output-inexact');
    const [release] = publishSeries(methodOf('clew', { threshold: 1_000 }), ordinaryRegistry, [
      staffOn(0, { people: 300 }),
    ]);
    const table = release?.tables.find(({ name }) => name === 'headcount by grade');
    if (table === undefined) throw new Error('there is that table');
    expect(code(figureOf(table, 4))).toBe('output-unsafe');
  });

  test('are of known answers, beside the rate of declaration', () => {
    const { shares, declarationRate } = value(percentagesOfKnown([exact(30), exact(10)], [exact(40), exact(20)]));
    expect(shares.map(({ estimate }) => estimate)).toEqual([0.75, 0.25]);
    expect(declarationRate.estimate).toBe(0.4);
  });
});

describe('rates', () => {
  const group = (events: number, months: number, noise = 0) => ({
    events: { value: events, standardError: noise },
    months: { value: months, standardError: 12 * noise },
  });

  test('are per person-year, with the interval of chance where there is no noise', () => {
    const { estimate, low, high } = value(protectedRate(group(100, 12_000)));
    expect(estimate).toBeCloseTo(0.1, 12);
    expect(low).toBeCloseTo(0.1 - 1.959964 * 0.01, 6);
    expect(high).toBeCloseTo(0.1 + 1.959964 * 0.01, 6);
  });

  test('are wider with noise, per as many person-years as asked, and refused where noise is all', () => {
    const [plain, noisy] = [group(100, 12_000), group(100, 12_000, 10)].map((each) =>
      value(protectedRate(each, { per: 100 })),
    );
    expect(plain?.estimate).toBeCloseTo(10, 9);
    expect((noisy?.high ?? 0) - (noisy?.low ?? 0)).toBeGreaterThan((plain?.high ?? 0) - (plain?.low ?? 0));
    expect(code(protectedRate(group(3, 120, 10)))).toBe('output-inexact');
  });

  test('have gaps and ratios that hold the truth in 95 of 100', () => {
    const { uniform } = randomStream(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const draw = (rate: number, years: number) => {
      // Many events: Poisson counts are nearly normal.
      const events = Math.round(rate * years + Math.sqrt(rate * years) * normal() + 15 * normal());
      return {
        events: { value: events, standardError: 15 },
        months: { value: 12 * (years + 15 * normal()), standardError: 180 },
      };
    };
    let [gaps, ratios, sum] = [0, 0, 0];
    for (let trial = 0; trial < 2_000; trial += 1) {
      const [one, other] = [draw(0.06, 4_000), draw(0.1, 2_500)];
      const gap = value(rateGap(one, other));
      const ratio = value(protectedRateRatio(one, other));
      sum += gap.estimate;
      if (gap.low <= -0.04 && -0.04 <= gap.high) gaps += 1;
      if (ratio.low <= 0.6 && 0.6 <= ratio.high) ratios += 1;
    }
    for (const held of [gaps, ratios]) {
      expect(held / 2_000).toBeGreaterThan(0.93);
      expect(held / 2_000).toBeLessThan(0.97);
    }
    expect(sum / 2_000).toBeCloseTo(-0.04, 3);
  });

  test('have no ratio to a rate that could be zero', () => {
    expect(code(protectedRateRatio(group(50, 6_000), group(3, 6_000, 5)))).toBe('output-inexact');
  });
});

describe('groups in which most share an answer', () => {
  test('show no answers, and neither do small ones', () => {
    const counts = Float64Array.of(20, 0, 0, 18, 1, 1, 10, 6, 4, 3, 3, 3);
    expect(value(mayShowAnswers(counts, 3))).toEqual([false, true, true, false]);
    expect(value(mayShowAnswers(Float64Array.of(19, 1), 2))).toEqual([false]);
    expect(code(mayShowAnswers(Float64Array.of(1, 2, 3), 2))).toBe('parameter-invalid');
  });
});

describe('amounts', () => {
  const even = new Float64Array(50).fill(30_000);
  const people = { value: 50, standardError: 1 };

  test.each([
    ['of few', new Float64Array(9).fill(30_000)],
    ['of nothing', new Float64Array(20)],
    ['that two dominate', Float64Array.of(...new Float64Array(18).fill(1_000), 90_000, 80_000)],
    ['that the second could tell', Float64Array.of(...new Float64Array(30).fill(10), 500, 2_000)],
  ])('%s are refused', (_, amounts) => {
    expect(code(protectAmount(amounts, people, 1, secretOf(1)))).toBe('output-unsafe');
  });

  test('that are none are refused by their place', () => {
    expect(protectAmount(even.with(7, Number.NaN), people, 1, secretOf(1))).toMatchObject({ field: 'amounts[7]' });
  });

  test('have the same noise for the same contributors, unbiased, and as large as stated', () => {
    expect(protectAmount(even, people, 5, secretOf(1))).toEqual(protectAmount(even, people, 5, secretOf(1)));
    const errors = Array.from({ length: 400 }, (_, key) => {
      const { total } = value(protectAmount(even, people, key, secretOf(1)));
      return [total.value - 1_500_000, total.standardError] as const;
    });
    const mean = errors.reduce((sum, [error]) => sum + error, 0) / errors.length;
    const spread = Math.sqrt(errors.reduce((sum, [error]) => sum + error ** 2, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan((4 * spread) / 20);
    expect(spread).toBeLessThanOrEqual(1.02 * Math.max(...errors.map(([, stated]) => stated)));
    expect(spread).toBeGreaterThan(3_000);
  });
});

describe('survival', () => {
  const rows = (atRisk: readonly number[], events: readonly number[], noise = 0) =>
    atRisk.map((count, place) => ({
      until: place + 1,
      atRisk: { value: count, standardError: noise },
      events: { value: events[place] ?? 0, standardError: noise },
    }));

  test('is the product of what is left, with an interval that holds it', () => {
    // R: s <- summary(survfit(Surv(t, s) ~ 1, conf.type = "log-log")) of 100 at risk, 20 events at 1 and 16 at 2; s$lower, s$upper
    const points = value(protectedSurvival(rows([100, 80], [20, 16])));
    expect(points.map(({ survival }) => Number(survival.toFixed(9)))).toEqual([0.8, 0.64]);
    expect(points[0]?.low).toBeCloseTo(0.7073784064, 9);
    expect(points[1]?.low).toBeCloseTo(0.5377371867, 9);
    expect(points[0]?.high).toBeCloseTo(0.8660334488, 9);
    expect(points[1]?.high).toBeCloseTo(0.7253899448, 9);
  });

  test('has no step of few events, and ends where few are at risk', () => {
    const points = value(protectedSurvival(rows([200, 196, 190, 150, 9], [4, 6, 40, 100, 5])));
    expect(points.map(({ time }) => time)).toEqual([2, 3, 4]);
    expect(code(protectedSurvival(rows([9, 8], [4, 4])))).toBe('output-unsafe');
    expect(code(protectedSurvival(rows([100], [3])))).toBe('output-unsafe');
  });

  test('has wider intervals under noise, and quantiles at times of the grid alone', () => {
    const [plain, noisy] = [0, 5].map((noise) => value(protectedSurvival(rows([100, 70, 45], [30, 25, 20], noise))));
    noisy?.forEach((point, place) => {
      expect(point.low).toBeLessThan(plain?.[place]?.low ?? 0);
    });
    expect(survivalQuantile(plain ?? [], 0.5)).toMatchObject({ time: 2 });
    expect(survivalQuantile(plain ?? [], 0.99)).toEqual({ time: null, low: null, high: null });
  });
});

describe('moves between places', () => {
  const places = ['london', 'north', 'south', 'wales'];
  const { uniform } = randomStream(3);
  const count = 600;
  const origin = Uint16Array.from({ length: count }, () => Math.floor(uniform() ** 2 * 4));
  const destination = origin.map((place) => (place + 1 + Math.floor(uniform() * 3)) % 4);
  const moves = {
    until: '2024-03-31',
    personNumber: Uint32Array.from({ length: count }, (_, each) => each),
    origin,
    destination,
  };

  test('have margins, a diagonal of nobody, and no small cell', () => {
    const matrix = value(protectMoves(moves, places, secretOf(1)));
    expect(matrix.moves[0]).toBe(0);
    for (const each of matrix.moves) if (!Number.isNaN(each) && each !== 0) expect(each).toBeGreaterThanOrEqual(5);
    expect(Math.abs(matrix.total - count)).toBeLessThanOrEqual(5);
    expect(matrix.fromEach.length).toBe(4);
    expect(protectMoves(moves, places, secretOf(1))).toEqual(matrix);
  });

  test('that are none are refused, and so is a secret that could be guessed', () => {
    expect(code(protectMoves({ ...moves, destination: origin }, places, secretOf(1)))).toBe('workforce-invalid');
    expect(code(protectMoves(moves, places, new Uint8Array(8)))).toBe('secret-too-short');
    expect(code(protectMoves(moves, places.slice(0, 2), secretOf(1)))).toBe('workforce-invalid');
  });
});

describe('regression output', () => {
  const facts = {
    observations: 500,
    parameters: 6,
    patterns: 40,
    dummies: [{ name: 'grade-1', ones: 80, zeros: 420 }],
    readsAnswers: false,
  };

  test.each([
    [{}, null],
    [{ observations: 15 }, 'parameters'],
    [{ patterns: 6 }, 'parameters'],
    [{ dummies: [{ name: 'grade-9', ones: 9, zeros: 491 }] }, 'dummies.grade-9'],
    [{ dummies: [{ name: 'grade-9', ones: 492, zeros: 8 }] }, 'dummies.grade-9'],
    [{ readsAnswers: true }, 'readsAnswers'],
  ])('with %o is refused for %s', (change, field) => {
    expect(checkRegression({ ...facts, ...change })?.field ?? null).toBe(field);
  });

  test.each([
    [1.23456789, 0.0432, 1.235, 0.043],
    [-152.3456, 12.7, -152, 13],
    [0.00012346, 0.0000051, 0.0001235, 0.0000051],
  ])('%d with error %d is %d with %d', (coefficient, error, rounded, roundedError) => {
    expect(roundCoefficient(coefficient, error)).toEqual({ coefficient: rounded, standardError: roundedError });
  });
});
