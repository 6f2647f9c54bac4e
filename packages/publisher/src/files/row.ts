// What the rows of all kinds of files share: where a row stood, and why it was refused.
import type { PreparedEvent } from '../prepare.ts';

/** Why a row was refused. It never repeats what the row held. */
export interface RowRefusal {
  readonly code: string;
  /** The column's header, where one is to blame; absent for files without columns. */
  readonly column?: string;
  /** JSON Pointer into the event. */
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** Where a row came from. */
export interface RowOrigin {
  /** As a spreadsheet or an editor counts it: the header of a CSV file is row 1. */
  readonly row: number;
  /** What is written into the file of rejects: the row's cells, or its line. */
  readonly raw: readonly string[] | string;
}

export type Row = RowOrigin & ({ readonly prepared: PreparedEvent } | { readonly refusals: readonly RowRefusal[] });

/** A file that cannot be read as what it says it is: nothing of it is sent. */
export class FileRefused extends Error {
  readonly refusals: readonly RowRefusal[];
  constructor(refusals: readonly RowRefusal[]) {
    super(refusals.map((refusal) => refusal.message).join(' '));
    this.name = 'FileRefused';
    this.refusals = refusals;
  }
}

/** A refusal that stays the same however often it is sent. */
export function rowRefusal(code: string, field: string, message: string, remedy: string, column?: string): RowRefusal {
  return { code, ...(column === undefined ? {} : { column }), field, message, remedy, retryable: false };
}
