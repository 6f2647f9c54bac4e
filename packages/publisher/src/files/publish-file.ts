// Publishing a file: its rows are read, checked and sent as a stream; what is refused, here or by the gateway, is named by its row.
import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { EventName } from '@clew/events';
import type { Outgoing, Publisher } from '../publisher.ts';
import type { PublishProgress, RefusedEvent } from '../summary.ts';
import { openCsv } from './csv-file.ts';
import { readNdjson } from './ndjson-file.ts';
import { openRejects, type Rejects } from './rejects.ts';
import { FileRefused, type Row, type RowOrigin, type RowRefusal, rowRefusal } from './row.ts';
import { refuseWorkbook } from './workbook.ts';

export type FileFormat = 'csv' | 'ndjson';

export interface PublishFileOptions {
  /** A file; its ending says what it holds: .csv, .ndjson or .jsonl. */
  readonly path: string;
  readonly publisher: Publisher;
  /** Where the ending does not say it. */
  readonly format?: FileFormat;
  /** What every row of a CSV file is, where no column says it. */
  readonly type?: EventName;
  /** Whose events these are. CSV needs it; for NDJSON it fills in for events that do not say. */
  readonly source?: string;
  /** Where refused rows are written, to be mended and sent again. */
  readonly rejectsPath?: string;
  readonly onProgress?: (progress: FileProgress) => void;
  /** Told of every refused row. */
  readonly onRefused?: (refused: RefusedRow) => void;
}

export interface RefusedRow {
  /** As a spreadsheet or an editor counts it: the header of a CSV file is row 1. */
  readonly row: number;
  readonly refusals: readonly RowRefusal[];
}

export interface FileProgress {
  /** Rows read so far. */
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
}

export interface FileSummary extends FileProgress {
  readonly format: FileFormat;
  /** How many rows were refused for each reason, by its code. A row with several reasons counts for each. */
  readonly refusedByCode: Readonly<Record<string, number>>;
  /** The first thousand, by row. */
  readonly refusedRows: readonly RefusedRow[];
  /** Where refused rows were written; null where none was, or nowhere was named. */
  readonly rejectsPath: string | null;
  /** See PublishSummary. */
  readonly last: readonly string[];
}

const keptRows = 1_000;

/**
 * Publishes a file. Valid rows go on whatever becomes of others. Throws FileRefused where nothing of it can be read, GatewayFault where
 * the gateway cannot be had (the same file may then be sent again: what was accepted is recognised), and the system's own error where
 * the file cannot be opened.
 */
export async function publishFile(options: PublishFileOptions): Promise<FileSummary> {
  const format = options.format ?? formatOf(options.path);
  await refuseOverwriting(options);
  await refuseWorkbook(options.path);
  const bytes = createReadStream(options.path, { highWaterMark: 256 * 1024 });
  const { header, rows, columnOf } = await openRows(bytes, format, options);
  const rejects = options.rejectsPath === undefined ? undefined : openRejects(options.rejectsPath, header);
  try {
    const run = new FileRun(options, rejects, columnOf);
    return await run.publish(rows, format);
  } finally {
    bytes.destroy();
    rejects?.close();
  }
}

class FileRun {
  readonly #options: PublishFileOptions;
  readonly #rejects: Rejects | undefined;
  readonly #columnOf: ((field: string) => string | undefined) | undefined;
  readonly #refusedRows: RefusedRow[] = [];
  readonly #refusedByCode = new Map<string, number>();
  #rows = 0;
  #refused = 0;

  constructor(options: PublishFileOptions, rejects: Rejects | undefined, columnOf: OpenedFile['columnOf']) {
    this.#options = options;
    this.#rejects = rejects;
    this.#columnOf = columnOf;
  }

