// Tables of counts: what the tests of independence take, with the checks that they share.
import { requireCount, StatisticsError } from '../foundation/errors.ts';

/** Counts, a row a list; at least two rows and two columns. */
export type ContingencyTable = readonly (readonly number[])[];

export interface Margins {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly total: number;
}

/**
 * The sums of a table's rows and columns.
 * Throws `length-mismatch` (rows of different lengths, or fewer than two of either), `count-invalid`, `empty-group` (a row or a
 * column without a count, of which no test can say anything).
 */
export function marginsOf(table: ContingencyTable): Margins {
  const width = table[0]?.length ?? 0;
  if (table.length < 2 || width < 2) throw new StatisticsError('one-group');
  const columns = new Array<number>(width).fill(0);
  const rows = table.map((counts, row) => {
    if (counts.length !== width) throw new StatisticsError('length-mismatch', { row });
    let sum = 0;
    for (const [column, count] of counts.entries()) {
      requireCount(count, { column: `column ${column + 1}`, row });
      sum += count;
      columns[column] = (columns[column] ?? 0) + count;
    }
    return sum;
  });
  if (rows.includes(0) || columns.includes(0)) throw new StatisticsError('empty-group');
  return { rows, columns, total: rows.reduce((sum, count) => sum + count, 0) };
}
