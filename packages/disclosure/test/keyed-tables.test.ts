// Tables under cell keys, cell by cell: noise of the contributors, then the threshold, then rounding; and what a later release may show.
import { describe, expect, test } from 'vitest';
import { countContributors } from '../src/contributors.ts';
import { defineClassification, isRefusal, registerLattice, rowsOf, tableOf, type Workforce } from '../src/index.ts';
import { recordKeys } from '../src/keyed.ts';
import {
  type CellKeyOptions,
  cellKeyRule,
  type KeyedTable,
  keyedTable,
  type TableMemory,
} from '../src/methods/keyed-tables.ts';
import { shiftOf } from '../src/perturbation-table.ts';
import { secretOf } from './made-staff.ts';

const place = defineClassification({
  name: 'place',
  secret: false,
  codes: Array.from({ length: 12 }, (_, code) => `place-${code}`),
});
const registry = registerLattice([place]);
const [total, byPlace] = [
  tableOf('headcount', []),
  tableOf('headcount', [{ classification: 'place', level: 'place' }]),
];
const plain: CellKeyOptions = { variance: 0, bound: 4, threshold: 0, base: 1, showZeros: true, leastChange: 0 };

/** So many people in each place, each with these months of the year. */
function workforceOf(counts: readonly number[], months = 12): Workforce {
  const column = Uint16Array.from(counts.flatMap((count, code) => Array.from({ length: count }, () => code)));
  const columns = new Map([['place', column]]);
  const people = column.length;
  const personNumber = Uint32Array.from({ length: people }, (_, row) => row);
  const year = {
    rows: people,
    personNumber,
    columns,
    months: new Uint8Array(people).fill(months),
    promotions: new Uint8Array(people),
  };
  return { referenceDate: '2024-03-31', people, personNumber, columns, year };
}

function protect(
  workforce: Workforce,
  options: Partial<CellKeyOptions>,
  table = byPlace,
  earlier?: TableMemory,
): KeyedTable {
  const rule = cellKeyRule({ ...plain, ...options });
  if (isRefusal(rule)) throw new Error(rule.message);
  const keys = recordKeys(secretOf(1), rowsOf(workforce, table.quantity).personNumber);
  return keyedTable(registry, workforce, table, keys, rule, earlier);
}

const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 40];
const valuesOf = (options: Partial<CellKeyOptions>) => [...protect(workforceOf(counts), options).values];

