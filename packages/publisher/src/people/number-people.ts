// A sheet of people gets its staff numbers: read as a stream, asked for in batches, written beside the rows that it came with.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, realpath, rename, rm } from 'node:fs/promises';
import { parseStaffNumber } from '@clew/events';
import { stringify } from 'csv-stringify/sync';
import { brokenRow } from '../files/csv-file.ts';
import { type CsvRecord, readRecords } from '../files/csv-records.ts';
import { openRejects, type Rejects } from '../files/rejects.ts';
import { FileRefused, type RowRefusal, rowRefusal } from '../files/row.ts';
import { refuseWorkbook } from '../files/workbook.ts';
import {
  askForNumbers,
  type IdServiceAddress,
  mostPeopleAtOnce,
  type PersonAnswer,
  type PersonRequest,
} from './id-service-client.ts';
import { type PersonHeader, personColumns, readPerson, readPersonHeader } from './person-columns.ts';

export interface NumberPeopleOptions {
  readonly path: string;
  /** Where the same rows go, with a column `staffNumber`; readable by its owner only. Written whole, or not at all. */
  readonly outPath: string;
  readonly rejectsPath?: string | undefined;
  /** The department of every row, where no column says it. */
  readonly department?: string | undefined;
  /** Leaves out the columns that say who somebody is, so that the file can be published as it is. */
  readonly withoutPersonalData?: boolean | undefined;
  readonly service: IdServiceAddress;
  readonly onProgress?: ((counts: NumberingProgress) => void) | undefined;
}

export interface NumberingProgress {
  readonly rows: number;
  /** Rows whose people had no number before. */
  readonly issued: number;
  /** Rows whose people were known. */
  readonly existing: number;
  readonly refused: number;
}

export interface NumberingSummary extends NumberingProgress {
  /** Answered rows that came without a National Insurance number: they are known by department and local number alone. */
  readonly withoutNationalInsuranceNumber: number;
  /** The first thousand, by row. */
  readonly refusedRows: readonly { readonly row: number; readonly refusals: readonly RowRefusal[] }[];
  readonly out: string;
  readonly rejectsPath: string | null;
}

const keptRows = 1_000;

/**
 * Asks the ID service for the number of everybody in a sheet. Whoever is known keeps the number, so a second run gives the same file.
 * Throws FileRefused where nothing of the sheet can be read, IdServiceFault where the service cannot be had, the signal's reason where
 * it is stopped, and the system's own error for files: then no file is left, and the numbers that were issued are found again.
 */
export async function numberPeople(options: NumberPeopleOptions): Promise<NumberingSummary> {
  await refuseOverwriting(options);
  await refuseWorkbook(options.path);
  const bytes = createReadStream(options.path, { highWaterMark: 256 * 1024 });
  const unfinished = `${options.outPath}.unfinished`;
  let rejects: Rejects | undefined;
  try {
    const records = readRecords(bytes);
    const { cells, header } = await readHeader(records, options.department);
    if (options.rejectsPath !== undefined) rejects = openRejects(options.rejectsPath, cells);
    const file = await open(unfinished, 'w', 0o600);
    const run = new Numbering(options, header, rejects, (text) => file.appendFile(text));
    try {
      await run.start(cells, await hasByteOrderMark(options.path));
      await run.all(records);
    } finally {
      await file.close();
    }
    await rename(unfinished, options.outPath);
    return run.summary();
  } catch (fault) {
    await rm(unfinished, { force: true });
    throw fault;
  } finally {
    bytes.destroy();
    rejects?.close();
  }
}

type Cells = Extract<CsvRecord, { cells: unknown }>;

class Numbering {
  readonly #options: NumberPeopleOptions;
  readonly #header: PersonHeader;
  readonly #rejects: Rejects | undefined;
  readonly #write: (text: string) => Promise<void>;
  readonly #kept: readonly number[];
  readonly #counts = { rows: 0, issued: 0, existing: 0, refused: 0, withoutNationalInsuranceNumber: 0 };
  readonly #refusedRows: { readonly row: number; readonly refusals: readonly RowRefusal[] }[] = [];

  constructor(
    options: NumberPeopleOptions,
    header: PersonHeader,
    rejects: Rejects | undefined,
    write: (text: string) => Promise<void>,
  ) {
    this.#options = options;
    this.#header = header;
    this.#rejects = rejects;
    this.#write = write;
    const personal = new Set(options.withoutPersonalData === true ? header.at.values() : []);
    const columns = Array.from({ length: header.width }, (_, index) => index);
    this.#kept = columns.filter((index) => !personal.has(index) && index !== header.staffNumberAt);
  }

  async start(header: readonly string[], marked: boolean): Promise<void> {
    await this.#write(`${marked ? '\u{feff}' : ''}${this.#line('staffNumber', header)}`);
  }

  async all(records: AsyncIterable<CsvRecord>): Promise<void> {
    const batch: CsvRecord[] = [];
    for await (const record of records) {
      if ('cells' in record && record.cells.every((cell) => cell.trim() === '')) continue;
      batch.push(record);
      if (batch.length === mostPeopleAtOnce) await this.#number(batch.splice(0));
    }
    await this.#number(batch);
  }

