// What a refused row or file of the ministers database is told: a code, the place, and what to do about it.

/** Every code with which the importer refuses something, and what it means. The list is closed. */
export const importRefusalCodes = {
  'missing-folder': 'The folder of the ministers database does not exist or cannot be read.',
  'missing-file': 'One of the seven files is not in the folder.',
  'unreadable-file': 'A file cannot be read, or is not CSV in UTF-8.',
  'missing-column': 'A file lacks a column that the importer needs.',
  'row-shape': 'A row has more or fewer cells than the header.',
  'missing-value': 'A cell that must be filled is empty.',
  'invalid-date': 'A date does not exist in the calendar, or is not written YYYY-MM-DD.',
  'invalid-value': 'A cell holds a value that its list does not allow.',
  'duplicate-id': 'Two rows carry the same id.',
  'unknown-reference': 'A row names a person, post, organisation or appointment that its file does not hold.',
  'appointment-without-length': 'An appointment ends on or before the day on which it starts.',
  'span-without-length': 'A span of acting capacity or of leave ends on or before the day on which it starts.',
} as const;

export type ImportRefusalCode = keyof typeof importRefusalCodes;

/** One reason why a file or a row was refused. It names the place, never the value: names of people are in these files. */
export interface ImportRefusal {
  readonly code: ImportRefusalCode;
  /** The file's name, such as `appointment.csv`; null for the folder itself. */
  readonly file: string | null;
  /** The line of the file, the header being line 1; null for the file as a whole. */
  readonly line: number | null;
  /** The column; null for the row as a whole. */
  readonly column: string | null;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** Builds a refusal. None is retryable: the same files are refused again. */
export function importRefusal(
  code: ImportRefusalCode,
  place: { readonly file: string | null; readonly line?: number; readonly column?: string },
  remedy: string,
): ImportRefusal {
  const { file, line = null, column = null } = place;
  return { code, file, line, column, message: importRefusalCodes[code], remedy, retryable: false };
}

/** A refusal as one line for people. */
export function describeImportRefusal(refusal: ImportRefusal): string {
  const line = refusal.line === null ? [] : [`line ${refusal.line}`];
  const column = refusal.column === null ? [] : [`column ${refusal.column}`];
  const place = [refusal.file ?? 'the folder', ...line, ...column].join(', ');
  return `${place}: ${refusal.message} ${refusal.remedy} (${refusal.code})`;
}
