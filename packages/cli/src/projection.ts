// Waiting until the careers hold everything that the log holds, and every staff number that was issued.
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '@clew/database';
import type { EventLog } from '@clew/event-log';
import { topics } from '@clew/events';

export interface ProjectionWait {
  readonly pool: Pool;
  readonly log: EventLog;
  /** The staff numbers whose issue must be known: the ID service tells the log of it a moment after it answers. */
  readonly staffNumbers: readonly string[];
  readonly signal: AbortSignal;
  /** Told how many records of the log are applied, of how many. */
  readonly onProgress: (done: number, total: number) => void;
}

/** How long nothing may move before the waiting is given up. */
const stalledAfterMilliseconds = 120_000;

/** Resolves when all is projected. Throws where the signal is given, or where nothing moves for two minutes. */
export async function waitForProjection(wait: ProjectionWait): Promise<void> {
  let best = -1;
  let movedAt = Date.now();
  for (;;) {
    wait.signal.throwIfAborted();
    const { done, total } = await howFar(wait.pool, wait.log);
    wait.onProgress(done, total);
    if (done >= total && (await numbersNotKnown(wait.pool, wait.staffNumbers)) === 0) return;
    if (done > best) {
      best = done;
      movedAt = Date.now();
    }
    if (Date.now() - movedAt > stalledAfterMilliseconds) {
      throw new Error(
        `The projector does not go on: ${total - done} records of the log wait. See its log file and /readyz.`,
      );
    }
    await pause(100);
  }
}

/** How many records of the log the ledger has applied, of how many there are. */
async function howFar(pool: Pool, log: EventLog): Promise<{ readonly done: number; readonly total: number }> {
  const watermarks = await log.administration.watermarks(Object.values(topics).map(({ name }) => name));
  const { rows } = await pool.query<{ topic: string; partition: number; next_offset: number }>(
    'SELECT topic, partition, next_offset FROM ledger.position',
  );
  const positions = new Map(rows.map((row) => [`${row.topic}/${row.partition}`, row.next_offset]));
  let done = 0;
  let total = 0;
  for (const { topic, partition, first, next } of watermarks) {
    total += next - first;
    done += Math.min(next, Math.max(first, positions.get(`${topic}/${partition}`) ?? first)) - first;
  }
  return { done, total };
}

/** How many of the numbers the ledger has not heard to be issued. */
async function numbersNotKnown(pool: Pool, staffNumbers: readonly string[]): Promise<number> {
  if (staffNumbers.length === 0) return 0;
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*) AS count FROM unnest($1::text[]) asked (staff_number) WHERE NOT EXISTS (
       SELECT FROM ledger.person JOIN ledger.event USING (person_id)
       WHERE person.staff_number = asked.staff_number AND event.topic = $2)`,
    [staffNumbers, topics.identity.name],
  );
  return rows[0]?.count ?? 0;
}
