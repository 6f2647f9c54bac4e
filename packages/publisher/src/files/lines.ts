// Lines of a file of any size, one at a time, in bounded memory.
import type { Readable } from 'node:stream';

/** The largest line: what the gateway takes as one event. */
export const maximumLineBytes = 256 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Gives each line without its line feed, or the fact that it was larger than a line may be. The last one needs no line feed. */
export async function* linesOf(bytes: Readable): AsyncGenerator<Buffer | 'too-large'> {
  let pieces: Buffer[] = [];
  let length = 0;
  let separator: number | undefined;
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
    separator ??= separatorOf(chunk);
    let start = 0;
    for (let end = chunk.indexOf(separator); end !== -1; end = chunk.indexOf(separator, start)) {
      gather(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    gather(chunk.subarray(start));
  }
  if (length > 0) yield finish();
}

/** A spreadsheet's "CSV (Macintosh)" ends its lines with a carriage return alone. */
function separatorOf(chunk: Buffer): number {
  // At the very end of the chunk its line feed may be still to come.
  const alone = chunk.subarray(0, -1).includes(carriageReturn) && !chunk.includes(lineFeed);
  return alone ? carriageReturn : lineFeed;
}
