// Long work: what it says while it goes on, and how it is stopped.
import { StatisticsError } from './errors.ts';

/** Given to what may take long. Both may be left out. */
export interface Work {
  /** Told now and then how much is done, in the function's own unit; a listener may abort the signal. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Once aborted, the function throws StatisticsError `cancelled` at its next checkpoint. */
  readonly signal?: AbortSignal;
}

/** What an options object says of work, to hand on to work that has other options. */
export const workOf = ({ onProgress, signal }: Work): Work => ({
  ...(onProgress && { onProgress }),
  ...(signal && { signal }),
});

/** A point where long work tells how far it is, and stops where it was cancelled. */
export function checkpoint(work: Work | undefined, done: number, total: number): void {
  if (work === undefined) return;
  work.onProgress?.(done, total);
  if (work.signal?.aborted === true) throw new StatisticsError('cancelled');
}
