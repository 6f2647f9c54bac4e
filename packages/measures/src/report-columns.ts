// The columns of an answer, once for tables, CSV and pages: what stands in them, and how it is written.
import { type BreakdownName, breakdown } from './breakdowns.ts';
import type { CountRow, MeasureResult, RateRow } from './result.ts';

export type AnyRow = RateRow | CountRow;

export interface ReportColumn {
  /** In kebab-case, for CSV. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly kind: 'group' | 'figure';
  /** As text; empty where the row has none, and where it is suppressed. */
  readonly text: (row: AnyRow) => string;
}

/** The columns of an answer, groups first. */
export function reportColumns(result: MeasureResult): readonly ReportColumn[] {
  const groups = result.by.map(
    (name): ReportColumn => ({
      name,
      title: breakdown(name).title,
      kind: 'group',
      text: (row) => row.labels[name] ?? '',
    }),
  );
  const figures = result.kind === 'rate' ? rateColumns(result.protected) : countColumns(result);
  return [...groups, ...figures, ...(showsBackground(result) ? backgroundColumns : [])];
}

function showsBackground({ rows, totals }: MeasureResult): boolean {
  return [...rows, ...totals].some((row) => 'seb' in row.group || row.declarationRate !== null);
}

function figure(
  name: string,
  title: string,
  value: (row: AnyRow) => number | null | undefined,
  digits: number,
): ReportColumn {
  return { name, title, kind: 'figure', text: (row) => write(value(row), digits) };
}

function write(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? '' : value.toFixed(digits);
}

const ofRate = (pick: (row: RateRow) => number | null) => (row: AnyRow) => ('events' in row ? pick(row) : null);

/** Person-years that are rounded to five have no tenths. */
const rateColumns = (isProtected: boolean): readonly ReportColumn[] => [
  figure(
    'events',
    'Events',
    ofRate((row) => row.events),
    0,
  ),
  figure(
    'person-years',
    'Person-years',
    ofRate((row) => row.personYears),
    isProtected ? 0 : 1,
  ),
  figure(
    'rate',
    'Rate',
    ofRate((row) => row.rate),
    2,
  ),
  figure(
    'low',
    '95% from',
    ofRate((row) => row.low),
    2,
  ),
  figure(
    'high',
    'to',
    ofRate((row) => row.high),
    2,
  ),
];

function countColumns(result: MeasureResult): readonly ReportColumn[] {
  const title = result.kind === 'headcount' ? 'People' : 'Moves';
  return [figure(title.toLowerCase(), title, (row) => ('count' in row ? row.count : null), 0)];
}

const percent = (share: number | null) => (share === null ? null : share * 100);

const backgroundColumns: readonly ReportColumn[] = [
  figure('declared-percent', 'Declared %', (row) => percent(row.declarationRate), 1),
  figure('answered-percent', 'Answered %', (row) => percent(row.responseRate), 1),
];

/** Longer tables leave out the rows of which nothing is shown: nobody reads them. */
const manyRows = 30;

/** The rows for people to read; CSV and JSON have them all. */
export function rowsToRead({ rows }: MeasureResult): readonly AnyRow[] {
  const isShown = (row: AnyRow) => row.suppression === null || ('personYears' in row && row.personYears !== null);
  return rows.length > manyRows ? rows.filter(isShown) : rows;
}

/** The period in words: '1 April 2022 to 31 March 2023', or 'on 31 March 2023'. */
export function periodInWords(result: MeasureResult): string {
  if (result.kind === 'headcount') return `on ${dateInWords(result.at)}`;
  const lastDay = new Date(Date.parse(result.to) - 86_400_000).toISOString().slice(0, 10);
  return `${dateInWords(result.from)} to ${dateInWords(lastDay)}`;
}

/** '31 March 2023'. */
export function dateInWords(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
}

/** The mark that stands for a figure that is not shown. */
export const suppressedMark = '[c]';

/** The row's name where it is a total: 'Total', with what is kept apart. */
export function totalName(row: AnyRow): string {
  const apart = Object.keys(row.group).map((name) => row.labels[name as BreakdownName] ?? '');
  return ['Total', ...apart].join(', ');
}
