// The seven files of the ministers database: their columns, and reading them as text from a folder.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImportRefusal, importRefusal } from './refusal.ts';

/** The columns that the importer needs of each file; others are ignored. */
export const ifgColumns = {
  'person.csv': ['id', 'name', 'short_name', 'gender', 'start_date', 'end_date'],
  'appointment.csv': ['id', 'person_id', 'post_id', 'start_date', 'end_date'],
  'appointment_characteristics.csv': [
    'id',
    'appointment_id',
    'is_acting',
    'is_on_leave',
    'leave_reason',
    'start_date',
    'end_date',
  ],
  'post.csv': ['id', 'organisation_id', 'rank_equivalence_value'],
  'organisation.csv': ['id', 'name', 'start_date', 'end_date'],
  'organisation_link.csv': [
    'id',
    'predecessor_organisation_id',
    'successor_organisation_id',
    'type',
    'link_start_date',
    'link_end_date',
  ],
  'event.csv': ['id', 'name', 'type', 'date'],
} as const;

export type IfgFileName = keyof typeof ifgColumns;
export const ifgFileNames = Object.keys(ifgColumns) as readonly IfgFileName[];

/** The text of every file. */
export type IfgTexts = Readonly<Record<IfgFileName, string>>;

export type ReadResult =
  | { readonly ok: true; readonly texts: IfgTexts }
  | { readonly ok: false; readonly refusals: readonly ImportRefusal[] };

const remedy = 'Give --dir the folder that holds the seven files of the IfG Ministers Database.';

/** Reads the seven files of a folder. Every missing file is named, not only the first. */
export async function readIfgFolder(directory: string): Promise<ReadResult> {
  const isFolder = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return { ok: false, refusals: [importRefusal('missing-folder', { file: null }, remedy)] };
  const readings = await Promise.all(ifgFileNames.map((file) => readOne(directory, file)));
  const refusals = readings.flatMap((reading) => ('code' in reading ? [reading] : []));
  if (refusals.length > 0) return { ok: false, refusals };
  const texts = Object.fromEntries(
    readings.flatMap((reading) => ('text' in reading ? [[reading.file, reading.text]] : [])),
  );
  return { ok: true, texts: texts as IfgTexts };
}

async function readOne(
  directory: string,
  file: IfgFileName,
): Promise<ImportRefusal | { readonly file: IfgFileName; readonly text: string }> {
  try {
    const bytes = await readFile(join(directory, file));
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (fault) {
    const isMissing = fault instanceof Error && Reflect.get(fault, 'code') === 'ENOENT';
    return importRefusal(isMissing ? 'missing-file' : 'unreadable-file', { file }, remedy);
  }
}
