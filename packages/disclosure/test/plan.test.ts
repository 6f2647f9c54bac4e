// What is measured, when, and with how much noise: the declared loss is spent to the full by the secret that is measured most, never beyond.
import { describe, expect, test } from 'vitest';
import {
  accuracyOf,
  defineClassification,
  distanceOf,
  isRefusal,
  lossOf,
  type Measurement,
  type Registry,
  registerLattice,
  squaredDistanceOf,
} from '../src/index.ts';
import { isMeasured, type PlanOptions, planMeasurements, releasesSince } from '../src/model/plan.ts';

const secret = (name: string) => defineClassification({ name, secret: true, codes: ['yes', 'no'] });
const ordinary = (name: string, size: number) =>
  defineClassification({ name, secret: false, codes: Array.from({ length: size }, (_, code) => `${name}-${code}`) });
const dimension = (name: string) => ({ classification: name, level: name });
const options: PlanOptions = { accuracy: 0.6, releases: 10, every: 4, interactions: 1 };

function plan(registry: Registry, change: Partial<PlanOptions> = {}) {
  const answer = planMeasurements(registry, { ...options, ...change });
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer;
}

const lattice = registerLattice(
  [secret('background'), secret('faith'), ordinary('grade', 3), ordinary('region', 4), ordinary('sex', 2)],
  { rates: [[dimension('background')], [dimension('background'), dimension('grade')], [dimension('grade')]] },
);

describe('the plan', () => {
  test('has each secret by each ordinary fact, by each other, by the smallest pair, and its rates but those that are sums', () => {
    expect(plan(lattice).map(({ name }) => name)).toEqual([
      'measured headcount by grade, background',
      'measured headcount by region, background',
      'measured headcount by sex, background',
      'measured headcount by grade, faith',
      'measured headcount by region, faith',
      'measured headcount by sex, faith',
      'measured headcount by background, faith',
      'measured headcount by grade, sex, background',
      'measured headcount by grade, sex, faith',
      'measured exposure-months by grade, background',
      'measured promotions by grade, background',
    ]);
    expect(plan(lattice, { interactions: 0 })).toHaveLength(9);
    expect(plan(lattice, { interactions: 2 })).toHaveLength(13);
  });

  test('measures a secret alone where it stands with nothing else', () => {
    expect(plan(registerLattice([secret('background')])).map(({ name }) => name)).toEqual([
      'measured headcount by background',
    ]);
    expect(plan(registerLattice([ordinary('grade', 3)]))).toEqual([]);
  });

  test('gives each measurement its share of one moment: of the secret with most of them, where it is by two', () => {
    // Background has 7 of the 11, and the pair is one of them; faith has 5.
    const moment = distanceOf(0.6) ** 2 / 3;
    for (const { secrets, quantity, variance, sensitivity } of plan(lattice)) {
      const sharers = secrets.some(({ classification }) => classification === 'background') ? 7 : 5;
      expect(sensitivity).toBeCloseTo((quantity === 'exposure-months' ? 12 : 1) * Math.SQRT2, 12);
      expect(variance).toBe(Math.ceil((sensitivity ** 2 * sharers) / moment));
    }
  });

  test('spends the declared loss over all releases, and not more', () => {
    const measured = plan(lattice).map(
      ({ variance, ...rest }): Measurement => ({
        ...rest,
        shape: [],
        values: new Float64Array(),
        standardDeviation: Math.sqrt(variance),
      }),
    );
    const releases = Array.from({ length: 20 }, (_, place) => ({
      number: place + 1,
      measurements: isMeasured(options, place + 1) ? measured : [],
    }));
    const [background, faith] = lossOf(lattice, releases);
    expect(background?.accuracyBound).toBeLessThanOrEqual(0.6);
    expect(background?.accuracyBound).toBeGreaterThan(0.599);
    // Its pair with the other secret has more noise than it needs.
    expect(faith?.accuracyBound).toBeLessThan(0.6);
    expect(faith?.accuracyBound).toBeGreaterThan(0.59);
    expect(faith?.entries).toHaveLength(15);
  });

  test('is refused where the loss is too small for noise that can be drawn', () => {
    expect(planMeasurements(lattice, { ...options, accuracy: 0.5001 })).toMatchObject({ code: 'parameter-invalid' });
  });
});

describe('releases', () => {
  test('measure at the first and every fourth after it, up to the last that the loss was declared for', () => {
    const measured = Array.from({ length: 16 }, (_, place) => place + 1).filter((each) => isMeasured(options, each));
    expect(measured).toEqual([1, 5, 9]);
    expect([1, 2, 5, 8, 9, 10, 13].map((each) => releasesSince(options, each))).toEqual([0, 1, 0, 3, 0, 1, 4]);
  });
});

test('an account adds squared distances, and counts a measurement by two secrets for both', () => {
  const measurement: Measurement = {
    name: 'pair',
    quantity: 'headcount',
    dimensions: [dimension('background'), dimension('faith')],
    shape: [2, 2],
    values: new Float64Array(4),
    standardDeviation: 10,
    sensitivity: Math.SQRT2,
  };
  expect(squaredDistanceOf(measurement)).toBeCloseTo(0.02, 12);
  const accounts = lossOf(
    lattice,
    [1, 2].map((number) => ({ number, measurements: [measurement] })),
  );
  for (const { distance, accuracyBound, rho } of accounts) {
    expect(distance).toBeCloseTo(0.2, 12);
    expect(rho).toBeCloseTo(0.02, 12);
    expect(accuracyBound).toBe(accuracyOf(distance));
  }
});
