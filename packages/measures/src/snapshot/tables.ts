// The tables of a snapshot: which columns of the ledger an analyst gets, and of what type. No staff number, no name, no event.

/** DuckDB's types, as far as the snapshot needs them. */
export type ColumnType = 'VARCHAR' | 'DATE' | 'BOOLEAN' | 'INTEGER' | 'DOUBLE';

export type Columns = Readonly<Record<string, ColumnType>>;

/** A new version of the snapshot's shape: older ones are refused by name instead of misread. */
export const snapshotFormat = 2;

/** What a person declared. The person's number is the snapshot's own (1, 2, ... in the order of content), and means nothing outside. */
const person = {
  seb: 'VARCHAR',
  seb_answered: 'BOOLEAN',
  sex: 'VARCHAR',
  ethnicity: 'VARCHAR',
  disability: 'VARCHAR',
  sexual_orientation: 'VARCHAR',
  birth_year: 'INTEGER',
} as const satisfies Columns;

const spell = {
  start_date: 'DATE',
  end_date: 'DATE',
  ended_by: 'VARCHAR',
  department: 'VARCHAR',
  organisation: 'VARCHAR',
  grading_scheme: 'VARCHAR',
  grade: 'VARCHAR',
  acting_grade: 'VARCHAR',
  profession: 'VARCHAR',
  function: 'VARCHAR',
  region: 'VARCHAR',
  role: 'VARCHAR',
  full_time_equivalent: 'DOUBLE',
  contract: 'VARCHAR',
  accelerated: 'BOOLEAN',
  openly_advertised: 'BOOLEAN',
  status: 'VARCHAR',
  host_department: 'VARCHAR',
  unpaid_absence: 'BOOLEAN',
} as const satisfies Columns;

const move = {
  date: 'DATE',
  sequence: 'INTEGER',
  kind: 'VARCHAR',
  between_departments: 'BOOLEAN',
  by_machinery_of_government: 'BOOLEAN',
  london: 'VARCHAR',
  leaving_cause: 'VARCHAR',
  entry_route: 'VARCHAR',
  from_department: 'VARCHAR',
  from_organisation: 'VARCHAR',
  from_grading_scheme: 'VARCHAR',
  from_grade: 'VARCHAR',
  from_acting_grade: 'VARCHAR',
  from_profession: 'VARCHAR',
  from_function: 'VARCHAR',
  from_region: 'VARCHAR',
  to_department: 'VARCHAR',
  to_organisation: 'VARCHAR',
  to_grading_scheme: 'VARCHAR',
  to_grade: 'VARCHAR',
  to_acting_grade: 'VARCHAR',
  to_profession: 'VARCHAR',
  to_function: 'VARCHAR',
  to_region: 'VARCHAR',
} as const satisfies Columns;

/** Each table with its columns after the person's key, and the columns that order a person's rows. */
export const snapshotTables = {
  person: { columns: person, order: [] },
  spell: { columns: spell, order: ['start_date'] },
  move: { columns: move, order: ['date', 'sequence'] },
} as const satisfies Record<string, { readonly columns: Columns; readonly order: readonly string[] }>;

export type SnapshotTable = keyof typeof snapshotTables;
export const snapshotTableNames = Object.keys(snapshotTables) as SnapshotTable[];

type Value<Type extends ColumnType> = Type extends 'BOOLEAN'
  ? boolean | null
  : Type extends 'INTEGER' | 'DOUBLE'
    ? number | null
    : string | null;

/** A row of a snapshot's table, dates as YYYY-MM-DD. */
export type SnapshotRow<Table extends SnapshotTable> = {
  readonly [Column in keyof (typeof snapshotTables)[Table]['columns']]: Value<
    (typeof snapshotTables)[Table]['columns'][Column] & ColumnType
  >;
};

/** The rows of one person. The key tells persons apart, and is in no snapshot. */
export interface PersonRows {
  readonly key: string;
  readonly person: SnapshotRow<'person'>;
  readonly spells: readonly SnapshotRow<'spell'>[];
  readonly moves: readonly SnapshotRow<'move'>[];
}
