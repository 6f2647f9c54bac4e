// Every measure against its definition, on arbitrary careers and costs; and what distances must be, whatever they measure.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  between,
  type DistanceOptions,
  distancesToReferences,
  givenCosts,
  mostFrequentSequence,
  positionTransitionCosts,
  type SequenceCosts,
  type SequenceMeasure,
  sequenceDistances,
} from '../src/index.ts';
import { careersOf, careersOfLength, costsOf, letters, metricCostsOf, sequencesOf } from './distance-cases.ts';
import type { Career } from './naive-distances.ts';
import * as naive from './naive-distances.ts';

const states = 4;

/** Each pair's distance, beside what a function of the two careers says. */
function expectPairs(
  careers: readonly Career[],
  measure: SequenceMeasure,
  expected: (one: Career, other: Career) => number,
  options: DistanceOptions = {},
): void {
  const distances = sequenceDistances(sequencesOf(careers, states), measure, options);
  careers.forEach((one, row) => {
    careers.forEach((other, column) => {
      const found = between(distances, row, column);
      const wanted = row === column ? 0 : expected(one, other);
      const apart = Math.abs(found - wanted);
      // Roots of differences lose half the digits where they cancel.
      if (!(apart <= 1e-9 * Math.max(1, wanted) || (measure.method === 'NMS' && apart < 1e-6))) {
        expect.fail(`${measure.method}: ${found}, not ${wanted}, for rows ${row} and ${column}`);
      }
    });
  });
}

const withCosts = (
  name: string,
  check: (careers: Career[], costs: SequenceCosts) => void,
  careers: fc.Arbitrary<Career[]> = careersOf(states),
) => [name, fc.property(careers, costsOf(states), check)] as const;

const factor = (a: number, b: number) => (a === b ? 1 : 0);
/** The first two states are half alike. */
const likeness = (a: number, b: number) => (a === b ? 1 : a + b === 1 ? 0.5 : 0);
const proximity = Float64Array.from({ length: states * states }, (_, at) =>
  likeness(Math.floor(at / states), at % states),
);
/** The first two states are one. */
const joined = (a: number, b: number) => (a === b || a + b === 1 ? 1 : 0);
const counts = new Array(60).fill(1);

