// Waiting for what is not there yet, with growing pauses, saying so, and stopping at once when told.

import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from './logger.ts';

export interface WaitOptions {
  /** What is waited for, in the log lines: `database`, `log`. */
  readonly name: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly firstPauseMilliseconds?: number;
  readonly longestPauseMilliseconds?: number;
  /** Says whether a failure can pass by itself; one that cannot (a wrong password) is thrown at once. All can unless told. */
  readonly canPass?: (fault: unknown) => boolean;
  /** Says a failure in words that quote no value: the error itself may be logged without its message. */
  readonly reasonOf?: (fault: unknown) => string;
  /** Told after each failed attempt, so that `/readyz` can say why. */
  readonly onAttemptFailed?: (fault: unknown) => void;
}

/** Repeats the attempt until it succeeds; pauses double up to the longest. Throws the signal's reason when it is aborted. */
export async function waitFor<Result>(attempt: () => Promise<Result>, options: WaitOptions): Promise<Result> {
  const longest = options.longestPauseMilliseconds ?? 5_000;
  let pauseMilliseconds = options.firstPauseMilliseconds ?? 200;
  for (let attempts = 1; ; attempts += 1) {
    options.signal.throwIfAborted();
    try {
      const result = await attempt();
      if (attempts > 1) options.logger.info({ event: 'wait-ended', waitingFor: options.name, attempts });
      return result;
    } catch (fault) {
      options.signal.throwIfAborted();
      if (options.canPass !== undefined && !options.canPass(fault)) throw fault;
      options.onAttemptFailed?.(fault);
      const reason = options.reasonOf === undefined ? {} : { reason: options.reasonOf(fault) };
      options.logger.warn({
        event: 'waiting',
        waitingFor: options.name,
        ...reason,
        attempts,
        pauseMilliseconds,
        err: fault,
      });
      await pause(pauseMilliseconds, undefined, { signal: options.signal });
      pauseMilliseconds = Math.min(longest, pauseMilliseconds * 2);
    }
  }
}
