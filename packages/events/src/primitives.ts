// The building blocks of event data: dates, codes and identifiers, each with the bounds that its field has.
import { z } from 'zod';
import { isStaffNumber } from './staff-number.ts';

/** A calendar date that exists, written YYYY-MM-DD. */
export type CalendarDate = string;

/** A date that exists, between 1900 and 2199: outside, it is a slip of the keyboard. */
export const calendarDate = z.iso
  .date()
  .refine((date) => date >= '1900-01-01' && date < '2200-01-01', {
    error: 'outside 1900 to 2199',
    params: { date: true },
  })
  .meta({ description: 'A calendar date, YYYY-MM-DD' });

/** The date on which the fact begins to hold. */
export const effectiveDate = calendarDate.meta({ description: 'The date from which the fact holds, YYYY-MM-DD' });

/** A ULID: 26 characters of Crockford base 32, the first at most 7 (128 bits). Upper case only. */
export const ulidPattern = /^[0-7][0-9ABCDEFGHJKMNPQRSTVWXYZ]{25}$/;
export const eventId = z.string().regex(ulidPattern).meta({ description: 'The id of an event: a ULID' });

/** A short stable code in lower case, such as that of an organisation. */
export const code = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Expected a code of lower-case letters, digits and hyphens, such as hm-treasury')
  .max(80);

export const organisationCode = code.meta({ description: 'The code of a department or of an organisation within one' });

/** An identifier that the source system gave: a role, a scheme, a course. Never a person's. */
export const sourceIdentifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/)
  .max(80);

export const roleId = sourceIdentifier.meta({
  description: 'The identifier of a role (a post), stable while people come and go',
});

/** Free text that describes a thing, never a person. */
export const shortText = z.string().min(1).max(300);

/** A staff number in canonical form, with the right check character. */
export const staffNumber = z
  .string()
  .refine((text): boolean => isStaffNumber(text), {
    error: 'not a staff number in canonical form',
    params: { staffNumber: true },
  })
  .meta({ title: 'StaffNumber', description: 'A staff number in canonical form: ten characters, no hyphens' });
