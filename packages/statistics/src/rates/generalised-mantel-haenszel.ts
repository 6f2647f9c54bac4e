// An association of two questions with any number of answers, within strata.
import { chiSquareUpper } from '../distributions/index.ts';
import { requireCount, StatisticsError } from '../foundation/errors.ts';
import { waldStatistic } from '../linear/matrices.ts';
import type { ChiSquaredTest } from './chi-squared-test.ts';
import type { ContingencyTable } from './contingency-table.ts';

/**
 * The generalised test of conditional independence over strata of any number of rows and columns, all of one shape. Strata of fewer than
 * two people tell nothing and are passed over.
 * R: `mantelhaen.test(x)` for tables larger than 2 by 2. Source: J. Landis, E. Heyman and G. Koch, International Statistical Review 46
 * (1978), general association.
 * Throws StatisticsError: `no-rows`, `one-group` (fewer than two rows or columns), `length-mismatch` (with the stratum), `count-invalid`,
 * `empty-group` (a row or a column without a count in any stratum), `no-events` (no stratum tells its rows or its columns apart).
 */
export function generalisedMantelHaenszel(strata: readonly ContingencyTable[]): ChiSquaredTest {
  const [first] = strata;
  if (first === undefined) throw new StatisticsError('no-rows');
  const [rows, columns] = [first.length, first[0]?.length ?? 0];
  if (rows < 2 || columns < 2) throw new StatisticsError('one-group');
  const size = (rows - 1) * (columns - 1);
  const [apart, covariance] = [new Float64Array(size), new Float64Array(size * size)];
  const seen = { rows: new Float64Array(rows), columns: new Float64Array(columns) };
  for (const [stratum, table] of strata.entries()) {
    const margins = sumsOf(table, rows, columns, stratum);
    margins.rows.forEach((count, row) => {
      seen.rows[row] = (seen.rows[row] as number) + count;
    });
    margins.columns.forEach((count, column) => {
      seen.columns[column] = (seen.columns[column] as number) + count;
    });
    if (margins.total >= 2) addStratum(table, margins, apart, covariance);
  }
  if (seen.rows.includes(0) || seen.columns.includes(0)) throw new StatisticsError('empty-group');
  const { statistic, degreesOfFreedom } = waldStatistic(covariance, apart);
  if (degreesOfFreedom < size) throw new StatisticsError('no-events');
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}

/** The sums of a stratum's rows and columns; empty ones may be. */
function sumsOf(table: ContingencyTable, rows: number, columns: number, stratum: number) {
  const wrong = table.length !== rows || table.some((counts) => counts.length !== columns);
  if (wrong) throw new StatisticsError('length-mismatch', { row: stratum, detail: `not ${rows} by ${columns}` });
  for (const count of table.flat()) requireCount(count, { row: stratum });
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const byRow = table.map(sum);
  const byColumn = Array.from({ length: columns }, (_, column) => sum(table.map((counts) => counts[column] as number)));
  return { rows: byRow, columns: byColumn, total: sum(byRow) };
}

/** Adds what each cell (but those of the last row and column) is above its expectation, and the covariance of these. */
function addStratum(
  table: ContingencyTable,
  { rows, columns, total }: ReturnType<typeof sumsOf>,
  apart: Float64Array,
  covariance: Float64Array,
): void {
  const cells = rows.slice(1).flatMap((_, row) => columns.slice(1).map((_each, column) => ({ row, column })));
  const spread = (margins: readonly number[], one: number, other: number) =>
    (one === other ? total * (margins[one] as number) : 0) - (margins[one] as number) * (margins[other] as number);
  const unit = total * total * (total - 1);
  for (const [one, { row, column }] of cells.entries()) {
    const expected = ((rows[row] as number) * (columns[column] as number)) / total;
    apart[one] = (apart[one] as number) + (table[row]?.[column] as number) - expected;
    for (const [other, cell] of cells.entries()) {
      const place = one * cells.length + other;
      const together = spread(rows, row, cell.row) * spread(columns, column, cell.column);
      covariance[place] = (covariance[place] as number) + together / unit;
    }
  }
}
