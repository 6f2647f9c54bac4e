// What bad input gets: a clear refusal each, never a 500, and nothing in the log.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEvent, type Body, batch, bodyOf, type Door, linesOf, openDoor, single, stream } from './support.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const text = (changes: Readonly<Record<string, unknown>> = {}): string => JSON.stringify(anEvent(changes));
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([...part])))),
  );
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const withData = (data: string): string => text().replace(/"data":\{.*\}\}$/, `"data":${data}}`);

interface Row {
  readonly name: string;
  readonly body: Body;
  readonly mediaType: string;
  readonly status: number;
  /** Of the first error. */
  readonly code: string;
  readonly field?: string;
}

const rows: readonly Row[] = [
  { name: 'no body at all', body: '', mediaType: single, status: 400, code: 'body-missing' },
  { name: 'an empty batch', body: '[]', mediaType: batch, status: 400, code: 'body-missing' },
  { name: 'an empty stream', body: '', mediaType: stream, status: 400, code: 'body-missing' },
  { name: 'a stream of blank lines', body: '\n\r\n  \n', mediaType: stream, status: 400, code: 'body-missing' },
  { name: 'text that is not JSON', body: 'hello', mediaType: single, status: 400, code: 'malformed-json' },
  { name: 'JSON cut short', body: text().slice(0, -2), mediaType: single, status: 400, code: 'malformed-json' },
  { name: 'broken UTF-8', body: bytes('{"id":"', [0xc3, 0x28], '"}'), mediaType: single, status: 400, code: 'malformed-utf8' },
  { name: '__proto__', body: withData('{"__proto__":{"a":1}}'), mediaType: single, status: 400, code: 'forbidden-key' },
  { name: 'constructor.prototype', body: withData('{"constructor":{"prototype":{}}}'), mediaType: single, status: 400, code: 'forbidden-key' },
  { name: 'JSON nested 33 deep', body: deep(33), mediaType: single, status: 400, code: 'too-deep' },
  { name: 'JSON nested 100,000 deep', body: deep(100_000), mediaType: single, status: 400, code: 'too-deep' },
  { name: 'a NUL in a text', body: text({ subject: '\0' }), mediaType: single, status: 400, code: 'text-not-storable' },
  { name: 'half a surrogate pair', body: '{"id":"\\ud800"}', mediaType: single, status: 400, code: 'text-not-storable' },
  { name: 'another media type', body: text(), mediaType: 'text/plain', status: 415, code: 'unsupported-media-type' },
  { name: 'XML', body: '<a/>', mediaType: 'application/xml', status: 415, code: 'unsupported-media-type' },
  { name: 'an object as a batch', body: text(), mediaType: batch, status: 400, code: 'not-a-batch' },
  { name: 'a batch as a single event', body: `[${text()}]`, mediaType: single, status: 422, code: 'not-an-event', field: '' },
  { name: 'null', body: 'null', mediaType: 'application/json', status: 400, code: 'body-missing' },
  { name: 'a number', body: '7', mediaType: 'application/json', status: 422, code: 'not-an-event', field: '' },
  { name: 'a body above the limit', body: `[${'"'.padEnd(8 * 1024 * 1024 + 10, 'x')}"]`, mediaType: batch, status: 413, code: 'too-large' },
  { name: 'a batch of 1,001', body: JSON.stringify(Array.from({ length: 1_001 }, () => 1)), mediaType: batch, status: 413, code: 'too-many' },
  { name: 'an event of 300 KB', body: text({ data: { padding: 'x'.repeat(300_000) } }), mediaType: single, status: 422, code: 'too-large', field: '' },
  { name: 'no attributes', body: '{}', mediaType: single, status: 422, code: 'missing-field', field: '/specversion' },
  { name: 'an id that is no ULID', body: text({ id: '42' }), mediaType: single, status: 422, code: 'event-id-shape', field: '/id' },
  { name: 'a source of no department', body: text({ source: 'me' }), mediaType: single, status: 422, code: 'invalid-value', field: '/source' },
  { name: 'an unknown event type', body: text({ type: 'clew.dismissed.v1' }), mediaType: single, status: 422, code: 'unknown-event-type', field: '/type' },
  { name: 'an unknown version', body: text({ type: 'clew.exited.v9' }), mediaType: single, status: 422, code: 'unknown-event-version', field: '/type' },
  { name: 'a wrong check character', body: text({ subject: 'B000000000' }), mediaType: single, status: 422, code: 'staff-number-check-character', field: '/subject' },
  { name: 'no staff number', body: text({ subject: 'me' }), mediaType: single, status: 422, code: 'staff-number-shape', field: '/subject' },
  { name: 'a time without a zone', body: text({ time: '2024-04-02T10:00:00' }), mediaType: single, status: 422, code: 'invalid-date', field: '/time' },
  { name: 'a date that does not exist', body: text({ data: { effectiveDate: '2023-02-29', cause: 'death' } }), mediaType: single, status: 422, code: 'invalid-date', field: '/data/effectiveDate' },
  { name: 'a wrong type', body: text({ data: { effectiveDate: 20240401, cause: 'death' } }), mediaType: single, status: 422, code: 'wrong-type', field: '/data/effectiveDate' },
  { name: 'an unknown field', body: text({ data: { effectiveDate: '2024-04-01', cause: 'death', why: 1 } }), mediaType: single, status: 422, code: 'unknown-field', field: '/data/why' },
  { name: 'an unknown attribute', body: text({ name: 'x' }), mediaType: single, status: 422, code: 'unknown-field', field: '/name' },
  { name: 'a staff number said to be issued', body: text({ type: 'clew.staffNumberIssued.v1', data: { effectiveDate: '2024-04-01', department: 'hm-treasury' } }), mediaType: single, status: 422, code: 'source-not-authorised', field: '/type' },
]; // biome-ignore format: a row per line

