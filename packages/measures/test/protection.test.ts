// Protection: nothing rests on fewer than ten people, everything is rounded, and no total gives a hidden figure away.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakdownName } from '../src/breakdowns.ts';
import { protect, roundingBase, threshold } from '../src/index.ts';
import { type Cell, round, suppressions, totalSuppressions } from '../src/protection.ts';
import type { Group, RawCountRow, RawRateRow, RawResult } from '../src/result.ts';
import { personYearDays, rateRow } from '../src/run-measure.ts';

const measure = { name: 'promotions', title: 'Promotions', unit: 'u', actionPoints: [], definitions: [] };
const common = { measure, snapshot: { id: 'a', asOf: 'b', knownAt: 'c' }, protected: false, notes: [] };

function rate(group: Group, events: number, eventPeople: number, people: number, personYears = people): RawRateRow {
  return {
    ...rateRow(group, personYears * personYearDays, events),
    personDays: personYears * personYearDays,
    people,
    eventPeople,
    background: null,
  };
}

function rates(by: readonly BreakdownName[], rows: readonly RawRateRow[]): RawResult {
  const sum = (pick: (row: RawRateRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const total = rate(
    {},
    sum((row) => row.events),
    sum((row) => row.eventPeople),
    sum((row) => row.people),
    sum((row) => row.personYears ?? 0),
  );
  return { kind: 'rate', ...common, by, from: '2022-04-01', to: '2023-04-01', rows, totals: [total] };
}

function counts(by: readonly BreakdownName[], cells: readonly (readonly [Group, number])[]): RawResult {
  const row = ([group, count]: readonly [Group, number]): RawCountRow => ({
    group,
    labels: group,
    count,
    people: count,
    eventPeople: count,
    background: null,
    declarationRate: null,
    responseRate: null,
    suppression: null,
  });
  const total = cells.reduce((sum, [, count]) => sum + count, 0);
  return { kind: 'headcount', ...common, by, at: '2023-03-31', rows: cells.map(row), totals: [row([{}, total])] };
}

const shown = (result: ReturnType<typeof protect>) =>
  result.kind === 'rate' ? result.rows.map(({ events }) => events) : result.rows.map(({ count }) => count);
const totalOf = (result: ReturnType<typeof protect>) =>
  result.kind === 'rate' ? result.totals[0]?.events : result.totals[0]?.count;

describe('the threshold', () => {
  it('is ten people, and counts are rounded to five', () => {
    expect([threshold, roundingBase]).toEqual([10, 5]);
  });

  // The three figures of each row: how many people, and what may be shown of them.
  it.each([
    [0, null],
    [1, null],
    [9, null],
    [10, 10],
    [12, 10],
    [13, 15],
    [1_002, 1_000],
  ])('shows %i people as %s', (people, expected) => {
    expect(
      shown(
        protect(
          counts(
            ['sex'],
            [
              [{ sex: 'female' }, people],
              [{ sex: 'male' }, 0],
            ],
          ),
        ),
      )[0],
    ).toBe(expected);
  });

  it('counts people, not events: twenty promotions of nine people are not shown', () => {
    const result = protect(rates(['sex'], [rate({ sex: 'female' }, 20, 9, 500), rate({ sex: 'male' }, 90, 80, 500)]));
    expect(result.rows[0]).toMatchObject({
      events: null,
      rate: null,
      low: null,
      high: null,
      suppression: 'below-threshold',
    });
  });

  it('hides person-years of fewer than ten people, and all that rests on them', () => {
    const result = protect(rates(['sex'], [rate({ sex: 'female' }, 12, 12, 9), rate({ sex: 'male' }, 90, 80, 500)]));
    expect(result.rows[0]).toMatchObject({
      events: null,
      personYears: null,
      rate: null,
      suppression: 'below-threshold',
    });
  });
});

describe('rates', () => {
  it('come from the rounded figures alone', () => {
    const result = protect(rates([], [rate({}, 23, 23, 400, 401.7)]));
    expect(result.rows[0]).toEqual(rateRow({}, 400 * personYearDays, 25));
  });

  it('cannot tell two populations apart that round to the same', () => {
    const one = protect(rates([], [rate({}, 23, 23, 400, 401.7)]));
    const other = protect(rates([], [rate({}, 27, 26, 380, 398.1)]));
    expect(other).toEqual(one);
  });

  it('keep the names that the snapshot knows', () => {
    const row = { ...rate({ department: 'agency' }, 50, 50, 400), labels: { department: 'Agency for Examples' } };
    expect(protect(rates(['department'], [row])).rows[0]?.labels).toEqual({ department: 'Agency for Examples' });
  });

  it('leave without anything exact', () => {
    const text = JSON.stringify(protect(rates(['sex'], [rate({ sex: 'female' }, 123, 121, 4_567, 4_321.9)])));
    for (const exact of ['123', '121', '4567', '4321']) expect(text).not.toContain(exact);
    for (const name of ['eventPeople', 'personDays', 'people"']) expect(text).not.toContain(name);
  });
});

describe('totals', () => {
  it('never stand beside their only hidden part', () => {
    const result = protect(
      counts(
        ['sex'],
        [
          [{ sex: 'female' }, 4],
          [{ sex: 'male' }, 500],
        ],
      ),
    );
    expect(totalOf(result) === null || shown(result).filter((count) => count === null).length >= 2).toBe(true);
    expect(shown(result)).toEqual([null, null, null]);
    expect(result.rows.map(({ suppression }) => suppression)).toEqual([
      'below-threshold',
      'complementary',
      'below-threshold',
    ]);
  });

  it('are hidden where there is nothing else to hide', () => {
    const result = protect(counts(['sex'], [[{ sex: 'female' }, 4]]));
    expect([shown(result), totalOf(result)]).toEqual([[null, null, null], null]);
  });

  it('are judged once more on their own, whatever hid the rows', () => {
    const cells: Cell[] = [
      { group: { sex: 'female' }, people: 40 },
      { group: { sex: 'male' }, people: 500 },
    ];
    const total = [{ group: {}, people: 540 }];
    expect(totalSuppressions(total, [], cells, ['complementary', null])).toEqual(['complementary']);
    expect(totalSuppressions(total, [], cells, ['complementary', 'complementary'])).toEqual([null]);
    expect(totalSuppressions([{ group: {}, people: 9 }], [], cells, [null, null])).toEqual(['below-threshold']);
  });

  it('of a question without breakdowns cannot complete a question with one', () => {
    const cells: [Group, number][] = [
      [{ sex: 'female' }, 3],
      [{ sex: 'male' }, 40],
      [{ sex: 'not-declared' }, 500],
    ];
    expect(shown(protect(counts(['sex'], cells)))).toEqual([null, null, 500]);
    expect(totalOf(protect(counts([], [[{}, 543]])))).toBe(545);
  });

  it('keep what is always apart apart: one kind of transfer hides none of another', () => {
    const rows = [
      rate({ sex: 'female', 'transfer-type': 'to-another-department' }, 40, 40, 500),
      rate({ sex: 'female', 'transfer-type': 'machinery-of-government' }, 4, 4, 500),
      rate({ sex: 'male', 'transfer-type': 'to-another-department' }, 50, 50, 500),
      rate({ sex: 'male', 'transfer-type': 'machinery-of-government' }, 30, 30, 500),
    ];
    const result: RawResult = {
      kind: 'rate',
      ...common,
      by: ['sex', 'transfer-type'],
      from: 'a',
      to: 'b',
      rows,
      totals: [
        rate({ 'transfer-type': 'to-another-department' }, 90, 90, 1_000),
        rate({ 'transfer-type': 'machinery-of-government' }, 34, 34, 1_000),
      ],
    };
    expect(shown(protect(result))).toEqual([40, null, 50, null, null, null]);
  });
});

const sexes = ['female', 'male', 'not-declared'] as const;
const years = ['2020-21', '2021-22', '2022-23', '2023-24'] as const;
const table: fc.Arbitrary<readonly Cell[]> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 900 })), { minLength: 12, maxLength: 12 })
  .map((numbers) =>
    sexes.flatMap((sex, row) =>
      years.map((year, column) => ({ group: { sex, year }, people: numbers[row * 4 + column] ?? 0 })),
    ),
  );

