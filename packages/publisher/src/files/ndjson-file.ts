// An NDJSON file as a stream of rows: one CloudEvent a line, any number of lines in bounded memory.
import type { Readable } from 'node:stream';
import { parseJson } from '@clew/events';
import { type Row, rowRefusal } from './row.ts';
import { prepareRow, type RowJson } from './row-event.ts';

/** The largest line: what the gateway takes as one event. */
const maximumLineBytes = 256 * 1024;
const lineFeed = 0x0a;

/** Reads events; `source` fills in for those that do not state theirs. */
export async function* readNdjson(bytes: Readable, source: string | undefined): AsyncGenerator<Row> {
  let row = 0;
  for await (const line of linesOf(bytes)) {
    row += 1;
    if (line === 'too-large') yield { row, raw: '', refusals: [tooLarge] };
    else if (!isBlank(line)) yield readLine(line, row, source);
  }
}

function readLine(line: Buffer, row: number, source: string | undefined): Row {
  const raw = line
    .toString('utf8')
    .replace(/^\u{feff}/u, '')
    .trimEnd();
  const json = parseJson(line);
  if (json === undefined) return { row, raw, refusals: [malformed] };
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return { row, raw, refusals: [notAnEvent] };
  const stated = json as RowJson;
  const prepared = prepareRow(stated, stated.source === undefined ? source : undefined);
  return prepared.ok ? { row, raw, prepared: prepared.value } : { row, raw, refusals: prepared.refusals };
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

async function* linesOf(bytes: Readable): AsyncGenerator<Buffer | 'too-large'> {
  let pieces: Buffer[] = [];
  let length = 0;
  const finish = (): Buffer | 'too-large' => {
    const line = length > maximumLineBytes ? 'too-large' : Buffer.concat(pieces);
    pieces = [];
    length = 0;
    return line;
  };
  const gather = (piece: Buffer): void => {
    length += piece.byteLength;
    if (length > maximumLineBytes) pieces = [];
    else pieces.push(piece);
  };
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      gather(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    gather(chunk.subarray(start));
  }
  if (length > 0) yield finish();
}

const malformed = rowRefusal(
  'malformed-json',
  '',
  'The line is not JSON, or not UTF-8.',
  'Write one JSON object a line, in UTF-8.',
);
const notAnEvent = rowRefusal('not-an-event', '', 'Not a JSON object.', 'Send a CloudEvents 1.0 object.');
const tooLarge = rowRefusal(
  'too-large',
  '',
  `The line is larger than ${maximumLineBytes} bytes.`,
  'Leave out what the event type does not need.',
);
