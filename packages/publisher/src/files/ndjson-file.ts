// An NDJSON file as a stream of rows: one CloudEvent a line, any number of lines in bounded memory.
import type { Readable } from 'node:stream';
import { parseJson } from '@clew/events';
import { linesOf, maximumLineBytes } from './lines.ts';
import { FileRefused, type Row, rowRefusal } from './row.ts';
import { prepareRow, type RowJson } from './row-event.ts';

/** Reads events; `source` fills in for those that do not state theirs. */
export async function* readNdjson(bytes: Readable, source: string | undefined): AsyncGenerator<Row> {
  let row = 0;
  for await (const line of linesOf(bytes)) {
    row += 1;
    if (line === 'too-large') yield { row, raw: '', refusals: [tooLarge] };
    else if (!isBlank(line)) {
      if (row === 1) refuseDocument(line);
      yield readLine(line, row, source);
    }
  }
}

/** JSON laid out over several lines would be refused line by line, without end. */
function refuseDocument(line: Buffer): void {
  const text = line.toString('latin1').trim();
  if (text !== '{' && text !== '[') return;
  const remedy = "Write one event a line; `jq -c .` does it, or `jq -c '.[]'` where the events are in an array.";
  throw new FileRefused([
    rowRefusal('unsupported-file', '', 'The file is JSON over several lines, not one event a line.', remedy),
  ]);
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

const malformed = rowRefusal(
  'malformed-json',
  '',
  'The line is not JSON, or not UTF-8.',
  'Write one JSON object a line, in UTF-8.',
);
const notAnEvent = rowRefusal(
  'not-an-event',
  '',
  'Not a JSON object.',
  "Write one CloudEvents 1.0 object a line; `jq -c '.[]'` makes lines of an array.",
);
const tooLarge = rowRefusal(
  'too-large',
  '',
  `The line is larger than ${maximumLineBytes} bytes.`,
  'Leave out what the event type does not need.',
);
