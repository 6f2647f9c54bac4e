// The ministers database as typed tables: every row checked, every reference followed, what cannot be used named.
import type { IfgFileName, IfgTexts } from './files.ts';
import { type ImportRefusal, importRefusal } from './refusal.ts';
import { type Row, readRows } from './rows.ts';

/** A person under one name. Several rows share an id where the name changed. */
export interface IfgName {
  readonly personId: string;
  readonly name: string;
  /** The family name, as the database shortens it. */
  readonly shortName: string;
  readonly gender: 'M' | 'F' | null;
  readonly start: string | null;
  readonly end: string | null;
}

export interface IfgPost {
  readonly id: string;
  readonly organisationId: string;
  /** 1 (Prime Minister) is the highest, 7 (whip) the lowest. */
  readonly rank: number;
}

/** An appointment, half-open: `end` is the first day on which it is no longer held; null while it is. */
export interface IfgAppointment {
  readonly id: string;
  readonly personId: string;
  readonly post: IfgPost;
  readonly start: string;
  readonly end: string | null;
}

/** A span of acting capacity or of leave within an appointment, half-open as appointments are. */
export interface IfgSpan {
  readonly id: string;
  readonly appointment: IfgAppointment;
  readonly kind: 'acting' | 'leave';
  readonly reason: string | null;
  readonly start: string;
  readonly end: string | null;
}

export interface IfgOrganisation {
  readonly id: string;
  readonly name: string;
  readonly start: string | null;
  readonly end: string | null;
}

export const linkTypes = [
  'Name change',
  'Merger',
  'Demerger',
  'Transfer of functions',
  'Transfer of functions: equalities',
] as const;

/** From one organisation to another, on or between two dates. */
export interface IfgLink {
  readonly id: string;
  readonly predecessorId: string;
  readonly successorId: string;
  readonly type: (typeof linkTypes)[number];
  readonly start: string;
  readonly end: string;
}

/** An appointment or span that cannot be used, named by its id and by its place. */
export interface RefusedRecord {
  readonly id: string;
  readonly personId: string;
  readonly refusal: ImportRefusal;
}

export interface IfgTables {
  readonly names: readonly IfgName[];
  readonly appointments: readonly IfgAppointment[];
  readonly spans: readonly IfgSpan[];
  readonly organisations: readonly IfgOrganisation[];
  readonly links: readonly IfgLink[];
  readonly refusedAppointments: readonly RefusedRecord[];
  readonly refusedSpans: readonly RefusedRecord[];
}

export type TablesResult =
  | { readonly ok: true; readonly tables: IfgTables }
  | { readonly ok: false; readonly refusals: readonly ImportRefusal[] };

const ranks = ['1', '2', '3', '4', '5', '6', '7'] as const;

/**
 * Makes the tables of the files' texts. A file that is not what it should be refuses the whole import, with every mistake named:
 * half a feed would look like people who left. An appointment without length is different: the database is known to hold such rows,
 * so each is set aside and named, and the rest goes on.
 */
export function readIfgTables(texts: IfgTexts): TablesResult {
  const refusals: ImportRefusal[] = [];
  const rows = (file: IfgFileName): readonly Row[] => readRows(file, texts[file], refusals);
  rows('event.csv');
  const organisations = uniqueById('organisation.csv', rows('organisation.csv').map(readOrganisation), refusals);
  const organisationIds = new Set(organisations.map((each) => each.id));
  const posts = new Map(
    uniqueById(
      'post.csv',
      rows('post.csv').map((row) => readPost(row, organisationIds)),
      refusals,
    ).map((post) => [post.id, post]),
  );
  const names = rows('person.csv').map(readName);
  const personIds = new Set(names.map((each) => each.personId));
  const held = rows('appointment.csv').map((row) => readAppointment(row, posts, personIds));
  uniqueById(
    'appointment.csv',
    held.map(({ appointment }) => appointment),
    refusals,
  );
  const byId = new Map(held.map(({ appointment }) => [appointment.id, appointment]));
  const spans = rows('appointment_characteristics.csv').flatMap((row) => readSpans(row, byId));
  const links = rows('organisation_link.csv').map((row) => readLink(row, organisationIds));
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, tables: { names, organisations, links, ...setAside(held, spans) } };
}

interface ReadAppointment {
  readonly appointment: IfgAppointment;
  readonly refusal: ImportRefusal | null;
}

interface ReadSpan {
  readonly span: IfgSpan;
  readonly refusal: ImportRefusal | null;
}

type Kept = Pick<IfgTables, 'appointments' | 'spans' | 'refusedAppointments' | 'refusedSpans'>;

