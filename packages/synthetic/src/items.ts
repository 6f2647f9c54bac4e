// What the generator gives out: requests for staff numbers, and events that wait for them.
import type { ClewEvent, EventName } from '@clew/events';

/** A person within one population, such as `P0000042`. It says nothing of anybody, and is never sent to a service. */
export type PersonKey = string;

/** What a department tells the ID service; the body of `POST /staff-numbers`. Everything in it is made up. */
export interface StaffNumberRequest {
  /** Of ranges that are never allocated, such as the prefix QQ. */
  readonly nationalInsuranceNumber: string;
  /** Plainly synthetic, such as `Given0123`. */
  readonly givenNames: string;
  readonly familyName: string;
  /** YYYY-MM-DD. */
  readonly dateOfBirth: string;
  readonly department: string;
  readonly localEmployeeNumber: string;
}

/**
 * A department asks for somebody's staff number. The first request of a person comes before the person's first event; later ones
 * (another department with its own local number, a changed name) must resolve to the same number.
 */
export interface PersonItem {
  readonly kind: 'person';
  readonly personKey: PersonKey;
  /** When the department asks: ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly reason: 'first' | 'another-department' | 'name-changed' | 'second-local-number' | 'returned';
  /** The same for the same request of the same population: make the idempotency key of it. */
  readonly requestKey: string;
  readonly request: StaffNumberRequest;
}

/** An event without the staff number of its subject. `bindStaffNumber` makes it whole. */
export type UnboundEvent = {
  [Name in EventName]: Omit<ClewEvent<Name>, 'subject'>;
}[EventName];

/** An event about a person, still without the staff number. */
export interface PersonEventItem {
  readonly kind: 'event';
  readonly personKey: PersonKey;
  /** When the source sends it: its `time`, or later where it is a resend. ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly event: UnboundEvent;
}

/** An event about an organisation or a role: whole already. */
export interface OrganisationEventItem {
  readonly kind: 'event';
  readonly personKey: null;
  readonly at: string;
  readonly event: ClewEvent;
}

export type PopulationItem = PersonItem | PersonEventItem | OrganisationEventItem;

/** Completes an event with the staff number that the person's requests resolved to. */
export function bindStaffNumber(event: UnboundEvent, staffNumber: string): ClewEvent {
  const { id, source, time, name, data } = event;
  return { id, source, subject: staffNumber, time, name, data } as ClewEvent;
}
