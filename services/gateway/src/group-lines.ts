// Gathers the lines of a stream into groups: full ones while lines come fast, small ones when they trickle. Memory is bounded by one group.
import type { Line } from '@clew/service-kit';

export interface GroupOptions {
  readonly maximumLines: number;
  /** A group is closed when its lines reach this many bytes. */
  readonly maximumBytes: number;
  /** How long a group that holds something waits for one more line. */
  readonly lingerMilliseconds: number;
  /** How long an empty group waits; then the stream counts as abandoned. */
  readonly idleMilliseconds: number;
  readonly stopping: AbortSignal;
}

/** Why a stream was given up, though its sender did not end it. */
export class StreamGivenUp extends Error {
  readonly code: 'stream-idle' | 'stopping';
  constructor(code: 'stream-idle' | 'stopping') {
    super(code);
    this.name = 'StreamGivenUp';
    this.code = code;
  }
}

/** Groups of at least one line, in order. Throws StreamGivenUp when the sender falls silent or the service stops, after the lines that came. */
export async function* groupLines(lines: AsyncIterator<Line>, options: GroupOptions): AsyncGenerator<readonly Line[]> {
  let group: Line[] = [];
  let bytes = 0;
  let next = lines.next();
  for (;;) {
    const arrived = await within(
      next,
      group.length > 0 ? options.lingerMilliseconds : options.idleMilliseconds,
      options.stopping,
    );
    if (arrived === 'late' || arrived === 'stopping') {
      if (group.length > 0) yield group;
      else if (arrived === 'late') throw new StreamGivenUp('stream-idle');
      if (arrived === 'stopping') throw new StreamGivenUp('stopping');
      group = [];
      bytes = 0;
      continue;
    }
    if (arrived.done === true) {
      if (group.length > 0) yield group;
      return;
    }
    group.push(arrived.value);
    bytes += arrived.value.tooLarge ? 0 : arrived.value.bytes.byteLength;
    const full = group.length >= options.maximumLines || bytes >= options.maximumBytes;
    if (full) {
      yield group;
      group = [];
      bytes = 0;
    }
    next = lines.next();
  }
}

/** What comes first: the line, the end of patience, or the end of the service. */
async function within<Value>(
  promise: Promise<Value>,
  milliseconds: number,
  stopping: AbortSignal,
): Promise<Value | 'late' | 'stopping'> {
  if (stopping.aborted) return 'stopping';
  const { promise: signal, resolve } = Promise.withResolvers<'late' | 'stopping'>();
  const onStopping = () => resolve('stopping');
  const timer = setTimeout(resolve, milliseconds, 'late' as const);
  stopping.addEventListener('abort', onStopping, { once: true });
  try {
    return await Promise.race([promise, signal]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', onStopping);
  }
}
