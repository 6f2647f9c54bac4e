// An answer as a table in the terminal, with what a reader must know around it.
import {
  type AnyRow,
  periodInWords,
  type ReportColumn,
  reportColumns,
  rowsToRead,
  suppressedMark,
  totalName,
} from './report-columns.ts';
import type { MeasureResult } from './result.ts';

/** The answer in plain text, lines no wider than asked where words allow it. */
export function reportTable(result: MeasureResult, width: number): string {
  const { measure, snapshot } = result;
  const columns = reportColumns(result);
  const state = result.protected ? 'protected' : 'UNPROTECTED: exact figures, not for publication';
  return [
    `${measure.title}: ${measure.unit}`,
    `${periodInWords(result)} · snapshot ${snapshot.id}, as of ${snapshot.asOf} · ${state}`,
    '',
    result.rows.length === 0 ? 'Nothing was counted in this period.' : grid(result, columns, width),
    '',
    ...paragraphs(result, width),
  ].join('\n');
}

function grid(result: MeasureResult, all: readonly ReportColumn[], width: number): string {
  const columns = chosen(result, all, width);
  const rows = rowsToRead(result).map((row) => columns.map((column) => written(column, row)));
  const totals = result.by.length === 0 ? [] : result.totals.map((row) => totalCells(row, columns));
  const titles = columns.map(titleLines);
  const heads = [0, 1].map((index) => titles.map((lines) => lines[index] ?? ''));
  const widths = fit(columns, [...heads, ...rows, ...totals], width);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        columns[index]?.kind === 'figure' ? cell.padStart(widths[index] ?? 0) : cut(cell, widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each)).join('  ');
  const body = [...heads.map(line).filter((text) => text !== ''), rule, ...rows.map(line)];
  return [...body, ...(totals.length === 0 ? [] : [rule, ...totals.map((cells) => line(cells))])].join('\n');
}

/** The response rate gives way where the lines would be too wide, and labels are cut after it. */
function chosen(result: MeasureResult, columns: readonly ReportColumn[], width: number): readonly ReportColumn[] {
  const lines = [...rowsToRead(result), ...result.totals].map((row) => columns.map((column) => written(column, row)));
  const heads = [0, 1].map((index) => columns.map((column) => titleLines(column)[index] ?? ''));
  const natural = fit(columns, [...heads, ...lines], Number.POSITIVE_INFINITY).reduce(
    (sum, each) => sum + each + 2,
    -2,
  );
  return natural <= width ? columns : columns.filter(({ name }) => name !== 'answered-percent');
}

/** The title of a figure takes two lines where it has two words: figures are narrower than their names. */
function titleLines({ kind, title }: ReportColumn): readonly [string, string] {
  const space = title.lastIndexOf(' ');
  if (kind === 'group' || space === -1) return ['', title];
  return [title.slice(0, space), title.slice(space + 1)];
}

function totalCells(row: AnyRow, columns: readonly ReportColumn[]): readonly string[] {
  return columns.map((column, index) => {
    if (index === 0) return totalName(row);
    return column.kind === 'group' ? '' : written(column, row);
  });
}

function written(column: ReportColumn, row: AnyRow): string {
  const text = column.text(row);
  if (column.kind === 'group') return text;
  if (text !== '') return text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
  return row.suppression === null ? '–' : suppressedMark;
}

/** Labels cut shorter than this cannot be told apart. */
const narrowest = 8;

/** Columns as wide as their content; groups give way where the whole is wider than asked. */
function fit(
  columns: readonly ReportColumn[],
  lines: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const widths = columns.map((_, index) =>
    lines.reduce((widest, cells) => Math.max(widest, cells[index]?.length ?? 0), 0),
  );
  const total = () => widths.reduce((sum, each) => sum + each + 2, -2);
  for (;;) {
    const groups = widths.filter((_, index) => columns[index]?.kind === 'group');
    const widest = Math.max(0, ...groups);
    if (total() <= width || widest <= narrowest) return widths;
    const place = widths.findIndex((each, index) => each === widest && columns[index]?.kind === 'group');
    // One character at a time, so that all labels give way alike.
    widths[place] = widest - 1;
  }
}

function cut(text: string, width: number): string {
  return (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
}

function paragraphs(result: MeasureResult, width: number): readonly string[] {
  const all = [...result.rows, ...result.totals];
  const marks = all.some((row) => row.suppression !== null) ? [`${suppressedMark}: not shown, to protect people.`] : [];
  const left = result.rows.length - rowsToRead(result).length;
  const leftOut =
    left === 0 ? [] : [`${left} rows of which no figure is shown are left out here; --csv and --json have them.`];
  return [...marks, ...leftOut, ...result.notes, ...result.measure.definitions].flatMap((text) =>
    wrap(`- ${text}`, width),
  );
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