describe('POST /events refuses', () => {
  it.each(rows)('$name', async ({ body, mediaType, status, code, field }) => {
    const response = await door.post(body, mediaType);
    const problem = await bodyOf(response);
    expect({ status: response.status, code: problem.errors[0]?.['code'] }).toEqual({ status, code });
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    if (field !== undefined) expect(problem.errors[0]).toMatchObject({ field, position: 0, retryable: false });
    expect(problem.errors[0]?.['remedy']).toEqual(expect.stringMatching(/\S/));
  });

  it('and none of these reached the log', async () => {
    expect(await door.published()).toEqual([]);
  });

  it('without repeating a value that may be personal', async () => {
    const secret = 'Zebediah-Quux';
    const events = [
      text({ subject: secret }),
      text({ time: secret }),
      text({ data: { effectiveDate: secret, cause: secret } }),
      text({ source: secret }),
      text({ id: secret }),
    ];
    const answer = await (await door.post(`[${events.join(',')}]`, batch)).text();
    expect(answer).toContain('invalid-date');
    expect(answer).not.toContain(secret);
    expect(door.logLines.join('')).not.toContain(secret);
  });
});

describe('a line of a stream', () => {
  interface LineRow {
    readonly name: string;
    readonly line: Uint8Array;
    readonly code: string;
  }
  const lines: readonly LineRow[] = [
    { name: 'not JSON', line: bytes('{"id"'), code: 'malformed-json' },
    { name: 'broken UTF-8', line: bytes('"', [0xff, 0xfe], '"'), code: 'malformed-utf8' },
    { name: 'too deep', line: bytes(deep(40)), code: 'too-deep' },
    { name: '__proto__', line: bytes(withData('{"__proto__":1}')), code: 'forbidden-key' },
    { name: '900 KB long', line: bytes(text({ data: { padding: 'x'.repeat(900_000) } })), code: 'too-large' },
    { name: 'an array', line: bytes(`[${text()}]`), code: 'not-an-event' },
    { name: 'an unknown type', line: bytes(text({ type: 'x' })), code: 'unknown-event-type' },
  ];

  it.each(lines)('that is $name is refused at its position, and the lines around it go on', async ({ line, code }) => {
    const [before, after] = [text(), text()];
    const answers = await linesOf(await door.post(bytes(before, '\n', [...line], '\n', after, '\n'), stream));
    expect(answers.map((answer) => answer['status'])).toEqual(['accepted', 'refused', 'accepted', 'complete']);
    expect(answers[1]).toMatchObject({ position: 1, line: 2, errors: [expect.objectContaining({ code })] });
    expect(answers[2]).toMatchObject({ position: 2, line: 3 });
  });

  it.each([
    { name: 'a byte order mark at the start', make: (one: string, other: string) => `\u{feff}${one}\n${other}\n` },
    { name: 'CRLF line ends', make: (one: string, other: string) => `${one}\r\n${other}\r\n` },
    { name: 'no line end at the end', make: (one: string, other: string) => `${one}\n${other}` },
    { name: 'blank lines between', make: (one: string, other: string) => `\n${one}\n\n\n${other}\n\n` },
  ])('with $name is fine', async ({ make }) => {
    const answers = await linesOf(await door.post(make(text(), text()), stream));
    expect(answers.map((answer) => answer['status'])).toEqual(['accepted', 'accepted', 'complete']);
  });
});
