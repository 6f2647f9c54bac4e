// What a bench measures beside time: memory while it runs, and the write-ahead log that the server wrote.
import type { Queryable } from '@clew/database';
import { processorTime } from './processor-time.ts';

/** The figures of one bench: a rate, and the rate of the reference in the same run. */
export interface BenchResult {
  readonly name: string;
  /** What `figure` and `reference` count, such as `events/s`. */
  readonly unit: string;
  readonly figure: number;
  /** What raw COPY of the same rows into the same tables reaches. */
  readonly reference: number;
  readonly ratio: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface MemoryWatch {
  /** Marks a moment, such as a tenth of the work. */
  mark(): void;
  /** Stops; the peak and the marks in MiB. */
  stop(): { readonly peakMebibytes: number; readonly markedMebibytes: readonly number[] };
}

/** Watches the resident memory of this process. */
export function watchMemory(): MemoryWatch {
  let peak = 0;
  const marks: number[] = [];
  const look = (): number => {
    const now = process.memoryUsage.rss() / 1_048_576;
    peak = Math.max(peak, now);
    return now;
  };
  look();
  const timer = setInterval(look, 50);
  return {
    mark: () => void marks.push(Math.round(look())),
    stop: () => {
      clearInterval(timer);
      look();
      return { peakMebibytes: Math.round(peak), markedMebibytes: marks };
    },
  };
}

/** What a piece of work took. */
export interface Measured {
  readonly seconds: number;
  /** Write-ahead log of the whole server. */
  readonly walBytes: number;
  /** Seconds of processor time of this process. */
  readonly nodeSeconds: number;
  /** Seconds of processor time of the server; null where it cannot be told. */
  readonly serverSeconds: number | null;
}

/** Runs work from a checkpoint on, and says what it took. */
export async function measure(admin: Queryable, work: () => Promise<void>): Promise<Measured> {
  await admin.query('CHECKPOINT');
  const position = async (): Promise<string> => {
    const { rows } = await admin.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn()::text AS lsn');
    return rows[0]?.lsn ?? '0/0';
  };
  const before = await position();
  const used = await processorTime(admin);
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1_000;
  const now = await processorTime(admin);
  const { rows } = await admin.query<{ bytes: number }>('SELECT pg_wal_lsn_diff($1, $2)::bigint AS bytes', [
    await position(),
    before,
  ]);
  return {
    seconds,
    walBytes: rows[0]?.bytes ?? 0,
    nodeSeconds: now.node - used.node,
    serverSeconds: now.server === null || used.server === null ? null : now.server - used.server,
  };
}

/** Processor time for each event, for the detail of a result. */
export function microsecondsPerEvent(measured: Measured, events: number): Readonly<Record<string, unknown>> {
  const each = (seconds: number | null): number | null =>
    seconds === null ? null : Number(((seconds * 1e6) / events).toFixed(1));
  return { node: each(measured.nodeSeconds), server: each(measured.serverSeconds) };
}

/** Rounded to three significant digits: no run repeats the fourth. */
export function significant(value: number): number {
  return Number(value.toPrecision(3));
}