/** Parts what can be used from what cannot. A span of a refused appointment goes with it. */
function setAside(held: readonly ReadAppointment[], spans: readonly ReadSpan[]): Kept {
  const refusedIds = new Set(held.flatMap(({ appointment, refusal }) => (refusal === null ? [] : [appointment.id])));
  const usable = spans.filter(({ span }) => !refusedIds.has(span.appointment.id));
  return {
    appointments: held.flatMap(({ appointment, refusal }) => (refusal === null ? [appointment] : [])),
    spans: usable.flatMap(({ span, refusal }) => (refusal === null ? [span] : [])),
    refusedAppointments: held.flatMap(({ appointment, refusal }) =>
      refusal === null ? [] : [{ id: appointment.id, personId: appointment.personId, refusal }],
    ),
    refusedSpans: usable.flatMap(({ span, refusal }) =>
      refusal === null ? [] : [{ id: span.id, personId: span.appointment.personId, refusal }],
    ),
  };
}

function uniqueById<Item extends { readonly id: string }>(
  file: IfgFileName,
  items: readonly Item[],
  refusals: ImportRefusal[],
): readonly Item[] {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) refusals.push(importRefusal('duplicate-id', { file, column: 'id' }, 'Keep one row of each id.'));
    seen.add(id);
  }
  return items;
}

function reference(row: Row, column: string, known: { has(id: string): boolean }): string {
  const id = row.text(column);
  if (id !== '' && !known.has(id)) row.refuse('unknown-reference', column, 'Use files of one and the same download.');
  return id;
}

function readName(row: Row): IfgName {
  return {
    personId: row.text('id'),
    name: row.text('name'),
    shortName: row.text('short_name'),
    gender: row.optional('gender') === null ? null : row.oneOf('gender', ['M', 'F']),
    start: row.optionalDate('start_date'),
    end: row.optionalDate('end_date'),
  };
}

function readOrganisation(row: Row): IfgOrganisation {
  const [start, end] = [row.optionalDate('start_date'), row.optionalDate('end_date')];
  return { id: row.text('id'), name: row.text('name'), start, end };
}

function readPost(row: Row, organisationIds: ReadonlySet<string>): IfgPost {
  const rank = Number(row.oneOf('rank_equivalence_value', ranks) ?? 0);
  return { id: row.text('id'), organisationId: reference(row, 'organisation_id', organisationIds), rank };
}

function readAppointment(
  row: Row,
  posts: ReadonlyMap<string, IfgPost>,
  personIds: ReadonlySet<string>,
): ReadAppointment {
  const [start, end] = [row.date('start_date'), row.optionalDate('end_date')];
  const postId = reference(row, 'post_id', posts);
  const post = posts.get(postId) ?? { id: postId, organisationId: '', rank: 0 };
  const appointment = { id: row.text('id'), personId: reference(row, 'person_id', personIds), post, start, end };
  const remedy = 'It is left out; tell the publisher of the database.';
  return { appointment, refusal: withoutLength(row, start, end, 'appointment-without-length', remedy) };
}

function withoutLength(
  row: Row,
  start: string,
  end: string | null,
  code: ImportRefusal['code'],
  remedy: string,
): ImportRefusal | null {
  return end === null || end > start ? null : importRefusal(code, { ...row.place, column: 'end_date' }, remedy);
}

/** A row of characteristics is a span of acting capacity, one of leave, both, or (mostly) neither. */
function readSpans(row: Row, appointments: ReadonlyMap<string, IfgAppointment>): readonly ReadSpan[] {
  const flags = [
    ['acting', row.oneOf('is_acting', ['True', 'False'])],
    ['leave', row.oneOf('is_on_leave', ['True', 'False'])],
  ] as const;
  const kinds = flags.flatMap(([kind, flag]) => (flag === 'True' ? [kind] : []));
  const [id, start, end] = [row.text('id'), row.date('start_date'), row.optionalDate('end_date')];
  const appointment = appointments.get(reference(row, 'appointment_id', appointments));
  if (appointment === undefined) return [];
  const refusal = withoutLength(row, start, end, 'span-without-length', 'It is left out.');
  return kinds.map((kind) => ({
    span: { id, appointment, kind, reason: row.optional('leave_reason'), start, end },
    refusal,
  }));
}

function readLink(row: Row, organisationIds: ReadonlySet<string>): IfgLink {
  const start = row.date('link_start_date');
  const end = row.date('link_end_date');
  if (end < start) row.refuse('invalid-date', 'link_end_date', 'A link cannot end before it starts.');
  return {
    id: row.text('id'),
    predecessorId: reference(row, 'predecessor_organisation_id', organisationIds),
    successorId: reference(row, 'successor_organisation_id', organisationIds),
    type: row.oneOf('type', linkTypes) ?? 'Name change',
    start,
    end,
  };
}