describe('a figure', () => {
  test('below the threshold is withheld, and at it is shown', () => {
    expect(valuesOf({ threshold: 4 })).toEqual([0, NaN, NaN, NaN, 4, 5, 6, 7, 8, 12, 13, 40]);
  });

  test('of nobody is zero, or withheld like one of few', () => {
    expect(valuesOf({ threshold: 3, showZeros: true }).slice(0, 4)).toEqual([0, NaN, NaN, 3]);
    expect(valuesOf({ threshold: 3, showZeros: false }).slice(0, 4)).toEqual([NaN, NaN, NaN, 3]);
    expect(valuesOf({ variance: 2, bound: 5, showZeros: true })[0]).toBe(0);
  });

  test('is rounded after that', () => {
    expect(valuesOf({ threshold: 3, base: 5 })).toEqual([0, NaN, NaN, 5, 5, 5, 5, 5, 10, 10, 15, 40]);
  });

  test('is moved by the shift of its contributors, which their keys and their number decide', () => {
    const options = { variance: 2, bound: 5 };
    const rule = cellKeyRule({ ...plain, ...options });
    if (isRefusal(rule)) throw new Error(rule.message);
    const workforce = workforceOf(counts);
    const rows = rowsOf(workforce, 'headcount');
    const { cellKeys } = countContributors(registry, rows, recordKeys(secretOf(1), rows.personNumber), byPlace);
    const shifts = counts.map((count, cell) => shiftOf(rule.table, count, cellKeys[cell] ?? 0));
    expect(valuesOf(options)).toEqual(counts.map((count, cell) => count + (shifts[cell] ?? 0)));
    expect(new Set(shifts).size).toBeGreaterThan(3);
  });

  test('is never below zero', () => {
    for (const value of protect(workforceOf(new Array(12).fill(1)), { variance: 12, bound: 5 }).values) {
      expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  test('is the same wherever the same people are: in a cell, and in the total', () => {
    const alone = workforceOf([0, 0, 0, 23]);
    const options = { variance: 3, bound: 6 };
    expect(protect(alone, options).values[3]).toBe(protect(alone, options, total).values[0]);
  });

  test('of months is moved by whole years, and withheld below the months of the threshold', () => {
    const months = tableOf('exposure-months', byPlace.dimensions);
    const six = [0, 7, 8, 30];
    expect([...protect(workforceOf(six, 6), { threshold: 4 }, months).values].slice(0, 4)).toEqual([0, NaN, 48, 180]);
    const noisy = protect(workforceOf(new Array(12).fill(30), 6), { variance: 2, bound: 5 }, months);
    const shifts = [...noisy.values].map((value) => value - 180);
    for (const shift of shifts) expect(Math.abs(shift % 12)).toBe(0);
    expect(new Set(shifts).size).toBeGreaterThan(3);
    expect(noisy.standardErrors[0]).toBeCloseTo(12 * Math.SQRT2, 12);
  });
});

describe('the stated error', () => {
  test('is that of noise and rounding, and later of what a repeated figure may lag behind', () => {
    const workforce = workforceOf(counts);
    const options = { variance: 2, bound: 5, base: 5, leastChange: 4 };
    const first = protect(workforce, options);
    // Uniform on -2 to 2: variance 2. A lag of up to 3 either way: 9 / 3.
    expect(first.standardErrors[11]).toBeCloseTo(Math.sqrt(2 + 2), 12);
    expect(protect(workforce, options, byPlace, first.memory).standardErrors[11]).toBeCloseTo(Math.sqrt(2 + 3 + 2), 12);
    expect(protect(workforceOf([0, 1]), { threshold: 3 }).standardErrors[1]).toBeNaN();
  });
});

describe('a later release', () => {
  /** The figures of a total that grows to these numbers of people: who joins is always somebody new. */
  function series(sizes: readonly number[], leastChange: number): number[] {
    let memory: TableMemory | undefined;
    return sizes.map((size) => {
      const now = protect(workforceOf([size]), { leastChange }, total, memory);
      memory = now.memory;
      return now.values[0] ?? Number.NaN;
    });
  }

  test('shows a change of as many as are asked for, and repeats the figure for fewer', () => {
    expect(series([40, 44], 5)).toEqual([40, 40]);
    expect(series([40, 45], 5)).toEqual([40, 45]);
    expect(series([40, 41], 0)).toEqual([40, 41]);
  });

  test('compares with states that were shown, not with those in between', () => {
    expect(series([40, 43, 45], 5)).toEqual([40, 40, 45]);
    expect(series([40, 43, 46, 49, 50], 5)).toEqual([40, 40, 46, 46, 46]);
  });

  test('compares with every state that was shown, not with the last alone', () => {
    expect(series([40, 50, 42], 5)).toEqual([40, 50, 40]);
    expect(series([40, 50, 60, 51, 41, 55], 5)).toEqual([40, 50, 60, 50, 40, 55]);
  });

  test('repeats the nearest of them, and the latest of those that are as near', () => {
    expect(series([40, 46, 42], 6)).toEqual([40, 46, 40]);
    expect(series([40, 46, 43], 6)).toEqual([40, 46, 46]);
  });

  test('repeats what was withheld as well', () => {
    const options = { threshold: 4, leastChange: 5 };
    const few = protect(workforceOf([3]), options, total);
    expect(protect(workforceOf([7]), options, total, few.memory).values[0]).toBeNaN();
    expect(protect(workforceOf([8]), options, total, few.memory).values[0]).toBe(8);
  });
});

describe('options', () => {
  test.each([
    [{ variance: 9, bound: 4 }, 'variance'],
    [{ variance: -1 }, 'variance'],
    [{ threshold: 2.5 }, 'threshold'],
    [{ threshold: -1 }, 'threshold'],
    [{ leastChange: Number.NaN }, 'leastChange'],
    [{ base: 0 }, 'base'],
    [{ base: 2.5 }, 'base'],
  ])('%o are refused for %s', (options, field) => {
    expect(cellKeyRule({ ...plain, ...options })).toMatchObject({ code: 'parameter-invalid', field });
  });
});
