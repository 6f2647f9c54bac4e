// The workforces that are attacked are those of the synthetic population, in columns.
import { createPopulation } from '@clew/synthetic';
import { describe, expect, test } from 'vitest';
import { civilServiceRegistry } from '../src/population/registry.ts';
import { backgroundCodes, peopleFor } from '../src/population/staff.ts';
import { isoDateOf, quarterEnds, workforceOn } from '../src/population/workforces.ts';
import { chooseTargets, plantAnswers } from '../src/targets.ts';
import { staffOf } from './support.ts';

const staff = staffOf(2_000);
const workforce = workforceOn(staff, staff.endDay);

describe('a workforce', () => {
  test('holds those who are in post at the end, as the population’s truth counts them', () => {
    const population = createPopulation({ people: peopleFor(2_000), years: 10, seed: 11 });
    const inPost = [...population.plans()].filter(({ career }) => career.last !== null).length;
    expect(workforce.people).toBe(inPost);
  });

  test('has people in order, each once, and categories that their classifications have', () => {
    const ascending = workforce.personNumber.every(
      (person, row) => row === 0 || person > (workforce.personNumber[row - 1] ?? 0),
    );
    expect(ascending).toBe(true);
    for (const { name, levels } of civilServiceRegistry(staff).classifications) {
      const column = workforce.columns.get(name);
      expect(column?.length).toBe(workforce.people);
      expect(Math.max(...(column ?? []))).toBeLessThan(levels[0]?.codes.length ?? 0);
    }
  });

  test('counts nobody for more than a year, or for more than one promotion', () => {
    const { year } = workforce;
    const months = new Map<number, number>();
    const promotions = new Map<number, number>();
    year?.personNumber.forEach((person, row) => {
      months.set(person, (months.get(person) ?? 0) + (year.months[row] ?? 0));
      promotions.set(person, (promotions.get(person) ?? 0) + (year.promotions[row] ?? 0));
    });
    expect(Math.max(...months.values())).toBe(12);
    expect(Math.max(...promotions.values())).toBe(1);
    const rate = [...promotions.values()].reduce((so, each) => so + each, 0) / workforce.people;
    expect(rate).toBeGreaterThan(0.02);
    expect(rate).toBeLessThan(0.1);
  });
});

test('quarters end on their last days', () => {
  expect(quarterEnds(staff.endDay, 5).map(isoDateOf)).toEqual([
    '2022-03-31',
    '2022-06-30',
    '2022-09-30',
    '2022-12-31',
    '2023-03-31',
  ]);
});

test('every three-way table of the classifications is registered, but no three-way table of organisations', () => {
  const registry = civilServiceRegistry(staff);
  const names = registry.tables.map(({ name }) => name);
  expect(names).toContain('headcount by background, grade, department');
  expect(names).toContain('headcount by region, profession, sex');
  expect(names).toContain('headcount by background, organisation');
  expect(names.some((name) => name.split(', ').length > 2 && name.includes('organisation'))).toBe(false);
});

describe('targets', () => {
  const days = quarterEnds(staff.endDay, 4);
  const targets = chooseTargets(staff, days, { perStratum: 200, inSmallDepartments: 100, seed: 3 });

  test('are in order, each once, of all strata, and half of them have either answer', () => {
    expect([...targets.people]).toEqual([...new Set(targets.people)].sort((one, other) => one - other));
    expect(new Set(targets.stratum).size).toBe(3);
    const heads = targets.coins.reduce((so, coin) => so + coin, 0) / targets.coins.length;
    expect(Math.abs(heads - 0.5)).toBeLessThan(0.1);
  });

  test('have the answer of their coin in every release, and nobody else’s answer changes', () => {
    const planted = plantAnswers(staff, targets);
    const after = workforceOn(planted, days[0] ?? 0);
    const before = workforceOn(staff, days[0] ?? 0);
    const place = new Map([...targets.people].map((person, at) => [person, at]));
    after.personNumber.forEach((person, row) => {
      const target = place.get(person);
      const answer = backgroundCodes[after.columns.get('background')?.[row] ?? 0];
      if (target === undefined) expect(answer).toBe(backgroundCodes[before.columns.get('background')?.[row] ?? 0]);
      else expect(answer).toBe(targets.coins[target] === 0 ? 'low' : 'high');
    });
  });
});