describe('equal to their definitions:', () => {
  test.each([
    withCosts('OM', (careers, costs) =>
      expectPairs(careers, { method: 'OM', costs }, (a, b) => naive.optimalMatching(a, b, costs)),
    ),
    withCosts(
      'OM of long careers',
      (careers, costs) => expectPairs(careers, { method: 'OM', costs }, (a, b) => naive.optimalMatching(a, b, costs)),
      careersOf(states, { longest: 40, spells: 6, rows: 4 }),
    ),
    withCosts('OMspell', (careers, costs) => {
      const weights = [1, 0.5, 2, 0];
      const measure = {
        method: 'OMspell',
        costs,
        expansionCost: 0.3,
        durationPower: 0.7,
        durationWeights: weights,
      } as const;
      expectPairs(careers, measure, (a, b) => naive.spellMatching(a, b, costs, 0.3, 0.7, weights));
    }),
    withCosts('OMslen by means', (careers, costs) =>
      expectPairs(careers, { method: 'OMslen', costs, lengthPower: 0.6 }, (a, b) =>
        naive.spellLengthMatching(a, b, costs, 0.6, 'mean'),
      ),
    ),
    withCosts('OMslen by geometric means', (careers, costs) =>
      expectPairs(careers, { method: 'OMslen', costs, link: 'gmean' }, (a, b) =>
        naive.spellLengthMatching(a, b, costs, 0.5, 'gmean'),
      ),
    ),
    withCosts(
      'OMloc',
      (careers, costs) =>
        expectPairs(careers, { method: 'OMloc', costs, expansionCost: 0.2 }, (a, b) =>
          naive.localizedMatching(a, b, costs, 0.2, 0.6),
        ),
      careersOf(states, { empty: false }),
    ),
    withCosts(
      'OMloc without context',
      (careers, costs) =>
        expectPairs(careers, { method: 'OMloc', costs }, (a, b) => naive.localizedMatching(a, b, costs, 0.5, 0)),
      careersOf(states, { empty: false }),
    ),
    withCosts('TWED', (careers, costs) =>
      expectPairs(careers, { method: 'TWED', costs, stiffness: 0.4, gapPenalty: 0.2, indel: 2 }, (a, b) =>
        naive.timeWarp(a, b, costs, 0.4, 0.2, 2),
      ),
    ),
    withCosts(
      'HAM',
      (careers, costs) => expectPairs(careers, { method: 'HAM', costs }, (a, b) => naive.hamming(a, b, costs)),
      careersOfLength(states, 9),
    ),
    [
      'DHD',
      fc.property(careersOfLength(states, 9), (careers) => {
        const costs = positionTransitionCosts(sequencesOf(careers, states));
        expectPairs(careers, { method: 'DHD' }, (a, b) => naive.dynamicHamming(a, b, costs));
      }),
    ],
    [
      'LCS',
      fc.property(careersOf(states, { longest: 30 }), (careers) =>
        expectPairs(careers, { method: 'LCS' }, (a, b) => a.length + b.length - 2 * naive.longestCommon(a, b)),
      ),
    ],
    [
      'LCS of many spells',
      fc.property(careersOf(states, { longest: 2, spells: 90, rows: 3 }), (careers) =>
        expectPairs(careers, { method: 'LCS' }, (a, b) => a.length + b.length - 2 * naive.longestCommon(a, b)),
      ),
    ],
    [
      'LCP and RLCP',
      fc.property(careersOf(states), (careers) => {
        expectPairs(careers, { method: 'LCP' }, (a, b) => a.length + b.length - 2 * naive.commonPrefix(a, b));
        expectPairs(
          careers,
          { method: 'RLCP' },
          (a, b) => a.length + b.length - 2 * naive.commonPrefix(a.toReversed(), b.toReversed()),
        );
      }),
    ],
    [
      'NMS',
      fc.property(careersOf(states, { longest: 3, spells: 3, rows: 3 }), (careers) => {
        const single = (career: Career) => career.map((state) => ({ state, duration: 1 }));
        const common = (weights: readonly number[]) => (a: Career, b: Career) =>
          naive.overSubsequences(single(a).slice(0, 8), single(b).slice(0, 8), weights, factor, () => 1);
        const short = careers.map((career) => career.slice(0, 8));
        expectPairs(short, { method: 'NMS' }, (a, b) => naive.ofCommon(a, b, common(counts)));
        const soft = (a: Career, b: Career) => naive.overSubsequences(single(a), single(b), counts, likeness, () => 1);
        expectPairs(short, { method: 'NMS', proximity }, (a, b) => naive.ofCommon(a, b, soft));
        const weights = [1, 0.5, 0, 2];
        expectPairs(short, { method: 'NMS', subsequenceWeights: weights }, (a, b) =>
          naive.ofCommon(a, b, common(weights)),
        );
      }),
    ],
    [
      'NMSMST',
      fc.property(careersOf(states, { spells: 4, rows: 4 }), (careers) => {
        const least = (a: readonly naive.Spell[], b: readonly naive.Spell[]) =>
          a.reduce((sum, spell, at) => sum + Math.min(spell.duration, (b[at] as naive.Spell).duration), 0);
        for (const weights of [counts, [2, 1, 0.5]]) {
          const common = (a: Career, b: Career) =>
            naive.overSubsequences(naive.spellsOf(a), naive.spellsOf(b), weights, factor, least);
          const given = weights === counts ? {} : { subsequenceWeights: weights };
          expectPairs(careers, { method: 'NMSMST', ...given }, (a, b) => naive.ofCommon(a, b, common));
        }
      }),
    ],
    [
      'SVRspell',
      fc.property(careersOf(states, { spells: 4, rows: 4 }), (careers) => {
        const time = (spells: readonly naive.Spell[]) => spells.reduce((sum, { duration }) => sum + duration, 0);
        for (const weights of [counts, [2, 1, 0.5]]) {
          const common = (a: Career, b: Career) =>
            naive.overSubsequences(naive.spellsOf(a), naive.spellsOf(b), weights, factor, (x, y) => time(x) * time(y));
          const given = weights === counts ? {} : { subsequenceWeights: weights };
          expectPairs(careers, { method: 'SVRspell', ...given }, (a, b) => naive.ofCommon(a, b, common));
          const soft = (a: Career, b: Career) =>
            naive.overSubsequences(naive.spellsOf(a), naive.spellsOf(b), weights, joined, (x, y) => time(x) * time(y));
          const alike = proximity.map((likely) => (likely > 0 ? 1 : 0));
          expectPairs(careers, { method: 'SVRspell', ...given, proximity: alike }, (a, b) =>
            naive.ofCommon(a, b, soft),
          );
        }
      }),
    ],
  ] as const)('%s', (_, property) => {
    fc.assert(property as fc.IProperty<unknown>, { numRuns: 60 });
  });

  it('OM with missing as a state', () => {
    const property = fc.property(careersOf(states + 1), costsOf(states, { withMissing: true }), (careers, costs) => {
      fc.pre(careers.some((career) => career.includes(states)));
      const expected = (a: Career, b: Career) => naive.optimalMatching(a, b, costs);
      expectPairs(careers, { method: 'OM', costs }, expected, { withMissing: true });
    });
    fc.assert(property, { numRuns: 60 });
  });
});

