// What became of an event after the door: the ledger is asked through this port, so that the door can be tested without it.

/** How far the ledger has come with one event. */
export type EventProgress =
  /** The ledger holds the event. */
  | { readonly status: 'recorded'; readonly recordedAt: string }
  /** The ledger holds it, and the careers that it touches are up to date. */
  | { readonly status: 'projected'; readonly recordedAt: string; readonly changes: Readonly<Record<string, unknown>> }
  /** It could not be applied, and waits for somebody. */
  | {
      readonly status: 'parked';
      readonly code: string;
      readonly field: string;
      readonly message: string;
      readonly remedy: string;
    };

/** Tells how far the ledger has come with events; those that it has not seen are absent. */
export type ProgressOf = (eventIds: readonly string[]) => Promise<ReadonlyMap<string, EventProgress>>;
