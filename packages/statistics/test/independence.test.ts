// Standardised rates and tests of independence beside values that R 4.2.2 gave (the call is in each line), and what they refuse.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type Adjustment,
  adjustForMultipleComparisons,
  chiSquaredTest,
  directlyStandardisedRate,
  equalProportionsTest,
  factor,
  fisherExactP,
  fisherTest,
  fisherTestSimulated,
  indirectlyStandardisedRate,
  kruskalWallisTest,
  mantelHaenszel,
  poissonRate,
  proportionDifference,
  proportionTrendTest,
  randomStream,
  rankSumTest,
  type StatisticsErrorCode,
} from '../src/index.ts';

const digits = (actual: number, expected: number, count = 11) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(10 ** -count * Math.max(Math.abs(expected), 1e-300));

/** Ways to take so many of so many. */
const choose = (from: number, take: number): number => (take === 0 ? 1 : (choose(from - 1, take - 1) * from) / take);

const group = { events: [3, 12, 40, 0], exposure: [120.5, 300, 410.25, 60] };
const standard = { events: [50, 90, 200, 10], exposure: [2000, 3000, 2500, 400] };

describe('standardised rates', () => {
  it('direct: epitools::ageadjust.direct(ev, ex, stdpop = c(1000, 2000, 1500, 500))', () => {
    const answer = directlyStandardisedRate(group, [1000, 2000, 1500, 500]);
    digits(answer.crudeRate, 0.06174571989896155);
    digits(answer.rate, 0.05022971015042442);
    digits(answer.low, 0.03721924487030274);
    digits(answer.high, 0.06722253144984239);
  });

  it('indirect: epitools::ageadjust.indirect, and the exact interval of poisson.test(sum(ev), expected)', () => {
    const answer = indirectlyStandardisedRate(group, standard);
    digits(answer.expected, 46.3325);
    digits(answer.ratio, 1.1870717099228403);
    digits(answer.rate, 0.0525917846168347);
    digits(answer.low, 0.8942648674567198);
    digits(answer.high, 1.5451369983480141);
  });

  it('a standard with the mix of the group gives the crude rate', () => {
    const { rate, crudeRate } = directlyStandardisedRate(group, group.exposure);
    digits(rate, crudeRate, 13);
  });

  it('one stratum gives the Poisson rate, whose exact interval the gamma interval then is', () => {
    const { low, high } = directlyStandardisedRate({ events: [7], exposure: [50] }, [1]);
    const exact = poissonRate(7, 50);
    digits(low, exact.low, 9);
    digits(high, exact.high, 9);
  });

  it('no events: a rate of 0 with a finite upper end', () => {
    const { rate, low, high } = directlyStandardisedRate({ events: [0, 0], exposure: [5, 5] }, [1, 1]);
    expect([rate, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(0);
    expect(high).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('a stratum without weight needs no exposure', () => {
    expect(directlyStandardisedRate({ events: [1, 0], exposure: [10, 0] }, [1, 0]).rate).toBe(0.1);
  });
});

describe('independence', () => {
  it('chisq.test of 2 by 2, with and without correction', () => {
    const corrected = chiSquaredTest(
      [
        [10, 20],
        [30, 15],
      ],
      { yates: true },
    );
    digits(corrected.statistic, 6.752232142857142);
    digits(corrected.pValue, 0.009363047637533928);
    const tiny = chiSquaredTest(
      [
        [10, 11],
        [30, 31],
      ],
      { yates: true },
    );
    expect(tiny.statistic).toBeLessThan(1e-20);
  });

  it('prop.test(c(15, 25, 30), c(50, 60, 40)) and prop.trend.test with scores 0, 1, 5', () => {
    const groups = [15, 25, 30].map((successes, at) => ({ successes, trials: [50, 60, 40][at] as number }));
    digits(equalProportionsTest(groups).statistic, 19.08482142857143);
    digits(equalProportionsTest(groups).pValue, 7.174368549141312e-5);
    const trend = proportionTrendTest(groups, [0, 1, 5]);
    digits(trend.statistic, 18.99104212253828);
    digits(trend.pValue, 1.313335809548971e-5);
  });

  it("fisher.test of 2 by 2: p to 11 digits; odds ratio and interval as far as R's root finder goes", () => {
    const answer = fisherTest([
      [3, 2],
      [1, 9],
    ]);
    digits(answer.pValue, 0.07692307692307701);
    digits(answer.oddsRatio, 10.6592046844739, 4);
    digits(answer.low, 0.5536316413286546, 4);
    // R stops 0.7% short of the upper end. There P(X <= 3) must be 2.5% by the noncentral hypergeometric law.
    const weights = [0, 1, 2, 3, 4].map((x) => choose(5, x) * choose(10, 4 - x) * answer.high ** x);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    digits((all - (weights[4] as number)) / all, 0.025, 9);
  });

  it.each([
    [
      [
        [10, 2],
        [3, 15],
      ],
      0.0005367241191434359,
    ],
    [
      [
        [3, 1, 2],
        [9, 4, 4],
        [0, 5, 2],
      ],
      0.0774500289216621,
    ],
    [
      [
        [13, 10, 20, 9],
        [14, 4, 10, 5],
        [12, 7, 8, 9],
      ],
      0.4998252638814357,
    ],
  ])('fisher.test(%j)', (table, expected) => {
    digits(fisherExactP(table), expected, 7);
    const simulated = fisherTestSimulated(table, { replicates: 20_000, seed: 7 });
    const spread = Math.sqrt((expected * (1 - expected)) / 20_000);
    expect(Math.abs(simulated - expected)).toBeLessThan(5 * spread + 1e-4);
  });

  it('mantelhaen.test(UCBAdmissions)', () => {
    const admissions = [
      512, 313, 89, 19, 353, 207, 17, 8, 120, 205, 202, 391, 138, 279, 131, 244, 53, 138, 94, 299, 22, 351, 24, 317,
    ];
    const strata = Array.from({ length: 6 }, (_, at) => {
      const [a, c, b, d] = admissions.slice(4 * at, 4 * at + 4) as [number, number, number, number];
      return { a, b, c, d };
    });
    const answer = mantelHaenszel(strata);
    digits(answer.statistic, 1.426946228586688);
    digits(answer.pValue, 0.2322634628170483);
    digits(answer.oddsRatio, 0.9046968282586231);
    digits(answer.low, 0.7719073617593505);
    digits(answer.high, 1.0603297644366556);
  });

  it('the association that one stratum hides and the other shows is not lost by an empty stratum', () => {
    const whole = mantelHaenszel([{ a: 10, b: 5, c: 4, d: 12 }]);
    expect(
      mantelHaenszel([
        { a: 10, b: 5, c: 4, d: 12 },
        { a: 1, b: 0, c: 0, d: 0 },
      ]),
    ).toEqual(whole);
  });
});

describe('ranks', () => {
  it('wilcox.test, exact and with ties; kruskal.test with ties', () => {
    const exact = rankSumTest(Float64Array.of(1.1, 2.2, 3.3, 4.4, 0.5), Float64Array.of(2.5, 3.6, 7.1, 8.2, 9.3, 5.5));
    expect([exact.statistic, exact.method]).toEqual([3, 'exact']);
    digits(exact.pValue, 0.030303030303030304);
    const tied = rankSumTest(Float64Array.of(1, 2, 2, 3, 5), Float64Array.of(2, 4, 4, 5, 6, 7));
    expect([tied.statistic, tied.method]).toEqual([5.5, 'normal']);
    digits(tied.pValue, 0.09570475117488143);
    const groups = factor(['1', '1', '1', '1', '2', '2', '2', '2', '3', '3', '3', '3']);
    const kruskal = kruskalWallisTest(Float64Array.of(1, 2, 2, 3, 5, 2, 4, 4, 5, 6, 7, 9), groups);
    digits(kruskal.statistic, 8.613392857142856);
    digits(kruskal.pValue, 0.01347800166974483);
  });

  it('changing the order of the samples changes the winner, not the p-value', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        fc.pre(new Set([...one, ...other]).size > 1);
        const [ahead, behind] = [Float64Array.from(one), Float64Array.from(other)];
        const [forth, back] = [rankSumTest(ahead, behind), rankSumTest(behind, ahead)];
        digits(forth.pValue, back.pValue, 9);
        expect(forth.probabilityOfSuperiority + back.probabilityOfSuperiority).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('many p-values', () => {
  test.each<[Adjustment, readonly number[]]>([
    ['bonferroni', [0.06, 0.12, 0.18, 0.24, 1, 0.006]],
    ['holm', [0.05, 0.08, 0.09, 0.09, 0.5, 0.006]],
    ['hochberg', [0.05, 0.08, 0.08, 0.08, 0.5, 0.006]],
    ['benjamini-hochberg', [0.03, 0.04, 0.045, 0.048, 0.5, 0.006]],
    ['benjamini-yekutieli', [0.0735, 0.098, 0.11025, 0.1176, 1, 0.0147]],
  ])('p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.5, 0.001), "%s")', (method, expected) => {
    const adjusted = adjustForMultipleComparisons([0.01, 0.02, 0.03, 0.04, 0.5, 0.001], method);
    for (const [at, p] of adjusted.entries()) digits(p, expected[at] as number);
  });

  it('keeps the order of the p-values, and never lowers one', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    const method = fc.constantFrom<Adjustment>(
      'bonferroni',
      'holm',
      'hochberg',
      'benjamini-hochberg',
      'benjamini-yekutieli',
    );
    fc.assert(
      fc.property(pValues, method, (given, how) => {
        const adjusted = adjustForMultipleComparisons(given, how);
        for (const [at, p] of given.entries()) {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p * (1 - 1e-15));
          for (const [other, q] of given.entries())
            if (p < q) expect(adjusted[at]).toBeLessThanOrEqual(adjusted[other] as number);
        }
      }),
    );
  });
});

test('intervals of a standardised rate and of a common odds ratio hold the truth about as often as they say', () => {
  const stream = randomStream(20261122);
  const poisson = (mean: number) => {
    let [count, product] = [0, stream.uniform()];
    for (const limit = Math.exp(-mean); product > limit; product *= stream.uniform()) count += 1;
    return count;
  };
  const binomial = (trials: number, p: number) =>
    Array.from({ length: trials }).filter(() => stream.uniform() < p).length;
  const [exposure, rates, weights] = [
    [50, 80, 30],
    [0.04, 0.1, 0.2],
    [0.5, 0.3, 0.2],
  ];
  const truth = rates.reduce((sum, rate, at) => sum + rate * (weights[at] as number), 0);
  let [standardised, common, differences] = [0, 0, 0];
  const runs = 1500;
  for (let run = 0; run < runs; run += 1) {
    const events = rates.map((rate, at) => poisson(rate * (exposure[at] as number)));
    const { low, high } = directlyStandardisedRate({ events, exposure }, weights);
    if (low <= truth && truth <= high) standardised += 1;
    const strata = [0.3, 0.5, 0.6].map((p) => {
      const treated = (2 * p) / (1 - p) / (1 + (2 * p) / (1 - p));
      const [a, c] = [binomial(60, treated), binomial(60, p)];
      return { a, b: 60 - a, c, d: 60 - c };
    });
    const answer = mantelHaenszel(strata);
    if (answer.low <= 2 && 2 <= answer.high) common += 1;
    const difference = proportionDifference(
      { successes: binomial(80, 0.3), trials: 80 },
      { successes: binomial(90, 0.45), trials: 90 },
    );
    if (difference.low <= -0.15 && -0.15 <= difference.high) differences += 1;
  }
  // Four standard errors of the share that 0.95 gives; the gamma interval may hold more often than it says.
  const slack = 4 * Math.sqrt((0.95 * 0.05) / runs);
  expect(standardised / runs).toBeGreaterThan(0.95 - slack);
  for (const share of [common / runs, differences / runs]) expect(Math.abs(share - 0.95)).toBeLessThan(slack);
});

describe('what has no meaning is refused by name', () => {
  const square = (a: number, b: number, c: number, d: number) => [
    [a, b],
    [c, d],
  ];
  test.each<[string, () => unknown, StatisticsErrorCode]>([
    ['lengths', () => directlyStandardisedRate({ events: [1], exposure: [1, 2] }, [1, 1]), 'length-mismatch'],
    ['no strata', () => directlyStandardisedRate({ events: [], exposure: [] }, []), 'no-rows'],
    ['half an event', () => directlyStandardisedRate({ events: [0.5], exposure: [1] }, [1]), 'count-invalid'],
    ['a stratum without exposure', () => directlyStandardisedRate({ events: [0], exposure: [0] }, [1]), 'no-exposure'],
    ['negative exposure', () => directlyStandardisedRate({ events: [0], exposure: [-1] }, [1]), 'exposure-invalid'],
    ['no standard', () => directlyStandardisedRate({ events: [1], exposure: [1] }, [0]), 'weight-invalid'],
    [
      'a standard that is missing',
      () => directlyStandardisedRate({ events: [1], exposure: [1] }, [Number.NaN]),
      'weight-invalid',
    ],
    [
      'none expected',
      () => indirectlyStandardisedRate({ events: [1], exposure: [1] }, { events: [0], exposure: [1] }),
      'no-events',
    ],
    ['confidence', () => directlyStandardisedRate(group, [1, 1, 1, 1], 1), 'confidence-invalid'],
    ['an empty row', () => chiSquaredTest(square(0, 0, 1, 1)), 'empty-group'],
    ['an empty column', () => fisherExactP(square(0, 1, 0, 1)), 'empty-group'],
    ['one row', () => chiSquaredTest([[1, 2]]), 'one-group'],
    ['ragged', () => chiSquaredTest([[1, 2], [1]]), 'length-mismatch'],
    ['negative', () => chiSquaredTest(square(-1, 1, 1, 1)), 'count-invalid'],
    [
      '3 by 2 for the odds ratio',
      () =>
        fisherTest([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      'option-invalid',
    ],
    ['no replicates', () => fisherTestSimulated(square(1, 2, 3, 4), { replicates: 0 }), 'option-invalid'],
    [
      'too large',
      () => fisherExactP(Array.from({ length: 9 }, (_, r) => Array.from({ length: 9 }, (_, c) => 40 + 7 * r + c))),
      'table-too-large',
    ],
    [
      'nobody succeeds',
      () => proportionDifference({ successes: 0, trials: 5 }, { successes: 0, trials: 6 }),
      'no-events',
    ],
    ['more successes', () => equalProportionsTest([{ successes: 6, trials: 5 }]), 'more-successes-than-trials'],
    ['one group', () => proportionTrendTest([{ successes: 1, trials: 5 }]), 'one-group'],
    [
      'scores that tie',
      () =>
        proportionTrendTest(
          [
            { successes: 1, trials: 5 },
            { successes: 2, trials: 5 },
          ],
          [1, 1],
        ),
      'option-invalid',
    ],
    ['no strata', () => mantelHaenszel([]), 'no-rows'],
    ['one outcome', () => mantelHaenszel([{ a: 4, b: 0, c: 5, d: 0 }]), 'no-events'],
    ['all tied', () => kruskalWallisTest(Float64Array.of(1, 1, 1), factor(['a', 'b', 'b'])), 'all-tied'],
    ['NaN', () => rankSumTest(Float64Array.of(1, Number.NaN), Float64Array.of(1)), 'not-finite'],
    [
      'an empty level',
      () => kruskalWallisTest(Float64Array.of(1, 2), factor(['a', 'b'], ['a', 'b', 'c'])),
      'empty-group',
    ],
    ['no values', () => rankSumTest(new Float64Array(), Float64Array.of(1)), 'no-rows'],
    ['p above 1', () => adjustForMultipleComparisons([0.1, 1.1], 'holm'), 'probability-invalid'],
  ])('%s', (_, ask, code) => {
    expect(ask).toThrow(expect.objectContaining({ code }));
  });
});
