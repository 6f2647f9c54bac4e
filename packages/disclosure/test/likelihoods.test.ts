// What methods say of themselves: how likely each figure is given the count, which attackers reckon with, and how far figures are said to err.
import { describe, expect, test } from 'vitest';
import { type Release, secretsOf, tally } from '../src/index.ts';
import { methodOf, publishSeries, registry, staffOn, tableNamed } from './made-staff.ts';

const ordinary = registry.tables.find(({ name }) => name === 'headcount by grade, region');
const byAnswer = registry.tables.find(({ name }) => name === 'headcount by background, grade');
if (ordinary === undefined || byAnswer === undefined) throw new Error('both are registered');
const workforce = staffOn(0, { people: 1_000 });

describe.each([
  ['exact', {}],
  ['suppress', { threshold: 7 }],
  ['practice', { threshold: 7, base: 5 }],
  ['cell-key-light', {}],
  ['cell-key', { variance: 2, bound: 5, threshold: 10, base: 5 }],
  ['laplace', { scale: 4 }],
  ['gaussian', { variance: 9 }],
  ['clew', { threshold: 4, base: 3 }],
] as const)('%s', (name, parameters) => {
  const method = methodOf(name, parameters);

  test.each([0, 1, 3, 6, 12, 40])('a count of %d is published as something', (count) => {
    const figures = [Number.NaN, ...Array.from({ length: 241 }, (_, place) => place - 120)];
    const chances = figures.map((figure) =>
      Math.exp(method.logLikelihood(registry, ordinary, count, figure) ?? Number.NaN),
    );
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(
      1,
      name === 'gaussian' || name === 'laplace' ? 5 : 9,
    );
  });

  test('could have published what it published', () => {
    const [release] = publishSeries(method, registry, [workforce]) as [Release];
    for (const table of registry.tables) {
      if (table.quantity !== 'headcount') continue;
      const truth = tally(registry, workforce, table);
      tableNamed(release, table.name).values.forEach((value, cell) => {
        const likelihood = method.logLikelihood(registry, table, truth[cell] ?? 0, value);
        if (likelihood !== undefined) expect(likelihood).toBeGreaterThan(Number.NEGATIVE_INFINITY);
      });
    }
  });

  test('states the error that its likelihood has, of a count that is large enough to be shown', () => {
    const [release] = publishSeries(method, registry, [workforce]) as [Release];
    const { standardErrors, values } = tableNamed(release, 'headcount');
    const figures = Array.from({ length: 241 }, (_, place) => 1_000 + place - 120);
    const second = figures.reduce((sum, figure) => {
      // Rounding errs by whatever the count's remainder is: over all remainders of 3 and of 5 it is what is stated.
      const counts = Array.from({ length: 15 }, (_, place) => 993 + place);
      const each = counts.map(
        (count) =>
          Math.exp(method.logLikelihood(registry, ordinary, count, figure) ?? Number.NaN) * (figure - count) ** 2,
      );
      return sum + each.reduce((so, one) => so + one, 0) / counts.length;
    }, 0);
    expect(values[0]).not.toBeNaN();
    expect(standardErrors[0]).toBeCloseTo(Math.sqrt(second), 4);
  });
});

test('clew has no likelihood of a table by an answer: it tells nothing beyond its measurements, which have theirs', () => {
  const method = methodOf('clew');
  for (const table of registry.tables) {
    const likelihood = method.logLikelihood(registry, table, 10, 10);
    expect(likelihood === undefined).toBe(secretsOf(registry, table).length > 0);
  }
  // R: dnorm(13, 10, 4, log = TRUE)
  expect(method.logLikelihoodOfMeasurement(4, 10, 13)).toBeCloseTo(-2.586482895, 8);
});

test('practice rounds, and shows no other figure than a multiple', () => {
  const [release] = publishSeries(methodOf('practice', { threshold: 5, base: 5 }), registry, [workforce]) as [Release];
  const truth = tally(registry, workforce, byAnswer);
  tableNamed(release, byAnswer.name).values.forEach((value, cell) => {
    const count = truth[cell] ?? 0;
    expect(value).toBe(count > 0 && count < 5 ? Number.NaN : 5 * Math.round(count / 5));
  });
});

test('swapping keeps the totals of answers, and moves as many as it is told to', () => {
  const cellsOf = (rate: number) => {
    const [release] = publishSeries(methodOf('swapping', { rate }), registry, [workforce]) as [Release];
    return ['headcount by background', byAnswer.name].map((name) => tableNamed(release, name).values);
  };
  const [[totals, exact], [swappedTotals, swapped]] = [cellsOf(0), cellsOf(0.5)] as const;
  expect(swappedTotals).toEqual(totals);
  expect([...(exact ?? [])]).toEqual([...tally(registry, workforce, byAnswer)]);
  const moved = (exact ?? new Float64Array()).reduce(
    (sum, count, cell) => sum + Math.abs(count - (swapped?.[cell] ?? 0)),
    0,
  );
  expect(moved).toBeGreaterThan(20);
});
