// Calendar dates as text, YYYY-MM-DD: days added, financial years named.

const dayMilliseconds = 86_400_000;

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMilliseconds).toISOString().slice(0, 10);
}

/** The number of days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMilliseconds);
}

/** The same day in another year; 29 February becomes 1 March. */
export function addYears(date: string, years: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
}

/** The first day of the date's month. */
export function monthStart(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

/** The last 1 April that is not after the date. */
export function financialYearStart(date: string): string {
  const year = Number(date.slice(0, 4));
  return date.slice(5) >= '04-01' ? `${year}-04-01` : `${year - 1}-04-01`;
}

/** '2022-23' for the year that began on 2022-04-01. */
export function financialYearLabel(start: string): string {
  const year = Number(start.slice(0, 4));
  return `${year}-${String((year + 1) % 100).padStart(2, '0')}`;
}

export interface Period {
  readonly label: string;
  readonly from: string;
  /** The first day after it. */
  readonly to: string;
}

/** The half-open period [from, to), cut at each 1 April. */
export function financialYears(from: string, to: string): readonly Period[] {
  const periods: Period[] = [];
  for (let start = from; start < to; ) {
    const yearStart = financialYearStart(start);
    const nextStart = addYears(yearStart, 1);
    const end = nextStart < to ? nextStart : to;
    periods.push({ label: financialYearLabel(yearStart), from: start, to: end });
    start = end;
  }
  return periods;
}
