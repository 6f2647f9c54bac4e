// Discrepancy and what explains it: against the definitions, variances of numbers, R's permutation tests by distribution, and copies for weights.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hasReference, referenceFile } from '../reference/index.ts';
import { referenceDistances, referenceFactor } from '../reference/reference-distances.ts';
import {
  type AssociationOptions,
  type AssociationStatistics,
  between,
  compareGroups,
  type Dissimilarities,
  discrepancy,
  discrepancyAssociation,
  distancesToCentre,
  type Factor,
  factorialDiscrepancy,
} from '../src/index.ts';
import {
  agriculture,
  chosen,
  copies,
  dissimilarities,
  expectClose,
  expectRefused,
  partitions,
  scattered,
} from './objects.ts';

const grouped = (codes: Int32Array, count = 3): Factor => ({
  levels: Array.from({ length: count }, (_, level) => `g${level}`),
  codes,
});
const withGroups = scattered(9).chain((given) =>
  fc.tuple(fc.constant(given), fc.oneof(partitions(given.size, 2), partitions(given.size, 3))),
);
const wholeWeights = fc.infiniteStream(fc.integer({ min: 1, max: 4 }));
const statisticsOf = (found: AssociationStatistics): number[] => [
  found.pseudoF,
  found.pseudoFBrownForsythe,
  found.pseudoR2,
  found.bartlett,
  found.levene,
];

describe('discrepancy', () => {
  it('of squared distances between numbers is their variance, and distances to the centre those to the mean', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 12 }),
        wholeWeights,
        (numbers, stream) => {
          const weights = Float64Array.from(stream.take(numbers.length));
          const total = weights.reduce((sum, each) => sum + each);
          const mean = numbers.reduce((sum, each, at) => sum + (each * (weights[at] ?? 0)) / total, 0);
          const squares = numbers.map((each) => (each - mean) ** 2);
          const variance = squares.reduce((sum, each, at) => sum + (each * (weights[at] ?? 0)) / total, 0);
          const given = dissimilarities(numbers.length, (one, other) =>
            Math.abs((numbers[one] ?? 0) - (numbers[other] ?? 0)),
          );
          expectClose([discrepancy(given, { squared: true, weights })], [variance], 9);
          expectClose(distancesToCentre(given, { squared: true, weights }).distances, squares, 9);
        },
      ),
    );
  });

  it('is the mean of the distances to the centre, and that of copies where objects have weights', () => {
    fc.assert(
      fc.property(scattered(), wholeWeights, (given, stream) => {
        const weights = [...stream.take(given.size)];
        const expanded = chosen(given, copies(weights));
        const all = distancesToCentre(expanded);
        expectClose([discrepancy(given, { weights: Float64Array.from(weights) })], [discrepancy(expanded)], 10);
        const mean = all.distances.reduce((sum, each) => sum + each, 0) / expanded.size;
        expectClose([discrepancy(expanded)], [mean], 10);
      }),
    );
  });

  it('leaves objects without a group without a distance, and levels without objects without a medoid', () => {
    const line = dissimilarities(5, (one, other) => other - one);
    const { distances, medoids } = distancesToCentre(line, { group: grouped(Int32Array.of(0, 0, 0, -1, 2)) });
    expectClose(distances, [1 - 4 / 9, 2 / 3 - 4 / 9, 1 - 4 / 9, Number.NaN, 0], 12);
    expect([...medoids]).toEqual([1, -1, 4]);
  });
});

