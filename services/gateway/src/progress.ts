// What became of an event after the door: the ledger is asked through this port, so that the door can be tested without a projector.
import { translateDatabaseError } from '@clew/database';
import type { EventEffect, EventReceipt, Ledger, ParkedReason } from '@clew/ledger';

/** How far the ledger has come with one event. */
export type EventProgress =
  /** The ledger holds it; it is about no person, so there is no career to change. */
  | { readonly status: 'recorded'; readonly recordedAt: string }
  /** The ledger holds it, and the career is up to date. */
  | { readonly status: 'projected'; readonly recordedAt: string; readonly changes: EventEffect }
  /** It could not be applied, and waits for somebody (`parked`), or will never be (`refused`). */
  | { readonly status: 'parked' | 'refused'; readonly recordedAt: string; readonly reason: ParkedReason };

/** Tells how far the ledger has come with events; those that it has not seen are absent. */
export type ProgressOf = (eventIds: readonly string[]) => Promise<ReadonlyMap<string, EventProgress>>;

/** Asks the ledger. Before the projector's first start there is none: then nothing is recorded yet. */
export function progressInLedger(ledger: Pick<Ledger, 'receipts'>): ProgressOf {
  return async (eventIds) => {
    try {
      const receipts = await ledger.receipts(eventIds);
      return new Map(
        receipts.flatMap((receipt) => (receipt.status === 'unknown' ? [] : [[receipt.eventId, progressOf(receipt)]])),
      );
    } catch (fault) {
      if (translateDatabaseError(fault).code === 'schema-missing') return new Map();
      throw fault;
    }
  };
}

function progressOf(receipt: Exclude<EventReceipt, { status: 'unknown' }>): EventProgress {
  const { recordedAt } = receipt;
  if (receipt.status === 'recorded') return { status: 'recorded', recordedAt };
  if (receipt.status === 'projected') return { status: 'projected', recordedAt, changes: receipt.changes };
  return { status: receipt.status, recordedAt, reason: receipt.reason };
}
