// The facts that the issue began with, found again: what falls where any filter may be asked, and why there is a lattice.
import { isRefusal } from '@clew/disclosure';
import { expect, test } from 'vitest';
import { attackFreeFilters } from '../src/free-filters.ts';
import { workforceOn } from '../src/population/workforces.ts';
import { methodNamed, staffOf } from './support.ts';

const staff = staffOf(4_000);
const workforce = workforceOn(staff, staff.endDay);

/** Balanced accuracy after 1, 10 and 62 pairs of questions, as simulated before this house stood. */
const facts = [
  ['suppress', [0.9, 1, 1]],
  ['practice', [0.57, 0.92, 1]],
  ['cell-key-light', [0.94, 1, 1]],
  ['cell-key', [0.64, 0.98, 1]],
  ['laplace', [0.5, 0.54, 0.57]],
] as const;

test.each(facts)('%s falls to a group and the group without one person', (name, expected) => {
  const results = attackFreeFilters({
    method: methodNamed(name),
    workforce,
    targets: 150,
    pairs: [1, 10, 62],
    seed: 2,
  });
  if (isRefusal(results)) throw new Error(results.message);
  for (const [place, { accuracy }] of results.entries()) {
    // 150 coins are within 0.13 of their mean in all but two cases of a thousand; the populations differ too.
    expect(Math.abs(accuracy.balancedAccuracy - (expected[place] ?? 0))).toBeLessThan(0.13);
  }
});
