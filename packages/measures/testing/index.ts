// For tests of measures and of services over them: a small service of invented people, and a way into the ledger's tables.
import type { Pool } from '@clew/database';
import { addDays } from '../src/dates.ts';
import type { PersonRows, SnapshotRow } from '../src/snapshot/tables.ts';

const spellDefaults: SnapshotRow<'spell'> = {
  start_date: '2020-04-01',
  end_date: null,
  ended_by: null,
  department: 'hm-treasury',
  organisation: null,
  grading_scheme: 'civil-service',
  grade: 'SEO',
  acting_grade: null,
  profession: 'policy',
  function: null,
  region: 'london',
  role: null,
  full_time_equivalent: 1,
  contract: 'permanent',
  accelerated: null,
  openly_advertised: null,
  status: 'at-work',
  host_department: null,
  unpaid_absence: false,
};

/** A spell; whatever is not given stands still. */
export function exampleSpell(given: Partial<SnapshotRow<'spell'>> = {}): SnapshotRow<'spell'> {
  return { ...spellDefaults, ...given };
}

type Side = Partial<SnapshotRow<'spell'>> | null;

/** A move between two standings. */
export function exampleMove(
  given: Pick<SnapshotRow<'move'>, 'date' | 'kind'> & Partial<SnapshotRow<'move'>>,
  from: Side,
  to: Side,
): SnapshotRow<'move'> {
  return {
    sequence: 0,
    between_departments: false,
    by_machinery_of_government: false,
    london: null,
    leaving_cause: null,
    entry_route: null,
    ...side('from', from),
    ...side('to', to),
    ...given,
  } as SnapshotRow<'move'>;
}

function side(prefix: 'from' | 'to', standing: Side): Record<string, string | null> {
  const columns = [
    'department',
    'organisation',
    'grading_scheme',
    'grade',
    'acting_grade',
    'profession',
    'function',
    'region',
  ] as const;
  const full = standing === null ? null : { ...spellDefaults, ...standing };
  return Object.fromEntries(columns.map((column) => [`${prefix}_${column}`, full?.[column] ?? null]));
}

/** A person; whatever is not given is not declared. */
export function examplePerson(
  key: string,
  spells: readonly SnapshotRow<'spell'>[],
  moves: readonly SnapshotRow<'move'>[],
  declared: Partial<SnapshotRow<'person'>> = {},
): PersonRows {
  const person = {
    seb: null,
    seb_answered: false,
    sex: null,
    ethnicity: null,
    disability: null,
    sexual_orientation: null,
    birth_year: null,
    ...declared,
  };
  return { key, person, spells, moves };
}

const backgrounds = ['high', 'intermediate', 'low', null] as const;
const regions = ['london', 'north-west', 'wales', 'scotland'] as const;

/**
 * People who all start on 1 April 2020. By their number: every second one is promoted a year later and moves to another region,
 * every third one leaves on 31 March 2023, every fifth one goes to another department, every seventh of them with the function.
 */
export function examplePeople(count: number): readonly PersonRows[] {
  return Array.from({ length: count }, (_, index) => personOf(index));
}

function personOf(index: number): PersonRows {
  const spells: SnapshotRow<'spell'>[] = [];
  const moves: SnapshotRow<'move'>[] = [];
  const background = backgrounds[index % backgrounds.length] ?? null;
  let standing: Partial<SnapshotRow<'spell'>> = { region: regions[index % regions.length] ?? null, grade: 'SEO' };
  let start = '2020-04-01';
  const change = (
    date: string,
    next: Partial<SnapshotRow<'spell'>>,
    given: Partial<SnapshotRow<'move'>> & Pick<SnapshotRow<'move'>, 'kind'>,
  ) => {
    spells.push(exampleSpell({ ...standing, start_date: start, end_date: date, ended_by: 'change' }));
    moves.push(exampleMove({ date, ...given }, standing, { ...standing, ...next }));
    standing = { ...standing, ...next };
    start = date;
  };
  moves.push(exampleMove({ date: start, kind: 'hired' }, null, standing));
  if (index % 2 === 0) {
    change(
      addDays('2021-04-01', index % 90),
      { grade: 'G7', region: regions[(index + 1) % 4] ?? null },
      { kind: 'promoted' },
    );
  }
  if (index % 5 === 0) {
    const given = {
      kind: 'transferred',
      between_departments: true,
      by_machinery_of_government: index % 7 === 0,
    } as const;
    change(addDays('2022-04-01', index % 60), { department: 'home-office' }, given);
  }
  const leaves = index % 3 === 0;
  const end = leaves ? { end_date: '2023-04-01', ended_by: 'exit' } : {};
  spells.push(exampleSpell({ ...standing, start_date: start, ...end }));
  if (leaves)
    moves.push(exampleMove({ date: '2023-04-01', kind: 'exited', leaving_cause: 'resignation' }, standing, null));
  return examplePerson(`example-${String(index).padStart(6, '0')}`, spells, moves, {
    seb: background,
    seb_answered: background !== null || index % 8 === 3,
    sex: index % 2 === 0 ? 'female' : 'male',
  });
}

const careerOnly = { revision: 0, event_count: 1 } as const;

/** Writes people into the ledger's own tables, in the order given, as if they had been projected up to the offset. */
export async function insertIntoLedger(pool: Pool, people: readonly PersonRows[], nextOffset: number): Promise<void> {
  const { rows } = await pool.query<{ last: number | null }>('SELECT max(person_id) AS last FROM ledger.career');
  const first = (rows[0]?.last ?? 0) + 1;
  const careers = people.map(({ key, person }, index) => ({
    person_id: first + index,
    staff_number: `${key}-${first}`,
    ...careerOnly,
    ...person,
  }));
  const of = (index: number) => ({ person_id: first + index, event_ids: [] });
  await insert(pool, 'career', careers);
  await insert(
    pool,
    'spell',
    people.flatMap(({ spells }, index) => spells.map((row) => ({ ...of(index), concurrent_posts: [], ...row }))),
  );
  await insert(
    pool,
    'move',
    people.flatMap(({ moves }, index) => moves.map((row) => ({ ...of(index), ...row }))),
  );
  await pool.query(
    `INSERT INTO ledger.position (topic, partition, next_offset, last_recorded_at) VALUES ('career.events.v1', 0, $1, '2024-05-01T00:00:00Z')
     ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    [nextOffset],
  );
}

async function insert(pool: Pool, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
    .map((column) => `"${column}"`)
    .join(', ');
  if (columns === '') return;
  await pool.query(
    `INSERT INTO ledger.${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::ledger.${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

export { type Recovered, recoverPlanted } from './planted.ts';
export { syntheticRows } from './synthetic-rows.ts';
