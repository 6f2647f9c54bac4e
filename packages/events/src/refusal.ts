// What a refused input is told: a code from one list, the field, and what to do about it.

/** Every code with which an event can be refused, and what it means. The list is closed: a new reason is a new line here. */
export const refusalCodes = {
  'malformed-json': 'The bytes are not JSON, or not UTF-8.',
  'too-deep': 'The JSON is nested more deeply than any event needs.',
  'not-an-event': 'The JSON is not a CloudEvents 1.0 object.',
  'missing-field': 'A required field is absent.',
  'wrong-type': 'A field holds another type than it must.',
  'invalid-value': 'A field holds a value that its list or its bounds do not allow.',
  'invalid-date': 'A date does not exist in the calendar, or is not written YYYY-MM-DD.',
  'unknown-field': 'A field that the event type does not have; producers must not send it.',
  'unknown-event-type': 'The catalogue has no such event type.',
  'unknown-event-version': 'The catalogue has the event type, but not this version of it.',
  'event-id-shape': 'The id is not a ULID.',
  'staff-number-shape': 'The subject is not shaped like a staff number.',
  'staff-number-check-character': 'The check character of the staff number is wrong: it was mistyped.',
  'staff-number-unknown': 'The staff number was never issued.',
  'same-id-other-content': 'An event with this id was recorded before, with other content.',
  'source-not-authorised': 'The credential does not allow events of this source.',
  'subject-mismatch': 'The subject, or the key of the record, is not that of the event.',
  'wrong-topic': 'The event type does not belong on this topic.',
  'too-large': 'The event is larger than the limit.',
  'formula-in-cell': 'A cell begins like a spreadsheet formula.',
  'missing-column': 'The file lacks a column that its event type needs.',
  'row-shape': 'The row has more or fewer cells than the header.',
  'behind-parked-event': 'An earlier event of this person is parked; this one waits behind it, in order.',
  'projection-failed':
    'The fold of this person failed: a fault of Clew, not of the event; it waits until the fault is mended.',
} as const;

export type RefusalCode = keyof typeof refusalCodes;

/** One reason why an input was refused. It never holds the offending value, which may be personal. */
export interface Refusal {
  readonly code: RefusalCode;
  /** JSON Pointer (RFC 6901) to the field within the event; '' is the event itself. */
  readonly field: string;
  readonly message: string;
  /** What the sender can do about it. */
  readonly remedy: string;
  /** True where the same input may be accepted later. */
  readonly retryable: boolean;
}

/** Builds a refusal that is not retryable unless said. */
export function refusal(code: RefusalCode, field: string, message: string, remedy: string, retryable = false): Refusal {
  return { code, field, message, remedy, retryable };
}
