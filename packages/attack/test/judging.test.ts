// How attackers and figures are judged: accuracy, certainty, usefulness, the search that composes, and the drawing.
import { type Release, tally } from '@clew/disclosure';
import { describe, expect, test } from 'vitest';
import { judge } from '../src/accuracy.ts';
import { compose } from '../src/composed.ts';
import { frontierPoints, frontierTable } from '../src/frontier.ts';
import { placeLabels } from '../src/frontier-labels.ts';
import { drawFrontier } from '../src/frontier-svg.ts';
import { civilServiceRegistry } from '../src/population/registry.ts';
import { workforceOn } from '../src/population/workforces.ts';
import { xorshift } from '../src/pseudo-random.ts';
import { bestOf, reportOf } from '../src/report.ts';
import type { Targets } from '../src/targets.ts';
import { UtilityMeter } from '../src/utility.ts';
import { experiment, methodNamed, staffOf, withTables } from './support.ts';

const targetsOf = (coins: readonly number[]): Targets => ({
  people: Uint32Array.from(coins.keys()),
  coins: Uint8Array.from(coins),
  stratum: new Uint8Array(coins.length),
});

const verdictsOf = (scores: readonly number[], certain: readonly number[] = scores.map(() => 0)) => ({
  scores: Float64Array.from(scores),
  certain: Int8Array.from(certain),
});

describe('accuracy', () => {
  // Coin 0 is the first answer, which a score above 0 says.
  test.each([
    { name: 'all right', coins: [0, 0, 1, 1], scores: [1, 2, -1, -3], right: 1, reached: 4 },
    { name: 'all wrong', coins: [0, 0, 1, 1], scores: [-1, -2, 1, 3], right: 0, reached: 4 },
    { name: 'always the commoner', coins: [0, 0, 0, 1], scores: [1, 1, 1, 1], right: 0.5, reached: 4 },
    { name: 'silent on two', coins: [0, 0, 1, 1], scores: [1, 0, -1, 0], right: 1, reached: 2 },
    { name: 'silent', coins: [0, 1], scores: [0, 0], right: 0.5, reached: 0 },
  ])('$name', ({ coins, scores, right, reached }) => {
    const score = judge('some', verdictsOf(scores), targetsOf(coins));
    expect(score.balancedAccuracy).toBe(right);
    expect(score.reached).toBe(reached);
    expect(score.overall).toBeCloseTo(0.5 + (reached / coins.length) * (right - 0.5), 12);
  });

  test('counts what was called proven, and what of it is true; a proof goes before a score', () => {
    const score = judge('some', verdictsOf([-5, 1, 1], [1, -1, 0]), targetsOf([0, 0, 1]));
    expect(score).toMatchObject({ certain: 2, certainAndTrue: 1, reached: 3 });
    expect(score.balancedAccuracy).toBe(0.25);
  });

  test('has an exact interval', () => {
    const coins = Array.from({ length: 100 }, (_, place) => place % 2);
    const scores = coins.map((coin, place) => (place < 60 ? (coin === 0 ? 1 : -1) : coin === 0 ? -1 : 1));
    const { low, high } = judge('some', verdictsOf(scores), targetsOf(coins));
    // R: binom.test(60, 100)$conf.int
    expect(low).toBeCloseTo(0.4972092, 6);
    expect(high).toBeCloseTo(0.6967052, 6);
  });
});

test('the best attacker is the one of whom most is proven, not the one that was lucky with a few', () => {
  const scoreOf = (attacker: string, reached: number, right: number) => {
    const coins = Array.from({ length: reached }, (_, place) => place % 2);
    const scores = coins.map((coin, place) => (place < right * reached === (coin === 0) ? 1 : -1));
    return judge(attacker, verdictsOf(scores), targetsOf(coins));
  };
  const [lucky, sure, few] = [scoreOf('lucky', 300, 0.54), scoreOf('sure', 20_000, 0.52), scoreOf('few', 99, 1)];
  expect(lucky.balancedAccuracy).toBeGreaterThan(sure.balancedAccuracy);
  expect(bestOf([lucky, sure, few])).toBe(sure);
  expect(bestOf([few])).toBeUndefined();
});

