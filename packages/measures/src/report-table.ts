// An answer as a table in the terminal, with what a reader must know around it.
import {
  type AnyRow,
  periodInWords,
  type ReportColumn,
  reportColumns,
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

function grid(result: MeasureResult, columns: readonly ReportColumn[], width: number): string {
  const rows = result.rows.map((row) => columns.map((column) => written(column, row)));
  const totals = result.by.length === 0 ? [] : result.totals.map((row) => totalCells(row, columns));
  const widths = fit(columns, [...rows, ...totals], width);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        columns[index]?.kind === 'figure' ? cell.padStart(widths[index] ?? 0) : cut(cell, widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each)).join('  ');
  const body = [line(columns.map(({ title }) => title)), rule, ...rows.map(line)];
  return [...body, ...(totals.length === 0 ? [] : [rule, ...totals.map((cells) => line(cells))])].join('\n');
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

/** Columns as wide as their content; groups give way where the whole is wider than asked. */
function fit(
  columns: readonly ReportColumn[],
  lines: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const widths = columns.map(({ title }, index) =>
    lines.reduce((widest, cells) => Math.max(widest, cells[index]?.length ?? 0), title.length),
  );
  const total = () => widths.reduce((sum, each) => sum + each + 2, -2);
  for (;;) {
    const groups = widths.filter((_, index) => columns[index]?.kind === 'group');
    const widest = Math.max(0, ...groups);
    if (total() <= width || widest <= 10) return widths;
    widths[widths.indexOf(widest)] = Math.max(10, widest - (total() - width));
  }
}

function cut(text: string, width: number): string {
  return (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
}

function paragraphs(result: MeasureResult, width: number): readonly string[] {
  const all = [...result.rows, ...result.totals];
  const marks = all.some((row) => row.suppression !== null) ? [`${suppressedMark}: not shown, to protect people.`] : [];
  return [...marks, ...result.notes, ...result.measure.definitions].flatMap((text) => wrap(`- ${text}`, width));
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