describe('distances', () => {
  const metrics = (costs: SequenceCosts): SequenceMeasure[] => [
    { method: 'OM', costs },
    { method: 'LCS' },
    { method: 'LCP' },
    { method: 'RLCP' },
    { method: 'HAM', costs },
    { method: 'EUCLID', step: 3 },
    { method: 'CHI2', step: 3 },
    { method: 'NMS' },
    { method: 'SVRspell' },
    { method: 'OMspell', costs },
  ];

  it('are triangular where the measure is a metric, and 0 for equal careers', () => {
    const property = fc.property(careersOfLength(states, 9, 5), metricCostsOf(states), (careers, costs) => {
      const sequences = sequencesOf([...careers, careers[0] as Career], states);
      for (const measure of metrics(costs)) {
        const distances = sequenceDistances(sequences, measure);
        expect(between(distances, 0, careers.length)).toBe(0);
        for (let a = 0; a < careers.length; a += 1)
          for (let b = 0; b < careers.length; b += 1)
            for (let c = 0; c < careers.length; c += 1) {
              const [direct, over] = [between(distances, a, c), between(distances, a, b) + between(distances, b, c)];
              if (!(direct <= over * (1 + 1e-9) + 1e-6)) expect.fail(`${measure.method}: ${direct} over ${over}`);
            }
      }
    });
    fc.assert(property, { numRuns: 40 });
  });

  it('do not depend on the order of the careers, nor on their repetition', () => {
    const property = fc.property(careersOfLength(states, 8, 5), metricCostsOf(states), (careers, costs) => {
      for (const measure of metrics(costs)) {
        const weigh = measure.method === 'CHI2';
        const plain = sequenceDistances(sequencesOf(careers, states), measure);
        const turned = [...careers, ...(weigh ? [] : careers)].reverse();
        const other = sequenceDistances(sequencesOf(turned, states), measure);
        for (let a = 0; a < careers.length; a += 1)
          for (let b = 0; b < careers.length; b += 1)
            expect(between(other, turned.length - 1 - a, turned.length - 1 - b)).toBeCloseTo(between(plain, a, b), 7);
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('to references are columns of all, whether they are rows or other sequences', () => {
    const property = fc.property(careersOfLength(states, 8, 6), metricCostsOf(states), (careers, costs) => {
      const sequences = sequencesOf(careers, states);
      for (const measure of metrics(costs).filter(({ method }) => method !== 'CHI2')) {
        const all = sequenceDistances(sequences, measure);
        const rows = [careers.length - 1, 0];
        const byRows = distancesToReferences(sequences, measure, rows);
        const outside = sequencesOf(
          rows.map((row) => careers[row] as Career),
          states,
        );
        const bySequences = distancesToReferences(sequences, measure, outside);
        expect(byRows).toMatchObject({ rows: careers.length, references: 2 });
        expect(bySequences.values).toEqual(byRows.values);
        careers.forEach((_, row) => {
          rows.forEach((reference, column) => {
            expect(byRows.values[row * 2 + column]).toBeCloseTo(between(all, row, reference), 9);
          });
        });
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('know the most frequent career, by weights where there are some', () => {
    const sequences = sequencesOf([[0], [1], [1], [2]], 3);
    expect(mostFrequentSequence(sequences)).toBe(1);
    expect(mostFrequentSequence({ ...sequences, weights: Float64Array.of(1, 1, 1, 5) })).toBe(3);
  });

  it('are normalised by lengths, and by the largest that they can be', () => {
    // AAAB and AB: two deleted. At an indel of 3 and substitutions of 4 the largest is 2 x 3 + 2 x 4, or 2 x 3 + 2 x 6 by Yujian and Bo.
    const sequences = sequencesOf(
      [
        [0, 0, 0, 1],
        [0, 1],
      ],
      2,
    );
    const costs = givenCosts({ states: letters(2), substitution: [0, 4, 4, 0], indel: 3 });
    const by = (measure: SequenceMeasure, normalisation: NonNullable<DistanceOptions['normalisation']>) =>
      sequenceDistances(sequences, measure, { normalisation }).values[0];
    const plain = { method: 'OM', costs } as const;
    expect(by(plain, 'maxlength')).toBeCloseTo(6 / 12, 14);
    expect(by(plain, 'auto')).toBeCloseTo(6 / 12, 14);
    expect(by(plain, 'gmean')).toBeCloseTo(1 - (14 - 6) / (2 * Math.sqrt(12 * 6)), 14);
    expect(by(plain, 'maxdist')).toBeCloseTo(6 / 14, 14);
    expect(by(plain, 'YujianBo')).toBeCloseTo(12 / (6 + 18), 14);
    expect(by({ method: 'LCS' }, 'auto')).toBeCloseTo(1 - (6 - 2) / (2 * Math.sqrt(8)), 14);
    expect(by({ method: 'LCP' }, 'auto')).toBeCloseTo(1 - (6 - 4) / (2 * Math.sqrt(8)), 14);
    // Spells: AAAB to AB differs by two units of 0.5, and lengths count in positions.
    expect(by({ method: 'OMspell', costs }, 'maxlength')).toBeCloseTo(1 / 12, 14);
    // Means: half of 4 twice, for the two positions that both have.
    const slen = sequenceDistances(sequences, { method: 'OMslen', costs }).values[0] as number;
    expect(by({ method: 'OMslen', costs }, 'maxdist')).toBeCloseTo(slen / 14, 14);
    const warp = { method: 'TWED', costs, stiffness: 1, gapPenalty: 0.5 } as const;
    const warped = sequenceDistances(sequences, warp).values[0] as number;
    expect(by(warp, 'maxdist')).toBeCloseTo(warped / (2 * (1 + 0.5 + 4) + 2 * 5 * 2), 14);
  });

  it('of positions are normalised by the largest cost of each', () => {
    const sequences = sequencesOf(
      [
        [0, 0, 1],
        [0, 1, 1],
      ],
      3,
    );
    const costs = givenCosts({ states: letters(3), substitution: [0, 1, 2, 1, 0, 4, 2, 4, 0] });
    for (const normalisation of ['auto', 'maxlength', 'maxdist'] as const) {
      expect(sequenceDistances(sequences, { method: 'HAM', costs }, { normalisation }).values[0]).toBeCloseTo(
        1 / 12,
        14,
      );
      expect(sequenceDistances(sequences, { method: 'HAM' }, { normalisation }).values[0]).toBeCloseTo(1 / 3, 14);
    }
  });

  it('with costs of 1 and 2 are the edit distance and what is not in common', () => {
    const sequences = sequencesOf(
      [
        [0, 0, 1, 1],
        [0, 1, 1, 1, 2],
      ],
      3,
    );
    const unit = (value: number) =>
      givenCosts({ states: letters(3), substitution: [0, value, value, value, 0, value, value, value, 0], indel: 1 });
    expect(sequenceDistances(sequences, { method: 'OM', costs: unit(1) }).values).toEqual(Float64Array.of(2));
    expect(sequenceDistances(sequences, { method: 'OM', costs: unit(2) }).values).toEqual(Float64Array.of(3));
  });
});