  async publish(rows: AsyncIterable<Row>, format: FileFormat): Promise<FileSummary> {
    const summary = await this.#options.publisher.publishAll(this.#outgoing(rows), {
      onProgress: (progress) => this.#options.onProgress?.(this.#progress(progress)),
      onRefused: ({ refusals, origin }: RefusedEvent<RowOrigin>) => {
        if (origin !== undefined) this.#refuse(origin, this.#withColumns(refusals));
      },
    });
    const count = this.#rejects?.count ?? 0;
    return {
      format,
      ...this.#progress(summary),
      refusedByCode: Object.fromEntries(this.#refusedByCode),
      refusedRows: this.#refusedRows.toSorted((one, other) => one.row - other.row),
      rejectsPath: count > 0 ? (this.#options.rejectsPath ?? null) : null,
      last: summary.last,
    };
  }

  /** The valid rows; the others are refused on the way. */
  async *#outgoing(rows: AsyncIterable<Row>): AsyncGenerator<Outgoing<RowOrigin>> {
    for await (const row of rows) {
      this.#rows += 1;
      if ('refusals' in row) this.#refuse(row, row.refusals);
      else yield { prepared: row.prepared, origin: { row: row.row, raw: row.raw } };
    }
  }

  /** The gateway knows of events, not of columns. */
  #withColumns(refusals: readonly RowRefusal[]): readonly RowRefusal[] {
    return refusals.map((refusal) => {
      const column = this.#columnOf?.(refusal.field);
      return column === undefined ? refusal : { ...refusal, column };
    });
  }

  #refuse(origin: RowOrigin, refusals: readonly RowRefusal[]): void {
    const refused = { row: origin.row, refusals };
    this.#refused += 1;
    for (const code of new Set(refusals.map((refusal) => refusal.code))) {
      this.#refusedByCode.set(code, (this.#refusedByCode.get(code) ?? 0) + 1);
    }
    if (this.#refusedRows.length < keptRows) this.#refusedRows.push(refused);
    this.#rejects?.add(origin, refusals);
    this.#options.onRefused?.(refused);
  }

  #progress({ accepted, duplicates }: PublishProgress): FileProgress {
    return { rows: this.#rows, accepted, duplicates, refused: this.#refused };
  }
}

interface OpenedFile {
  readonly header: readonly string[] | undefined;
  readonly rows: AsyncIterable<Row>;
  /** The column that a part of an event came from; undefined for files without columns. */
  readonly columnOf: ((field: string) => string | undefined) | undefined;
}

async function openRows(bytes: Readable, format: FileFormat, options: PublishFileOptions): Promise<OpenedFile> {
  if (format === 'ndjson') return { header: undefined, rows: readNdjson(bytes, options.source), columnOf: undefined };
  if (options.source === undefined) {
    const message = 'A CSV file does not say whose events these are.';
    throw new FileRefused([
      rowRefusal('missing-field', '/source', message, 'Say it with --source /departments/DEPARTMENT/systems/SYSTEM.'),
    ]);
  }
  return openCsv(bytes, { type: options.type, source: options.source });
}

/** What a file's name says that it holds. Throws FileRefused where it does not. */
export function formatOf(path: string): FileFormat {
  if (/\.csv$/i.test(path)) return 'csv';
  if (/\.(?:ndjson|jsonl)$/i.test(path)) return 'ndjson';
  const message = "The file's name does not say what it holds.";
  throw new FileRefused([
    rowRefusal(
      'unsupported-file',
      '',
      message,
      'Name it .csv, .ndjson or .jsonl. A workbook is saved as "CSV UTF-8" first.',
    ),
  ]);
}

async function refuseOverwriting({ path, rejectsPath }: PublishFileOptions): Promise<void> {
  if (rejectsPath === undefined) return;
  const [file, rejects] = await Promise.all([realpath(path), realpath(rejectsPath).catch(() => rejectsPath)]);
  if (file !== rejects) return;
  const message = 'The refused rows would be written over the file itself.';
  throw new FileRefused([rowRefusal('invalid-value', '', message, 'Name another file for the refused rows.')]);
}
