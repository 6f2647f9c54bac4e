// Rates, ratios and proportions against R, digit by digit; and what has no meaning, by name.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  adjustForMultipleComparisons,
  binomialTest,
  clopperPearson,
  directlyStandardisedRate,
  gammaQuantile,
  gammaTails,
  indirectlyStandardisedRate,
  kitagawaDecomposition,
  normalQuantile,
  poissonRate,
  proportionTrendTest,
  rateRatio,
  type StatisticsErrorCode,
  wilsonProportion,
} from '../src/index.ts';
import { hasReference, reference } from './r-reference.ts';

/** Equal to so many significant digits. */
function expectDigits(actual: number, expected: number, digits = 12): void {
  const scale = expected === 0 ? 1 : Math.abs(expected);
  expect(Math.abs(actual - expected) / scale).toBeLessThan(10 ** -digits);
}

interface Proportions {
  table: { values: [number, number][] };
  wilson: [number, number][];
  clopper_pearson: [number, number][];
}

interface Distributions {
  x: number[];
  qnorm_p: number[];
  qnorm: number[];
  pchisq_upper_df: Record<string, number[]>;
}

describe.skipIf(!hasReference)('R 4.2.2, from the shared references', () => {
  const proportions = hasReference ? reference<Proportions>('proportions.json') : undefined;
  const distributions = hasReference ? reference<Distributions>('distributions.json') : undefined;

  it('gives the intervals of prop.test and binom.test', () => {
    const rows = proportions?.table.values ?? [];
    expect(rows).toHaveLength(3);
    for (const [index, [others, successes]] of rows.entries()) {
      const trials = others + successes;
      const wilson = wilsonProportion(successes, trials);
      const exact = clopperPearson(successes, trials);
      const [low, high] = proportions?.wilson[index] ?? [Number.NaN, Number.NaN];
      const [exactLow, exactHigh] = proportions?.clopper_pearson[index] ?? [Number.NaN, Number.NaN];
      expectDigits(wilson.low, low);
      expectDigits(wilson.high, high);
      expectDigits(exact.low, exactLow);
      expectDigits(exact.high, exactHigh);
    }
  });

  it('gives qnorm', () => {
    for (const [index, p] of (distributions?.qnorm_p ?? []).entries()) {
      // Farther out the library keeps eight digits, which no confidence of ours reaches.
      if (p < 1e-7) continue;
      expectDigits(normalQuantile(p), distributions?.qnorm[index] ?? Number.NaN, 11);
    }
  });

  it('gives pchisq, which is a gamma tail, in both tails', () => {
    for (const [name, upper] of Object.entries(distributions?.pchisq_upper_df ?? {})) {
      const shape = Number(name.slice(2)) / 2;
      for (const [index, expected] of upper.entries()) {
        expectDigits(gammaTails((distributions?.x[index] ?? 0) / 2, shape).upper, expected, 12);
      }
    }
  });
});

// poisson.test(events, exposure)$conf.int: the first and the last as R prints them, the rest worked out to 30 digits.
const poissonTests: readonly (readonly [number, number, number, number])[] = [
  [10, 100, 0.04795388696132435, 0.18390356042017775],
  [0, 1, 0, 3.6888794541139363],
  [1, 1, 0.02531780798428988, 5.571643390938899],
  [3, 1, 0.618672122895601, 8.76727306974232],
  [1_000, 1, 938.9730184076952, 1_063.952136016302],
  [137, 24.19893, 4.753125, 6.692709],
];

