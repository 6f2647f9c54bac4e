// The account of loss: what it says is what the best attacker reaches, and no release goes beyond what was declared.
import { describe, expect, test } from 'vitest';
import { discreteGaussian } from '../src/discrete-noise.ts';
import { accuracyOf, distanceOf, epsilonOf, lossOf, tally } from '../src/index.ts';
import { deriveKey, keyedStream } from '../src/keyed.ts';
import { methodOf, publishSeries, registry, secretOf, staffOn } from './made-staff.ts';

describe('accuracy and distance', () => {
  // R: pnorm(c(0, 0.1, 1, 3) / 2)
  test.each([
    [0, 0.5],
    [0.1, 0.519938805838373],
    [1, 0.691462461274013],
    [3, 0.933192798731142],
  ])('a distance of %d is an accuracy of %d', (distance, accuracy) => {
    expect(accuracyOf(distance)).toBeCloseTo(accuracy, 12);
    expect(distanceOf(accuracy)).toBeCloseTo(distance, 9);
  });

  // R: uniroot(function(e) pnorm(m / 2 - e / m) - exp(e) * pnorm(-m / 2 - e / m) - 1e-5, c(0, 50), tol = 1e-12)$root for m = 0.08, 1
  test.each([
    [0.080213, 0.267_937_696],
    [1, 4.377_178_096],
  ])('a distance of %d is epsilon %d at delta 1e-5', (distance, epsilon) => {
    expect(epsilonOf(distance, 1e-5)).toBeCloseTo(epsilon, 7);
  });

  test('nothing measured is nothing lost', () => {
    expect(epsilonOf(0, 1e-6)).toBe(0);
  });
});

test('the best test on measurements of one changed answer is right as often as the account says', () => {
  // Fifty measurements, each of two cells that a changed answer moves by one: distance^2 = 50 * 2 / 40.
  const [measurements, variance, trials] = [50, 40, 4_000];
  const stream = keyedStream(deriveKey(secretOf(9), 'test'), 'attack');
  let right = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const truth = trial % 2;
    let logRatio = 0;
    for (let each = 0; each < measurements; each += 1) {
      const one = (truth === 1 ? 1 : 0) + discreteGaussian(stream, variance);
      const other = (truth === 1 ? 0 : 1) + discreteGaussian(stream, variance);
      logRatio += (2 * one - 1 - (2 * other - 1)) / (2 * variance);
    }
    if (logRatio > 0 === (truth === 1)) right += 1;
  }
  const bound = accuracyOf(Math.sqrt((measurements * 2) / variance));
  expect(right / trials).toBeLessThan(bound + 4 * Math.sqrt((bound * (1 - bound)) / trials));
  expect(right / trials).toBeGreaterThan(bound - 4 * Math.sqrt((bound * (1 - bound)) / trials));
});

test('a whole series stays within its declared loss, spends nearly all of it, and no more after its last release', () => {
  const workforces = Array.from({ length: 7 }, (_, date) => staffOn(date, { people: 1_500 }));
  const releases = publishSeries(methodOf('clew', { releases: 6, every: 2 }), registry, workforces);
  const accounts = lossOf(registry, releases);
  expect(accounts.map(({ secret }) => secret)).toEqual(['background', 'ethnicity']);
  for (const { accuracyBound, entries, rho, distance } of accounts) {
    expect(accuracyBound).toBeLessThanOrEqual(0.516);
    expect(rho).toBeCloseTo(distance ** 2 / 2, 12);
    expect(new Set(entries.map(({ release }) => release))).toEqual(new Set([1, 3, 5]));
  }
  expect(Math.max(...accounts.map(({ accuracyBound }) => accuracyBound))).toBeGreaterThan(0.5155);
});

test('measurements of different releases have different noise, and all of a release theirs', () => {
  const still = [staffOn(0), { ...staffOn(0), referenceDate: '2021-03-31' }];
  const [one, other] = publishSeries(methodOf('clew', { every: 1 }), registry, still);
  one?.measurements.forEach((measurement, place) => {
    const again = other?.measurements[place];
    const same = [...measurement.values].filter((value, cell) => value === again?.values[cell]).length;
    expect(same).toBeLessThan(measurement.values.length / 4);
  });
  // Of one variance, and so of one noise if they had one stream.
  const noises = (one?.measurements ?? [])
    .filter(({ quantity, dimensions }) => quantity === 'headcount' && dimensions.length === 2)
    .map((each) => [...tally(registry, staffOn(0), each)].map((count, cell) => (each.values[cell] ?? 0) - count));
  expect(noises.length).toBeGreaterThan(4);
  expect(new Set(noises.map((noise) => noise.slice(0, 3).join(' '))).size).toBe(noises.length);
});

describe('measurements that are taken again under one secret', () => {
  const before = staffOn(0);
  const background = before.columns.get('background')?.slice() ?? new Uint16Array();
  background[17] = background[17] === 0 ? 2 : 0;
  const corrected = { ...before, columns: new Map([...before.columns, ['background', background]]) };

  test.each([
    ['of people of whom one answered otherwise', corrected, {}],
    ['of another date', { ...before, referenceDate: '2021-03-31' }, {}],
    ['with another loss', before, { accuracy: 0.55 }],
  ] as const)(
    '%s have noise that is fresh in every cell: their difference tells nothing',
    (_, workforce, parameters) => {
      const [one] = publishSeries(methodOf('clew'), registry, [before]);
      const [other] = publishSeries(methodOf('clew', parameters), registry, [workforce]);
      one?.measurements.forEach((measurement, place) => {
        const again = other?.measurements[place]?.values ?? new Float64Array();
        const near = [...measurement.values].filter((value, cell) => Math.abs(value - (again[cell] ?? 0)) <= 1).length;
        expect(near).toBeLessThanOrEqual(measurement.values.length / 4);
      });
    },
  );

  test('of the same people with the same answers are the same: nothing can be averaged', () => {
    const [one] = publishSeries(methodOf('clew'), registry, [before]);
    const [other] = publishSeries(methodOf('clew', { mostError: 3, threshold: 6 }), registry, [before]);
    expect(other?.measurements).toEqual(one?.measurements);
  });
});
