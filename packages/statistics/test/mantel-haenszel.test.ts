// Mantel and Haenszel's tests beside the usual one: exact, and of tables of any size, equal to R.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  chiSquaredTest,
  fisherTest,
  generalisedMantelHaenszel,
  mantelHaenszel,
  mantelHaenszelExact,
  type StratumTable,
} from '../src/index.ts';

// R: the table Rabbits of example(mantelhaen.test).
const rabbits: readonly StratumTable[] = [
  { a: 0, b: 6, c: 0, d: 5 },
  { a: 3, b: 3, c: 0, d: 6 },
  { a: 6, b: 0, c: 2, d: 4 },
  { a: 5, b: 1, c: 6, d: 0 },
  { a: 2, b: 0, c: 5, d: 0 },
];

describe('the exact test', () => {
  it("is R's, and its odds ratios are those of the same distribution solved to the end", () => {
    const { pValue, oddsRatio, low, high } = mantelHaenszelExact(rabbits);
    // R: mantelhaen.test(Rabbits, exact = TRUE)$p.value
    expect(pValue / 0.0399449035812672).toBeCloseTo(1, 12);
    // R: uniroot on the convolution of dhyper with tol = 1e-15; mantelhaen.test gives 10.36102, 1.07740, 529.83740.
    expect(oddsRatio / 10.3610463494887).toBeCloseTo(1, 9);
    expect(low / 1.07738776351803).toBeCloseTo(1, 9);
    expect(high / 531.512782889934).toBeCloseTo(1, 9);
  });

  it("of one stratum is Fisher's", () => {
    const count = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        fc.pre(a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0);
        expect(mantelHaenszelExact([{ a, b, c, d }]).pValue).toBeCloseTo(
          fisherTest([
            [a, b],
            [c, d],
          ]).pValue,
          12,
        );
      }),
    );
  });

  it('of all or nothing has an endless odds ratio, and one end of the interval', () => {
    const { oddsRatio, low, high } = mantelHaenszelExact([{ a: 5, b: 0, c: 0, d: 5 }]);
    expect([oddsRatio, high]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(low).toBeGreaterThan(1);
  });
});

describe('the test of tables of any size', () => {
  // R: mantelhaen.test(Satisfaction), of its example.
  const satisfaction = [
    [
      [1, 3, 11, 2],
      [2, 3, 17, 3],
      [0, 1, 8, 5],
      [0, 2, 4, 2],
    ],
    [
      [1, 1, 2, 1],
      [0, 3, 5, 1],
      [0, 0, 7, 3],
      [0, 1, 9, 6],
    ],
  ];

  it("is R's", () => {
    const { statistic, degreesOfFreedom, pValue } = generalisedMantelHaenszel(satisfaction);
    expect(statistic / 10.2000887577686).toBeCloseTo(1, 12);
    expect(degreesOfFreedom).toBe(9);
    expect(pValue / 0.334531183397821).toBeCloseTo(1, 12);
  });

  it('does not change with the order of rows, columns and strata, nor with people alone in a stratum', () => {
    const turned = satisfaction.map((table) => table.map((counts) => counts.toReversed()).toReversed()).toReversed();
    const alone = satisfaction[0]?.map((counts, row) => counts.map((_, column) => Number(row + column === 0))) ?? [];
    const { statistic } = generalisedMantelHaenszel(satisfaction);
    expect(generalisedMantelHaenszel([...turned, alone]).statistic).toBeCloseTo(statistic, 11);
  });

  it('of one stratum is chi-squared, but for a person; of 2 by 2 tables the usual test without correction', () => {
    const [table = []] = satisfaction;
    const total = table.flat().reduce((sum, count) => sum + count, 0);
    expect(generalisedMantelHaenszel([table]).statistic).toBeCloseTo(
      (chiSquaredTest(table).statistic * (total - 1)) / total,
      11,
    );
    const tables = rabbits.map(({ a, b, c, d }) => [
      [a, b],
      [c, d],
    ]);
    expect(generalisedMantelHaenszel(tables).statistic).toBeCloseTo(
      mantelHaenszel(rabbits, { correct: false }).statistic,
      11,
    );
  });
});

const three = [
  [1, 2, 3],
  [4, 5, 6],
];
test.each<[string, () => unknown, string]>([
  ['no strata, exactly', () => mantelHaenszelExact([]), 'no-rows'],
  ['one outcome, exactly', () => mantelHaenszelExact([{ a: 4, b: 0, c: 5, d: 0 }]), 'no-events'],
  ['a count below 0, exactly', () => mantelHaenszelExact([{ a: -4, b: 0, c: 5, d: 0 }]), 'count-invalid'],
  ['a confidence of 1, exactly', () => mantelHaenszelExact(rabbits, 1), 'confidence-invalid'],
  ['no strata', () => generalisedMantelHaenszel([]), 'no-rows'],
  ['one row', () => generalisedMantelHaenszel([[[1, 2, 3]]]), 'one-group'],
  [
    'strata of two shapes',
    () =>
      generalisedMantelHaenszel([
        three,
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    'length-mismatch',
  ],
  [
    'a count that is no number',
    () =>
      generalisedMantelHaenszel([
        [
          [1, Number.NaN],
          [3, 4],
        ],
      ]),
    'count-invalid',
  ],
  [
    'a column without a count',
    () =>
      generalisedMantelHaenszel([
        [
          [1, 0, 2],
          [3, 0, 4],
        ],
      ]),
    'empty-group',
  ],
  [
    'columns that no stratum has together',
    () =>
      generalisedMantelHaenszel([
        [
          [1, 0],
          [3, 0],
        ],
        [
          [0, 2],
          [0, 5],
        ],
      ]),
    'no-events',
  ],
])('%s is refused', (_, run, code) => {
  expect(run).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});
