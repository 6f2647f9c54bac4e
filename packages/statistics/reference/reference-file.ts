// One file of R's answers, read by path, remembering what has been read: so that nothing in it goes uncompared unnoticed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '@clew/testing';

const directory = sharedData('r-reference');

/** Whether R's answers are at hand; what needs them is skipped where they are not. */
export const hasReference = directory !== null;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface ReferenceFile {
  readonly name: string;
  /** The value at a path, as it stands in the file. Throws where there is none. */
  readonly value: (...path: readonly (string | number)[]) => unknown;
  /** All numbers at a path, flattened row by row; null is NaN, and "Inf" and "-Inf" are themselves. */
  readonly numbers: (...path: readonly (string | number)[]) => Float64Array;
  /** The keys of the object at a path; reading them covers nothing. */
  readonly keys: (...path: readonly (string | number)[]) => readonly string[];
  /** The paths of leaves (numbers, texts, arrays) that nothing has read, `meta` and calls aside. */
  readonly unread: () => readonly string[];
}

const opened = new Map<string, ReferenceFile>();

/** The file of R's answers of that name, such as `coxph.json`; one object a file, so that what was read adds up. */
export function referenceFile(name: string): ReferenceFile {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const root = JSON.parse(readFileSync(join(directory ?? '', name), 'utf8')) as Json;
  const read = new Set<string>();
  const find = (path: readonly (string | number)[]): Json => {
    let at: Json = root;
    for (const key of path) {
      const next: Json | undefined = isObject(at) ? (at as Readonly<Record<string, Json>>)[key] : undefined;
      if (next === undefined) throw new Error(`${name} has no ${path.join(' / ')}`);
      at = next;
    }
    return at;
  };
  const value = (...path: readonly (string | number)[]) => {
    const found = find(path);
    read.add(path.join('/'));
    return found;
  };
  const file: ReferenceFile = {
    name,
    value,
    numbers: (...path) => Float64Array.from(flatten(value(...path) as Json)),
    keys: (...path) => Object.keys((find(path) ?? {}) as object),
    unread: () => leaves(root, '').filter((leaf) => !isCovered(leaf, read)),
  };
  opened.set(name, file);
  return file;
}

/** The rows of a CSV file of the references' data folder, as objects of texts; an empty cell is null. Cells have no commas. */
export function referenceData(name: string): readonly Readonly<Record<string, string | null>>[] {
  const text = readFileSync(join(directory ?? '', 'data', name), 'utf8').trim();
  const [head = '', ...lines] = text.split(/\r?\n/);
  const columns = head.split(',').map(unquote);
  return lines.map((line) => {
    const cells = line.split(',').map(unquote);
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] === '' ? null : (cells[at] ?? null)]));
  });
}

const unquote = (cell: string) => cell.replaceAll('"', '');

const isObject = (value: Json) => typeof value === 'object' && value !== null;

function flatten(value: Json): number[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (typeof value === 'number') return [value];
  if (typeof value === 'boolean') return [value ? 1 : 0];
  if (value === null || value === 'NaN' || value === 'NA') return [Number.NaN];
  if (value === 'Inf') return [Number.POSITIVE_INFINITY];
  if (value === '-Inf') return [Number.NEGATIVE_INFINITY];
  if (typeof value === 'object') return Object.values(value).flatMap(flatten);
  throw new Error('A text stands where the reference should have a number.');
}

function leaves(value: Json, path: string): string[] {
  if (!isObject(value) || Array.isArray(value)) return [path];
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([key, inner]) =>
    key === 'meta' || key === 'call' ? [] : leaves(inner, path === '' ? key : `${path}/${key}`),
  );
}

function isCovered(leaf: string, read: ReadonlySet<string>): boolean {
  const parts = leaf.split('/');
  return parts.some((_, at) => read.has(parts.slice(0, at + 1).join('/')));
}
