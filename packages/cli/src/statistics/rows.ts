// Rows of a CSV as statistics take them: complete, and in columns of numbers, categories or events.
import { type Column, type Factor, factor } from '@clew/statistics';
import { Refused } from '../failure.ts';
import type { CsvRows } from './read-csv.ts';
import { holdsNumbers, numberOf, type TextColumn } from './text-column.ts';

export type MissingCells = 'refuse' | 'omit';

const rowsOf = (count: number) => (count === 1 ? '1 row' : `${count} rows`);

/** A column that was read. */
export function textColumn(rows: CsvRows, name: string): TextColumn {
  const column = rows.columns.get(name);
  if (column === undefined) throw new Error(`column ${name} was not asked for`);
  return column;
}

/**
 * The rows without an empty cell in the columns. Where one has, `refuse` throws `cell-empty` with the first row and how many there are in
 * each column, `omit` leaves the row out. Throws `no-complete-rows` where none remains.
 */
export function completeRows(rows: CsvRows, names: readonly string[], missing: MissingCells): CsvRows {
  const columns = names.map((name) => textColumn(rows, name));
  if (missing === 'refuse') refuseEmpty(rows, columns);
  const complete = keepRows(rows, (row) => columns.every(({ codes }) => (codes[row] as number) >= 0));
  const omitted = rows.fileRows.length - complete.fileRows.length;
  if (complete.fileRows.length === 0) {
    throw new Refused('no-complete-rows', 'Every row has an empty cell in a column that is needed.', 'Fill them.');
  }
  return { ...complete, omitted };
}

function refuseEmpty({ fileRows }: CsvRows, columns: readonly TextColumn[]): void {
  const holes = columns.flatMap(({ name, codes }) => {
    const first = codes.indexOf(-1);
    if (first < 0) return [];
    return [{ name, row: fileRows[first] as number, count: codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0) }];
  });
  const [first] = holes.toSorted((one, other) => one.row - other.row);
  if (first === undefined) return;
  throw new Refused(
    'cell-empty',
    `Row ${first.row}, column ${first.name}: the cell is empty.`,
    'Fill the cells, or leave such rows out with --missing omit.',
    holes.map(({ name, count }) => `${name}: empty in ${rowsOf(count)} of ${fileRows.length}`),
  );
}

/** The rows for which `keeps` holds. */
export function keepRows(rows: CsvRows, keeps: (row: number) => boolean): CsvRows {
  const kept = Int32Array.from(rows.fileRows.keys()).filter(keeps);
  if (kept.length === rows.fileRows.length) return rows;
  const taken = (values: Int32Array) => kept.map((row) => values[row] as number);
  const columns = [...rows.columns].map(([name, column]) => [name, { ...column, codes: taken(column.codes) }] as const);
  return { ...rows, columns: new Map(columns), fileRows: taken(rows.fileRows) };
}

/** A column of numbers; NaN where a cell is empty. Throws `cell-no-number` with the row. */
export function numbersOf(rows: CsvRows, name: string): Column {
  const { texts, codes } = textColumn(rows, name);
  const values = texts.map(numberOf);
  return Float64Array.from(codes, (code, row) => {
    if (code < 0) return Number.NaN;
    const value = values[code] as number;
    if (Number.isFinite(value)) return value;
    const where = `Row ${rows.fileRows[row]}, column ${name}`;
    throw new Refused(
      'cell-no-number',
      `${where}: no number.`,
      'Write one, with a point for decimals and no commas; or name the text with --empty, where it stands for an empty cell.',
    );
  });
}

/** A column of categories: those that occur, numbers in their order, texts in that of code units; missing where a cell is empty. */
export function categoriesOf(rows: CsvRows, name: string): Factor {
  const column = textColumn(rows, name);
  const asNumbers = holdsNumbers(column);
  // 1 and 1.0 are one category where all are numbers.
  const labels = column.texts.map((text) => (asNumbers ? String(numberOf(text)) : text));
  const used = new Set(column.codes);
  used.delete(-1);
  const present = [...new Set([...used].map((code) => labels[code] as string))];
  const levels = asNumbers ? present.sort((one, other) => Number(one) - Number(other)) : factor(present).levels;
  const place = new Map(levels.map((level, at) => [level, at]));
  const codeOf = labels.map((label) => place.get(label) ?? -1);
  return { levels, codes: column.codes.map((code) => (code < 0 ? -1 : (codeOf[code] as number))) };
}

/**
 * A column of numbers as numbers, any other as categories. Throws `cell-no-number` where most of what a column holds are numbers: a word
 * among ages would make a category of every age.
 */
export function columnOf(rows: CsvRows, name: string): Column | Factor {
  const column = textColumn(rows, name);
  if (holdsNumbers(column)) return numbersOf(rows, name);
  const words = new Set(column.texts.flatMap((text, code) => (Number.isFinite(numberOf(text)) ? [] : [code])));
  if (2 * words.size >= column.texts.length) return categoriesOf(rows, name);
  const row = column.codes.findIndex((code) => words.has(code));
  throw new Refused(
    'cell-no-number',
    `Row ${rows.fileRows[row]}, column ${name}: no number, where most cells are.`,
    `Write one, name the text with --empty, or take the column as categories: factor(${name}).`,
  );
}

/** A column, and which of its values says that something happened; without one it holds 0 and 1, or FALSE and TRUE, or no and yes. */
export interface EventChoice {
  readonly column: string;
  readonly value?: string;
}

/** `status` or `status=2`. A column's own name may have the sign. */
export function eventChoice(text: string, header: readonly string[]): EventChoice {
  const sign = text.lastIndexOf('=');
  if (sign < 0 || header.includes(text)) return { column: text };
  return { column: text.slice(0, sign).trim(), value: text.slice(sign + 1).trim() };
}

const happened: ReadonlyMap<string, number> = new Map([
  ['0', 0],
  ['1', 1],
  ['false', 0],
  ['true', 1],
  ['no', 0],
  ['yes', 1],
]);

/** 1 where the event happened, 0 where it did not. Throws `event-unclear` with the row, and `value-unknown`. */
export function eventsOf(rows: CsvRows, { column, value }: EventChoice): Uint8Array {
  if (value !== undefined) {
    const { levels, codes } = categoriesOf(rows, column);
    const event = levels.indexOf(levelNamed(levels, column, value));
    return Uint8Array.from(codes, (code) => (code === event ? 1 : 0));
  }
  const { texts, codes } = textColumn(rows, column);
  const read = texts.map((text) => happened.get(text.toLowerCase()));
  return Uint8Array.from(codes, (code, row) => {
    const event = code < 0 ? 0 : read[code];
    if (event !== undefined) return event;
    throw new Refused(
      'event-unclear',
      `Row ${rows.fileRows[row]}, column ${column}: neither 0 nor 1, FALSE nor TRUE, no nor yes.`,
      `Say which value is the event, as ${column}=VALUE.`,
    );
  });
}

/** The level that the value names; 2.0 names 2. Throws `value-unknown`: what was typed is told, no cell is. */
export function levelNamed(
  levels: readonly string[],
  column: string,
  value: string,
  remedy = 'Check how it is written.',
): string {
  const found = levels.find((level) => level === value) ?? levels.find((level) => numberOf(level) === numberOf(value));
  if (found !== undefined) return found;
  throw new Refused('value-unknown', `Column ${column}: no row has the value ${value}.`, remedy);
}
