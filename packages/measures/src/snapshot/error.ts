// Why a snapshot cannot be made or read: a closed list, each with a remedy.

export const snapshotErrorCodes = {
  'snapshot-missing': 'Make one first: `clew snapshot`, or POST /snapshots.',
  'snapshot-unknown': 'Name one that the list of snapshots shows.',
  'snapshot-format': 'Make a new snapshot with this version of Clew.',
  'snapshot-damaged': 'Delete its directory and make a new snapshot.',
  'snapshot-directory': 'Check that the directory exists and can be written.',
  'snapshot-source': 'The rows break the shape of the ledger; rebuild the careers, or report it.',
  'date-invalid': 'Give a date that exists, as YYYY-MM-DD.',
} as const;

export type SnapshotErrorCode = keyof typeof snapshotErrorCodes;

/** A snapshot that cannot be made or read. The message holds no row and no value of one. */
export class SnapshotError extends Error {
  readonly code: SnapshotErrorCode;
  readonly remedy: string;
  constructor(code: SnapshotErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'SnapshotError';
    this.code = code;
    this.remedy = snapshotErrorCodes[code];
  }
}
