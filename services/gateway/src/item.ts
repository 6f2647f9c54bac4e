// What passes through the door: an event as it came, checked or refused, and what became of it.
import type { ClewEvent } from '@clew/events';
import type { Refusal } from '@clew/service-kit';

/** Where an event stood in its request. */
export interface Place {
  /** Counts events from 0; blank lines do not count. */
  readonly position: number;
  /** The line of a stream, from 1, as an editor shows it. */
  readonly line?: number;
}

/** An event that is valid by itself. */
export interface CheckedItem extends Place {
  readonly event: ClewEvent;
  /** SHA-256 in hexadecimal of what it says. */
  readonly contentHash: string;
}

/** An event that is refused, and why. `id` is there where it could be read. */
export interface RefusedItem extends Place {
  readonly id?: string;
  readonly refusals: readonly Refusal[];
}

export type Item = CheckedItem | RefusedItem;

/** An event that the log holds. */
export interface AcceptedItem extends Place {
  readonly id: string;
  /** True where an earlier request, or an earlier line of this one, brought the same event. */
  readonly duplicate: boolean;
  /** `topic/partition/offset` in the log. */
  readonly logPosition: string;
}

export type Outcome = AcceptedItem | RefusedItem;

/** Tells an accepted outcome from a refused one. */
export function isAccepted(outcome: Outcome): outcome is AcceptedItem {
  return 'logPosition' in outcome;
}

/** Tells a refused outcome from an accepted one. */
export function isRefused(outcome: Outcome): outcome is RefusedItem {
  return 'refusals' in outcome;
}
