// What attackers take for sums of other tables are sums: of exact counts they must agree to the last person.
import { tally } from '@clew/disclosure';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coarseningsOf } from '../src/coarser-tables.ts';
import { civilServiceRegistry } from '../src/population/registry.ts';
import { workforceOn } from '../src/population/workforces.ts';
import { staffOf } from './support.ts';

const staff = staffOf(1_000);
const registry = civilServiceRegistry(staff);
const workforce = workforceOn(staff, staff.endDay);

test('the parts of a coarser table add up to it', () => {
  const kinds = new Set<string>();
  const property = fc.property(fc.constantFrom(...registry.tables), (fine) => {
    const parts = tally(registry, workforce, fine);
    for (const { coarse, parentOf, kind } of coarseningsOf(registry, fine)) {
      kinds.add(kind);
      const sums = new Float64Array(tally(registry, workforce, coarse).length);
      for (const [cell, parent] of parentOf.entries()) sums[parent] = (sums[parent] ?? 0) + (parts[cell] ?? 0);
      expect(sums).toEqual(tally(registry, workforce, coarse));
    }
  });
  fc.assert(property, { numRuns: 80, seed: 7 });
  expect([...kinds].sort()).toEqual(['level', 'total']);
});

test('a three-way table is a part of three totals, and of a coarser table for each level above', () => {
  const fine = registry.tables.find(({ name }) => name === 'headcount by background, grade, department');
  if (fine === undefined) throw new Error('the table is registered');
  const names = coarseningsOf(registry, fine).map(({ coarse }) => coarse.name);
  expect(names.toSorted()).toEqual([
    'headcount by background, department',
    'headcount by background, grade',
    'headcount by background, grade-group, department',
    'headcount by grade, department',
  ]);
});
