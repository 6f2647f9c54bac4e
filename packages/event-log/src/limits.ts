// What a record may weigh and look like, the same on every adapter, checked before anything is sent.
import { LogError, type NewRecord } from './port.ts';

/** The most that key, headers and value of one record may have together, in bytes: 1 MiB. */
export const MAXIMUM_RECORD_BYTES = 1_048_576;

/** How many bytes of records a reader is handed at once, beside the limit by number: memory stays bounded for large records. */
export const MAXIMUM_BATCH_BYTES = 8 * 1_048_576;

/** Bytes that a record takes: UTF-8 of key and headers, and the value. */
export function recordBytes(record: NewRecord): number {
  let bytes = Buffer.byteLength(record.key) + record.value.byteLength;
  for (const [name, value] of Object.entries(record.headers))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  return bytes;
}

/**
 * Gives each record's size. Throws LogError `record-too-large` for a record over the limit, and `record-invalid` for a key
 * that a log cannot keep (NUL has no place in PostgreSQL's text); the position in the call is named, the content never.
 */
export function measureRecords(records: readonly NewRecord[]): readonly number[] {
  return records.map((record, index) => {
    const bytes = recordBytes(record);
    if (bytes > MAXIMUM_RECORD_BYTES) {
      const message = `Record ${index} of the call has ${bytes} bytes; the log takes ${MAXIMUM_RECORD_BYTES} at most. Nothing was sent.`;
      throw new LogError('record-too-large', message, { retryable: false });
    }
    if (record.key.includes('\0')) {
      throw new LogError(
        'record-invalid',
        `The key of record ${index} of the call holds a NUL character. Nothing was sent.`,
        { retryable: false },
      );
    }
    return bytes;
  });
}
