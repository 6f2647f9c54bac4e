// Rows as lines of COPY's text format: the fastest way in, and a form in which two rows can be compared.
import { finished } from 'node:stream/promises';
import type { PoolClient } from '@clew/database';
import { from as copyFrom } from 'pg-copy-streams';

/** A value of a cell. `null` is NULL. */
export type Cell = string | number | boolean | null;

const special = /[\\\t\n\r\0]/;

/** Text that PostgreSQL can hold: it has no NUL and no lone surrogate, so each becomes the replacement character. */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\u{FFFD}') : whole;
}

function escapeText(text: string): string {
  if (!special.test(text) && text.isWellFormed()) return text;
  const safe = storableText(text);
  return safe.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** One line, without its end. */
export function copyLine(cells: readonly Cell[]): string {
  let line = '';
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    if (index > 0) line += '\t';
    if (cell === null || cell === undefined) line += '\\N';
    else if (typeof cell === 'string') line += escapeText(cell);
    else line += String(cell);
  }
  return line;
}

/** A bytea in hexadecimal, as a cell. */
export function byteaCell(hexadecimal: string): string {
  return `\\x${hexadecimal}`;
}

/** A uuid[] as a cell. */
export function uuidArrayCell(uuids: readonly string[]): string {
  return `{${uuids.join(',')}}`;
}

/**
 * JSON in the very writing of jsonb (keys by length, then by bytes; a space after colon and comma),
 * so that what is read back compares equal to what was written.
 */
export function jsonbCell(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbCell).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    entries.sort(([one], [other]) => one.length - other.length || (one < other ? -1 : 1));
    return `{${entries.map(([key, each]) => `${jsonbCell(key)}: ${jsonbCell(each)}`).join(', ')}}`;
  }
  return JSON.stringify(typeof value === 'string' ? storableText(value) : value);
}

/** Copies lines into a table. Throws what the server answers. */
export async function copyLines(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  stream.end(`${lines.join('\n')}\n`);
  await finished(stream);
}
