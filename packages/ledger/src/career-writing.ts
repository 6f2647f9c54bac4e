// Writing careers: what the rows were, what they must be, and nothing but the difference.
import type { PoolClient } from '@clew/database';
import { type CareerTable, careerColumns, careerTableNames, careerTables, type PersonRows } from './career-rows.ts';
import { type LedgerContext, tableOf } from './context.ts';
import { type Cell, copyLine, copyLines } from './copy.ts';

/** A career to be written. */
export interface CareerChange {
  readonly personId: number;
  readonly staffNumber: string;
  /** True where the person was made by this transaction. */
  readonly isNew: boolean;
  readonly revision: number;
  readonly eventCount: number;
  readonly before: PersonRows;
  readonly after: PersonRows;
}

/** How many rows a write took away and added, for reports and metrics. */
export interface RowsWritten {
  readonly deleted: number;
  readonly inserted: number;
}

/** Tables whose rows have a key of their own: their key's columns are the first of their lines. The others are replaced by person. */
const keys: Partial<Record<CareerTable, readonly { readonly column: string; readonly type: string }[]>> = {
  spell: [{ column: 'start_date', type: 'date' }],
  move: [
    { column: 'date', type: 'date' },
    { column: 'sequence', type: 'integer' },
  ],
};

/** Writes the differences of many careers. */
export async function writeCareers(
  client: PoolClient,
  context: LedgerContext,
  changes: readonly CareerChange[],
): Promise<RowsWritten> {
  const written = { deleted: 0, inserted: 0 };
  await writeCareerRows(client, context, changes);
  for (const table of careerTableNames) {
    const { deletions, insertions } = differencesOf(table, changes);
    if (deletions.length > 0) written.deleted += await deleteRows(client, context, table, deletions);
    await copyLines(client, tableOf(context, table), ['person_id', ...careerTables[table]], insertions);
    written.inserted += insertions.length;
  }
  return written;
}

interface Deletion {
  readonly personId: number;
  /** The row's line; null: all rows of the person. */
  readonly line: string | null;
}

function differencesOf(
  table: CareerTable,
  changes: readonly CareerChange[],
): { readonly deletions: readonly Deletion[]; readonly insertions: readonly string[] } {
  const deletions: Deletion[] = [];
  const insertions: string[] = [];
  for (const { personId, before, after } of changes) {
    const [old, next] = [before[table], after[table]];
    if (sameLines(old, next)) continue;
    if (keys[table] === undefined) {
      if (old.length > 0) deletions.push({ personId, line: null });
      for (const line of next) insertions.push(`${personId}\t${line}`);
      continue;
    }
    compareLines(old, next, {
      gone: (line) => deletions.push({ personId, line }),
      came: (line) => insertions.push(`${personId}\t${line}`),
    });
  }
  return { deletions, insertions };
}

/** Most events change the end of a career: what both have in front and at the end is passed over before anything is looked up. */
function compareLines(
  old: readonly string[],
  next: readonly string[],
  tell: { readonly gone: (line: string) => void; readonly came: (line: string) => void },
): void {
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start += 1;
  let [oldEnd, nextEnd] = [old.length, next.length];
  while (oldEnd > start && nextEnd > start && old[oldEnd - 1] === next[nextEnd - 1]) {
    oldEnd -= 1;
    nextEnd -= 1;
  }
  const [left, came] = [old.slice(start, oldEnd), next.slice(start, nextEnd)];
  for (const line of left) if (!came.includes(line)) tell.gone(line);
  for (const line of came) if (!left.includes(line)) tell.came(line);
}