describe('every table', () => {
  it('shows nothing under the threshold, and leaves no remainder that gives somebody away', () => {
    let complementary = 0;
    fc.assert(
      fc.property(table, (cells) => {
        const state = suppressions(cells, ['sex', 'year'], []);
        complementary += state.filter((each) => each === 'complementary').length;
        const lines = [
          ...sexes.map((sex) =>
            cells.map((cell, index) => [cell, state[index]] as const).filter(([cell]) => cell.group.sex === sex),
          ),
          ...years.map((year) =>
            cells.map((cell, index) => [cell, state[index]] as const).filter(([cell]) => cell.group.year === year),
          ),
          cells.map((cell, index) => [cell, state[index]] as const),
        ];
        for (const line of lines) {
          const hidden = line.filter(([, suppression]) => suppression !== null).map(([cell]) => cell.people);
          const remainder = hidden.reduce((sum, people) => sum + people, 0);
          const all = hidden.length === line.length;
          // A line that is hidden whole has no remainder to work out, unless its total is shown, which is judged on its own.
          if (!all && remainder > 0) expect([hidden.length >= 2, remainder >= threshold]).toEqual([true, true]);
        }
        for (const [index, cell] of cells.entries()) {
          if (state[index] === null) expect(cell.people).toBeGreaterThanOrEqual(threshold);
        }
      }),
      { numRuns: 300 },
    );
    expect(complementary).toBeGreaterThan(0);
  });

  it('has a total only where the hidden rows keep their secret', () => {
    fc.assert(
      fc.property(table, (cells) => {
        const result = protect(
          counts(
            ['sex', 'year'],
            cells.map(({ group, people }) => [group, people]),
          ),
        );
        const hidden = cells.filter((_, index) => result.rows[index]?.suppression !== null).map(({ people }) => people);
        const remainder = hidden.reduce((sum, people) => sum + people, 0);
        if (totalOf(result) !== null && remainder > 0) {
          expect([hidden.length >= 2, remainder >= threshold]).toEqual([true, true]);
        }
      }),
    );
  });

  it('rounds to the nearest multiple of five', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (count) => {
        expect(round(count) % roundingBase).toBe(0);
        expect(Math.abs(round(count) - count)).toBeLessThanOrEqual(roundingBase / 2);
      }),
    );
  });
});

