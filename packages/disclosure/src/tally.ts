// The bare group-by: how many of each cell of a table there are. Confidential: what it returns never leaves without a method.
import type { Dimension, Quantity, RegisteredTable, Registry } from './table.ts';
import { cellsOf, levelsOf } from './table.ts';
import type { Workforce } from './workforce.ts';

/** The rows that a quantity is counted over. */
export interface Rows {
  readonly length: number;
  readonly personNumber: Uint32Array;
  readonly columns: ReadonlyMap<string, Uint16Array>;
  /** What each row counts for; null where each counts for 1. */
  readonly weights: Uint8Array | null;
}

/** The rows of a quantity. Throws RangeError where the workforce has no year and the quantity needs one. */
export function rowsOf(workforce: Workforce, quantity: Quantity): Rows {
  if (quantity === 'headcount') {
    const { people, personNumber, columns } = workforce;
    return { length: people, personNumber, columns, weights: null };
  }
  if (workforce.year === undefined) throw new RangeError(`a workforce without a year has no ${quantity}`);
  const { rows, personNumber, columns, months, promotions } = workforce.year;
  return { length: rows, personNumber, columns, weights: quantity === 'promotions' ? promotions : months };
}

/** The cell that each row belongs to: one pass for each dimension, over typed arrays. */
export function cellOfRows(registry: Registry, rows: Rows, dimensions: readonly Dimension[]): Uint32Array {
  const cells = new Uint32Array(rows.length);
  for (const { classification, level } of levelsOf(registry, dimensions)) {
    const column = rows.columns.get(classification.name);
    if (column === undefined) throw new RangeError(`the workforce has no column ${classification.name}`);
    const size = level.codes.length;
    const { categoryOf } = level;
    // The finest level maps every category to itself.
    const isFinest = level === classification.levels[0];
    for (let row = 0; row < cells.length; row += 1) {
      const finest = column[row] as number;
      cells[row] = (cells[row] as number) * size + (isFinest ? finest : (categoryOf[finest] as number));
    }
  }
  return cells;
}

/** The true count of every cell, row-major. */
export function tally(registry: Registry, workforce: Workforce, table: RegisteredTable): Float64Array {
  const rows = rowsOf(workforce, table.quantity);
  const cells = cellOfRows(registry, rows, table.dimensions);
  const counts = new Float64Array(cellsOf(levelsOf(registry, table.dimensions).map(({ level }) => level.codes.length)));
  const { weights } = rows;
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row] as number;
    counts[cell] = (counts[cell] as number) + (weights === null ? 1 : (weights[row] as number));
  }
  return counts;
}