function sameLines(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

async function deleteRows(
  client: PoolClient,
  context: LedgerContext,
  table: CareerTable,
  deletions: readonly Deletion[],
): Promise<number> {
  const key = keys[table];
  const people = deletions.map((each) => each.personId);
  if (key === undefined) {
    const all = `DELETE FROM ${tableOf(context, table)} WHERE person_id = ANY ($1::bigint[])`;
    return (await client.query(all, [people])).rowCount ?? 0;
  }
  const cells = deletions.map((each) => (each.line ?? '').split('\t', key.length));
  const arrays = key.map((_, index) => cells.map((each) => each[index]));
  const names = key.map(({ column }) => column).join(', ');
  const parameters = key.map(({ type }, index) => `$${index + 2}::${type}[]`).join(', ');
  const { rowCount } = await client.query(
    `DELETE FROM ${tableOf(context, table)} WHERE (person_id, ${names}) IN (SELECT * FROM unnest($1::bigint[], ${parameters}))`,
    [people, ...arrays],
  );
  // What was read under the lock must still be there: anything else means that somebody writes without the lock.
  if (rowCount !== deletions.length) throw new Error(`${table}: the rows to replace are not those that were read`);
  return rowCount;
}

const careerTypes: Readonly<Record<(typeof careerColumns)[number], string>> = {
  first_start: 'date',
  last_end: 'date',
  birth_year: 'integer',
  seb_answered: 'boolean',
  seb: 'text',
  sex: 'text',
  ethnicity: 'text',
  disability: 'text',
  sexual_orientation: 'text',
};

async function writeCareerRows(
  client: PoolClient,
  context: LedgerContext,
  changes: readonly CareerChange[],
): Promise<void> {
  const career = tableOf(context, 'career');
  const lines = changes
    .filter((each) => each.isNew)
    .map((each) => copyLine([each.personId, each.revision, each.eventCount, each.staffNumber, ...each.after.career]));
  await copyLines(client, career, ['person_id', 'revision', 'event_count', 'staff_number', ...careerColumns], lines);
  const existing = changes.filter((each) => !each.isNew);
  const [same, changed] = [
    existing.filter((each) => sameCells(each.before.career, each.after.career)),
    existing.filter((each) => !sameCells(each.before.career, each.after.career)),
  ];
  await updateCareers(client, career, same, []);
  await updateCareers(client, career, changed, careerColumns);
}

function sameCells(one: readonly Cell[], other: readonly Cell[]): boolean {
  return one.every((cell, index) => cell === other[index]);
}

/** An update, not a delete and an insert: no index has a changed column, so the row stays where it is in all of them. */
async function updateCareers(
  client: PoolClient,
  career: string,
  changes: readonly CareerChange[],
  columns: readonly (typeof careerColumns)[number][],
): Promise<void> {
  if (changes.length === 0) return;
  const assignments = columns.map((column) => `, ${column} = change.${column}`).join('');
  const parameters = columns.map((column, index) => `, $${index + 4}::${careerTypes[column]}[]`).join('');
  const names = columns.map((column) => `, ${column}`).join('');
  await client.query(
    `UPDATE ${career} career SET revision = change.revision, event_count = change.event_count${assignments}
     FROM unnest($1::bigint[], $2::bigint[], $3::integer[]${parameters}) AS change (person_id, revision, event_count${names})
     WHERE career.person_id = change.person_id`,
    [
      changes.map((each) => each.personId),
      changes.map((each) => each.revision),
      changes.map((each) => each.eventCount),
      ...columns.map((column) => {
        const index = careerColumns.indexOf(column);
        return changes.map((each) => each.after.career[index] ?? null);
      }),
    ],
  );
}

/** The rows of people as they stand in the database, as lines. A writing that differs from ours costs a rewrite, never a wrong row. */
export async function readRows(
  client: PoolClient,
  context: LedgerContext,
  personIds: readonly number[],
): Promise<ReadonlyMap<number, PersonRows>> {
  const read = async (table: CareerTable): Promise<Map<number, string[]>> => {
    const cells = careerTables[table].map(lineCell).join(', ');
    const { rows } = await client.query<{ person_id: number; line: string }>(
      `SELECT person_id, concat_ws(E'\\t', ${cells}) AS line FROM ${tableOf(context, table)} WHERE person_id = ANY ($1::bigint[])`,
      [personIds],
    );
    const lines = new Map<number, string[]>();
    for (const { person_id: person, line } of rows) {
      const own = lines.get(person);
      if (own === undefined) lines.set(person, [line]);
      else own.push(line);
    }
    for (const own of lines.values()) own.sort();
    return lines;
  };
  const [spell, move, episode, finding] = [
    await read('spell'),
    await read('move'),
    await read('episode'),
    await read('finding'),
  ];
  const { rows } = await client.query<{ person_id: number } & Record<string, Cell>>(
    `SELECT person_id, ${careerColumns.join(', ')} FROM ${tableOf(context, 'career')} WHERE person_id = ANY ($1::bigint[])`,
    [personIds],
  );
  return new Map(
    rows.map((row) => [
      row.person_id,
      {
        career: careerColumns.map((column) => row[column] ?? null),
        spell: spell.get(row.person_id) ?? [],
        move: move.get(row.person_id) ?? [],
        episode: episode.get(row.person_id) ?? [],
        finding: finding.get(row.person_id) ?? [],
      },
    ]),
  );
}

function lineCell(column: string): string {
  const isJson = column === 'concurrent_posts' || column === 'particulars';
  const escaped = isJson ? `replace(${column}::text, '\\', '\\\\')` : `${column}::text`;
  const text = column === 'event_ids' ? `replace(${column}::text, '-', '')` : escaped;
  return `coalesce(${text}, '\\N')`;
}
