// Reference lists hold what the official statistics hold, each code once; grades compare within a scheme only.
import { describe, expect, test } from 'vitest';
import {
  compareGrades,
  entryRoutes,
  functions,
  type Grade,
  gradingSchemes,
  leavingCauses,
  organisations,
  professions,
  regions,
  transferTypes,
} from '../src/index.ts';

const civil = (code: string) => ({ scheme: 'civil-service', code }) as Grade;

test.each([
  ['professions', professions, 32],
  ['functions', functions, 16],
  ['regions', regions, 14],
  ['leaving causes', leavingCauses, 11],
  ['entry routes', entryRoutes, 7],
  ['transfer types', transferTypes, 2],
  ['organisations', organisations, 120],
])('%s: each code once, of the expected number', (_name, list, atLeast) => {
  const codes = list.map((each) => each.code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.length).toBeGreaterThanOrEqual(atLeast === 120 ? 110 : atLeast);
  for (const code of codes) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test('every organisation belongs to a department of the list', () => {
  const codes = new Set(organisations.map((each) => each.code));
  for (const each of organisations) expect(codes).toContain(each.department);
});

describe('grades', () => {
  test.each<[Grade, Grade, number | null]>([
    [civil('AA'), civil('AO'), 1],
    [civil('SCS4'), civil('G6'), -1],
    [civil('G7'), civil('G7'), 0],
    [civil('UNKNOWN'), civil('G7'), null],
    [civil('G7'), { scheme: 'ministerial', code: 'PM' }, null],
  ])('from %j to %j: %j', (from, to, sign) => {
    const compared = compareGrades(from, to);
    expect(compared === null ? null : Math.sign(compared)).toBe(sign);
  });

  test('orders are unique within a scheme', () => {
    for (const scheme of gradingSchemes) {
      const orders = scheme.grades.map((each) => each.order).filter((order) => order !== null);
      expect(new Set(orders).size).toBe(orders.length);
    }
  });
});
