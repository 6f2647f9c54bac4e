// The columns of a model: numbers and categories by name, and how people are told which is which.
import { isFactor, type NamedColumns, parseFormula } from '@clew/statistics';
import type { FormulaColumn } from './formula-columns.ts';
import type { CsvRows } from './read-csv.ts';
import { categoriesOf, columnOf } from './rows.ts';

/** The columns of the formula as a model takes them. */
export function modelColumns(rows: CsvRows, columns: readonly FormulaColumn[]): NamedColumns {
  return Object.fromEntries(
    columns.map(({ name, asCategories }) => [name, asCategories ? categoriesOf(rows, name) : columnOf(rows, name)]),
  );
}

/** The column that a formula models, where it is one. */
export function outcomeOf(formula: string): string | undefined {
  const { outcome } = parseFormula(formula);
  return typeof outcome === 'string' ? outcome : undefined;
}

/** How each column was read: as numbers, or as categories against the first; of the outcome, any category but the first is what is modelled. */
export function columnLines(data: NamedColumns, outcome?: string): readonly string[] {
  return Object.entries(data).map(([name, column]) => {
    if (!isFactor(column)) return `  ${name}: numbers`;
    const [reference = '', ...others] = column.levels;
    if (name === outcome && others.length > 1) return `  ${name}: the outcome, any category but ${reference}`;
    if (name === outcome) return `  ${name}: the outcome, ${others.join()} and not ${reference}`;
    const more = others.length > 8 ? [...others.slice(0, 8), `and ${others.length - 8} more`] : others;
    return `  ${name}: categories, ${[`${reference} (reference)`, ...more].join(', ')}`;
  });
}

/** For programs: the levels of categories, the reference first; `numbers` otherwise. */
export const columnKinds = (data: NamedColumns): Readonly<Record<string, readonly string[] | 'numbers'>> =>
  Object.fromEntries(
    Object.entries(data).map(([name, column]) => [name, isFactor(column) ? column.levels : 'numbers']),
  );
