// How an answer is printed: for people as tables, for programs as one object; both say first that nothing protects the figures.
import type { ChiSquaredTest } from '@clew/statistics';
import { type Column, print, printJson, table, terminalWidth, wrap } from '../terminal.ts';

/** What a method found: everything for programs, and the lines that people read. */
export interface Answer {
  readonly result: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

const notice = 'Not protected: these figures are exact. They must not leave this machine before disclosure control.';

export function printAnswer(method: string, { result, lines }: Answer, json: boolean): void {
  if (json) printJson(plain({ method, protected: false, notice, ...result }));
  else print([notice, '', ...lines].map(fitted).join('\n'));
}

/** A sentence on lines that the terminal holds; tables are as wide as it already. */
function fitted(line: string): string {
  const width = terminalWidth();
  if (line.includes('\n') || line.length <= width) return line;
  const indent = ' '.repeat(line.length - line.trimStart().length);
  return `${indent}${wrap(line.trimStart(), width - indent.length)}`;
}

/** Typed arrays as arrays; NaN as null, which is no value; infinite numbers as texts. What is undefined is left out. */
export function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.isNaN(value) ? null : String(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

/** Four figures that count; `-` where there is no value. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return '-';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size >= 1e9 || size < 1e-4 ? value.toExponential(2) : value.toFixed(size >= 1000 ? 1 : size >= 1 ? 3 : 4);
}

export const probability = (value: number): string =>
  Number.isNaN(value) ? '-' : value < 0.0001 ? '< 0.0001' : value.toFixed(4);

export const range = (low: number, high: number): string => `${figure(low)} to ${figure(high)}`;

export const percent = (confidence: number): string => `${Number((100 * confidence).toFixed(4))}%`;

export const chiSquaredLine = (name: string, { statistic, degreesOfFreedom, pValue }: ChiSquaredTest): string =>
  `${name}: chi-squared ${figure(statistic)} on ${degreesOfFreedom}, p ${probability(pValue)}`;

/** A column of figures. */
export const figures = <Row>(title: string, value: (row: Row) => number): Column<Row> => ({
  title,
  align: 'right',
  cell: (row) => figure(value(row)),
});

/** A table as wide as the terminal. */
export const shown = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string =>
  table(rows, columns, terminalWidth());

/** How many rows there are, and how many were left out. */
export function rowsLine(rows: number, omitted: number, more = ''): string {
  const left = omitted === 0 ? '' : `, ${omitted} left out (an empty cell)`;
  return `${rows} rows${left}${more}`;
}