describe('the search that composes', () => {
  const random = xorshift(8);
  const coins = Array.from({ length: 3_000 }, () => random() & 1);
  const noise = () => random() / 2 ** 32 - 0.5;
  const targets = targetsOf(coins);

  test('weighs attackers by what they are worth: two half-blind ones see more together', () => {
    const weak = () => verdictsOf(coins.map((coin) => noise() + (coin === 0 ? 0.12 : -0.12)));
    const parts = [weak(), weak(), weak(), weak(), verdictsOf(coins.map(noise))];
    const alone = Math.max(...parts.map((part) => judge('one', part, targets).balancedAccuracy));
    expect(judge('all', compose(parts, targets), targets).balancedAccuracy).toBeGreaterThan(alone + 0.03);
  });

  test('turns an attacker round that is always wrong', () => {
    const wrong = verdictsOf(coins.map((coin) => (coin === 0 ? -1 : 1)));
    expect(judge('all', compose([wrong, wrong], targets), targets).balancedAccuracy).toBe(1);
  });

  test('finds nothing in noise: nobody is judged by a model that was told of them', () => {
    const parts = Array.from({ length: 6 }, () => verdictsOf(coins.map(noise)));
    const { low, high } = judge('all', compose(parts, targets), targets);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
  });
});

describe('usefulness', () => {
  const staff = staffOf(2_000);
  const registry = withTables(civilServiceRegistry(staff), ['headcount by background, grade, sex']);
  const workforce = workforceOn(staff, staff.endDay);
  const [table] = registry.tables;
  if (table === undefined) throw new Error('the table is registered');
  const truth = tally(registry, workforce, table);
  const cells = truth.filter((count) => count > 0).length;

  function usefulnessOf(values: Float64Array, standardError: number) {
    const meter = new UtilityMeter(registry);
    const published = {
      ...table,
      shape: [],
      values,
      standardErrors: values.map(() => standardError),
      basis: new Uint8Array(values.length),
    };
    meter.add({ tables: [published], estimates: [], measurements: [] } as unknown as Release, workforce);
    return meter.result();
  }

  test('counts cells with somebody in them, and how far figures are', () => {
    const shifted = truth.map((count) => count + 3);
    expect(usefulnessOf(shifted, 3).threeWay).toEqual({
      cells,
      published: 1,
      meanAbsoluteError: 3,
      bias: 3,
      covered: 1,
    });
    expect(usefulnessOf(shifted, 1).threeWay.covered).toBe(0);
  });

  test('counts a figure for nobody as an error, and a withheld cell as not published', () => {
    const half = truth.map((count) => (count > 0 && count < 10 ? Number.NaN : count));
    const few = truth.filter((count) => count > 0 && count < 10).length;
    expect(usefulnessOf(half, 0).threeWayByBackground.published).toBeCloseTo(1 - few / cells, 12);
    const somebody = truth.map((count) => (count === 0 ? 4 : count));
    const empty = truth.length - cells;
    expect(usefulnessOf(somebody, 0).threeWay.meanAbsoluteError).toBeCloseTo((4 * empty) / truth.length, 12);
  });
});

test('the frontier is drawn and told of every point', async () => {
  const outcome = await experiment(methodNamed('practice'), { targetsPerStratum: 100, releases: 2 });
  const report = reportOf(outcome, civilServiceRegistry(staffOf(4_000)), 1);
  const results = frontierPoints.map((point) => ({ point, report: { ...report, byStatedError: [] } }));
  const drawing = drawFrontier(results);
  // Each mark once in the plot and once in the key, and each number too.
  expect(drawing.match(/class="mark"/g)).toHaveLength(2 * frontierPoints.length);
  for (const [place] of frontierPoints.entries()) {
    expect(drawing.match(new RegExp(`>${place + 1}</text>`, 'g'))?.length).toBeGreaterThanOrEqual(2);
  }
  expect(drawing.match(/<svg|<\/svg>/g)).toHaveLength(2);
  expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
  expect(drawing).toContain('suppress &lt; 5');
  const table = frontierTable(results);
  expect(table.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(frontierPoints.length + 1);
  expect(report).toMatchObject({
    method: 'practice',
    certainInferences: expect.any(Number),
    threeWayPublished: expect.any(Number),
  });
});

test('numbers of marks stand beside them, and on no other mark or number', () => {
  const marks = [
    { number: 1, x: 100, y: 100 },
    { number: 2, x: 100, y: 112 },
    { number: 3, x: 108, y: 100 },
    { number: 4, x: 300, y: 100 },
  ];
  const labels = placeLabels(marks, 7, 140);
  for (const { y } of placeLabels(marks, 7, 112)) expect(y).toBeLessThan(112);
  expect(labels.map(({ label }) => label)).toEqual(['1', '2', '3', '4']);
  for (const [place, { x, y }] of labels.entries()) {
    const own = marks[place] ?? { x: 0, y: 0 };
    expect(Math.hypot(x - own.x, y - own.y)).toBeLessThan(32);
    for (const other of labels.slice(0, place)) {
      expect(Math.abs(x - other.x) >= 17 || Math.abs(y - other.y) >= 13).toBe(true);
    }
    for (const mark of marks) expect(Math.abs(x - mark.x) > 7 || Math.abs(y - 4.5 - mark.y) > 7).toBe(true);
  }
});
