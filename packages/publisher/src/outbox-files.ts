// The files of an outbox: segments of one event a line, and a mark that says how far they are answered.
import { open, readdir, readFile, rename, truncate } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the front is. Written after each answer, not flushed: after a power cut it may be old, and then known events are sent again. */
export interface Mark {
  readonly segment: number;
  readonly bytes: number;
}

export interface Segment {
  readonly number: number;
  bytes: number;
}

const lineFeed = 0x0a;
/** How much of a segment is read at once; a line is far shorter. */
const readBytes = 2 * 1024 * 1024;

export function pathOf(directory: string, number: number): string {
  return join(directory, `${String(number).padStart(10, '0')}.ndjson`);
}

export async function findSegments(directory: string): Promise<Segment[]> {
  const numbers = (await readdir(directory)).flatMap((name) => /^(\d{10})\.ndjson$/.exec(name)?.[1] ?? []).map(Number);
  const segments: Segment[] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const file = await open(pathOf(directory, number), 'r');
    segments.push({ number, bytes: (await file.stat()).size });
    await file.close();
  }
  return segments;
}

/** Cuts what follows the last line feed; gives the size that is left. */
export async function cutTornLine(path: string): Promise<number> {
  const bytes = await readFile(path);
  const whole = bytes.lastIndexOf(lineFeed) + 1;
  if (whole < bytes.byteLength) await truncate(path, whole);
  return whole;
}

/** The saved mark; the very front where there is none, or where it fits no segment. */
export async function readMark(directory: string, segments: readonly Segment[]): Promise<Mark> {
  const first: Mark = { segment: segments[0]?.number ?? 0, bytes: 0 };
  try {
    const { segment, bytes } = JSON.parse(await readFile(join(directory, 'answered.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    if (typeof segment !== 'number' || typeof bytes !== 'number') return first;
    const marked = segments.find((each) => each.number === segment);
    if (marked === undefined) return segments.length === 0 ? { segment, bytes: 0 } : first;
    return bytes <= marked.bytes ? { segment, bytes } : first;
  } catch {
    return first;
  }
}

export async function saveMark(directory: string, mark: Mark): Promise<void> {
  const path = join(directory, 'answered.json');
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(JSON.stringify(mark));
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** How many bytes of a segment are answered. */
export function readUpTo(segment: Segment, mark: Mark): number {
  if (segment.number < mark.segment) return segment.bytes;
  return segment.number === mark.segment ? mark.bytes : 0;
}

/** Whole lines from a place in a segment up to its end: at most so many, and at most what is read at once. */
export async function readLinesAt(path: string, from: number, end: number, maximumLines: number): Promise<string[]> {
  const file = await open(path, 'r');
  try {
    let buffer = Buffer.alloc(Math.min(readBytes, end - from));
    await file.read(buffer, 0, buffer.byteLength, from);
    if (!buffer.includes(lineFeed)) {
      buffer = Buffer.alloc(end - from);
      await file.read(buffer, 0, buffer.byteLength, from);
    }
    const lines = buffer.subarray(0, buffer.lastIndexOf(lineFeed)).toString('utf8').split('\n');
    return lines.slice(0, maximumLines);
  } finally {
    await file.close();
  }
}

/** How many lines wait behind the mark. */
export async function countLines(directory: string, segments: readonly Segment[], mark: Mark): Promise<number> {
  let count = 0;
  for (const segment of segments) {
    const from = readUpTo(segment, mark);
    if (from >= segment.bytes) continue;
    const file = await open(pathOf(directory, segment.number), 'r');
    for await (const chunk of file.createReadStream({ start: from, end: segment.bytes - 1 }) as AsyncIterable<Buffer>) {
      for (const byte of chunk) if (byte === lineFeed) count += 1;
    }
  }
  return count;
}

/** Makes a new file's name durable, where the system lets a directory be flushed. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (fault) {
    const { code } = Object(fault) as { code?: unknown };
    if (code !== 'EISDIR' && code !== 'EPERM' && code !== 'EINVAL') throw fault;
  } finally {
    await handle.close();
  }
}
