// The first look at a record: an event with its content hash, or the reason why it must be parked. Pure.
import type { RecordedEvent } from '@clew/career';
import type { LogRecord } from '@clew/event-log';
import {
  type ClewEvent,
  contentHash,
  decodeRecord,
  definitionOf,
  encodeEvent,
  factNameOf,
  identifyRecord,
  isStaffNumber,
  type Refusal,
  refusal,
  topics,
} from '@clew/events';
import { uuidOfEventId } from './event-uuid.ts';

/** A record that is an event of the catalogue. */
export interface AcceptedRecord {
  readonly kind: 'event';
  readonly record: LogRecord;
  readonly recorded: RecordedEvent;
  readonly uuid: string;
  /** SHA-256 in hexadecimal. */
  readonly contentHash: string;
  /** Whether the subject is a person, or else an organisation or a role. */
  readonly aboutPerson: boolean;
}

/** A record that cannot be recorded, with the first reason why. */
export interface UnreadableRecord {
  readonly kind: 'unreadable';
  readonly record: LogRecord;
  readonly refusal: Refusal;
  /** The `ce_id` as it was sent, where it was. */
  readonly eventId: string | null;
}

export type Intake = AcceptedRecord | UnreadableRecord;

const subjectPattern = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,119}$/;

/** True where the key can be that of a subject of the topic: only then do later records of the key wait behind a parked one. */
export function keyNamesSubject(record: Pick<LogRecord, 'key' | 'topic'>): boolean {
  if (record.key === null) return false;
  return record.topic === topics.organisation.name ? subjectPattern.test(record.key) : isStaffNumber(record.key);
}

/** Reads one record as a tolerant consumer. It never throws: what even the decoder stumbles over is unreadable. */
export function takeIn(record: LogRecord): Intake {
  try {
    const decoded = decodeRecord(record);
    if (decoded.ok) return accept(record, decoded.value);
    const [first] = decoded.refusals;
    return unreadable(record, first ?? refusal('not-an-event', '', 'Not an event.', 'Send a CloudEvents 1.0 object.'));
  } catch {
    return unreadable(
      record,
      refusal('not-an-event', '', 'The record cannot be read.', 'Send a CloudEvents 1.0 object.'),
    );
  }
}

function accept(record: LogRecord, event: ClewEvent): AcceptedRecord {
  return {
    kind: 'event',
    record,
    recorded: { event, recordedAt: record.recordedAt.toISOString() },
    uuid: uuidOfEventId(event.id),
    contentHash: contentHash(event),
    aboutPerson: definitionOf(factNameOf(event)).subject === 'staff-number',
  };
}

function unreadable(record: LogRecord, reason: Refusal): UnreadableRecord {
  return { kind: 'unreadable', record, refusal: reason, eventId: identifyRecord(record).id };
}

/** The date from which an event's fact holds; null for a retraction. */
export function effectiveDateOf(event: ClewEvent): string | null {
  if (event.name === 'retracted') return null;
  if (event.name === 'corrected') return event.data.replacement.data.effectiveDate;
  return event.data.effectiveDate;
}

/** The type and data of an event as the ledger keeps them: those of the wire. */
export function storedForm(event: ClewEvent): { readonly type: string; readonly data: string } {
  const { type, data } = encodeEvent(event);
  return { type, data: JSON.stringify(data) };
}

/** What is said of a record that waits behind another. */
export const behindParked: Refusal = refusal(
  'behind-parked-event',
  '',
  'An earlier event of the same key is parked; this one waits behind it.',
  'Retry or discard the earlier one.',
  true,
);

/** What is said of a second event under the id of a first. */
export const sameIdOtherContent: Refusal = refusal(
  'same-id-other-content',
  '/id',
  'An event with this id was recorded before, with other content.',
  'Send it again under an id of its own, or discard it.',
);

/** What is said of the new events of a person whose fold failed. */
export const projectionFailed: Refusal = refusal(
  'projection-failed',
  '',
  'The career of this person could not be folded.',
  'Mend the fault, then retry.',
  true,
);
