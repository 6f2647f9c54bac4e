// Calendar dates as days: arithmetic on YYYY-MM-DD without a clock or a time zone.

const millisecondsPerDay = 86_400_000;

/** Days from one date to another; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / millisecondsPerDay);
}

/** The same day of the next year; 29 February becomes 1 March. */
export function oneYearAfter(date: string): string {
  const day = date.slice(5) === '02-29' ? '03-01' : date.slice(5);
  return `${String(Number(date.slice(0, 4)) + 1).padStart(4, '0')}-${day}`;
}
