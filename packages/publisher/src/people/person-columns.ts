// The columns of a sheet of people: which say who somebody is, and what is wrong with a row, before anything is sent.
import { mistakeOfText, readCell } from '../files/cells.ts';
import { type RowRefusal, rowRefusal } from '../files/row.ts';
import type { PersonRequest } from './id-service-client.ts';

const required = ['givenNames', 'familyName', 'localEmployeeNumber'] as const;

/** The columns that say who somebody is. All others are passed over, and kept. */
export const personColumns = [
  ...required,
  'department',
  'dateOfBirth',
  'nationalInsuranceNumber',
] as const satisfies readonly (keyof PersonRequest)[];

type PersonColumn = (typeof personColumns)[number];

/** Where the columns stand. */
export interface PersonHeader {
  readonly width: number;
  readonly at: ReadonlyMap<PersonColumn, number>;
  /** Where the file has staff numbers already: they are compared, and filled in where they are empty. */
  readonly staffNumberAt: number | undefined;
  /** The department of every row, where no column says it. */
  readonly department: string | undefined;
}

/** Reads the header; what is missing or there twice refuses the file. */
export function readPersonHeader(
  cells: readonly string[],
  department: string | undefined,
): { readonly ok: true; readonly header: PersonHeader } | { readonly ok: false; readonly refusals: RowRefusal[] } {
  const names = cells.map((cell) => cell.trim());
  const needed: readonly PersonColumn[] = department === undefined ? [...required, 'department'] : required;
  const refusals = [...personColumns, 'staffNumber' as const].flatMap((name) => {
    const times = names.filter((each) => each === name).length;
    if (times > 1) return [rowRefusal('row-shape', '', `The column ${name} is there twice.`, 'Leave one out.', name)];
    if (times === 1 || name === 'staffNumber' || !needed.includes(name)) return [];
    const other = name === 'department' ? 'Add the column, or say with --department whose people these are.' : '';
    const remedy = other || 'Add the column, or name it so: the first row holds the names, spelt exactly.';
    return [rowRefusal('missing-column', '', `The file lacks the column ${name}.`, remedy, name)];
  });
  if (refusals.length > 0) return { ok: false, refusals };
  const at = new Map(personColumns.flatMap((name) => (names.includes(name) ? [[name, names.indexOf(name)]] : [])));
  const staffNumberAt = names.includes('staffNumber') ? names.indexOf('staffNumber') : undefined;
  return { ok: true, header: { width: names.length, at, staffNumberAt, department } };
}

/** What a row says of a person, or everything that is wrong with it. Nothing of it is repeated in a refusal. */
export function readPerson(
  header: PersonHeader,
  cells: readonly string[],
  idempotencyKey: string,
): { readonly person: PersonRequest } | { readonly refusals: readonly RowRefusal[] } {
  if (cells.length !== header.width) return { refusals: [wrongShape(cells.length, header.width)] };
  const said = new Map<PersonColumn, string>();
  const refusals: RowRefusal[] = [];
  for (const [name, index] of header.at) {
    const text = (cells[index] ?? '').trim();
    if (text === '') continue;
    const mistake = mistakeOf(name, cells[index] ?? '');
    if (mistake === undefined) said.set(name, text);
    else refusals.push(rowRefusal(mistake.code, `/${name}`, mistake.message, mistake.remedy, name));
  }
  const blamed = new Set(refusals.map(({ column }) => column));
  const take = (name: PersonColumn): string => {
    const text = said.get(name) ?? (name === 'department' ? header.department : undefined);
    if (text === undefined && !blamed.has(name))
      refusals.push(rowRefusal('missing-field', `/${name}`, 'The cell is empty.', 'Fill it in.', name));
    return text ?? '';
  };
  const [givenNames, familyName] = [take('givenNames'), take('familyName')];
  const [department, localEmployeeNumber] = [take('department'), take('localEmployeeNumber')];
  if (refusals.length > 0) return { refusals };
  const dateOfBirth = said.get('dateOfBirth');
  const nationalInsuranceNumber = said.get('nationalInsuranceNumber');
  const person = {
    idempotencyKey,
    givenNames,
    familyName,
    department,
    localEmployeeNumber,
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    ...(nationalInsuranceNumber === undefined ? {} : { nationalInsuranceNumber }),
  };
  return { person };
}

function mistakeOf(name: PersonColumn, cell: string) {
  if (name !== 'dateOfBirth') return mistakeOfText(cell);
  const reading = readCell(cell, { kind: 'date', nullable: false });
  return 'mistake' in reading ? reading.mistake : undefined;
}

function wrongShape(found: number, expected: number): RowRefusal {
  const message = `The row has ${found} cells, and the header ${expected}.`;
  const remedy =
    'Give every row as many cells as the header; a comma within a cell needs quotation marks around the cell.';
  return rowRefusal('row-shape', '', message, remedy);
}
