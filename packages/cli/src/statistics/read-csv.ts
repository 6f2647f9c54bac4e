// Reading a CSV: the columns that are asked for, a row a person or a stretch of one, each row known by its place in the file.
import { createReadStream } from 'node:fs';
import { nearest } from '@clew/measures/nearest';
import { CsvError, parse } from 'csv-parse';
import { Refused } from '../failure.ts';
import { type TextColumn, TextColumnBuilder } from './text-column.ts';

/** Rows of a CSV, and for each its row in the file as a spreadsheet counts: the header is row 1. */
export interface CsvRows {
  readonly columns: ReadonlyMap<string, TextColumn>;
  readonly fileRows: Int32Array;
  /** Rows left out because a cell that is needed was empty. */
  readonly omitted: number;
}

/** A column that an option names. */
export interface NamedColumn {
  readonly option: string;
  readonly name: string;
}

export interface ReadOptions {
  /** Texts that stand for an empty cell. */
  readonly empty: readonly string[];
  /** Told now and then how many rows have been read. */
  readonly onProgress: (rows: number) => void;
}

/**
 * Reads a file, or standard input where the path is `-`. `choose` is given the header and says which columns are kept (and more, which is
 * handed back with the rows); the others take no memory. Throws Refused for a file that is not there, has no header or no rows, names a column twice or is no CSV in UTF-8 (the row
 * is named), and for columns that it lacks.
 */
export async function readCsv<Choice extends { readonly columns: readonly NamedColumn[] }>(
  path: string,
  choose: (header: readonly string[]) => Choice,
  { empty, onProgress }: ReadOptions,
): Promise<{ readonly rows: CsvRows; readonly chosen: Choice }> {
  let taken: readonly { readonly place: number; readonly builder: TextColumnBuilder }[] = [];
  let header: readonly string[] = [];
  let chosen: Choice | undefined;
  const fileRows: number[] = [];
  let fileRow = 0;
  for await (const record of recordsOf(path)) {
    fileRow += 1;
    if (fileRow === 1) {
      header = checkedHeader(record);
      chosen = choose(header);
      const names = [...new Set(requireColumns(chosen.columns, header))];
      taken = names.map((name) => ({ place: header.indexOf(name), builder: new TextColumnBuilder(name, empty) }));
      continue;
    }
    // A blank line is no row, but it has a place.
    if (record.length === 1 && record[0] === '' && header.length > 1) continue;
    if (record.length !== header.length) throw wrongLength(fileRow, record.length, header.length);
    for (const { place, builder } of taken) builder.add(record[place] ?? '', fileRow);
    fileRows.push(fileRow);
    if (fileRow % 50_000 === 0) onProgress(fileRow);
  }
  if (chosen === undefined) throw new Refused('csv-empty', 'The file is empty.', 'Its first row names the columns.');
  if (fileRows.length === 0)
    throw new Refused('csv-no-rows', 'The file has no rows below its header.', 'Give it some.');
  const columns = taken.map(({ builder }) => builder.finish());
  const rows = {
    columns: new Map(columns.map((column) => [column.name, column])),
    fileRows: Int32Array.from(fileRows),
    omitted: 0,
  };
  return { rows, chosen };
}

async function* recordsOf(path: string): AsyncGenerator<readonly string[]> {
  const source = path === '-' ? process.stdin : createReadStream(path);
  const parser = parse({ bom: true, relax_column_count: true });
  source.on('error', (fault) => parser.destroy(fault));
  source.pipe(parser);
  try {
    for await (const record of parser) yield record as readonly string[];
  } catch (fault) {
    throw refusalOf(fault);
  }
}

/** What csv-parse says may hold a cell's text, so that only its code and its line are told. */
function refusalOf(fault: unknown): unknown {
  if (fault instanceof CsvError) {
    const line: unknown = Reflect.get(fault, 'lines');
    const where = typeof line === 'number' ? `, at or before line ${line}` : '';
    const message = `The file is no CSV${where}: ${fault.code.toLowerCase().replaceAll('_', ' ')}.`;
    return new Refused(
      'csv-unreadable',
      message,
      'Put quotes around cells with commas, and double a quote within one.',
    );
  }
  const code = fault instanceof Error ? (fault as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOENT') return new Refused('csv-missing', 'There is no file at the path of --csv.', 'Check the path.');
  if (code === 'EISDIR') return new Refused('csv-missing', '--csv names a folder.', 'Name the file in it.');
  if (code === 'EACCES') return new Refused('csv-missing', 'The file of --csv may not be read.', 'Ask for the right.');
  return fault;
}

function checkedHeader(record: readonly string[]): readonly string[] {
  const header = record.map((name) => name.trim());
  const [only = ''] = header;
  if (header.every((name) => name === '')) {
    throw new Refused('csv-no-header', 'Row 1: it names no column.', 'The first row of the file names the columns.');
  }
  if (header.length === 1 && /[;\t]/.test(only)) {
    throw new Refused('csv-separator', 'Row 1: there are no commas between columns.', 'Save the file with commas.');
  }
  const twice = header.find((name, place) => name !== '' && header.indexOf(name) !== place);
  if (twice !== undefined)
    throw new Refused('column-twice', `Row 1: column ${twice} is there twice.`, 'Name each column once.');
  return header;
}

function wrongLength(fileRow: number, has: number, wanted: number): Refused {
  const message = `Row ${fileRow}: it has ${has} cells, where the header has ${wanted}.`;
  return new Refused('row-length', message, 'Put quotes around cells with commas in them.');
}

/** The names, all of which the header has. Throws `column-unknown` naming each that it lacks, and the nearest that there is. */
export function requireColumns(wanted: readonly NamedColumn[], header: readonly string[]): readonly string[] {
  const lacking = wanted.filter(({ name }) => name === '' || !header.includes(name));
  if (lacking.length === 0) return wanted.map(({ name }) => name);
  const details = lacking.map(({ option, name }) => {
    const meant = nearest(name, header.filter(Boolean));
    return `${option}: no column ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
  });
  const shown = header.length > 30 ? [...header.slice(0, 30), `and ${header.length - 30} more`] : header;
  throw new Refused('column-unknown', 'The file lacks a column.', `Its columns: ${shown.filter(Boolean).join(', ')}.`, [
    ...new Set(details),
  ]);
}
