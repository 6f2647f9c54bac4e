// The outbox: events on disk before they are sent, so that a crash, a power cut or a week without network loses none.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { lock } from 'proper-lockfile';
import {
  countLines,
  cutTornLine,
  findSegments,
  type Mark,
  pathOf,
  readLinesAt,
  readMark,
  readUpTo,
  type Segment,
  saveMark,
  syncDirectory,
} from './outbox-files.ts';
import type { Front, Queue } from './queue.ts';

/** Why an outbox could not be opened. */
export class OutboxError extends Error {
  readonly code: 'outbox-in-use';
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'OutboxError';
    this.code = 'outbox-in-use';
  }
}

export interface OutboxOptions {
  readonly directory: string;
  /** A file of the outbox is closed at this size, and deleted when all of it is answered (default 16 MiB). */
  readonly segmentBytes?: number;
}

/**
 * Opens the outbox of a directory, which one process at a time may do; throws OutboxError `outbox-in-use` otherwise.
 * Files `0000000001.ndjson`, ... hold one event a line, append-only and flushed (fsync) before `append` resolves. A line that a crash
 * left half written at the very end was never promised to anybody, and is cut off.
 */
export async function openOutbox(options: OutboxOptions): Promise<Queue> {
  const { directory, segmentBytes = 16 * 1024 * 1024 } = options;
  await mkdir(directory, { recursive: true });
  const unlock = await lock(directory, { stale: 10_000, retries: 0 }).catch((cause: unknown) => {
    throw new OutboxError('Another process has the outbox open.', cause);
  });
  try {
    const segments = await findSegments(directory);
    const last = segments.at(-1);
    if (last !== undefined) last.bytes = await cutTornLine(pathOf(directory, last.number));
    const mark = await readMark(directory, segments);
    const waiting = await countLines(directory, segments, mark);
    return new Outbox(directory, segmentBytes, segments, mark, waiting, unlock);
  } catch (fault) {
    await unlock();
    throw fault;
  }
}

class Outbox implements Queue {
  readonly #directory: string;
  readonly #segmentBytes: number;
  readonly #segments: Segment[];
  readonly #unlock: () => Promise<void>;
  #mark: Mark;
  #length: number;
  #writer: FileHandle | undefined;
  #appending: Promise<void> = Promise.resolve();
  #gathered: { readonly lines: string[]; readonly written: Promise<void> } | undefined;

  constructor(
    directory: string,
    segmentBytes: number,
    segments: Segment[],
    mark: Mark,
    length: number,
    unlock: () => Promise<void>,
  ) {
    this.#directory = directory;
    this.#segmentBytes = segmentBytes;
    this.#segments = segments;
    this.#mark = mark;
    this.#length = length;
    this.#unlock = unlock;
  }

  get length(): number {
    return this.#length;
  }

  /** Calls that come while one write is being flushed share the next one: a flush costs the same for one line and for a thousand. */
  append(lines: readonly string[]): Promise<void> {
    if (this.#gathered === undefined) {
      const gathered: string[] = [];
      const written = this.#appending.then(() => {
        this.#gathered = undefined;
        return this.#write(gathered);
      });
      this.#appending = written.catch(() => undefined);
      this.#gathered = { lines: gathered, written };
    }
    this.#gathered.lines.push(...lines);
    return this.#gathered.written;
  }

  async #write(lines: readonly string[]): Promise<void> {
    let segment = this.#segments.at(-1);
    if (segment === undefined || segment.bytes >= this.#segmentBytes) {
      await this.#writer?.close();
      this.#writer = undefined;
      segment = { number: (segment?.number ?? this.#mark.segment) + 1, bytes: 0 };
    }
    this.#writer ??= await open(
      pathOf(this.#directory, segment.number),
      constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
    );
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    try {
      await this.#writer.appendFile(bytes);
      await this.#writer.datasync();
    } catch (fault) {
      // What is half written would run into the next line: it is cut off, and the caller is told by the throw.
      await this.#writer.truncate(segment.bytes).catch(() => undefined);
      throw fault;
    }
    if (segment.bytes === 0) {
      await syncDirectory(this.#directory);
      this.#segments.push(segment);
    }
    segment.bytes += bytes.byteLength;
    this.#length += lines.length;
  }

  async front(maximumLines: number): Promise<Front | undefined> {
    const segment = await this.#firstUnread();
    if (segment === undefined) return undefined;
    const from = readUpTo(segment, this.#mark);
    const lines = await readLinesAt(pathOf(this.#directory, segment.number), from, segment.bytes, maximumLines);
    return {
      lines,
      drop: async (count) => {
        const dropped = lines.slice(0, count).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
        this.#mark = { segment: segment.number, bytes: from + dropped };
        this.#length -= Math.min(count, lines.length);
        await saveMark(this.#directory, this.#mark);
      },
    };
  }

  /** The first segment with something left; those before it are deleted. */
  async #firstUnread(): Promise<Segment | undefined> {
    for (;;) {
      const segment = this.#segments[0];
      if (segment === undefined) return undefined;
      if (readUpTo(segment, this.#mark) < segment.bytes) return segment;
      // The segment that is being written to stays, so that numbers never start again.
      if (this.#segments.length === 1) return undefined;
      this.#segments.shift();
      await rm(pathOf(this.#directory, segment.number), { force: true });
    }
  }

  async close(): Promise<void> {
    await this.#appending;
    await this.#writer?.close();
    await this.#unlock();
  }
}
