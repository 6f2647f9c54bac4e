// Clusters are named by a factor or by numbers, and every method that takes them gives the same answer for both.
import { describe, expect, test } from 'vitest';
import {
  aalenJohansen,
  type Clusters,
  coxRegression,
  factor,
  generalisedLinearModel,
  kaplanMeier,
  multiStateCox,
  parametricSurvival,
  robustCoefficients,
} from '../src/index.ts';

const rows = 24;
const time = Float64Array.from({ length: rows }, (_, row) => 1 + ((row * 7) % 12));
const event = Uint8Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? 0 : 1));
const x = Float64Array.from({ length: rows }, (_, row) => ((row * 5) % 11) / 11);
const names = Array.from({ length: rows }, (_, row) => (row * 3) % 8);
const numbers = Float64Array.from(names, (name) => 1000 - 10 * name);
const design = { names: ['x'], columns: [x] };
const moves = {
  states: ['here', 'gone'],
  time,
  to: Array.from(event, (each) => (each === 1 ? 1 : -1)),
  id: [...names.keys()],
};

const methods: readonly (readonly [string, (cluster?: Clusters) => ArrayLike<number>])[] = [
  [
    'kaplanMeier',
    (cluster) => kaplanMeier({ time, event }, { robust: true, ...of(cluster) }).curves[0]?.standardError ?? [],
  ],
  ['aalenJohansen', (cluster) => aalenJohansen(moves, of(cluster)).curves[0]?.standardError ?? []],
  [
    'coxRegression',
    (cluster) => coxRegression({ time, event, ...of(cluster) }, design, { robust: true }).standardErrors,
  ],
  ['multiStateCox', (cluster) => multiStateCox(moves, design, of(cluster)).fit.standardErrors],
  [
    'parametricSurvival',
    (cluster) =>
      parametricSurvival({ time, event }, design, { distribution: 'weibull', robust: true, ...of(cluster) })
        .standardErrors,
  ],
  [
    'robustCoefficients',
    (cluster) => {
      const model = generalisedLinearModel('event ~ x', { event: Float64Array.from(event), x }, { family: 'binomial' });
      return robustCoefficients(model, of(cluster)).standardErrors;
    },
  ],
];

const of = (cluster: Clusters | undefined) => (cluster === undefined ? {} : { cluster });

describe.each(methods)('%s', (_, errors) => {
  test('takes a factor and numbers alike, and differs from rows on their own', () => {
    const byFactor = Array.from(errors(factor(names.map(String))));
    const byNumbers = Array.from(errors(numbers));
    expect(byFactor.length).toBeGreaterThan(0);
    for (const [at, error] of byFactor.entries()) expect(byNumbers[at]).toBeCloseTo(error, 12);
    const alone = Array.from(errors());
    expect(byFactor.some((error, at) => Math.abs(error - (alone[at] as number)) > 1e-4)).toBe(true);
  });

  test('names the row whose cluster is missing', () => {
    const missing = numbers.with(5, Number.NaN);
    expect(() => errors(missing)).toThrow(
      expect.objectContaining({ code: 'not-finite', where: expect.objectContaining({ column: 'cluster', row: 5 }) }),
    );
  });
});

test.each([
  ['a factor', factor(names.map((name, row) => (row === 5 ? null : String(name))))],
  ['numbers', numbers.with(5, Number.NaN)],
])('a row whose cluster is missing, of %s, is left out where missing rows are', (_, missing) => {
  const found = kaplanMeier({ time, event }, { cluster: missing, missing: 'omit' });
  expect(found.rowsOmitted).toBe(1);
  expect(coxRegression({ time, event, cluster: missing }, design, { missing: 'omit' }).rows).toBe(rows - 1);
});
