// Which records of a batch are recorded, which were recorded before, and which must wait. Pure, given what the database knew.
import type { LogRecord } from '@clew/event-log';
import type { Refusal } from '@clew/events';
import { type AcceptedRecord, behindParked, type Intake, keyNamesSubject, sameIdOtherContent } from './intake.ts';

/** A record that goes to the parked ones. */
export interface ToPark {
  readonly record: LogRecord;
  readonly refusal: Refusal;
  readonly eventId: string | null;
  readonly blocks: boolean;
  /** Set where it was decided before that it is to be left out. */
  readonly discardedBecause: string | null;
}

/** What was decided of a record by the live ledger, which a rebuild repeats. */
export interface Decision {
  readonly resolution: 'applied' | 'discarded' | null;
  readonly code: string;
  readonly reason: string | null;
}

export interface Known {
  /** The content hash of each event id that is recorded already, by uuid. What is accepted is added. */
  readonly hashes: Map<string, string>;
  /** The keys of the batch's partition behind a parked record. */
  readonly blockedKeys: ReadonlySet<string>;
  /** By offset. */
  readonly decisions: ReadonlyMap<number, Decision>;
}

export interface Sorted {
  readonly accepted: AcceptedRecord[];
  readonly parked: ToPark[];
  alreadyRecorded: number;
}

/** Sorts records in the order of the log. */
export function sortRecords(intakes: readonly Intake[], known: Known): Sorted {
  const sorted: Sorted = { accepted: [], parked: [], alreadyRecorded: 0 };
  const { hashes } = known;
  const blocked = new Set(known.blockedKeys);
  const park = (intake: Intake, refusal: Refusal, blocks: boolean, discardedBecause: string | null = null) => {
    const { record } = intake;
    const eventId = intake.kind === 'event' ? intake.recorded.event.id : intake.eventId;
    sorted.parked.push({ record, refusal, eventId, blocks, discardedBecause });
    if (blocks && record.key !== null) blocked.add(record.key);
  };
  for (const intake of intakes) {
    const { record } = intake;
    const decision = known.decisions.get(record.offset);
    if (decision?.resolution === 'discarded') {
      park(intake, refusalOf(intake), false, decision.reason ?? 'discarded');
    } else if (intake.kind === 'unreadable') {
      park(intake, intake.refusal, keyNamesSubject(record));
    } else if (decision?.resolution === null && decision.code === 'same-id-other-content') {
      park(intake, sameIdOtherContent, false);
    } else {
      const recordedHash = hashes.get(intake.uuid);
      if (recordedHash === intake.contentHash) sorted.alreadyRecorded += 1;
      else if (recordedHash !== undefined) park(intake, sameIdOtherContent, false);
      else if (blocked.has(intake.recorded.event.subject)) park(intake, behindParked, true);
      else {
        hashes.set(intake.uuid, intake.contentHash);
        sorted.accepted.push(intake);
      }
    }
  }
  return sorted;
}

function refusalOf(intake: Intake): Refusal {
  return intake.kind === 'unreadable' ? intake.refusal : behindParked;
}
