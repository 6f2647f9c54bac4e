// Preparing an event: the id is made, everything is checked, and what will be sent is fixed before anything is sent.
import {
  accepted,
  type ClewEvent,
  type CorrectedData,
  decodeEvent,
  type EventName,
  encodeEvent,
  type FactData,
  type FactName,
  type Result,
  type RetractedData,
  typeOfName,
} from '@clew/events';
import { newEventId } from './event-id.ts';

/** The data of an event of one name, as its publisher states it. */
export type DataOf<Name extends EventName> = Name extends FactName
  ? FactData<Name>
  : Name extends 'corrected'
    ? CorrectedData
    : RetractedData;

export interface EventToPublish<Name extends EventName = EventName> {
  /** The staff number, or the code of the organisation or role. */
  readonly subject: string;
  /** When the source recorded it: an instant, ISO 8601 with its offset. */
  readonly time: string;
  readonly data: DataOf<Name>;
  /** Made anew unless given; see `eventIdFrom` for importers. */
  readonly id?: string;
}

/** An event that passed every check that needs no server, with its id, as it will be sent. */
export interface PreparedEvent {
  readonly event: ClewEvent;
  /** Structured JSON in one line. */
  readonly line: string;
}

/** Prepares an event of a name, or says why it cannot be published. */
export function prepareEvent<Name extends EventName>(
  source: string,
  name: Name,
  given: EventToPublish<Name>,
): Result<PreparedEvent> {
  const { id = newEventId(), subject, time, data } = given;
  const draft = { id, source, subject, time, name, data } as unknown as ClewEvent;
  // Amendments have another form on the wire than in memory; everything else is sent as it was given.
  const json = isAmendment(draft) ? encodeEvent(draft) : { ...envelope(id, source, subject, time, name), data };
  return prepareJson(json);
}

/** Prepares an event that is a CloudEvent in structured JSON already. */
export function prepareJson(json: unknown): Result<PreparedEvent> {
  const decoded = decodeEvent(json, { unknownFields: 'refuse' });
  if (!decoded.ok) return decoded;
  return accepted({ event: decoded.value, line: JSON.stringify(encodeEvent(decoded.value)) });
}

function isAmendment(event: ClewEvent): boolean {
  return event.name === 'corrected' || event.name === 'retracted';
}

function envelope(id: string, source: string, subject: string, time: string, name: EventName) {
  return { specversion: '1.0', id, source, type: typeOfName.get(name) ?? name, subject, time };
}