describe('poissonRate', () => {
  it.each(poissonTests)('%i events over %d', (events, exposure, low, high) => {
    const rate = poissonRate(events, exposure);
    expect(rate.rate).toBe(events * (1 / exposure));
    // The last row is printed in R's manual to seven digits.
    const digits = events === 137 ? 6 : 12;
    expectDigits(rate.low, low, digits);
    expectDigits(rate.high, high, digits);
  });

  it('holds its tails: with the true rate at an end, a count so far out has probability 2.5%', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.constantFrom(0.8, 0.95, 0.99), (events, confidence) => {
        const { low, high } = poissonRate(events, 1, { confidence });
        const tail = (1 - confidence) / 2;
        expectDigits(1 - poissonBelow(events, low), tail, 7);
        expectDigits(poissonBelow(events + 1, high), tail, 7);
      }),
    );
  });

  it('gives a rate per 100 with its ends in the same unit', () => {
    const one = poissonRate(7, 350);
    const hundred = poissonRate(7, 350, { per: 100 });
    expectDigits(hundred.rate, 2);
    expectDigits(hundred.low, one.low * 100);
    expectDigits(hundred.high, one.high * 100);
  });
});

/** P(X < count), by adding up. */
function poissonBelow(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = 0;
  for (let each = 0; each < count; each += 1) {
    sum += term;
    term *= mean / (each + 1);
  }
  return sum;
}

describe('rateRatio', () => {
  // The example of R's manual: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)).
  it('gives the exact test of R', () => {
    const ratio = rateRatio({ events: 11, exposure: 800 }, { events: 21, exposure: 3_011 });
    expectDigits(ratio.ratio, 1.971488, 6);
    expectDigits(ratio.low, 0.8584264, 6);
    expectDigits(ratio.high, 4.2772659, 6);
    expectDigits(ratio.pValue, 0.07967, 4);
  });

  it('gives the p-value that adding up the outcomes gives', () => {
    const small = fc.record({ events: fc.integer({ min: 0, max: 30 }), exposure: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(small, small, (first, second) => {
        fc.pre(first.events + second.events > 0);
        const share = first.exposure / (first.exposure + second.exposure);
        const total = first.events + second.events;
        const masses = Array.from({ length: total + 1 }, (_, count) => binomialMass(count, total, share));
        const seen = masses[first.events] ?? 0;
        const expected = masses.filter((mass) => mass <= seen * (1 + 1e-7)).reduce((sum, mass) => sum + mass, 0);
        expectDigits(rateRatio(first, second).pValue, Math.min(1, expected), 8);
      }),
    );
  });

  it('is the other way up when the groups change places', () => {
    const [first, second] = [
      { events: 14, exposure: 300 },
      { events: 9, exposure: 411 },
    ];
    for (const method of ['exact', 'wald'] as const) {
      const [one, other] = [rateRatio(first, second, { method }), rateRatio(second, first, { method })];
      expectDigits(one.low, 1 / other.high, 9);
      expectDigits(one.high, 1 / other.low, 9);
      expectDigits(one.pValue, other.pValue, 9);
    }
  });

  it('has a finite low end where the other group has no events', () => {
    const ratio = rateRatio({ events: 5, exposure: 10 }, { events: 0, exposure: 10 });
    expect([ratio.ratio, ratio.high]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(ratio.low).toBeGreaterThan(0);
  });

  // exp(log(14/300 / (9/411)) -+ 1.959964 sqrt(1/14 + 1/9)), by hand.
  it("gives Wald's interval", () => {
    const { low, high } = rateRatio({ events: 14, exposure: 300 }, { events: 9, exposure: 411 }, { method: 'wald' });
    const log = Math.log(14 / 300 / (9 / 411));
    expectDigits(low, Math.exp(log - 1.959963984540054 * Math.sqrt(1 / 14 + 1 / 9)));
    expectDigits(high, Math.exp(log + 1.959963984540054 * Math.sqrt(1 / 14 + 1 / 9)));
  });
});

function binomialMass(count: number, trials: number, p: number): number {
  let ways = 1;
  for (let each = 1; each <= count; each += 1) ways *= (trials - count + each) / each;
  return ways * p ** count * (1 - p) ** (trials - count);
}

describe('wilsonProportion', () => {
  it('stays within 0 and 1, around the proportion', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
        const successes = Math.round(trials * share);
        const { low, high, proportion } = wilsonProportion(successes, trials);
        expect(low >= 0 && low <= proportion && proportion <= high && high <= 1).toBe(true);
      }),
    );
  });
});

