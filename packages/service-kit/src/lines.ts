// Reading NDJSON of any length in bounded memory: one line at a time, blank lines skipped, a line too long named and passed over.

/** One line of a stream: its bytes without the line end, or the fact that it was longer than allowed (its bytes are gone). */
export type Line =
  | { readonly lineNumber: number; readonly bytes: Uint8Array; readonly tooLarge: false }
  | { readonly lineNumber: number; readonly tooLarge: true };

/**
 * Splits a stream of bytes at line feeds (a carriage return before one is dropped). Line numbers start at 1 and count blank lines,
 * so that they are what an editor shows. Back-pressure is the consumer's: the next chunk is read when it asks for the next line.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly maximumLineBytes: number },
): AsyncGenerator<Line> {
  const gathering = new LineGatherer(options.maximumLineBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      gathering.add(chunk.subarray(start, end));
      const line = gathering.finish();
      if (line !== undefined) yield line;
      start = end + 1;
    }
    gathering.add(chunk.subarray(start));
  }
  const last = gathering.finish();
  if (last !== undefined) yield last;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Holds the pieces of the present line, and at most the allowed number of bytes. */
class LineGatherer {
  readonly #maximumBytes: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #tooLarge = false;
  #lineNumber = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  add(piece: Uint8Array): void {
    if (this.#tooLarge || piece.byteLength === 0) return;
    this.#bytes += piece.byteLength;
    if (this.#bytes > this.#maximumBytes) {
      this.#tooLarge = true;
      this.#pieces = [];
      return;
    }
    this.#pieces.push(piece);
  }

  /** Ends the line; undefined when it is blank. */
  finish(): Line | undefined {
    this.#lineNumber += 1;
    const lineNumber = this.#lineNumber;
    const tooLarge = this.#tooLarge;
    const bytes =
      this.#pieces.length === 1 && this.#pieces[0] !== undefined ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    this.#tooLarge = false;
    if (tooLarge) return { lineNumber, tooLarge };
    const trimmed = bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
    return isBlank(trimmed) ? undefined : { lineNumber, bytes: trimmed, tooLarge };
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}
