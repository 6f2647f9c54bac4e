// Dates of birth: days that exist, in the past, of somebody who may be alive.

import { type IdentityReading, mistaken, read } from './mistake.ts';

/**
 * Reads a date of birth, YYYY-MM-DD, that exists in the calendar, lies between 1900 and the given day.
 * `today` is YYYY-MM-DD: the caller's clock, since this package has none.
 */
export function parseDateOfBirth(written: string, today: string): IdentityReading<string> {
  const date = written.trim();
  const exists = /^\d{4}-\d{2}-\d{2}$/.test(date) && isCalendarDate(date);
  if (!exists) {
    return mistaken('invalid-date', 'The date does not exist, or is not written YYYY-MM-DD.', 'Send YYYY-MM-DD.');
  }
  if (date < '1900-01-01' || date > today) {
    return mistaken('invalid-date', 'The date of birth lies in the future or before 1900.', 'Correct the date.');
  }
  return read(date);
}

function isCalendarDate(date: string): boolean {
  const instant = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
}
