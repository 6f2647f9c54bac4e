// A total beside its only hidden part gives the part away: no method that hides parts may publish both, and the search for it finds what there is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defineClassification,
  exposedRemainders,
  type Release,
  registerLattice,
  type Workforce,
} from '../src/index.ts';
import { methodOf, ordinaryRegistry, publishSeries, registry, staffOn } from './made-staff.ts';

const row = defineClassification({ name: 'row', secret: false, codes: ['a', 'b', 'c'] });
const column = defineClassification({
  name: 'column',
  secret: false,
  codes: ['x', 'y', 'z'],
  groupings: [{ name: 'column-group', groupOf: (code) => (code === 'z' ? 'z-group' : 'xy-group') }],
});
const small = registerLattice([row, column], { levels: 'all' });

/** A workforce with these counts, row-major. */
function workforceOf(counts: readonly number[]): Workforce {
  const cells = counts.flatMap((count, cell) => Array.from({ length: count }, () => cell));
  return {
    referenceDate: '2024-03-31',
    people: cells.length,
    personNumber: Uint32Array.from(cells.keys()),
    columns: new Map([
      ['row', Uint16Array.from(cells, (cell) => Math.floor(cell / 3))],
      ['column', Uint16Array.from(cells, (cell) => cell % 3)],
    ]),
  };
}

function drafts(release: Release | undefined, lattice = small) {
  return (release?.tables ?? []).flatMap(({ name, values, standardErrors }) => {
    const table = lattice.tables.find((each) => each.name === name);
    return table === undefined ? [] : [{ table, values, standardErrors }];
  });
}

const counts = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 9, maxLength: 9 });

describe('suppression', () => {
  const lone = workforceOf([20, 20, 3, 20, 20, 20, 20, 20, 20]);

  test('alone leaves a small count that total and siblings give away', () => {
    const [release] = publishSeries(methodOf('suppress'), small, [lone]);
    const found = exposedRemainders(small, drafts(release), 0.5);
    expect(found.map(({ parts, cell }) => `${parts} ${cell}`)).toContain('headcount by row, column 2');
    expect(found.every(({ standardError }) => standardError === 0)).toBe(true);
  });

  test('with parts hidden beside them leaves none', () => {
    const method = methodOf('suppress', { complementary: true });
    fc.assert(
      fc.property(counts, (each) => {
        const [release] = publishSeries(method, small, [workforceOf(each)]);
        expect(exposedRemainders(small, drafts(release), 0.5)).toEqual([]);
      }),
    );
  });

  test('hides the smallest beside it', () => {
    const [release] = publishSeries(methodOf('suppress', { complementary: true }), small, [
      workforceOf([20, 12, 3, 20, 20, 20, 20, 11, 20]),
    ]);
    const hidden = [
      ...(drafts(release).find(({ table }) => table.name === 'headcount by row, column')?.values ?? []),
    ].flatMap((value, cell) => (Number.isNaN(value) ? [cell] : []));
    expect(hidden).toContain(2);
    expect(hidden).toContain(1);
    expect(hidden.length).toBeLessThan(9);
  });
});

describe('ordinary figures of clew', () => {
  test('give no hidden part away more exactly than is declared', () => {
    const method = methodOf('clew', { remainderError: 2.5 });
    fc.assert(
      fc.property(counts, (each) => {
        const [release] = publishSeries(method, small, [workforceOf(each)]);
        expect(exposedRemainders(small, drafts(release), 2.5)).toEqual([]);
      }),
    );
    const [large] = publishSeries(method, ordinaryRegistry, [staffOn(0)]);
    expect(exposedRemainders(ordinaryRegistry, drafts(large, ordinaryRegistry), 2.5)).toEqual([]);
    const [unguarded] = publishSeries(methodOf('clew', { remainderError: 0 }), ordinaryRegistry, [staffOn(0)]);
    expect(exposedRemainders(ordinaryRegistry, drafts(unguarded, ordinaryRegistry), 2.5).length).toBeGreaterThan(0);
  });

  test('show answers of a group only where the group itself is shown', () => {
    const [release] = publishSeries(methodOf('clew', { remainderError: 2.5 }), registry, [staffOn(0)]);
    const values = (name: string) => release?.tables.find((table) => table.name === name)?.values ?? new Float64Array();
    const groups = values('headcount by profession');
    values('headcount by background, profession').forEach((value, cell) => {
      if (!Number.isNaN(value)) expect(groups[cell % groups.length]).not.toBeNaN();
    });
  });
});
