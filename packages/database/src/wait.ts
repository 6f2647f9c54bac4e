// Waiting for a database that is not there yet, with a deadline and a reason.
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError, translateDatabaseError } from './errors.ts';
import { createPool, type Pool } from './pool.ts';

export interface WaitOptions {
  /** How long to wait in all (default 30,000). */
  readonly deadlineMilliseconds?: number;
  /** Told before each further attempt, so that whoever waits can say why. */
  readonly onWait?: (reason: {
    readonly message: string;
    readonly attempt: number;
    readonly waitedMilliseconds: number;
  }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Resolves when the database answers a query. Throws DatabaseError with the last reason when the deadline passes,
 * and at once where waiting cannot help (a wrong password, a database that does not exist).
 */
export async function waitForDatabase(
  target: Pool | { readonly connectionString: string },
  options: WaitOptions = {},
): Promise<void> {
  const ours = 'connectionString' in target;
  const pool = ours
    ? createPool({ connectionString: target.connectionString, applicationName: 'clew-wait', maximumConnections: 1 })
    : target;
  try {
    await poll(pool, options);
  } finally {
    if (ours) await pool.end();
  }
}

async function poll(pool: Pool, options: WaitOptions): Promise<void> {
  const started = Date.now();
  const deadline = started + (options.deadlineMilliseconds ?? 30_000);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await pool.query('SELECT 1');
      return;
    } catch (error) {
      const reason = translateDatabaseError(error);
      const pauseMilliseconds = Math.min(50 * 2 ** Math.min(attempt, 6), 2_000);
      if (!reason.retryable || Date.now() + pauseMilliseconds > deadline) {
        throw new DatabaseError(reason.code, `The database cannot be used: ${reason.message}`, {
          retryable: reason.retryable,
        });
      }
      options.onWait?.({ message: reason.message, attempt, waitedMilliseconds: Date.now() - started });
      await pause(pauseMilliseconds, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }
}