  summary(): NumberingSummary {
    const { outPath, rejectsPath } = this.#options;
    const { rows, issued, existing, refused, withoutNationalInsuranceNumber } = this.#counts;
    const written = (this.#rejects?.count ?? 0) > 0 ? (rejectsPath ?? null) : null;
    const counts = { rows, issued, existing, refused, withoutNationalInsuranceNumber };
    return { ...counts, refusedRows: this.#refusedRows, out: outPath, rejectsPath: written };
  }

  async #number(batch: readonly CsvRecord[]): Promise<void> {
    const readings = batch.map((record) => this.#read(record));
    const people = readings.flatMap((reading) => ('person' in reading ? [reading.person] : []));
    const answers = (await askForNumbers(this.#options.service, people)).values();
    const lines: string[] = [];
    for (const [index, record] of batch.entries()) {
      const reading = readings[index];
      if (reading === undefined) continue;
      this.#counts.rows += 1;
      const outcome = 'person' in reading ? this.#outcomeOf(record, reading.person, answers.next().value) : reading;
      if ('refusals' in outcome) this.#refuse(record, outcome.refusals);
      if ('cells' in record) lines.push(this.#line('number' in outcome ? outcome.number : '', record.cells));
    }
    await this.#write(lines.join(''));
    this.#options.onProgress?.(this.#counts);
  }

  /** The key is random: it may hold nothing personal, and who is known is found by what the row says. */
  #read(record: CsvRecord): { readonly person: PersonRequest } | { readonly refusals: readonly RowRefusal[] } {
    if ('cells' in record) return readPerson(this.#header, record.cells, `file-${randomUUID()}`);
    const row = brokenRow(record);
    return { refusals: 'refusals' in row ? row.refusals : [] };
  }

  #outcomeOf(
    record: CsvRecord,
    person: PersonRequest,
    answer: PersonAnswer | undefined,
  ): { readonly number: string } | { readonly refusals: readonly RowRefusal[] } {
    if (answer === undefined) throw new Error('a person was left without an answer');
    if (answer.outcome === 'refused') return { refusals: answer.errors.map(inColumn) };
    const { staffNumberAt } = this.#header;
    const before = staffNumberAt === undefined ? '' : ((record as Cells).cells[staffNumberAt] ?? '').trim();
    const read = before === '' ? undefined : parseStaffNumber(before);
    if (read !== undefined && read !== answer.staffNumber) return { refusals: [otherNumber] };
    this.#counts[answer.outcome] += 1;
    if (person.nationalInsuranceNumber === undefined) this.#counts.withoutNationalInsuranceNumber += 1;
    return { number: answer.staffNumber };
  }

  #refuse(record: CsvRecord, refusals: readonly RowRefusal[]): void {
    const { row } = record;
    this.#counts.refused += 1;
    if (this.#refusedRows.length < keptRows) this.#refusedRows.push({ row, refusals });
    this.#rejects?.add({ row, raw: 'cells' in record ? record.cells : [record.line] }, refusals);
  }

  /** The staff number first, so that it is seen whatever else the sheet holds. */
  #line(staffNumber: string, cells: readonly string[]): string {
    return stringify([[staffNumber, ...this.#kept.map((index) => cells[index] ?? '')]]);
  }
}

async function readHeader(
  records: AsyncGenerator<CsvRecord>,
  department: string | undefined,
): Promise<{ readonly cells: readonly string[]; readonly header: PersonHeader }> {
  const first = await records.next();
  if (first.done === true || !('cells' in first.value)) {
    const remedy = `Name the columns in the first row: ${personColumns.join(', ')}.`;
    throw new FileRefused([rowRefusal('missing-column', '', 'The file has no header that can be read.', remedy)]);
  }
  const { cells } = first.value;
  const reading = readPersonHeader(cells, department);
  if (!reading.ok) throw new FileRefused(reading.refusals);
  return { cells, header: reading.header };
}

/** A refusal of the ID service points into its request, whose fields are the columns. */
function inColumn({ code, field, message, remedy, retryable }: RowRefusal): RowRefusal {
  const column = personColumns.find((name) => field === `/${name}`);
  return { code, ...(column === undefined ? {} : { column }), field, message, remedy, retryable };
}

const otherNumber = rowRefusal(
  'staff-number-differs',
  '/staffNumber',
  'The row has another staff number than the ID service has for this person.',
  'Empty the cell to take over the number of the ID service, or tell its operators.',
  'staffNumber',
);

/** Spreadsheets need the mark to read the letters of names. */
async function hasByteOrderMark(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0);
    return bytesRead === 3 && buffer.equals(Buffer.from([0xef, 0xbb, 0xbf]));
  } finally {
    await file.close();
  }
}

async function refuseOverwriting({ path, outPath, rejectsPath }: NumberPeopleOptions): Promise<void> {
  const file = await realpath(path);
  const others = [outPath, rejectsPath].filter((each) => each !== undefined);
  const real = await Promise.all(others.map((each) => realpath(each).catch(() => each)));
  if (!real.includes(file) && new Set(real).size === real.length) return;
  const message = 'One file would be written over another.';
  throw new FileRefused([rowRefusal('invalid-value', '', message, 'Give each file a name of its own.')]);
}
