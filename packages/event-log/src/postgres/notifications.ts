// LISTEN and NOTIFY: a hint that something is new, never more. Whoever misses one finds out at the next look.

import type { Pool } from '@clew/database';
import { createClient } from '@clew/database';
import { pauseMilliseconds } from '../pauses.ts';

/** What is new: records in some topic, or the readers of some group. */
export type Hint = 'records' | 'group';

export interface Notifications {
  /** Registers a listener, and gives the way back. */
  listen(listener: (hint: Hint) => void): () => void;
  /** Sends a hint, at once or within a few milliseconds: many publishers send one for all. */
  send(hint: Hint): void;
  close(): Promise<void>;
}

/**
 * Hints are sent after the commit and at most one each 10 ms. Inside the publishing transaction a NOTIFY takes one lock for the whole
 * server until the commit is on disk, so that publishers would wait for each other's disk writes.
 */
const THROTTLE_MILLISECONDS = 10;

export function createNotifications(pool: Pool, connectionString: string | undefined, channel: string): Notifications {
  const listeners = new Set<(hint: Hint) => void>();
  const waiting = new Set<Hint>();
  let client: ReturnType<typeof createClient> | undefined;
  let closed = false;
  let reconnect: NodeJS.Timeout | undefined;
  let throttle: NodeJS.Timeout | undefined;
  let attempts = 0;

  const connect = async (): Promise<void> => {
    if (closed || connectionString === undefined) return;
    const mine = createClient({ connectionString, applicationName: 'clew-log-listener' });
    client = mine;
    const lost = (): void => {
      if (client !== mine || closed) return;
      client = undefined;
      void mine.end().catch(() => undefined);
      attempts += 1;
      reconnect = setTimeout(() => void connect(), pauseMilliseconds(attempts));
    };
    mine.on('error', lost).on('end', lost);
    mine.on('notification', ({ payload }) => {
      for (const listener of listeners) listener(payload === 'group' ? 'group' : 'records');
    });
    try {
      await mine.connect();
      await mine.query(`LISTEN ${channel}`);
      attempts = 0;
    } catch {
      lost();
    }
  };

  return {
    listen: (listener) => {
      listeners.add(listener);
      if (client === undefined && reconnect === undefined) void connect();
      return () => listeners.delete(listener);
    },
    send: (hint) => {
      waiting.add(hint);
      throttle ??= setTimeout(() => {
        throttle = undefined;
        const hints = [...waiting];
        waiting.clear();
        if (!closed)
          pool
            .query('SELECT pg_notify($1, hint) FROM unnest($2::text[]) AS hint', [channel, hints])
            .catch(() => undefined);
      }, THROTTLE_MILLISECONDS);
    },
    close: async () => {
      closed = true;
      clearTimeout(reconnect);
      clearTimeout(throttle);
      await client?.end().catch(() => undefined);
    },
  };
}
