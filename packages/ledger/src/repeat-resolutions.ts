// What operators decided of parked records survives a rebuild: their decisions are repeated on the shadow.
import { type LedgerContext, tableOf } from './context.ts';
import { discardParked, retryParked } from './parked.ts';
import type { RecordPosition } from './receipts.ts';

interface OpenInShadow extends RecordPosition {
  readonly resolution: 'applied' | 'discarded';
  readonly reason: string | null;
}

/**
 * Repeats the decisions that were taken after the rebuild had passed the record, in the order of the log, and copies the history
 * of all resolved ones. To be called while nothing writes the live ledger.
 */
export async function repeatResolutions(live: LedgerContext, shadow: LedgerContext): Promise<void> {
  const { rows } = await live.pool.query<OpenInShadow>(
    `SELECT topic, partition, log_offset AS offset, live.resolution, live.reason
     FROM ${tableOf(live, 'parked')} live JOIN ${tableOf(shadow, 'parked')} shadow USING (topic, partition, log_offset)
     WHERE live.resolution IS NOT NULL AND shadow.resolution IS NULL ORDER BY topic, partition, log_offset`,
  );
  for (const row of rows) {
    if (row.resolution === 'discarded') await discardParked(shadow, row, row.reason ?? 'discarded');
    else await retryParked(shadow, row);
  }
  await live.pool.query(
    `INSERT INTO ${tableOf(shadow, 'parked')} AS shadow
     SELECT * FROM ${tableOf(live, 'parked')} live WHERE live.resolution IS NOT NULL
     ON CONFLICT (topic, partition, log_offset) DO UPDATE
     SET resolution = excluded.resolution, reason = excluded.reason, resolved_at = excluded.resolved_at,
       code = excluded.code, field = excluded.field, message = excluded.message, blocks = excluded.blocks
     WHERE shadow.resolution IS NOT NULL`,
  );
  // Which of two contents under one id comes first is chance between partitions: one that waits in the live ledger waits here too.
  await live.pool.query(
    `UPDATE ${tableOf(shadow, 'parked')} shadow
     SET code = live.code, field = live.field, message = live.message, blocks = live.blocks
     FROM ${tableOf(live, 'parked')} live
     WHERE (live.topic, live.partition, live.log_offset) = (shadow.topic, shadow.partition, shadow.log_offset)
       AND live.resolution IS NULL AND shadow.resolution IS NULL
       AND live.code = 'behind-parked-event' AND shadow.code = 'same-id-other-content'`,
  );
}
