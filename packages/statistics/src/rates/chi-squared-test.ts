// Pearson's chi-squared test of independence.
import { chiSquareUpper } from '../distributions/index.ts';
import { type ContingencyTable, marginsOf } from './contingency-table.ts';

/** A statistic that is chi-squared where nothing differs, and how likely one as large is. */
export interface ChiSquaredTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

export interface IndependenceTest extends ChiSquaredTest {
  /** The counts that independence would give. */
  readonly expected: readonly (readonly number[])[];
  /** The smallest of them; below 5 the approximation is rough, and fisherTest is the better question. */
  readonly smallestExpected: number;
  /** Cramer's V, from 0 (independent) to 1. */
  readonly cramersV: number;
}

/**
 * Pearson's test that rows and columns of a table are independent; `yates` takes his correction in 2 by 2 tables (R does unless
 * told not to; default false here).
 * R: `chisq.test(table, correct = yates)`. Source: K. Pearson (1900); F. Yates (1934).
 * Throws StatisticsError: `one-group`, `length-mismatch`, `count-invalid`, `empty-group`.
 */
export function chiSquaredTest(table: ContingencyTable, { yates = false } = {}): IndependenceTest {
  const { rows, columns, total } = marginsOf(table);
  const expected = rows.map((row) => columns.map((column) => (row * column) / total));
  const differences = table.flatMap((counts, row) =>
    counts.map((count, column) => Math.abs(count - (expected[row]?.[column] as number))),
  );
  // As R: half a person, or the smallest difference where that is less.
  const correction = yates && rows.length === 2 && columns.length === 2 ? Math.min(0.5, ...differences) : 0;
  const flat = expected.flat();
  const statistic = sum(differences.map((apart, cell) => (apart - correction) ** 2 / (flat[cell] as number)));
  const degreesOfFreedom = (rows.length - 1) * (columns.length - 1);
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquareUpper(statistic, degreesOfFreedom),
    expected,
    smallestExpected: Math.min(...flat),
    cramersV: Math.sqrt(statistic / (total * (Math.min(rows.length, columns.length) - 1))),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
