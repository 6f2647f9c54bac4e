// A CSV file as a stream of rows: any size in bounded memory, rows counted as a spreadsheet counts them.
import type { Readable } from 'node:stream';
import type { EventName } from '@clew/events';
import { parse } from 'csv-parse';
import { type Header, readHeader } from './csv-header.ts';
import { readRow } from './csv-row.ts';
import { FileRefused, type Row, rowRefusal } from './row.ts';

/** The largest row: a quotation mark that is never closed would otherwise swallow the file. */
const maximumRowBytes = 256 * 1024;

type Cells = { readonly row: number; readonly cells: readonly string[] };

export interface CsvFile {
  /** The header's cells, as they were. */
  readonly header: readonly string[];
  /** Rows that hold something. A row that cannot be read does not keep the others from being read. */
  readonly rows: AsyncIterable<Row>;
}

export interface CsvOptions {
  /** What every row is, where no column says it. */
  readonly type: EventName | undefined;
  readonly source: string;
}

/** Opens a CSV file: RFC 4180 with any line ends, a byte order mark or none. Throws FileRefused where its header will not do. */
export async function openCsv(bytes: Readable, options: CsvOptions): Promise<CsvFile> {
  const records = recordsOf(bytes);
  const first = await records.next();
  if (first.done === true || !('cells' in first.value)) {
    throw new FileRefused([
      rowRefusal(
        'missing-column',
        '',
        'The file has no header that can be read.',
        'Save it as "CSV UTF-8", with the names of the columns in the first row.',
      ),
    ]);
  }
  const { cells } = first.value;
  const reading = readHeader(cells, options.type);
  if (!reading.ok) {
    await records.return(undefined);
    throw new FileRefused(reading.refusals);
  }
  return { header: cells, rows: rowsOf(records, reading.header, options.source) };
}

async function* rowsOf(records: AsyncIterable<Cells | Row>, header: Header, source: string): AsyncGenerator<Row> {
  for await (const record of records) {
    if (!('cells' in record)) {
      yield record;
      continue;
    }
    const { row, cells } = record;
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (cells.length === header.columns.length) yield readRow(header, cells, row, source);
    else yield { row, raw: cells, refusals: [wrongShape(cells.length, header.columns.length)] };
  }
}

function wrongShape(found: number, expected: number) {
  const message = `The row has ${found} cells, and the header ${expected}.`;
  return rowRefusal(
    'row-shape',
    '',
    message,
    'Give every row as many cells as the header; a comma within a cell needs quotation marks around the cell.',
  );
}

/** The records in order, those that the parser gave up included. */
async function* recordsOf(bytes: Readable): AsyncGenerator<Cells | Row> {
  let row = 0;
  // The parser works ahead of us: what it counted waits here, in step with its records.
  const numbers: number[] = [];
  const broken: Row[] = [];
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: maximumRowBytes,
    skip_records_with_error: true,
    on_record: (cells: string[]) => {
      row += 1;
      numbers.push(row);
      return cells;
    },
    on_skip: () => {
      row += 1;
      broken.push({ row, raw: [], refusals: [cannotBeRead] });
      return undefined;
    },
  });
  bytes.on('error', (fault) => parser.destroy(fault));
  bytes.pipe(parser);
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const present = numbers.shift() ?? row;
      while (broken[0] !== undefined && broken[0].row < present) yield* broken.splice(0, 1);
      yield { row: present, cells };
    }
    yield* broken;
  } finally {
    bytes.destroy();
  }
}

const cannotBeRead = rowRefusal(
  'row-shape',
  '',
  'The row cannot be read: a quotation mark is not closed, stands within a cell without being doubled, or the row is too long.',
  'Put quotation marks around the whole cell, and double those within it.',
);
