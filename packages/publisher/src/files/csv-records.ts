// CSV as records: RFC 4180 with any line ends, in bounded memory. A record that cannot be read costs itself alone, and keeps its number.
// A parser from a library was tried first: after a quotation mark that is never closed it goes on in the middle of a cell, so that rows
// were swallowed and those after them had wrong numbers.
import type { Readable } from 'node:stream';
import { linesOf, maximumLineBytes } from './lines.ts';

/** One record, numbered as a spreadsheet counts it, the header being 1; or one line that is none, as it was (too large: without its text). */
export type CsvRecord =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly broken: 'quotation' | 'too-large'; readonly line: string };

/** Reads the records. Throws what the stream throws. */
export async function* readRecords(bytes: Readable): AsyncGenerator<CsvRecord> {
  const reader = new RecordReader();
  let isFirst = true;
  for await (const line of linesOf(bytes)) {
    const text = line === 'too-large' ? line : { text: line.toString('utf8') };
    if (isFirst && text !== 'too-large') text.text = text.text.replace(/^\u{feff}/u, '');
    isFirst = false;
    yield* reader.take(text);
  }
  yield* reader.end();
}

type Line = { readonly text: string } | 'too-large';

class RecordReader {
  #row = 0;
  /** The lines of a record whose quotation mark is still open, and how far it was read. */
  #lines: Line[] = [];
  #length = 0;
  #parsing = new RecordParsing();

  *take(line: Line): Generator<CsvRecord> {
    let waiting: Line[] = [line];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      this.#lines.push(next);
      this.#length += next === 'too-large' ? maximumLineBytes : next.text.length + 1;
      const outcome = next === 'too-large' ? 'broken' : this.#parsing.read(next.text);
      if (outcome === 'open' && this.#length <= maximumLineBytes) continue;
      if (outcome === 'complete') {
        this.#row += 1;
        yield { row: this.#row, cells: this.#parsing.cells };
        this.#reset();
      } else {
        waiting = [...this.#giveUpFirst(), ...waiting];
        yield this.#broken;
      }
    }
  }

  /** What is open at the end was never closed. */
  *end(): Generator<CsvRecord> {
    while (this.#lines.length > 0) {
      const rest = this.#giveUpFirst();
      yield this.#broken;
      for (const line of rest) yield* this.take(line);
    }
  }

  #broken: CsvRecord = { row: 0, broken: 'quotation', line: '' };

  /** The first line is no record; those after it are read again, each as the beginning of one. */
  #giveUpFirst(): Line[] {
    const [first = 'too-large', ...rest] = this.#lines;
    this.#row += 1;
    this.#broken =
      first === 'too-large'
        ? { row: this.#row, broken: 'too-large', line: '' }
        : { row: this.#row, broken: 'quotation', line: first.text };
    this.#reset();
    return rest;
  }

  #reset(): void {
    this.#lines = [];
    this.#length = 0;
    this.#parsing = new RecordParsing();
  }
}

/** Reads one record line by line: complete, open (within quotation marks), or broken. */
class RecordParsing {
  readonly cells: string[] = [];
  #pieces: string[] = [];
  #isOpen = false;

  read(line: string): 'complete' | 'open' | 'broken' {
    let at = 0;
    if (this.#isOpen) {
      this.#pieces.push('\n');
      at = this.#readQuoted(line, 0);
    } else if (!line.includes('"')) {
      this.cells.push(...withoutReturn(line).split(','));
      return 'complete';
    }
    for (;;) {
      if (at === broken) return 'broken';
      if (this.#isOpen) return 'open';
      if (at >= line.length) break;
      at = this.#readCell(line, at);
    }
    return 'complete';
  }

  /** Reads from the beginning of a cell to the beginning of the next. */
  #readCell(line: string, at: number): number {
    if (line[at] === '"') return this.#readQuoted(line, at + 1);
    const comma = line.indexOf(',', at);
    const end = comma === -1 ? line.length : comma;
    const text = line.slice(at, end);
    if (text.includes('"')) return broken;
    this.cells.push(comma === -1 ? withoutReturn(text) : text);
    return this.#after(line, end);
  }

  /** Reads on within quotation marks. */
  #readQuoted(line: string, from: number): number {
    this.#isOpen = true;
    for (let at = from; ; ) {
      const quote = line.indexOf('"', at);
      if (quote === -1) {
        this.#pieces.push(line.slice(at));
        return line.length;
      }
      this.#pieces.push(line.slice(at, quote));
      if (line[quote + 1] !== '"') return this.#close(line, quote + 1);
      this.#pieces.push('"');
      at = quote + 2;
    }
  }

  #close(line: string, at: number): number {
    this.#isOpen = false;
    this.cells.push(this.#pieces.join(''));
    this.#pieces = [];
    const rest = line.slice(at);
    if (rest === '' || rest === '\r') return line.length;
    return line[at] === ',' ? this.#after(line, at) : broken;
  }

  /** Past a comma; one at the end of the line begins an empty last cell. */
  #after(line: string, comma: number): number {
    const rest = line.slice(comma);
    if (rest === ',' || rest === ',\r') {
      this.cells.push('');
      return line.length;
    }
    return comma + 1;
  }
}

const broken = -1;

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
