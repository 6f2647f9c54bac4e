// Each kind of output: what it refuses, what it says of its error, and that the error is right.
import { randomStream } from '@clew/statistics';
import { describe, expect, test } from 'vitest';
import {
  bases,
  checkRegression,
  figureOf,
  isRefusal,
  mayShowAnswers,
  moveOptions,
  percentage,
  percentagesOfKnown,
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

const times = <Each>(count: number, each: Each): Each[] => Array.from({ length: count }, () => each);
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

  test('are refused of figures that are not published', () => {
    const withheld = { value: Number.NaN, standardError: Number.NaN };
    expect(percentage(withheld, exact(30))).toMatchObject({ code: 'output-unsafe', field: 'part' });
    expect(percentage(exact(30), withheld)).toMatchObject({ code: 'output-unsafe', field: 'whole' });
    expect(code(percentage({ value: 3, standardError: -1 }, exact(30)))).toBe('output-unsafe');
    expect(code(percentagesOfKnown([exact(30), withheld], [exact(10)]))).toBe('output-unsafe');
  });

  test('are of known answers, beside the rate of declaration', () => {
    const noisy = percentagesOfKnown(
      [3, 4].map((standardError) => ({ value: 50, standardError })),
      [exact(100)],
    );
    // The whole of known answers errs by 5: its share of all by a fortieth and a little.
    const { low, high } = value(noisy).declarationRate;
    expect((high - low) / (2 * 1.959964)).toBeCloseTo(0.5 * Math.hypot(5 / 100, 5 / 200), 3);
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
    expect(code(protectedRate({ ...group(3, 120), events: { value: Number.NaN, standardError: 1 } }))).toBe(
      'output-unsafe',
    );
    expect(code(protectedRate({ ...group(3, 120), months: { value: 120, standardError: Number.NaN } }))).toBe(
      'output-unsafe',
    );
  });

  test('are corrected for the noise of what they are divided by', () => {
    // The mean of 1 / (m + noise) is 1 / m times 1 + (s / m)^2, and a tenth of noise is a hundredth too high.
    const noisy = { events: exact(100), months: { value: 12_000, standardError: 1_200 } };
    expect(value(protectedRate(noisy)).estimate).toBeCloseTo(0.099, 12);
    const [one, other] = [noisy, { events: exact(50), months: exact(12_000) }];
    const [first, second] = [value(protectedRate(one)), value(protectedRate(other))];
    const { estimate, low, high } = value(rateGap(one, other));
    expect(estimate).toBeCloseTo(0.049, 12);
    expect(estimate - low).toBeCloseTo(Math.hypot(first.estimate - first.low, second.high - second.estimate), 12);
    expect(high - estimate).toBeCloseTo(Math.hypot(first.high - first.estimate, second.estimate - second.low), 12);
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

  test('have ratios by the ends of both', () => {
    const { estimate, low, high } = value(protectedRateRatio(group(100, 12_000), group(50, 12_000)));
    expect(estimate).toBeCloseTo(2, 12);
    // By hand, from rates of 0.1 and 0.05 with their ends, in equation 9.
    expect(low).toBeCloseTo(1.440468862, 6);
    expect(high).toBeCloseTo(2.892423705, 6);
    // Under noise the rates' intervals are askew. Each end is where the gap between one rate and so many times the other just holds 0.
    const [one, other] = [group(100, 12_000, 8), group(80, 12_000, 8)];
    const [first, second] = [value(protectedRate(one)), value(protectedRate(other))];
    const ends = value(protectedRateRatio(one, other));
    const distance = (ratio: number, ofFirst: number, ofSecond: number) =>
      Math.abs(first.estimate - ratio * second.estimate) -
      Math.hypot(first.estimate - ofFirst, ratio * (second.estimate - ofSecond));
    expect(distance(ends.low, first.low, second.high)).toBeCloseTo(0, 12);
    expect(distance(ends.high, first.high, second.low)).toBeCloseTo(0, 12);
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
    // Ten at risk are just enough, and so are as many events as asked; events of a step count for that step alone.
    const rule = { leastEvents: 5, leastAtRisk: 10 };
    expect([10, 9].map((left) => value(protectedSurvival(rows([40, left], [5, 5]), rule)).length)).toEqual([2, 1]);
    expect(value(protectedSurvival(rows([200, 180, 171], [20, 9, 1]))).map(({ time }) => time)).toEqual([1, 3]);
    expect(code(protectedSurvival(rows([100], [3])))).toBe('output-unsafe');
  });

  test('ends where a figure is withheld, and is refused where times are out of order', () => {
    const [one, two, three] = rows([200, 170, 140], [30, 30, 30]);
    if (one === undefined || two === undefined || three === undefined) throw new Error('there are three');
    const withheld = { value: Number.NaN, standardError: Number.NaN };
    for (const hidden of [
      { ...two, events: withheld },
      { ...two, atRisk: withheld },
    ]) {
      expect(value(protectedSurvival([one, hidden, three])).map(({ time }) => time)).toEqual([1]);
    }
    expect(protectedSurvival([one, three, two])).toMatchObject({ code: 'parameter-invalid', field: 'rows[2].until' });
    expect(protectedSurvival([one, one])).toMatchObject({ field: 'rows[1].until' });
  });

  test('has an interval of events and of those at risk, each with its noise', () => {
    const spread = (ofEvents: number, ofRisk: number) => {
      const [point] = value(
        protectedSurvival([
          { until: 1, atRisk: { value: 200, standardError: ofRisk }, events: { value: 50, standardError: ofEvents } },
        ]),
      );
      return Math.log(Math.log(point?.low ?? 0) / Math.log(point?.survival ?? 0)) / 1.959964;
    };
    // log(1 - d / n): by d it moves by 1 / (n - d), by n by d / (n (n - d)). On the scale of log(-log S), over log S.
    const logSurvival = Math.abs(Math.log(0.75));
    const greenwood = Math.sqrt(50 / (200 * 150));
    expect(spread(0, 0)).toBeCloseTo(greenwood / logSurvival, 5);
    expect(spread(6, 0)).toBeCloseTo(Math.hypot(greenwood, 6 / 150) / logSurvival, 5);
    expect(spread(0, 30)).toBeCloseTo(Math.hypot(greenwood, (50 * 30) / (200 * 150)) / logSurvival, 5);
  });

  test('has quantiles at the very share', () => {
    const points = value(protectedSurvival(rows([100, 50], [50, 20])));
    expect(survivalQuantile(points, 0.5).time).toBe(1);
    expect(survivalQuantile(points, 0.51).time).toBe(2);
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

  test('are moved by noise, and nobody is shown where nobody moved: that is withheld like a few', () => {
    // From london to north alone, and ten of each.
    const some = {
      until: '2024-03-31',
      personNumber: Uint32Array.from({ length: 400 }, (_, each) => each),
      origin: Uint16Array.from({ length: 400 }, (_, each) => each % 2),
      destination: Uint16Array.from({ length: 400 }, (_, each) => 2 + (each % 3 === 0 ? 1 : 0)),
    };
    const matrices = Array.from({ length: 12 }, (_, seed) => value(protectMoves(some, places, secretOf(seed))));
    const errors = matrices.flatMap(({ fromEach, moves: cells }) => [
      (fromEach[0] ?? 0) - 200,
      (fromEach[1] ?? 0) - 200,
      (cells[2] ?? 0) + (cells[3] ?? 0) - 200,
    ]);
    expect(new Set(errors).size).toBeGreaterThan(4);
    expect(Math.hypot(...errors) / Math.sqrt(errors.length)).toBeLessThan(3.5);
    for (const { moves: cells, basis, standardError } of matrices) {
      expect([...basis].map((each) => bases[each])).toEqual(
        [...cells].map((each, cell) => (cell % 5 === 0 ? 'structural' : Number.isNaN(each) ? 'withheld' : 'counted')),
      );
      expect([0, 5, 10, 15].map((diagonal) => cells[diagonal])).toEqual([0, 0, 0, 0]);
      expect([1, 4, 8, 11, 12].map((nobody) => cells[nobody])).toEqual([NaN, NaN, NaN, NaN, NaN]);
      expect(standardError).toBeCloseTo(Math.SQRT2, 12);
    }
  });

  test('have no single hidden cell that a margin gives away more exactly than asked', () => {
    // Two went from north to london, which is hidden: 27 who left north less the 25 of them who went south.
    const pairs = [...times(30, [0, 1]), ...times(20, [0, 2]), ...times(25, [1, 2]), ...times(2, [1, 0])] as number[][];
    const some = {
      until: '2024-03-31',
      personNumber: Uint32Array.from(pairs.keys()),
      origin: Uint16Array.from(pairs, ([from]) => from ?? 0),
      destination: Uint16Array.from(pairs, ([, to]) => to ?? 0),
    };
    const isGivenAway = (remainderError: number) => {
      const options = { ...moveOptions, variance: 0, remainderError };
      const { moves: cells, fromEach } = value(protectMoves(some, places.slice(0, 3), secretOf(1), options));
      expect(cells[3]).toBeNaN();
      return !Number.isNaN(fromEach[1]) && !Number.isNaN(cells[5]);
    };
    expect([0, 1].map(isGivenAway)).toEqual([true, false]);
  });

  test.each([[['london', 'london']], [['london']], [[]]])('between places %j are refused', (names) => {
    expect(protectMoves(moves, names, secretOf(1))).toMatchObject({ code: 'parameter-invalid', field: 'places' });
  });

  test('that are none are refused, and so is a secret that could be guessed', () => {
    expect(code(protectMoves({ ...moves, destination: origin }, places, secretOf(1)))).toBe('workforce-invalid');
    expect(code(protectMoves(moves, places, new Uint8Array(8)))).toBe('secret-too-short');
  });

  test.each([
    ['a day that is none', { until: '2024-02-30' }, places, 'moves.until'],
    ['a person twice', { personNumber: moves.personNumber.with(1, 0) }, places, 'moves.personNumber'],
    ['a place that is not named', {}, places.slice(0, 2), 'moves.origin'],
    ['fewer ends than beginnings', { destination: destination.subarray(1) }, places, 'moves.destination'],
  ] as const)('with %s are refused by the name that they were given under', (_, change, named, field) => {
    const refusal = protectMoves({ ...moves, ...change }, named, secretOf(1));
    expect(refusal).toMatchObject({ code: 'workforce-invalid', field });
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
    [{ observations: 16 }, null],
    [{ observations: Number.NaN }, 'parameters'],
    [{ patterns: Number.NaN }, 'parameters'],
    [{ patterns: 7 }, null],
    [{ dummies: [{ name: 'grade-9', ones: Number.NaN, zeros: 8_000 }] }, 'dummies.grade-9'],
    [{ dummies: [{ name: 'grade-9', ones: 10, zeros: 10 }] }, null],
  ])('with %o is refused for %s', (change, field) => {
    expect(checkRegression({ ...facts, ...change })?.field ?? null).toBe(field);
  });

  test.each([
    [1.23456789, 0.0432, 1.235, 0.043],
    [-152.3456, 12.7, -152, 13],
    [0.00012346, 0.0000051, 0.0001235, 0.0000051],
    [1_523.4, 234.5, 1_520, 230],
    [-98_765, 12_345, -99_000, 12_000],
    [3, 0, Number.NaN, Number.NaN],
    [3, Number.POSITIVE_INFINITY, Number.NaN, Number.NaN],
  ])('%d with error %d is %d with %d', (coefficient, error, rounded, roundedError) => {
    expect(roundCoefficient(coefficient, error)).toEqual({ coefficient: rounded, standardError: roundedError });
  });
});
