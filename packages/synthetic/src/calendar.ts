// Days as whole numbers since 1970-01-01 (proleptic Gregorian, UTC), and back. No clock, no time zone.
// Method: days_from_civil and civil_from_days, Howard Hinnant, "chrono-compatible low-level date algorithms".

export const daysPerYear = 365.25;
export const millisecondsPerDay = 86_400_000;

/** The day number of a calendar date. */
export function dayOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month and day of a day number. */
export function civilOf(day: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = day + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthPart = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthPart < 10 ? monthPart + 3 : monthPart - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthPart + 2) / 5) + 1,
  };
}

const isoDates = new Map<number, string>();

/** A day number as YYYY-MM-DD. Remembered, because a population names few days and names them often. */
export function isoDate(day: number): string {
  const known = isoDates.get(day);
  if (known !== undefined) return known;
  const civil = civilOf(day);
  const text = `${String(civil.year).padStart(4, '0')}-${two(civil.month)}-${two(civil.day)}`;
  isoDates.set(day, text);
  return text;
}

/** The day number of a date written YYYY-MM-DD; null where it is not so written, or does not exist. */
export function parseIsoDate(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return isoDate(day) === text ? day : null;
}

/** An instant, in milliseconds since 1970-01-01T00:00Z, as ISO 8601 in UTC with milliseconds. */
export function isoInstant(milliseconds: number): string {
  const day = Math.floor(milliseconds / millisecondsPerDay);
  const rest = milliseconds - day * millisecondsPerDay;
  const hours = Math.floor(rest / 3_600_000);
  const minutes = Math.floor(rest / 60_000) % 60;
  const seconds = Math.floor(rest / 1000) % 60;
  return `${isoDate(day)}T${two(hours)}:${two(minutes)}:${two(seconds)}.${String(rest % 1000).padStart(3, '0')}Z`;
}

/** The first day on which somebody born on the day is of the given age in whole years. A birthday of 29 February is kept on 1 March. */
export function birthday(born: number, age: number): number {
  const civil = civilOf(born);
  return dayOf(civil.year + age, civil.month, civil.day);
}

/** Age in whole years on a day. */
export function ageOn(born: number, day: number): number {
  const [from, to] = [civilOf(born), civilOf(day)];
  const reached = to.month > from.month || (to.month === from.month && to.day >= from.day);
  return to.year - from.year - (reached ? 0 : 1);
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
