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
import { type DraftTable, hideRemainders } from '../src/remainders.ts';
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

describe('hiding, on a table made by hand', () => {
  const tableOfName = (name: string) => small.tables.find((each) => each.name === name);
  const draft = (name: string, values: readonly number[], error = 0): DraftTable => {
    const table = tableOfName(name);
    if (table === undefined) throw new Error('it is registered');
    return {
      table,
      values: Float64Array.from(values),
      standardErrors: Float64Array.from(values, (value) => value * 0 + error),
    };
  };
  const row = (values: readonly number[], error = 0) => [
    draft('headcount by column', values, error),
    draft('headcount', [60], error),
  ];

  test.each([
    ['the smallest that is shown', [NaN, 30, 27], [NaN, 30, NaN]],
    ['but no zero, which hides nothing', [NaN, 0, 57], [NaN, 0, NaN]],
    ['nothing where two are hidden already', [NaN, NaN, 57], [NaN, NaN, 57]],
    ['nothing where nothing is', [3, 27, 30], [3, 27, 30]],
  ])('hides %s', (_, values, expected) => {
    const tables = row(values);
    hideRemainders(small, tables, 0.5);
    expect([...(tables[0]?.values ?? [])]).toEqual(expected);
    expect([...(tables[0]?.standardErrors ?? [])].map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
    expect(tables[1]?.values[0]).toBe(60);
  });

  test('hides the total where nothing else of it is shown', () => {
    const tables = row([NaN, 0, 0]);
    expect(hideRemainders(small, tables, 0.5)).toBe(1);
    expect(tables[1]?.values[0]).toBeNaN();
  });

  test('looks at nested levels: a group less the other of its parts', () => {
    const tables = [draft('headcount by column', [3, NaN, 40]), draft('headcount by column-group', [20, 40])];
    expect(exposedRemainders(small, tables, 0.5)).toEqual([
      { whole: 'headcount by column-group', parts: 'headcount by column', cell: 1, standardError: 0 },
    ]);
    hideRemainders(small, tables, 0.5);
    expect([...(tables[0]?.values ?? [])]).toEqual([NaN, NaN, 40]);
  });

  test('lets a remainder be that is as inexact as asked', () => {
    // Three figures with an error of 1: the root of 3.
    for (const [least, hidden] of [
      [Math.sqrt(3) - 1e-9, 0],
      [Math.sqrt(3) + 1e-9, 1],
    ] as const) {
      expect(hideRemainders(small, row([NaN, 30, 27], 1), least)).toBe(hidden);
    }
    const exact = row([NaN, 30, 27], 0);
    expect(hideRemainders(small, exact, 0)).toBe(0);
  });
});

test('cell keys hide remainders as they are asked to', () => {
  const workforce = workforceOf([20, 20, 3, 20, 20, 20, 20, 20, 20]);
  const exposed = [0, 1].map((remainderError) => {
    const method = methodOf('cell-key', { variance: 0, threshold: 10, base: 1, remainderError });
    return exposedRemainders(small, drafts(publishSeries(method, small, [workforce])[0]), 1).length;
  });
  expect(exposed[0]).toBeGreaterThan(0);
  expect(exposed[1]).toBe(0);
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
