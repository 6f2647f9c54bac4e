// The header of a CSV file: which column is which part of an event, and what is missing, before any row is read.
import type { EventName } from '@clew/events';
import { columnsOf, columnsOfEvent } from './columns.ts';
import { type RowRefusal, rowRefusal } from './row.ts';

/** Where a column's cells go. */
export type Place =
  | { readonly kind: 'attribute'; readonly attribute: 'subject' | 'time' | 'id' | 'type' }
  | { readonly kind: 'data'; readonly path: string }
  /** Our own notes in a file of rejects, and unnamed columns. */
  | { readonly kind: 'ignored'; readonly mustBeEmpty: boolean };

export interface HeaderColumn {
  readonly name: string;
  readonly place: Place;
}

export interface Header {
  readonly columns: readonly HeaderColumn[];
  /** The type of every row; undefined where a column says it. */
  readonly type: EventName | undefined;
}

/** Columns that begin so are notes of a file of rejects: they are passed over when the mended file is sent. */
export const notePrefix = 'clew:';

const attributes = new Map<string, Place>([
  ['subject', { kind: 'attribute', attribute: 'subject' }],
  ['staffNumber', { kind: 'attribute', attribute: 'subject' }],
  ['time', { kind: 'attribute', attribute: 'time' }],
  ['id', { kind: 'attribute', attribute: 'id' }],
  ['type', { kind: 'attribute', attribute: 'type' }],
]);

/** Reads the header. `type` is what the caller said that every row is. */
export function readHeader(
  cells: readonly string[],
  type: EventName | undefined,
): { readonly ok: true; readonly header: Header } | { readonly ok: false; readonly refusals: readonly RowRefusal[] } {
  const columns = cells.map((cell): HeaderColumn => ({ name: cell.trim(), place: placeOf(cell.trim()) }));
  const refusals = [...repeated(columns), ...missing(columns, type), ...unknown(columns, type)];
  if (refusals.length > 1 && !columns.some(({ place }) => isKnown(place, type))) {
    return { ok: false, refusals: [noHeader(columns.length)] };
  }
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, header: { columns, type } };
}

/** Whether any event could have the column. */
function isKnown(place: Place, type: EventName | undefined): boolean {
  if (place.kind !== 'data') return place.kind === 'attribute';
  if (type === undefined) return true;
  const known = columnsOfEvent(type, undefined);
  return known.columns.has(generalPath(place.path)) || known.grades.has(generalPath(place.path));
}

function noHeader(columns: number): RowRefusal {
  const message = 'The first row holds none of the names that columns have.';
  const hint = columns === 1 ? separatorHint : '';
  const remedy = `Write the names of the columns into the first row: see docs/how-to/publish-from-a-spreadsheet.md.${hint}`;
  return rowRefusal('missing-column', '', message, remedy);
}

function placeOf(name: string): Place {
  if (name === '') return { kind: 'ignored', mustBeEmpty: true };
  if (name.startsWith(notePrefix)) return { kind: 'ignored', mustBeEmpty: false };
  return attributes.get(name) ?? { kind: 'data', path: name };
}

function repeated(columns: readonly HeaderColumn[]): readonly RowRefusal[] {
  const seen = new Map<string, string>();
  return columns.flatMap(({ name, place }) => {
    if (place.kind === 'ignored') return [];
    const key = place.kind === 'attribute' ? `@${place.attribute}` : place.path;
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, name);
      return [];
    }
    const message =
      earlier === name
        ? `The column ${printable(name)} is there twice.`
        : `The columns ${printable(earlier)} and ${printable(name)} say the same.`;
    return [rowRefusal('row-shape', '', message, 'Leave one of them out.', printable(name))];
  });
}

function missing(columns: readonly HeaderColumn[], type: EventName | undefined): readonly RowRefusal[] {
  const names = new Set(columns.map(({ name }) => name));
  const needed: (readonly string[])[] = [['staffNumber', 'subject']];
  if (type === undefined) needed.push(['type']);
  // What a correction replaces is only known row by row.
  else needed.push(...columnsOfEvent(type, undefined).required);
  if (type === 'corrected' || type === 'retracted') needed.push(['time']);
  const hint = columns.length === 1 && /[;\t|]/.test(columns[0]?.name ?? '') ? separatorHint : '';
  return needed
    .filter((either) => !either.some((name) => names.has(name)))
    .map((either) => {
      const name = either[0] ?? '';
      const others = either.length > 1 ? ` (or ${either.slice(1).join(', ')})` : '';
      const message = `The file lacks the column ${name}${others}.`;
      const remedy =
        name === 'type'
          ? `Add the column, or say with --type which events these are.${hint}`
          : `Add the column.${hint}`;
      return rowRefusal('missing-column', '', message, remedy, name);
    });
}

const separatorHint =
  ' The cells must be separated by commas, not semicolons or tabs: save it as "CSV UTF-8 (comma delimited)".';

/** With one type for the whole file an unknown column is a mistake of the whole file; else each row tells. */
function unknown(columns: readonly HeaderColumn[], type: EventName | undefined): readonly RowRefusal[] {
  if (type === undefined || type === 'corrected') return [];
  const known = type === 'retracted' ? columnsOfEvent(type, undefined) : columnsOf(type);
  return columns.flatMap(({ name, place }) => {
    if (
      place.kind !== 'data' ||
      known.grades.has(generalPath(place.path)) ||
      known.columns.has(generalPath(place.path))
    )
      return [];
    const message = `The event type ${type} has no field ${printable(name)}.`;
    const remedy = 'Leave the column out, or mend its name: see docs/reference/events.md.';
    return [rowRefusal('unknown-field', '', message, remedy, printable(name))];
  });
}

/** `concurrentPosts.0.department` is `concurrentPosts.*.department` in a type's columns. */
export function generalPath(path: string): string {
  return path.replaceAll(/(?<=\.)\d{1,2}(?=\.|$)/g, '*');
}

/** A header may be anything, a row of data included: only what looks like a name is repeated. */
export function printable(name: string): string {
  return /^[A-Za-z][\w.]{0,80}$/.test(name) ? name : '(unreadable)';
}
