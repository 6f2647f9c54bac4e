// From JSON of a stranger to an event that may be published, or the reasons why not.
import { contentHash, decodeEvent, departmentOfSource, topicOf, topics, ulidPattern } from '@clew/events';
import type { Refusal } from '@clew/service-kit';
import { type Caller, maySpeakFor } from './credentials.ts';
import type { Item, Place } from './item.ts';

/** Checks one event strictly: its form, its type's schema, and that the caller may speak for its source. */
export function checkEvent(json: unknown, place: Place, caller: Caller): Item {
  const decoded = decodeEvent(json, { unknownFields: 'refuse' });
  if (!decoded.ok) return { ...place, ...readableId(json), refusals: decoded.refusals };
  const event = decoded.value;
  if (!maySpeakFor(caller, event.source)) return { ...place, id: event.id, refusals: [otherSource] };
  if (topicOf(event).name === topics.identity.name) return { ...place, id: event.id, refusals: [identityEvent] };
  return { ...place, event, contentHash: contentHash(event) };
}

/** The id of an event that was refused, where it can be read: its sender may ask after it. */
export function readableId(json: unknown): { readonly id?: string } {
  if (typeof json !== 'object' || json === null || !('id' in json)) return {};
  return typeof json.id === 'string' && ulidPattern.test(json.id) ? { id: json.id } : {};
}

const otherSource: Refusal = {
  code: 'source-not-authorised',
  field: '/source',
  message: 'The credential does not allow events of this source.',
  remedy: 'Send events of your own department and system, or ask for a credential that covers the source.',
  retryable: false,
};

const identityEvent: Refusal = {
  code: 'source-not-authorised',
  field: '/type',
  message: 'Only the ID service says what happens to staff numbers.',
  remedy: 'Ask the ID service for a staff number; it publishes the event itself.',
  retryable: false,
};

/** An amendment of what another department said. */
export const otherDepartmentsFact: Refusal = {
  code: 'source-not-authorised',
  field: '/data/target',
  message: 'The target was published by another department.',
  remedy: 'Ask the department that published the fact to correct or retract it.',
  retryable: false,
};

/** Who may amend what a source said: its department, or the service itself. */
export function amendingPartyOf(source: string): string {
  return departmentOfSource(source) ?? source;
}

/** An event that is larger than one may be. */
export function tooLarge(maximumBytes: number): Refusal {
  return {
    code: 'too-large',
    field: '',
    message: `The event is larger than ${maximumBytes} bytes.`,
    remedy: 'Leave out what the event type does not need.',
    retryable: false,
  };
}
