// Figures that are worked out, by hand: people times shares with every part of their error, sums of measurements, and measurements carried on.
import { describe, expect, test } from 'vitest';
import {
  bases,
  defineClassification,
  type Measurement,
  registerLattice,
  tableOf,
  type Workforce,
} from '../src/index.ts';
import type { AnswerModel } from '../src/model/answers.ts';
import { combinationsOf } from '../src/model/combinations.ts';
import { estimateTable } from '../src/model/estimate.ts';
import { measuredTable } from '../src/model/measured-table.ts';
import { pool } from '../src/model/pool.ts';
import { roundingVariance, roundTo } from '../src/rounding.ts';

const background = defineClassification({ name: 'background', secret: true, codes: ['low', 'high'] });
const grade = defineClassification({ name: 'grade', secret: false, codes: ['junior', 'senior', 'chief'] });
const registry = registerLattice([background, grade], { ways: 2 });
const dimension = (name: string) => ({ classification: name, level: name });
const byBoth = tableOf('headcount', [dimension('background'), dimension('grade')]);

/** A hundred juniors, forty seniors, nine chiefs. */
const grades = Uint16Array.from({ length: 149 }, (_, row) => (row < 100 ? 0 : row < 140 ? 1 : 2));
const workforce: Workforce = {
  referenceDate: '2024-03-31',
  people: 149,
  personNumber: Uint32Array.from(grades.keys()),
  columns: new Map([
    ['background', new Uint16Array(149)],
    ['grade', grades],
  ]),
};

/** Of juniors 30% are low, of seniors 50%, of chiefs 80%; everybody's log odds are known to a variance of 0.01. */
const model: AnswerModel = {
  fits: new Map([
    [
      'background',
      {
        answers: 2,
        shares: Float64Array.of(0.3, 0.7, 0.5, 0.5, 0.8, 0.2),
        blocks: [],
        overallVariances: Float64Array.of(0.01, 0.01),
      },
    ],
  ]),
  associations: [],
  pools: [],
  age: 2,
};
const counts = { values: Float64Array.of(102, 10, 9), standardErrors: Float64Array.of(2, 2, 2) };

describe('a table by an answer', () => {
  const rules = { threshold: 10, mostError: 0 };
  const worked = (change: Partial<AnswerModel> = {}, given = counts) =>
    estimateTable(registry, byBoth, combinationsOf(registry, workforce), { ...model, ...change }, given, rules).counts;

  test('is the published count times the share, and shows no group below the threshold or withheld', () => {
    expect([...worked().values].map((value) => Number(value.toFixed(9)))).toEqual([30.6, 5, NaN, 71.4, 5, NaN]);
    const hidden = { ...counts, values: counts.values.with(0, Number.NaN) };
    expect([...worked({}, hidden).values.subarray(0, 2)]).toEqual([NaN, 5]);
  });

  test('has an error of the model, of chance among people, of the count, and of the time since answers were measured', () => {
    const [people, share] = [102, 0.3];
    const scatter = share * (1 - share);
    const ofModel = people ** 2 * scatter ** 2 * 0.01;
    const ofDrift = (people * scatter * 0.003 * 2) ** 2;
    const expected = Math.sqrt(ofModel + people * scatter + ofDrift + (share * 2) ** 2);
    expect(worked().standardErrors[0]).toBeCloseTo(expected, 9);
    expect(worked({ age: 0 }).standardErrors[0]).toBeCloseTo(Math.sqrt(expected ** 2 - ofDrift), 9);
    expect(bases[worked().basis[0] ?? 0]).toBe('modelled');
  });

  test('has the error of the measurement where that is smaller, and then rests on it', () => {
    const planned = {
      name: '',
      quantity: 'headcount' as const,
      dimensions: [dimension('grade'), dimension('background')],
      ordinary: [dimension('grade')],
      secrets: [dimension('background')],
      variance: 4,
      sensitivity: 1,
    };
    const pooled = { values: new Float64Array(6), variances: Float64Array.of(4, 400, 4) };
    const table = worked({ age: 0, pools: [{ planned, pooled: { ...pooled, measurement: {} as Measurement } }] });
    expect(table.standardErrors[0]).toBeCloseTo(Math.sqrt(4 + 0.36), 9);
    expect(bases[table.basis[0] ?? 0]).toBe('measured');
    expect(bases[table.basis[1] ?? 0]).toBe('modelled');
  });

  test('by three is divided into counts and estimates by its error, each cell in one of them', () => {
    const region = defineClassification({ name: 'region', secret: false, codes: ['all'] });
    const wide = registerLattice([background, grade, region]);
    const columns = new Map([...workforce.columns, ['region', new Uint16Array(149)]]);
    const table = tableOf('headcount', [...byBoth.dimensions, dimension('region')]);
    const combinations = combinationsOf(wide, { ...workforce, columns });
    const divided = (mostError: number) =>
      estimateTable(wide, table, combinations, model, counts, { threshold: 10, mostError });
    const { counts: few, estimates } = divided(3);
    expect([...few.values].map(Number.isNaN)).toEqual([true, false, true, true, false, true]);
    expect([...(estimates?.values ?? [])].map(Number.isNaN)).toEqual([false, true, true, false, true, true]);
    expect([...few.standardErrors].map(Number.isNaN)).toEqual([...few.values].map(Number.isNaN));
    expect(divided(0).estimates).toBeNull();
    expect(divided(100).estimates).toBeNull();
  });

  test('that was never measured shows nothing', () => {
    expect(worked({ fits: new Map() }).values.every(Number.isNaN)).toBe(true);
  });
});

