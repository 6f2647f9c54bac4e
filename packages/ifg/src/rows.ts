// Reading the cells of one CSV file: rows by column name, and the checks that every cell goes through.

import { calendarDate } from '@clew/events';
import { parse } from 'csv-parse/sync';
import { type IfgFileName, ifgColumns } from './files.ts';
import { type ImportRefusal, importRefusal } from './refusal.ts';

/** One row, which refuses what it cannot read by telling the list that it was given. */
export class Row {
  readonly #file: IfgFileName;
  readonly #line: number;
  readonly #cells: ReadonlyMap<string, string>;
  readonly #refusals: ImportRefusal[];

  constructor(file: IfgFileName, line: number, cells: ReadonlyMap<string, string>, refusals: ImportRefusal[]) {
    this.#file = file;
    this.#line = line;
    this.#cells = cells;
    this.#refusals = refusals;
  }

  /** Where the row is, for a refusal. */
  get place(): { readonly file: IfgFileName; readonly line: number } {
    return { file: this.#file, line: this.#line };
  }

  /** The cell, or null where it is empty. */
  optional(column: string): string | null {
    const text = this.#cells.get(column)?.trim() ?? '';
    return text === '' ? null : text;
  }

  /** The cell; an empty one is refused. */
  text(column: string): string {
    const text = this.optional(column);
    if (text === null) this.refuse('missing-value', column, 'Fill the cell, or remove the row.');
    return text ?? '';
  }

  /** A date that exists; an empty cell is null. */
  optionalDate(column: string): string | null {
    const text = this.optional(column);
    if (text === null || calendarDate.safeParse(text).success) return text;
    this.refuse('invalid-date', column, 'Write a date of the calendar as YYYY-MM-DD.');
    return null;
  }

  /** A date that exists; an empty cell is refused. */
  date(column: string): string {
    const text = this.optionalDate(column);
    if (text === null && this.optional(column) === null) this.text(column);
    return text ?? '';
  }

  /** One of a list of values. */
  oneOf<const Value extends string>(column: string, values: readonly Value[]): Value | null {
    const found = values.find((value) => value === this.optional(column));
    if (found !== undefined) return found;
    this.refuse('invalid-value', column, `Use one of: ${values.join(', ')}.`);
    return null;
  }

  /** Adds a refusal of this row. */
  refuse(code: ImportRefusal['code'], column: string, remedy: string): void {
    this.#refusals.push(importRefusal(code, { file: this.#file, line: this.#line, column }, remedy));
  }
}

/** The rows of a file, or none where it cannot be read as a table; what is wrong is added to the refusals. */
export function readRows(file: IfgFileName, text: string, refusals: ImportRefusal[]): readonly Row[] {
  const table = parseTable(file, text, refusals);
  if (table === null) return [];
  const [header, ...body] = table;
  if (header === undefined) {
    refusals.push(importRefusal('unreadable-file', { file }, 'The file must begin with a header line.'));
    return [];
  }
  const missing = ifgColumns[file].filter((column) => !header.cells.includes(column));
  for (const column of missing) {
    refusals.push(importRefusal('missing-column', { file, line: 1, column }, 'Download the file again, whole.'));
  }
  if (missing.length > 0) return [];
  return body.flatMap(({ cells, line }) => {
    if (cells.length === header.cells.length) {
      const byColumn = new Map(header.cells.map((column, index) => [column, cells[index] ?? '']));
      return [new Row(file, line, byColumn, refusals)];
    }
    refusals.push(importRefusal('row-shape', { file, line }, 'Give the row as many cells as the header has.'));
    return [];
  });
}

interface TableLine {
  readonly cells: readonly string[];
  readonly line: number;
}

function parseTable(file: IfgFileName, text: string, refusals: ImportRefusal[]): readonly TableLine[] | null {
  try {
    const records = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true }) as unknown;
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      cells: record,
      line: info.lines,
    }));
  } catch (fault) {
    const lines: unknown = Object(fault).lines;
    const place = typeof lines === 'number' ? { file, line: lines } : { file };
    refusals.push(
      importRefusal('unreadable-file', place, 'The quotes of a cell are not closed, or the text is no CSV.'),
    );
    return null;
  }
}