describe('the table', () => {
  const background = { people: 60, declared: 40, answered: 50 };
  const chief = (seb: string): RawResult => {
    const rows = [
      ...['AO', 'EO', 'HEO'].flatMap((grade) =>
        ['high', 'intermediate', 'low', 'not-declared'].map((each, index) =>
          rate({ grade, seb: each }, 40 + index, 40 + index, 300 + index),
        ),
      ),
      rate({ grade: 'SCS4', seb }, 0, 0, 1),
    ].map((row) => ({ ...row, background }));
    return {
      kind: 'rate',
      ...common,
      by: ['grade', 'seb'],
      from: 'a',
      to: 'b',
      rows,
      totals: [rate({}, 498, 498, 3_619)],
    };
  };

  it('does not tell one background from another by which rows are there: the only permanent secretary stays unknown', () => {
    expect(protect(chief('low'))).toEqual(protect(chief('high')));
    const table = protect(chief('low'));
    expect(table.rows).toHaveLength(16);
    expect(table.rows.filter(({ suppression }) => suppression === null)).toHaveLength(4);
  });

  it('has no row for what cannot be: a move from a region to itself', () => {
    const flows: [Group, number][] = [
      [{ origin: 'london', destination: 'wales', direction: 'out-of-london' }, 20],
      [{ origin: 'wales', destination: 'london', direction: 'into-london' }, 30],
      [{ origin: 'scotland', destination: 'wales', direction: 'elsewhere' }, 40],
    ];
    const pairs = protect(counts(['origin', 'destination', 'direction'], flows)).rows.map(
      ({ group }) => `${group.origin} ${group.destination} ${group.direction}`,
    );
    expect(pairs.toSorted()).toEqual([
      'london wales out-of-london',
      'scotland london into-london',
      'scotland wales elsewhere',
      'wales london into-london',
    ]);
  });

  it('that would be too large leaves small groups out, and says so', () => {
    const codes = Array.from({ length: 150 }, (_, index) => `d-${index}`);
    const cells = codes.map((code, index): [Group, number] => [
      { department: code, profession: `p-${index}` },
      index === 7 ? 3 : 40,
    ]);
    const result = protect(counts(['department', 'profession'], cells));
    expect(result.rows.map(({ group }) => group.department)).not.toContain('d-7');
    expect(result.rows).toHaveLength(149);
    expect(result.notes.join(' ')).toContain('left out');
  });
});

describe('declaration', () => {
  it('comes from rounded counts, and from ten people or more', () => {
    const withBackground = (people: number, declared: number, answered: number): RawResult => {
      const row = { ...rate({ seb: 'low' }, 50, 50, 60), background: { people, declared, answered } };
      return { kind: 'rate', ...common, by: ['seb'], from: 'a', to: 'b', rows: [row], totals: [row] };
    };
    const ratesOf = (result: RawResult) => {
      const [row] = protect(result).rows;
      return [row?.declarationRate, row?.responseRate];
    };
    expect(ratesOf(withBackground(103, 48, 62))).toEqual([50 / 105, 60 / 105]);
    expect(ratesOf(withBackground(103, 9, 62))).toEqual([null, 60 / 105]);
    expect(ratesOf(withBackground(9, 9, 9))).toEqual([null, null]);
    // Eleven of twelve: the one who has not declared is not given away. Everybody, or enough on both sides, is told.
    expect(ratesOf(withBackground(12, 11, 11))).toEqual([null, null]);
    expect(ratesOf(withBackground(103, 98, 103))).toEqual([null, null]);
    expect(ratesOf(withBackground(103, 93, 103))).toEqual([95 / 105, 1]);
    expect(ratesOf(withBackground(103, 103, 103))).toEqual([1, 1]);
    // Between the two rates stand those who preferred not to say.
    expect(ratesOf(withBackground(103, 48, 51))).toEqual([50 / 105, null]);
  });
});
