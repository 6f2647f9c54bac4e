// One unit of work in one transaction: committed whole or not at all, tried again only for the two listed conflicts.
import { setTimeout as pause } from 'node:timers/promises';
import { translateDatabaseError } from './errors.ts';
import type { Pool, PoolClient } from './pool.ts';

export interface TransactionOptions {
  /** Default: the server's, which is read committed. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** The server refuses writes. Default false. */
  readonly readOnly?: boolean;
  /** How often the work may be started again after a serialization conflict or a deadlock (default 0). The work must be repeatable. */
  readonly retries?: number;
}

/** 40001 serialization_failure and 40P01 deadlock_detected: the server rolled back, so the same work may simply run again. */
const REPEATABLE = new Set(['40001', '40P01']);

function beginStatement(options: TransactionOptions): string {
  const isolation = options.isolation === undefined ? '' : ` ISOLATION LEVEL ${options.isolation.toUpperCase()}`;
  return `BEGIN${isolation}${options.readOnly === true ? ' READ ONLY' : ''}`;
}

async function runOnce<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  options: TransactionOptions,
): Promise<Result> {
  const client = await pool.connect();
  // A connection that broke, or whose rollback failed, must not go back to the pool: its state is unknown.
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query(beginStatement(options));
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error('rollback failed');
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken ?? false);
  }
}

/**
 * Runs the work inside a transaction and gives its result. Whatever the work throws rolls everything back and is thrown on.
 * Where the connection breaks during COMMIT the outcome is unknown to us: the caller must be able to ask the data.
 */
export async function withTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  options: TransactionOptions = {},
): Promise<Result> {
  const retries = options.retries ?? 0;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await runOnce(pool, work, options);
    } catch (error) {
      const { sqlState } = translateDatabaseError(error);
      if (attempt >= retries || sqlState === undefined || !REPEATABLE.has(sqlState)) throw error;
      // Uneven pauses keep two clashing transactions from meeting again.
      await pause(5 * 2 ** attempt + Math.random() * 10);
    }
  }
}
