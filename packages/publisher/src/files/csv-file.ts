// A CSV file as a stream of rows: any size in bounded memory, rows counted as a spreadsheet counts them.
import type { Readable } from 'node:stream';
import type { EventName } from '@clew/events';
import { type Header, readHeader } from './csv-header.ts';
import { type CsvRecord, readRecords } from './csv-records.ts';
import { columnOfField, readRow } from './csv-row.ts';
import { maximumLineBytes } from './lines.ts';
import { FileRefused, type Row, rowRefusal } from './row.ts';

export interface CsvFile {
  /** The header's cells, as they were. */
  readonly header: readonly string[];
  /** Rows that hold something. A row that cannot be read does not keep the others from being read. */
  readonly rows: AsyncIterable<Row>;
  /** The column that a part of an event came from; undefined for what comes from none, such as the source. */
  readonly columnOf: (field: string) => string | undefined;
}

export interface CsvOptions {
  /** What every row is, where no column says it. */
  readonly type: EventName | undefined;
  readonly source: string;
}

/** Opens a CSV file: RFC 4180 with any line ends, a byte order mark or none. Throws FileRefused where its header will not do. */
export async function openCsv(bytes: Readable, options: CsvOptions): Promise<CsvFile> {
  const records = readRecords(bytes);
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
  const { header } = reading;
  return {
    header: cells,
    rows: rowsOf(records, header, options.source),
    columnOf: (field) => (field === '/source' || field === '' ? undefined : columnOfField(header, field)),
  };
}

async function* rowsOf(records: AsyncIterable<CsvRecord>, header: Header, source: string): AsyncGenerator<Row> {
  for await (const record of records) {
    if (!('cells' in record)) {
      yield brokenRow(record);
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

/** A line that is no record. What it held goes into the file of rejects, where it can be mended. */
export function brokenRow({ row, broken, line }: Extract<CsvRecord, { broken: unknown }>): Row {
  return broken === 'too-large'
    ? { row, raw: [], refusals: [tooLarge] }
    : { row, raw: [line], refusals: [cannotBeRead] };
}

const cannotBeRead = rowRefusal(
  'row-shape',
  '',
  'The row cannot be read: a quotation mark is not closed, or stands within a cell without being doubled.',
  'Put quotation marks around the whole cell, and double those within it.',
);

const tooLarge = rowRefusal(
  'too-large',
  '',
  `The row is larger than ${maximumLineBytes} bytes.`,
  'Leave out what the event type does not need, and look for a quotation mark that is not closed.',
);
