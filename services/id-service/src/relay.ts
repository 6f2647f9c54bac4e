// The relay: carries events from the outbox to the log, in order for each key, at least once.

import { setTimeout as pause } from 'node:timers/promises';
import { type Pool, withTransaction } from '@clew/database';
import type { EventLog } from '@clew/event-log';
import type { Logger } from '@clew/service-kit';

/** The half of an advisory lock's name that is the relay's; the other half is 0. */
const relayLock = 0x72656c79; // "rely"

interface OutboxRow {
  readonly position: number;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

/** What one round did. `busy` means that another instance's relay is at work. */
export type RelayRound = { readonly kind: 'sent'; readonly count: number } | { readonly kind: 'busy' };

/**
 * Publishes the oldest unsent events and marks them as sent, in one transaction. A crash between the two leaves them unsent,
 * and they are published again with the same ids: readers recognise them.
 *
 * One relay works at a time, held by an advisory lock that ends with the transaction. Rows claimed with `for update skip locked`
 * would let a second relay publish the later event of a key while the first still holds the earlier one.
 */
export async function relayOnce(
  pool: Pool,
  log: Pick<EventLog, 'publish'>,
  { maximumRecords = 1_000, abandon }: RoundOptions = {},
): Promise<RelayRound> {
  return withTransaction(pool, async (client) => {
    const { rows: locks } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_xact_lock($1::integer, 0) as held',
      [relayLock],
    );
    if (locks[0]?.held !== true) return { kind: 'busy' };
    const { rows } = await client.query<OutboxRow>(
      `select position, topic, key, headers, value from identity.outbox
        where sent_at is null order by position limit $1`,
      [maximumRecords],
    );
    if (rows.length === 0) return { kind: 'sent', count: 0 };
    const records = rows.map(({ topic, key, headers, value }) => ({ topic, key, headers, value }));
    await unlessAbandoned(log.publish(records), abandon);
    await client.query('update identity.outbox set sent_at = clock_timestamp() where position = any($1::bigint[])', [
      rows.map(({ position }) => position),
    ]);
    return { kind: 'sent', count: rows.length };
  });
}

export interface RoundOptions {
  readonly maximumRecords?: number;
  /** Ends the wait for a log that does not answer. What it then does with the records is its affair: they count as unsent. */
  readonly abandon?: AbortSignal;
}

async function unlessAbandoned(publishing: Promise<unknown>, abandon: AbortSignal | undefined): Promise<void> {
  const abandoned = Promise.withResolvers<never>();
  const onAbort = () => abandoned.reject(new Error('the relay was told to stop while the log did not answer'));
  abandon?.addEventListener('abort', onAbort);
  try {
    await Promise.race([publishing, abandoned.promise]);
  } finally {
    abandon?.removeEventListener('abort', onAbort);
  }
}

export interface RelayOptions {
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'publish'>;
  readonly logger: Logger;
  /** Done once, with success, before the first round: makes sure that the topics are there. */
  readonly prepare?: () => Promise<unknown>;
  readonly maximumRecords?: number;
  /** How often the outbox is looked at when nothing was said; `wake` makes it at once. */
  readonly idlePauseMilliseconds?: number;
  readonly longestPauseMilliseconds?: number;
  /** How long `stop` waits for the log (default 3,000). */
  readonly stopWithinMilliseconds?: number;
}

/** A running relay. */
export interface Relay {
  /** Tells it that there is something to send. */
  wake(): void;
  /** Lets the round in hand finish, or abandons it where the log takes longer than the bound. */
  stop(): Promise<void>;
}

/** Runs rounds until it is stopped. A fault of the log or the database is logged, and tried again after growing pauses. */
export function startRelay(options: RelayOptions): Relay {
  const stopping = new AbortController();
  let awake = Promise.withResolvers<void>();
  const idle = async (milliseconds: number) => {
    const bound = new AbortController();
    const signal = AbortSignal.any([bound.signal, stopping.signal]);
    await Promise.race([awake.promise, pause(milliseconds, undefined, { signal }).catch(() => undefined)]);
    bound.abort();
    awake = Promise.withResolvers<void>();
  };
  const abandoning = new AbortController();
  const running = run(options, { stopping: stopping.signal, abandon: abandoning.signal }, idle);
  return {
    wake: () => awake.resolve(),
    stop: async () => {
      stopping.abort();
      const bound = setTimeout(() => abandoning.abort(), options.stopWithinMilliseconds ?? 3_000);
      await running;
      clearTimeout(bound);
    },
  };
}

async function run(
  options: RelayOptions,
  { stopping, abandon }: { readonly stopping: AbortSignal; readonly abandon: AbortSignal },
  idle: (milliseconds: number) => Promise<void>,
): Promise<void> {
  const {
    pool,
    log,
    logger,
    maximumRecords = 1_000,
    idlePauseMilliseconds = 500,
    longestPauseMilliseconds = 10_000,
  } = options;
  let failures = 0;
  let prepared = false;
  while (!stopping.aborted) {
    try {
      if (!prepared) await options.prepare?.();
      prepared = true;
      const round = await relayOnce(pool, log, { maximumRecords, abandon });
      if (failures > 0) logger.info({ event: 'relay-recovered', failures });
      failures = 0;
      if (round.kind === 'sent' && round.count === maximumRecords) continue;
      await idle(idlePauseMilliseconds);
    } catch (fault) {
      failures += 1;
      const pauseMilliseconds = Math.min(longestPauseMilliseconds, 100 * 2 ** Math.min(failures, 10));
      logger.warn({ event: 'relay-failed', failures, pauseMilliseconds, err: fault });
      // A wake-up means only that more is waiting, not that the fault is over.
      await pause(pauseMilliseconds, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

/** What waits in the outbox: how many events, and how long the oldest has waited (0 when none does). */
export async function measureOutbox(pool: Pool): Promise<{ readonly depth: number; readonly oldestSeconds: number }> {
  const { rows } = await pool.query<{ depth: number; oldestSeconds: number }>(
    `select count(*) as depth,
            coalesce(extract(epoch from clock_timestamp() - min(written_at)), 0)::float8 as "oldestSeconds"
       from identity.outbox where sent_at is null`,
  );
  return rows[0] ?? { depth: 0, oldestSeconds: 0 };
}
