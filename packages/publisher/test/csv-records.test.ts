// Reading CSV: what a library reads is read alike, and what no reader can read costs no more than its own line.
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRecord, readRecords } from '../src/files/csv-records.ts';
import { maximumLineBytes } from '../src/files/lines.ts';

async function recordsOf(text: string | Buffer, pieceBytes = 64 * 1024) {
  const bytes = Buffer.from(text as string);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const found: CsvRecord[] = [];
  for await (const record of readRecords(Readable.from(pieces, { objectMode: true }))) found.push(record);
  return found;
}

const cell = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[a"',\r\n; ]{0,8}$/),
  fc.constantFrom('', '"', '""', ',', '\n', '\r\n', 'a"b'),
);
const table = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 6 }))
  .chain(([width, height]) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
  );

describe('records', () => {
  it('are what was written, wherever the bytes are cut', async () => {
    const pieceBytes = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), pieceBytes, async (rows, delimiter, size) => {
        // Every cell quoted, so that a carriage return alone never looks like a line's end.
        const text = stringify(rows, { record_delimiter: delimiter, quoted: true, quoted_empty: true });
        // The first line must show the line's end to whoever looks at the first piece only.
        const read = await recordsOf(`head,er\n${text}`, Math.max(size, 8));
        expect(read.slice(1)).toEqual(rows.map((cells, index) => ({ row: index + 2, cells })));
      }),
    );
  });

  it('are those of a library, in text that it takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[ab",\n]{0,30}$/), async (text) => {
        let expected: string[][];
        try {
          expected = parse(text, { relax_column_count: true, skip_empty_lines: true });
        } catch {
          fc.pre(false);
          return;
        }
        const read = await recordsOf(text);
        const cells = read.flatMap((record) => ('cells' in record ? [record.cells] : []));
        expect(cells.filter((each) => each.length > 1 || each[0] !== '')).toEqual(
          expected.filter((each) => each.length > 1 || each[0] !== ''),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('go on in the next line after a quotation mark that is never closed, with their own numbers', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `${index},fine`);
    rows[4_015] = '4015,"never closed';
    const read = await recordsOf(`number,word\n${rows.join('\n')}\n`);
    expect(read).toHaveLength(20_001);
    expect(read.filter((record) => 'broken' in record)).toEqual([
      { row: 4_017, broken: 'quotation', line: '4015,"never closed' },
    ]);
    expect(read.at(-1)).toEqual({ row: 20_001, cells: ['19999', 'fine'] });
  });

  it.each(['a,b"c', 'a,"b"c', '"a" ,b', 'a,"b""'])('%s is broken, and what follows is not', async (line) => {
    expect(await recordsOf(`x,y\n${line}\nc,d`)).toEqual([
      { row: 1, cells: ['x', 'y'] },
      { row: 2, broken: 'quotation', line },
      { row: 3, cells: ['c', 'd'] },
    ]);
  });

  it('count a line that is too large once, however large', async () => {
    const text = `x,y\n1,${'z'.repeat(maximumLineBytes * 5)}\nc,d\n`;
    expect((await recordsOf(text)).map((record) => ['broken' in record ? record.broken : 'read', record.row])).toEqual([
      ['read', 1],
      ['too-large', 2],
      ['read', 3],
    ]);
  });

  it('may end with a carriage return alone, as those of old spreadsheets do', async () => {
    expect(await recordsOf('\u{feff}x,y\ra,b\rd,')).toEqual([
      { row: 1, cells: ['x', 'y'] },
      { row: 2, cells: ['a', 'b'] },
      { row: 3, cells: ['d', ''] },
    ]);
  });
});