describe('a table of what was measured', () => {
  const measured = (quantity: 'promotions' | 'exposure-months', names: string[], values: number[], error: number) => ({
    name: '',
    quantity,
    dimensions: names.map(dimension),
    shape: [],
    values: Float64Array.from(values),
    standardDeviation: error,
    sensitivity: 1,
  });
  const table = tableOf('promotions', [dimension('background')]);

  test('is the mean of the sums of all that measured it, by how exact they are; of nothing else', () => {
    // Sums over three grades: 33 and 66 with variance 3 * 4; and directly 30 and 70 with variance 4.
    const byGrade = measured('promotions', ['grade', 'background'], [10, 20, 11, 22, 12, 24], 2);
    const direct = measured('promotions', ['background'], [30, 70], 2);
    const months = measured('exposure-months', ['background'], [9_000, 9_000], 2);
    const { values, standardErrors } = measuredTable(registry, table, [byGrade, direct, months]);
    expect([...values].map((value) => Number(value.toFixed(9)))).toEqual([30.75, 69]);
    expect(standardErrors[0]).toBeCloseTo(Math.sqrt(1 / (1 / 12 + 1 / 4)), 12);
  });

  test('is withheld whole where nothing measured it', () => {
    const { values, standardErrors } = measuredTable(registry, table, []);
    expect([...values, ...standardErrors].every(Number.isNaN)).toBe(true);
  });
});

describe('a measurement that is carried on', () => {
  const taken = (release: number, values: number[], standardDeviation = 10) => ({
    release,
    measurement: {
      name: '',
      quantity: 'headcount' as const,
      dimensions: [],
      shape: [],
      values: Float64Array.from(values),
      standardDeviation,
      sensitivity: 1,
    },
  });
  const people =
    (...byRelease: number[][]) =>
    (release: number) =>
      Float64Array.from(byRelease[release - 1] ?? []);
  const none = () => undefined;

  test('grows with its group, follows the trend, and is less exact the longer ago', () => {
    const counted = people([100], [100], [120]);
    const pooled = pool([taken(1, [30, 70])], counted, () => Float64Array.of(1.1, 0.9), 3);
    expect([...(pooled?.values ?? [])].map((value) => Number(value.toFixed(6)))).toEqual([39.6, 75.6]);
    // Noise grows with the group; a tenth of 120 people was replaced, and answers drifted by 0.00125 of them.
    const wandering = 2 * 0.05 * 2 * 0.19 * 120 + (0.000625 * 2 * 120) ** 2;
    expect(pooled?.variances[0]).toBeCloseTo(100 * 1.2 ** 2 + wandering, 9);
  });

  test('is averaged with later ones by how exact each is', () => {
    const pooled = pool([taken(1, [30, 70]), taken(2, [40, 60])], people([100], [100]), none, 2);
    const old = 1 / (100 + 2 * 0.05 * 0.19 * 100 + (0.000625 * 100) ** 2);
    const [now, sum] = [1 / 100, old + 1 / 100];
    expect(pooled?.values[0]).toBeCloseTo((30 * old + 40 * now) / sum, 9);
    expect(pooled?.variances[0]).toBeCloseTo(1 / sum, 9);
  });

  test('says nothing of a group that was withheld, or that is another one by its size', () => {
    for (const then of [Number.NaN, 60, 170]) {
      const pooled = pool([taken(1, [30, 70])], people([then], [100]), none, 2);
      expect(pooled?.variances[0]).toBe(Number.POSITIVE_INFINITY);
    }
    expect(pool([], people([100]), none, 1)).toBeNull();
  });
});

describe('rounding', () => {
  test.each([
    [0, 5, 0],
    [2, 5, 0],
    [3, 5, 5],
    [12, 5, 10],
    [13, 5, 15],
    [7, 1, 7],
    [14, 10, 10],
  ])('%d to a multiple of %d is %d', (count, base, rounded) => {
    expect(roundTo(count, base)).toBe(rounded);
  });

  test.each([1, 3, 5, 11])('to %d adds the variance of its remainders', (base) => {
    const errors = Array.from({ length: base }, (_, count) => roundTo(count + base, base) - count - base);
    expect(roundingVariance(base)).toBeCloseTo(errors.reduce((sum, error) => sum + error ** 2, 0) / base, 12);
  });
});
