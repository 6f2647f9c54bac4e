// One row of a CSV file becomes an event, or a list of what is wrong with it, column by column.
import type { EventName, FactName, Refusal } from '@clew/events';
import { mistakeOfText, readCell } from './cells.ts';
import { type ColumnsOfType, columnsOfEvent, eventNamed, factNamed, typeNamed } from './columns.ts';
import { generalPath, type Header, type HeaderColumn, printable } from './csv-header.ts';
import { type Row, type RowRefusal, rowRefusal } from './row.ts';
import { prepareRow, type RowJson } from './row-event.ts';

/** Reads a row that has as many cells as the header. */
export function readRow(header: Header, cells: readonly string[], row: number, source: string): Row {
  const refusals: RowRefusal[] = [];
  const attributes = readAttributes(header, cells, refusals);
  const type = header.type ?? readType(header, attributes.get('type'), refusals);
  if (type === undefined || refusals.length > 0) return { row, raw: cells, refusals };
  const replaced = readReplaced(header, cells, type, refusals);
  const data = readData(header, cells, columnsOfEvent(type, replaced), type, refusals);
  if (refusals.length > 0) return { row, raw: cells, refusals };
  if (replaced !== undefined) setPath(data, 'replacement.type', typeNamed(replaced));
  const subject = attributes.get('subject');
  const id = attributes.get('id');
  const time = attributes.get('time');
  const json: RowJson = {
    type: typeNamed(type),
    ...(subject === undefined ? {} : { subject }),
    ...(id === undefined ? {} : { id }),
    ...(time === undefined ? {} : { time: instantOf(time) }),
    data,
  };
  const prepared = prepareRow(json, source);
  if (prepared.ok) return { row, raw: cells, prepared: prepared.value };
  return { row, raw: cells, refusals: prepared.refusals.map((refusal) => inColumn(header, refusal)) };
}

function readAttributes(header: Header, cells: readonly string[], refusals: RowRefusal[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [index, { name, place }] of header.columns.entries()) {
    const cell = cells[index] ?? '';
    if (cell.trim() === '') continue;
    if (place.kind === 'ignored' && place.mustBeEmpty) {
      refusals.push(
        rowRefusal(
          'row-shape',
          '',
          'A cell stands under a column without a name.',
          'Name the column, or empty the cell.',
        ),
      );
    }
    if (place.kind !== 'attribute') continue;
    const mistake = mistakeOfText(cell);
    if (mistake === undefined) found.set(place.attribute, cell.trim());
    else refusals.push(rowRefusal(mistake.code, `/${place.attribute}`, mistake.message, mistake.remedy, name));
  }
  return found;
}

function readType(header: Header, text: string | undefined, refusals: RowRefusal[]): EventName | undefined {
  const column =
    header.columns.find(({ place }) => place.kind === 'attribute' && place.attribute === 'type')?.name ?? 'type';
  const type = text === undefined ? undefined : eventNamed(text);
  if (type === undefined) {
    const code = text === undefined ? 'missing-field' : 'unknown-event-type';
    const message =
      text === undefined ? 'The row does not say what happened.' : 'The catalogue has no such event type.';
    refusals.push(
      rowRefusal(code, '/type', message, 'Write the name of an event type: see docs/reference/events.md.', column),
    );
  }
  return type;
}

/** The fact that a correction puts in the place of the wrong one. */
function readReplaced(
  header: Header,
  cells: readonly string[],
  type: EventName,
  refusals: RowRefusal[],
): FactName | undefined {
  if (type !== 'corrected') return undefined;
  const column = 'replacement.type';
  const replaced = factNamed(cellAt(header, cells, column));
  if (replaced === undefined) {
    const message = 'The row does not say which event type takes the place of the wrong one.';
    refusals.push(
      rowRefusal('missing-field', '/data/replacement/type', message, 'Write the name of an event type.', column),
    );
  }
  return replaced;
}

function cellAt(header: Header, cells: readonly string[], path: string): string {
  const index = header.columns.findIndex(({ place }) => place.kind === 'data' && place.path === path);
  return (cells[index] ?? '').trim();
}

