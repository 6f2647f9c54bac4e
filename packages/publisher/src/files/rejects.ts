// The file of rejects: the refused rows as they were, so that they can be mended and sent again as a file of their own.
import { closeSync, openSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { notePrefix } from './csv-header.ts';
import type { RowOrigin, RowRefusal } from './row.ts';

export interface Rejects {
  /** Writes a refused row at once: a run that breaks off has written all it knew. */
  add(origin: RowOrigin, refusals: readonly RowRefusal[]): void;
  /** How many rows were written. */
  readonly count: number;
  close(): void;
}

/** Columns that a CSV file of rejects has beside the file's own; they are passed over when it is sent. */
const notes = ['row', 'column', 'code', 'remedy'].map((note) => `${notePrefix}${note}`);

/**
 * Opens a file of rejects. It is made at the first refused row, so an older file of that name stays where nothing is refused.
 * With a header the rows are CSV, their notes in columns that begin with `clew:`; without one they are lines, as they were.
 */
export function openRejects(path: string, header: readonly string[] | undefined): Rejects {
  let file: number | undefined;
  let count = 0;
  const kept = (header ?? [])
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => !name.trim().startsWith(notePrefix));
  const write = (text: string): void => {
    // Whoever may read the source need not be whoever may read this directory.
    file ??= openSync(path, 'w', 0o600);
    writeSync(file, text);
  };
  return {
    add: ({ row, raw }, refusals) => {
      if (typeof raw === 'string') {
        write(`${raw}\n`);
      } else {
        if (count === 0) write(stringify([[...kept.map(({ name }) => name), ...notes]]));
        const [first] = refusals;
        const cells = kept.map(({ index }) => raw[index] ?? '');
        write(
          stringify([
            [...cells, row, first?.column ?? '', refusals.map(({ code }) => code).join(' '), first?.remedy ?? ''],
          ]),
        );
      }
      count += 1;
    },
    get count() {
      return count;
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
