// Reading JSON and NDJSON from strangers, beside what JSON.parse itself makes of it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, parseJson, readLines } from '../src/index.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('parseJson', () => {
  it('reads whatever JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__') && !/\\u0000|\\ud[89a-f]/i.test(text));
        expect(parseJson(bytesOf(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('never throws, and refuses all that JSON.parse refuses', () => {
    const fragments = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', '\\', 'u0000', 'a', ':', ',', '1', '__proto__', ' '),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fragments, (parts) => {
        const text = parts.join('');
        const reading = parseJson(bytesOf(text), { maximumDepth: 5 });
        if (reading.ok) expect(reading.value).toEqual(JSON.parse(text));
        else expect(reading.refusal.remedy).not.toBe('');
      }),
    );
  });

  it.each([
    ['[[[]]]', 3, true],
    ['[[[]]]', 2, false],
    ['{"a":{"b":[1]}}', 3, true],
    ['{"a":{"b":[1]}}', 2, false],
    ['["[[[[[\\"[[[["]', 1, true],
    ['[[],[],[],[],[]]', 2, true],
  ])('%s within %i levels: %s', (text, maximumDepth, ok) => {
    expect(parseJson(bytesOf(text), { maximumDepth }).ok).toBe(ok);
  });

  it('keeps the offending value out of the refusal', () => {
    const reading = parseJson(bytesOf('{"familyName": "Nightingale'));
    expect(JSON.stringify(reading)).not.toContain('Nightingale');
  });
});

async function linesOf(chunks: readonly Uint8Array[], maximumLineBytes: number): Promise<Line[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: Line[] = [];
  for await (const line of readLines(stream(), { maximumLineBytes })) lines.push(line);
  return lines;
}

describe('readLines', () => {
  it('gives the same lines however the bytes are cut', async () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\r', ' ', '{', '\t'), maxLength: 12 }), {
      maxLength: 8,
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(lines, cuts, async (texts, sizes) => {
        const whole = bytesOf(texts.join('\n'));
        const chunks: Uint8Array[] = [];
        let start = 0;
        for (const size of sizes) {
          chunks.push(whole.subarray(start, start + size));
          start += size;
        }
        chunks.push(whole.subarray(start));
        const expected = texts
          .map((text, index) => ({ lineNumber: index + 1, text: text.replace(/\r$/, '') }))
          .filter(({ text }) => !/^[ \t]*$/.test(text))
          .map(({ lineNumber, text }) =>
            Buffer.byteLength(texts[lineNumber - 1] ?? '') > 10 ? { lineNumber, tooLarge: true } : { lineNumber, text },
          );
        const read = (await linesOf(chunks, 10)).map((line) =>
          line.tooLarge
            ? { lineNumber: line.lineNumber, tooLarge: true }
            : { lineNumber: line.lineNumber, text: new TextDecoder().decode(line.bytes) },
        );
        const blankButLong = (lineNumber: number) => /^[ \t]*\r?$/.test(texts[lineNumber - 1] ?? '');
        expect(read.filter(({ lineNumber }) => !blankButLong(lineNumber))).toEqual(expected);
      }),
    );
  });

  it('forgets a line that is too long, and goes on', async () => {
    const read = await linesOf([bytesOf(`${'x'.repeat(1_000)}\nok\n`)], 10);
    expect(read.map(({ lineNumber, tooLarge }) => [lineNumber, tooLarge])).toEqual([
      [1, true],
      [2, false],
    ]);
  });
});
