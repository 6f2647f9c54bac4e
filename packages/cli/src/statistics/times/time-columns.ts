// The columns that say what happened to people when: times, entries and weights, and the ends of competing risks.
import type { CompetingData, SurvivalData } from '@clew/statistics';
import { Refused } from '../../failure.ts';
import type { CsvRows } from '../read-csv.ts';
import { categoriesOf, levelNamed, numbersOf } from '../rows.ts';

/** Times, entries and weights, as all methods of time to an event have them. */
export function timesOf(
  rows: CsvRows,
  { time, entry, weights }: { readonly time: string; readonly entry?: string; readonly weights?: string },
): Omit<SurvivalData, 'event'> {
  return {
    time: numbersOf(rows, time),
    ...(entry === undefined ? {} : { entry: numbersOf(rows, entry) }),
    ...(weights === undefined ? {} : { weights: numbersOf(rows, weights) }),
  };
}

/** What names the ends of competing risks. */
export interface CauseOptions {
  readonly event: string;
  /** The value of the event's column where the row is censored; empty: an empty cell. */
  readonly censored: string;
}

/** The remedy where no row has the value that means censored. */
export const nobodyCensored = "Check how it is written; where nobody was censored, give --censored ''.";

/** Causes in their order; 0 is censored. */
export function causesOf(rows: CsvRows, { event, censored }: CauseOptions): Pick<CompetingData, 'event' | 'causes'> {
  const { levels, codes } = categoriesOf(rows, event);
  const left = censored === '' ? undefined : levelNamed(levels, event, censored, nobodyCensored);
  const causes = levels.filter((level) => level !== left);
  if (causes.length === 0)
    throw new Refused('no-events', `Column ${event}: every row is censored.`, 'Check --censored.');
  if (causes.length > 250) {
    throw new Refused('too-many-causes', `Column ${event}: more than 250 causes.`, 'Put causes together in the file.');
  }
  const places = levels.map((level) => causes.indexOf(level) + 1);
  return { causes, event: Uint8Array.from(codes, (code) => (code < 0 ? 0 : (places[code] as number))) };
}