function readData(
  header: Header,
  cells: readonly string[],
  known: ColumnsOfType,
  type: EventName,
  refusals: RowRefusal[],
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [index, column] of header.columns.entries()) {
    const cell = cells[index] ?? '';
    if (column.place.kind !== 'data' || cell.trim() === '') continue;
    readDataCell(column, column.place.path, cell, known, type, data, refusals);
  }
  giveGradesTheirScheme(data, known, header);
  return data;
}

function readDataCell(
  { name }: HeaderColumn,
  path: string,
  cell: string,
  known: ColumnsOfType,
  type: EventName,
  data: Record<string, unknown>,
  refusals: RowRefusal[],
): void {
  const isGrade = known.grades.has(generalPath(path));
  const column = isGrade ? ({ kind: 'text', nullable: false } as const) : known.columns.get(generalPath(path));
  const field = pointerOf(path);
  if (column === undefined) {
    const remedy = 'Empty the cell, or mend the name of the column: see docs/reference/events.md.';
    const message = `The event type ${type} has no such field.`;
    refusals.push(rowRefusal('unknown-field', field, message, remedy, printable(name)));
    return;
  }
  const reading = readCell(cell, column);
  if ('mistake' in reading) {
    refusals.push(rowRefusal(reading.mistake.code, field, reading.mistake.message, reading.mistake.remedy, name));
    return;
  }
  const isTypeName = path === 'targetType' || path === 'replacement.type';
  const fact = isTypeName ? factNamed(String(reading.value)) : undefined;
  setPath(data, isGrade ? `${path}.code` : path, fact === undefined ? reading.value : typeNamed(fact));
}

/** A grade whose scheme no column states is one of the Civil Service's. */
function giveGradesTheirScheme(data: Record<string, unknown>, known: ColumnsOfType, header: Header): void {
  const paths = new Set(header.columns.flatMap(({ place }) => (place.kind === 'data' ? [place.path] : [])));
  for (const path of paths) {
    const grade = path.endsWith('.code') ? path.slice(0, -'.code'.length) : path;
    if (!known.grades.has(generalPath(grade))) continue;
    const value = valueAt(data, grade);
    if (value !== undefined && value['scheme'] === undefined) setPath(data, `${grade}.scheme`, 'civil-service');
  }
}

function valueAt(data: Record<string, unknown>, path: string): Record<string, unknown> | undefined {
  let value: unknown = data;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Sets a value at a path of known names; a number in the path makes a list. */
function setPath(data: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  let target: Record<string, unknown> = data;
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      target[part] = value;
      return;
    }
    const isList = /^\d+$/.test(parts[index + 1] ?? '');
    target[part] ??= isList ? [] : {};
    target = target[part] as Record<string, unknown>;
  }
}

/** A date as an instant is its midnight in UTC. */
function instantOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00.000Z` : text;
}

function pointerOf(path: string): string {
  return `/data/${path.replaceAll('.', '/')}`;
}

/** A refusal of the whole event, told by the column that it came from. */
function inColumn(header: Header, refusal: Refusal): RowRefusal {
  const { code, field, message, retryable } = refusal;
  const remedy = field === '/time' ? 'Write an instant such as 2024-03-31T09:30:00Z, or a date.' : refusal.remedy;
  return { code, column: columnOfField(header, field), field, message, remedy, retryable };
}

/** The column that a part of an event comes from; the one that it should come from, where there is none. */
export function columnOfField(header: Header, field: string): string {
  const path = field.replace(/^\/(?:data\/)?/, '').replaceAll('/', '.');
  const attribute = field.slice(1);
  const column = header.columns.find(({ place }) => {
    if (place.kind === 'attribute') return place.attribute === attribute;
    return (
      place.kind === 'data' && (place.path === path || `${place.path}.code` === path || `${place.path}.scheme` === path)
    );
  });
  return column?.name ?? (field === '/subject' ? 'staffNumber' : path);
}