const ratio = (first: [number, number], second: [number, number], options = {}) =>
  rateRatio({ events: first[0], exposure: first[1] }, { events: second[0], exposure: second[1] }, options);

const three = [1, 2, 3];
const half = [1, 2.5, 3];
const missing = [1, 2, Number.NaN];

/** What is refused, and where it is. */
const placed: readonly (readonly [string, () => unknown, StatisticsErrorCode, object])[] = [
  [
    'half an event in a stratum',
    () => directlyStandardisedRate({ events: half, exposure: three }, three),
    'count-invalid',
    { column: 'events', row: 1 },
  ],
  [
    'a missing exposure where the standard has nobody',
    () => directlyStandardisedRate({ events: three, exposure: missing }, [1, 1, 0]),
    'exposure-invalid',
    { column: 'exposure', row: 2 },
  ],
  [
    'half an event of the standard',
    () => indirectlyStandardisedRate({ events: three, exposure: three }, { events: half, exposure: three }),
    'count-invalid',
    { column: 'standardEvents', row: 1 },
  ],
  [
    'half an event in a cell',
    () => kitagawaDecomposition({ events: three, exposure: three }, { events: half, exposure: three }),
    'count-invalid',
    { column: 'second.events', row: 1 },
  ],
  [
    'a missing score',
    () =>
      proportionTrendTest(
        three.map((successes) => ({ successes, trials: 4 })),
        missing,
      ),
    'not-finite',
    { column: 'scores', row: 2 },
  ],
  [
    'an unknown way to compare rates',
    () => ratio([3, 1], [1, 1], { method: 'score' }),
    'option-invalid',
    { column: 'method' },
  ],
  [
    'an unknown adjustment',
    () => adjustForMultipleComparisons([0.1], 'BH' as 'holm'),
    'option-invalid',
    { column: 'method' },
  ],
];

test.each(placed)('refuses %s, and says where', (_name, call, code, where) => {
  expect(call).toThrow(expect.objectContaining({ code, where: expect.objectContaining(where) }));
});

const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode])[] = [
  ['a negative count', () => poissonRate(-1, 10), 'count-invalid'],
  ['half an event', () => poissonRate(1.5, 10), 'count-invalid'],
  ['NaN events', () => poissonRate(Number.NaN, 10), 'count-invalid'],
  ['no exposure', () => poissonRate(0, 0), 'no-exposure'],
  ['a negative exposure', () => poissonRate(0, -1), 'exposure-invalid'],
  ['NaN exposure', () => poissonRate(0, Number.NaN), 'exposure-invalid'],
  ['an endless exposure', () => poissonRate(0, Number.POSITIVE_INFINITY), 'exposure-invalid'],
  ['full confidence', () => poissonRate(1, 1, { confidence: 1 }), 'confidence-invalid'],
  ['NaN confidence', () => poissonRate(1, 1, { confidence: Number.NaN }), 'confidence-invalid'],
  ['a unit of nothing', () => poissonRate(1, 1, { per: 0 }), 'per-invalid'],
  ['nothing to compare', () => ratio([0, 1], [0, 1]), 'no-events'],
  ['Wald without events', () => ratio([3, 1], [0, 1], { method: 'wald' }), 'wald-needs-events'],
  ['a ratio of nothing', () => ratio([3, 1], [1, 1], { against: 0 }), 'ratio-invalid'],
  ['no trials', () => wilsonProportion(0, 0), 'no-trials'],
  ['more successes than trials', () => wilsonProportion(3, 2), 'more-successes-than-trials'],
  ['a probability above 1', () => binomialTest(1, 2, 1.1), 'probability-invalid'],
  ['a shape of nothing', () => gammaQuantile(0.5, 0), 'shape-invalid'],
];

test.each(refused)('refuses %s', (_name, call, code) => {
  expect(call).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});
