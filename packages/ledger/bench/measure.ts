// What a bench measures beside time: memory while it runs, and the write-ahead log that the server wrote.
import type { Queryable } from '@clew/database';

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

/** Runs work from a checkpoint on, and says how long it took and how much write-ahead log the whole server wrote meanwhile. */
export async function measure(
  admin: Queryable,
  work: () => Promise<void>,
): Promise<{ readonly seconds: number; readonly walBytes: number }> {
  await admin.query('CHECKPOINT');
  const position = async (): Promise<string> => {
    const { rows } = await admin.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn()::text AS lsn');
    return rows[0]?.lsn ?? '0/0';
  };
  const before = await position();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1_000;
  const { rows } = await admin.query<{ bytes: number }>('SELECT pg_wal_lsn_diff($1, $2)::bigint AS bytes', [
    await position(),
    before,
  ]);
  return { seconds, walBytes: rows[0]?.bytes ?? 0 };
}

/** Rounded to three significant digits: no run repeats the fourth. */
export function significant(value: number): number {
  return Number(value.toPrecision(3));
}
