// Records as PostgreSQL takes and gives them: binary COPY on the way in, rows of text on the way out.
// The driver decodes every column as UTF-8 even where it was asked for binary results, so those cannot be had from it.
import type { LogRecord, NewRecord } from '../port.ts';

/** A record and the place that it was given. */
export interface PlacedRecord {
  readonly record: NewRecord;
  readonly topicId: number;
  readonly partition: number;
  readonly offset: number;
  readonly recordedAt: Date;
}

/** COPY's binary signature, flags and extension length. */
const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const COPY_TRAILER = Buffer.from([0xff, 0xff]);
const COLUMNS = 7;
/** Everything of a row but key, headers and value: field count, seven lengths, and the fixed columns. */
const FIXED_BYTES = 2 + COLUMNS * 4 + 4 + 4 + 8 + 8;
/** PostgreSQL counts microseconds from 2000-01-01. */
const POSTGRES_EPOCH_MILLISECONDS = Date.UTC(2000, 0, 1);

function writeBytes(target: Buffer, at: number, bytes: Uint8Array): number {
  target.writeInt32BE(bytes.byteLength, at);
  target.set(bytes, at + 4);
  return at + 4 + bytes.byteLength;
}

/** The whole body of `COPY record (topic_id, partition, record_offset, key, headers, value, recorded_at) FROM STDIN (FORMAT binary)`. */
export function encodeCopy(placed: readonly PlacedRecord[]): Buffer {
  const rows = placed.map((row) => ({
    row,
    key: Buffer.from(row.record.key),
    headers: Buffer.from(JSON.stringify(row.record.headers)),
  }));
  const size = rows.reduce(
    (sum, { row, key, headers }) => sum + FIXED_BYTES + key.length + headers.length + row.record.value.byteLength,
    0,
  );
  const target = Buffer.allocUnsafe(COPY_HEADER.length + size + COPY_TRAILER.length);
  let at = COPY_HEADER.copy(target);
  for (const { row, key, headers } of rows) {
    at = target.writeInt16BE(COLUMNS, at);
    at = target.writeInt32BE(4, at);
    at = target.writeInt32BE(row.topicId, at);
    at = target.writeInt32BE(4, at);
    at = target.writeInt32BE(row.partition, at);
    at = target.writeInt32BE(8, at);
    at = target.writeBigInt64BE(BigInt(row.offset), at);
    at = writeBytes(target, at, key);
    at = writeBytes(target, at, headers);
    at = writeBytes(target, at, row.record.value);
    at = target.writeInt32BE(8, at);
    at = target.writeBigInt64BE(BigInt(row.recordedAt.getTime() - POSTGRES_EPOCH_MILLISECONDS) * 1000n, at);
  }
  COPY_TRAILER.copy(target, at);
  return target;
}

const PARSERS = new Map<number, (text: string) => unknown>([
  [20, Number],
  [25, (text) => text],
  [114, (text) => JSON.parse(text) as unknown],
  [17, (text) => Buffer.from(text.slice(2), 'hex')],
]);

/** Parsers for the read query, whose columns are int8, text, json and bytea. */
export const recordTypes = {
  getTypeParser: (oid: number): ((text: string) => unknown) => {
    const parser = PARSERS.get(oid);
    if (parser === undefined) throw new Error(`The log has no parser for the type ${oid}.`);
    return parser;
  },
};

/** A row as the read query selects it. */
export type RecordRow = readonly [
  offset: number,
  key: string | null,
  headers: Record<string, string>,
  value: Buffer,
  recordedAt: Date,
];

export function toLogRecord(topic: string, partition: number, row: RecordRow): LogRecord {
  const [offset, key, headers, value, recordedMilliseconds] = row;
  return { topic, partition, offset, key, headers, value, recordedAt: new Date(recordedMilliseconds) };
}
