// The public face of the catalogue.

export * from './binary-mode.ts';
export { canonicalJson } from './canonical-json.ts';
export { amendments, corrected, retracted } from './catalogue/amendments.ts';
export { catalogue } from './catalogue/index.ts';
export * from './define-event.ts';
export { asyncApi, eventsReference, jsonSchemas } from './documents.ts';
export * from './envelope.ts';
export * from './event.ts';
export * from './posting.ts';
export {
  type CalendarDate,
  calendarDate,
  effectiveDate,
  eventId,
  organisationCode,
  ulidPattern,
} from './primitives.ts';
export * from './reference/grading-schemes.ts';
export * from './reference/lists.ts';
export * from './reference/organisations.ts';
export * from './refusal.ts';
export * from './result.ts';
export * from './staff-number.ts';
export * from './topics.ts';
