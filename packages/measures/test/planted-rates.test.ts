// What was planted is found: rates of generated populations lie within their 95% intervals as often as they should.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Recovered, recoverPlanted, syntheticRows } from '@clew/measures/testing';
import { rateRatio } from '@clew/statistics';
import { createPopulation, noDisorder } from '@clew/synthetic';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays } from '../src/dates.ts';
import { createSnapshot, openSnapshot } from '../src/index.ts';

const seeds = 25;
const found: Recovered[] = [];
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-planted-'));
  for (let seed = 1; seed <= seeds; seed += 1) {
    const population = createPopulation({ people: 400, years: 6, seed: `planted-${seed}`, disorder: noDisorder });
    const rows = [...syntheticRows(population)];
    const truth = population.truth();
    const asOf = addDays(truth.to, -1);
    const options = { rows, directory, asOf, knownAt: `${asOf}T00:00:00.000Z`, createdBy: 'test' };
    const { manifest } = await createSnapshot(options);
    const snapshot = await openSnapshot({ directory, id: manifest.id });
    found.push(...(await recoverPlanted(snapshot, truth)));
    snapshot.close();
  }
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

it('counts the person-years that were lived, to the day', () => {
  expect(found.length).toBeGreaterThan(seeds * 30);
  for (const each of found) expect(Math.abs(each.personYears - each.plantedPersonYears)).toBeLessThan(0.5 / 365.25);
});

it('has the planted rate within 95% intervals at least 95 times in 100, but for chance', () => {
  for (const measure of ['promotions', 'exits', 'temporary-promotion-starts']) {
    const rows = found.filter((each) => each.measure === measure);
    const covered = rows.filter((each) => each.isCovered).length;
    // Exact intervals cover at least 95%; three standard errors below is once in a thousand.
    const least = 0.95 * rows.length - 3 * Math.sqrt(0.95 * 0.05 * rows.length);
    expect({ measure, covered: covered >= least, share: covered / rows.length }).toMatchObject({ covered: true });
  }
});

it('finds the planted difference between backgrounds, and would not find one that is not there', () => {
  const pooled = (group: string) => {
    const rows = found.filter((each) => each.measure === 'promotions' && each.group === group);
    const sum = (pick: (each: Recovered) => number) => rows.reduce((total, each) => total + pick(each), 0);
    const exposure = sum((each) => each.personYears);
    return {
      events: sum((each) => each.events),
      exposure,
      planted: sum((each) => (each.planted * each.personYears) / 100) / exposure,
    };
  };
  const [high, low] = [pooled('high'), pooled('low')];
  const { low: from, high: to } = rateRatio(high, low, { confidence: 0.999 });
  const planted = high.planted / low.planted;
  expect(planted).toBeGreaterThan(1.3);
  expect([from <= planted, planted <= to, from > 1]).toEqual([true, true, true]);
});
