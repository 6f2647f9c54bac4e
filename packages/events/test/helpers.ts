// What the tests of the catalogue share: an envelope around data, and how refusals read in a table.
import {
  catalogue,
  cloudEventType,
  type EventDefinition,
  formatStaffNumber,
  parseStaffNumber,
  type Result,
  type StaffNumber,
} from '../src/index.ts';

export const definitions = catalogue as unknown as readonly EventDefinition[];
export const exampleNumber = parseStaffNumber('K4T-9WM-2H7K') as StaffNumber;

/** A whole CloudEvent around data, right in all that the test does not change. */
export function envelope(type: string, data: unknown, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: '01HZY0G0Q2R9ZC6J3M5V8W1X4T',
    source: '/departments/hm-treasury/systems/oracle-hcm',
    type,
    subject: formatStaffNumber(exampleNumber),
    time: '2024-04-02T11:00:00+01:00',
    datacontenttype: 'application/json',
    data,
    ...changes,
  };
}

/** An envelope for a definition, with a subject of its kind. */
export function envelopeOf(definition: EventDefinition, data: unknown): Record<string, unknown> {
  const subject =
    definition.subject === 'staff-number' ? exampleNumber : definition.subject === 'role' ? 'HMT-77' : 'hm-treasury';
  return envelope(cloudEventType(definition), data, { subject });
}

/** The refusals of a result as `code at field`. */
export function refusalsOf(result: Result<unknown>): string[] {
  return result.ok ? [] : result.refusals.map((each) => `${each.code} at ${each.field}`);
}
