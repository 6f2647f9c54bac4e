// An answer as CSV (RFC 4180): codes and labels, figures with full precision, no cell that a spreadsheet would run.
import { stringify } from 'csv-stringify/sync';
import type { AnyRow } from './report-columns.ts';
import type { MeasureResult } from './result.ts';

/** The CSV of an answer. Totals are rows of their own kind, so that nobody adds them to the others. */
export function reportCsv(result: MeasureResult): string {
  const figures = figureNames(result);
  const header = ['row', ...result.by.flatMap((name) => [name, `${name}-label`]), ...figures, 'suppression', ...about];
  const line = (kind: string) => (row: AnyRow) => [
    kind,
    ...result.by.flatMap((name) => [row.group[name] ?? '', row.labels[name] ?? '']),
    ...figures.map((name) => cell((row as unknown as Record<string, unknown>)[camel(name)])),
    row.suppression ?? '',
    ...aboutOf(result),
  ];
  const lines = [header, ...result.rows.map(line('group')), ...result.totals.map(line('total'))];
  return stringify(lines, { escape_formulas: true, record_delimiter: '\r\n' });
}

function figureNames(result: MeasureResult): readonly string[] {
  const counts = result.kind === 'rate' ? ['events', 'person-years', 'rate', 'low', 'high'] : ['count'];
  return [...counts, 'declaration-rate', 'response-rate'];
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function cell(value: unknown): string {
  return typeof value === 'number' ? String(value) : '';
}

const about = ['measure', 'unit', 'from', 'to', 'at', 'snapshot', 'as-of', 'protected'] as const;

function aboutOf(result: MeasureResult): readonly string[] {
  const [from, to, at] = result.kind === 'headcount' ? ['', '', result.at] : [result.from, result.to, ''];
  const { id, asOf } = result.snapshot;
  return [result.measure.name, result.measure.unit, from, to, at, id, asOf, result.protected ? 'yes' : 'no'];
}