describe('association', () => {
  it('has no p-value for a measure that has no value: each object a group of its own', () => {
    const apart = grouped(Int32Array.of(0, 1, 2));
    const { statistics, pValues } = discrepancyAssociation(chosen(agriculture, [0, 3, 7]), apart, { permutations: 50 });
    expect([statistics.pseudoF, statistics.pseudoR2]).toEqual([Number.NaN, 1]);
    expect([pValues.pseudoF, pValues.pseudoR2]).toEqual([Number.NaN, 1]);
  });

  it('is the analysis of variance where dissimilarities are squared distances of numbers', () => {
    // R: summary(aov(x ~ g)), oneway.test's F* aside; x of cluster::agriculture
    const x = [16.8, 21.3, 18.7, 5.9, 11.4, 17.8, 10.9, 16.6, 21, 16.4, 7.8, 14];
    const given = dissimilarities(12, (one, other) => Math.abs((x[one] ?? 0) - (x[other] ?? 0)));
    const codes = Int32Array.of(0, 0, 0, 1, 1, 0, 1, 2, 2, 2, 1, 2);
    const found = discrepancyAssociation(given, grouped(codes), { squared: true, permutations: 0 });
    const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;
    const groups = [0, 1, 2].map((code) => x.filter((_, at) => codes[at] === code));
    const within = groups
      .flatMap((group) => group.map((each) => (each - mean(group)) ** 2))
      .reduce((sum, each) => sum + each);
    const whole = x.map((each) => (each - mean(x)) ** 2).reduce((sum, each) => sum + each);
    expectClose([found.residual.sumOfSquares, found.whole.sumOfSquares], [within, whole], 12);
    expectClose([found.statistics.pseudoF], [(whole - within) / 2 / (within / 9)], 12);
    // R: bartlett.test(x, g), whose variances divide by n - 1 where these divide by n.
    expect(found.statistics.bartlett).toBeGreaterThan(0);
    expect(statisticsOf(found.pValues)).toEqual(new Array(5).fill(Number.NaN));
  });

  it('does not depend on the order of objects or the names of groups', () => {
    fc.assert(
      fc.property(withGroups, ([given, codes]) => {
        const own = discrepancyAssociation(given, grouped(codes), { permutations: 0 });
        const order = [...codes.keys()].reverse();
        const turned = grouped(Int32Array.from(order, (object) => 2 - (codes[object] ?? 0)));
        const other = discrepancyAssociation(chosen(given, order), turned, { permutations: 0 });
        // A group of one has no variance: Bartlett's and Levene's statistics may have no value.
        expectClose(statisticsOf(other.statistics).slice(0, 3), statisticsOf(own.statistics).slice(0, 3), 8);
        expect(own.statistics.pseudoR2).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('takes weights for copies, and leaves out objects without a group and levels without objects', () => {
    fc.assert(
      fc.property(withGroups, wholeWeights, ([given, codes], stream) => {
        const weights = [...stream.take(given.size)];
        const of = copies(weights);
        const expanded = discrepancyAssociation(
          chosen(given, [...of, 0]),
          grouped(
            Int32Array.from([...of, -1], (object) => (object < 0 ? -1 : (codes[object] ?? -1))),
            5,
          ),
          { permutations: 0 },
        );
        const compact = discrepancyAssociation(given, grouped(codes), {
          weights: Float64Array.from(weights),
          permutations: 0,
        });
        expectClose(statisticsOf(compact.statistics).slice(0, 3), statisticsOf(expanded.statistics).slice(0, 3), 8);
        expect(compact.groups.map(({ level, weight }) => [level, weight])).toEqual(
          expanded.groups.map(({ level, weight }) => [level, weight]),
        );
      }),
    );
  });

  it('weighs nothing away from what it rounds', () => {
    const codes = Int32Array.of(0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0);
    const weights = Float64Array.of(0.4, 1.5, 2.5, 1.2, 0.9, 1, 3.49, 2, 1, 1, 0.5, 1);
    const rounded = discrepancyAssociation(agriculture, grouped(codes), {
      weights,
      weightPermutation: 'rounded-replicate',
      permutations: 0,
    });
    // R rounds halves to the even: 1.5 to 2, 2.5 to 2, 0.5 to 0.
    const whole = { weights: Float64Array.of(0, 2, 2, 1, 1, 1, 3, 2, 1, 1, 0, 1), permutations: 0 };
    expect(rounded.statistics).toEqual(discrepancyAssociation(agriculture, grouped(codes), whole).statistics);
  });

  const modes: readonly AssociationOptions[] = [
    {},
    ...(['replicate', 'diss', 'rounded-replicate', 'random-sampling'] as const).map((weightPermutation) => ({
      weightPermutation,
      weights: Float64Array.from({ length: 40 }, (_, at) => 1 + (at % 2)),
    })),
  ];
  const values = Array.from({ length: 40 }, (_, at) => Math.sin(at * at * 1.7) * 3);
  const noise = dissimilarities(40, (one, other) => Math.abs((values[one] ?? 0) - (values[other] ?? 0)));
  const halves = grouped(
    Int32Array.from({ length: 40 }, (_, at) => Number(at % 4 > 1)),
    2,
  );
  const shifted = dissimilarities(
    40,
    (one, other) => between(noise, one, other) + (halves.codes[one] === halves.codes[other] ? 0 : 4),
  );

  test.each(modes)(
    'by permutation: the same for a seed, small where groups differ, anything where they do not (%o)',
    (mode) => {
      const run = (given: Dissimilarities, seed: number) =>
        discrepancyAssociation(given, halves, { ...mode, permutations: 200, seed }).pValues.pseudoF;
      expect(run(noise, 4)).toBe(run(noise, 4));
      expect(run(shifted, 4)).toBe(1 / 200);
      const spread = [1, 2, 3].map((seed) => run(noise, seed));
      for (const p of spread) expect(p).toBeGreaterThan(0.02);
    },
  );

  it('by permutation is uniform where groups do not differ', () => {
    const p = Array.from({ length: 60 }, (_, trial) => {
      const points = Array.from(
        { length: 20 },
        (_each, at) =>
          Math.sin((trial * 20 + at) ** 1.3 * 12.9898) * 43758.5453 -
          Math.floor(Math.sin((trial * 20 + at) ** 1.3 * 12.9898) * 43758.5453),
      );
      const given = dissimilarities(20, (one, other) => Math.abs((points[one] ?? 0) - (points[other] ?? 0)));
      const group = grouped(
        Int32Array.from({ length: 20 }, (_each, at) => at % 2),
        2,
      );
      return discrepancyAssociation(given, group, { permutations: 100, seed: trial }).pValues.pseudoF;
    });
    const below = p.filter((each) => each <= 0.5).length;
    // Of 60, half lie below 0.5: within 4 standard deviations.
    expect(Math.abs(below - 30)).toBeLessThan(16);
  });
});

describe.skipIf(!hasReference)("R's permutation tests, by distribution", () => {
  const file = hasReference ? referenceFile('discrepancy.json') : undefined;
  test.each([
    ['mvad_OM_CONSTANT', 'gcse5eq'],
    ['mvad_OM_CONSTANT', 'fmpr'],
    ['mvad_OM_CONSTANT', 'funemp'],
    ['synth_OM_TRATE', 'seb'],
  ] as const)('dissassoc(%s, %s, R = 1000)', (name, column) => {
    const theirs = file?.numbers(name, `by_${column}_R1000_seed1`, 'stat', 'p.value') ?? [];
    const found = discrepancyAssociation(referenceDistances(name), referenceFactor(name, column), {
      permutations: 500,
    });
    statisticsOf(found.pValues).forEach((p, at) => {
      const expected = theirs[at] ?? Number.NaN;
      const variance = Math.max(expected * (1 - expected), 0.001) * (1 / 500 + 1 / 1000);
      expect(Math.abs(p - expected)).toBeLessThan(5 * Math.sqrt(variance));
    });
  });
});

describe('several factors', () => {
  it('explain what regressions of numbers do', () => {
    // R: anova(lm(x ~ y)): squared distances of x, explained by y: the F of the regression.
    const x = [16.8, 21.3, 18.7, 5.9, 11.4, 17.8, 10.9, 16.6, 21, 16.4, 7.8, 14];
    const y = Float64Array.of(2.7, 5.7, 3.5, 22.2, 10.9, 6, 14, 8.5, 3.5, 4.3, 17.4, 2.3);
    const given = dissimilarities(12, (one, other) => Math.abs((x[one] ?? 0) - (x[other] ?? 0)));
    const { whole, terms } = factorialDiscrepancy(given, [{ name: 'y', values: y }], {
      squared: true,
      permutations: 99,
    });
    const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, each) => sum + each, 0) / of.length;
    const sum = (one: ArrayLike<number>, other: ArrayLike<number>) =>
      Array.from(one).reduce((total, each, at) => total + (each - mean(one)) * ((other[at] ?? 0) - mean(other)), 0);
    const r2 = sum(x, y) ** 2 / sum(x, x) / sum(y, y);
    expectClose([whole.pseudoR2, whole.pseudoF], [r2, r2 / ((1 - r2) / 10)], 11);
    expectClose([terms[0]?.pseudoF ?? 0, whole.pValue], [whole.pseudoF, 1 / 99], 12);
  });

  it('are one factor where there is one', () => {
    fc.assert(
      fc.property(withGroups, wholeWeights, ([given, codes], stream) => {
        const weights = Float64Array.from(stream.take(given.size));
        const group = grouped(codes);
        const one = discrepancyAssociation(given, group, { weights, permutations: 0 });
        const many = factorialDiscrepancy(given, [{ name: 'g', values: group }], { weights, permutations: 0 });
        expectClose([many.whole.pseudoR2], [one.statistics.pseudoR2], 9);
        expectClose([many.whole.pseudoF], [one.statistics.pseudoF], 7);
        expect(many.whole.pValue).toBeNaN();
      }),
    );
  });

  it('leave out objects that lack one, and say which depends on others', () => {
    const one = grouped(Int32Array.of(0, 0, 0, 1, 1, 0, 1, 1, 0, -1, 1, 0), 2);
    const other = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, Number.NaN, 10, 11, 12);
    const predictors = [
      { name: 'one', values: one },
      { name: 'other', values: other },
    ];
    expect(factorialDiscrepancy(agriculture, predictors, { permutations: 0 }).objects).toBe(10);
    const twice = [...predictors, { name: 'again', values: other.map((each) => 2 * each + 1) }];
    expectRefused(() => factorialDiscrepancy(agriculture, twice), 'collinear');
  });
});

describe('two groups', () => {
  const codes = Int32Array.of(0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0);
  it('differ where their distance does, in samples too', () => {
    const apart = dissimilarities(60, (one, other) => (one % 2 === other % 2 ? 1 + ((one * other) % 3) : 9));
    const group = grouped(
      Int32Array.from({ length: 60 }, (_, at) => at % 2),
      2,
    );
    const whole = compareGroups(apart, group);
    expect([whole.pValue < 1e-6, whole.bicDifference > 10, whole.samples]).toEqual([true, true, 1]);
    expectClose([whole.bayesFactor], [Math.exp((whole.likelihoodRatio - Math.log(60)) / 2)], 12);
    const sampled = compareGroups(apart, group, { sampleSize: 10, seed: 2 });
    expect(sampled.samples).toBe(3);
    expect(sampled.likelihoodRatio).toBeGreaterThan(5);
    expect(compareGroups(apart, group, { sampleSize: 10, seed: 2 })).toEqual(sampled);
  });

  it('have weights as they are, or scaled within each', () => {
    const weights = Float64Array.from(codes, (code) => (code === 0 ? 2 : 5));
    const scaled = compareGroups(agriculture, grouped(codes, 2), { weights, weightedBy: 'group' });
    expectClose([scaled.likelihoodRatio], [compareGroups(agriculture, grouped(codes, 2)).likelihoodRatio], 10);
    const plain = compareGroups(agriculture, grouped(codes, 2), { weights });
    expect(plain.likelihoodRatio).not.toBeCloseTo(scaled.likelihoodRatio, 6);
  });
});

describe('what has no meaning', () => {
  const line = dissimilarities(4, (one, other) => other - one);
  const halves = grouped(Int32Array.of(0, 0, 1, 1), 2);
  const refused: readonly (readonly [string, () => unknown, Parameters<typeof expectRefused>[1]])[] = [
    ['one group', () => discrepancyAssociation(line, grouped(new Int32Array(4))), 'one-group'],
    ['no group known', () => discrepancyAssociation(line, grouped(new Int32Array(4).fill(-1))), 'one-group'],
    ['a group of others', () => discrepancyAssociation(line, grouped(Int32Array.of(0, 1))), 'length-mismatch'],
    [
      'a group outside its levels',
      () => discrepancyAssociation(line, grouped(Int32Array.of(0, 1, 3, 0))),
      'code-outside-levels',
    ],
    [
      'copies that are no whole number',
      () => discrepancyAssociation(line, halves, { weights: Float64Array.of(1, 1.5, 1, 1) }),
      'weight-invalid',
    ],
    [
      'a group that weighs nothing',
      () => discrepancyAssociation(line, halves, { weights: Float64Array.of(0, 0, 1, 1) }),
      'weight-invalid',
    ],
    ['weights that are all 0', () => discrepancy(line, { weights: new Float64Array(4) }), 'weight-invalid'],
    ['half a permutation', () => discrepancyAssociation(line, halves, { permutations: 1.5 }), 'option-invalid'],
    [
      'an unknown way of permuting',
      () =>
        discrepancyAssociation(line, halves, {
          weights: Float64Array.of(1, 1, 1, 1),
          weightPermutation: 'x' as 'diss',
        }),
      'option-invalid',
    ],
    ['a distance that is no number', () => discrepancy({ size: 2, values: Float64Array.of(Number.NaN) }), 'not-finite'],
    ['no objects', () => discrepancy({ size: 0, values: new Float64Array(0) }), 'no-rows'],
    ['no predictors', () => factorialDiscrepancy(line, []), 'option-invalid'],
    [
      'a factor of one level',
      () => factorialDiscrepancy(line, [{ name: 'g', values: grouped(new Int32Array(4)) }]),
      'one-group',
    ],
    [
      'predictors that nobody has',
      () => factorialDiscrepancy(line, [{ name: 'x', values: new Float64Array(4).fill(Number.NaN) }]),
      'no-rows',
    ],
    ['three groups to compare', () => compareGroups(line, grouped(Int32Array.of(0, 1, 2, 0))), 'one-group'],
    ['samples of one', () => compareGroups(line, halves, { sampleSize: 1 }), 'option-invalid'],
    ['an unknown square', () => compareGroups(line, halves, { squared: 'x' as 'test' }), 'option-invalid'],
  ];
  test.each(refused)('%s', (_, run, code) => expectRefused(run, code));

  it('is cancelled', () => {
    const control = new AbortController();
    const onProgress = (done: number) => done === 5 && control.abort();
    const work = { signal: control.signal, onProgress: (done: number) => void onProgress(done) };
    expectRefused(() => discrepancyAssociation(line, halves, { ...work, permutations: 50 }), 'cancelled');
    expectRefused(
      () => factorialDiscrepancy(line, [{ name: 'g', values: halves }], { signal: control.signal }),
      'cancelled',
    );
    expectRefused(() => compareGroups(line, halves, { signal: control.signal }), 'cancelled');
  });
});
