// Careers of a CSV of spells, a row a spell: the state that each person holds at the start of each month, or at each whole number.
import {
  factor,
  missingState,
  monthStarts,
  type SequenceRules,
  type SpellRules,
  type StateSequences,
  selectSequences,
  sequencesFromSpells,
} from '@clew/statistics';
import { Refused } from '../../failure.ts';
import type { CsvRows } from '../read-csv.ts';
import { keepRows, numbersOf, textColumn } from '../rows.ts';
import type { Careers, CareersOptions } from './careers.ts';

/** The positions asked for: months (counted from year 0) or whole numbers, from one on. */
export interface PositionsAsked {
  readonly months: boolean;
  readonly from: number;
  readonly count: number;
}

/** The columns of spells, which are half-open: one may begin when another ends. An empty end goes on. */
export interface SpellColumns {
  readonly id: string;
  readonly begin: string;
  readonly end: string;
  readonly state: string;
  readonly positions: PositionsAsked;
  readonly overlaps: NonNullable<SpellRules['overlaps']>;
}

/** `2019-04`, or the number. */
export function positionNames({ months, from, count }: PositionsAsked): readonly string[] {
  return Array.from({ length: count }, (_, at) => (months ? monthName(from + at) : String(from + at)));
}

const monthName = (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;

/**
 * The careers, in the order in which persons first come. `perPerson`: columns that all rows of a person must have alike.
 * Throws `state-missing`, `state-not-in-order`, `person-differs`, `cell-no-date` and `cell-no-number` with the row.
 */
export function careersFromSpells(
  all: CsvRows,
  spells: SpellColumns,
  perPerson: readonly string[],
  options: CareersOptions,
): Careers {
  const { codes: persons, texts } = textColumn(all, spells.id);
  const firstRows = firstRowOf(persons, texts.length);
  for (const name of perPerson) requireAlike(all, name, persons, firstRows);
  const order = [...firstRows.keys()].sort((one, other) => (firstRows[one] as number) - (firstRows[other] as number));
  const seat = new Int32Array(texts.length);
  for (const [at, person] of order.entries()) seat[person] = at;
  const made = sequencesFromSpells(
    {
      persons: { levels: order.map(String), codes: persons.map((person) => seat[person] as number) },
      begins: timesOf(all, spells.begin, spells.positions.months),
      ends: timesOf(all, spells.end, spells.positions.months),
      states: statesOf(all, spells.state, options.order),
    },
    { instants: instantsOf(spells.positions), overlaps: spells.overlaps, ...weightsOf(all, order, firstRows, options) },
  );
  const firsts = new Set(order.map((person) => firstRows[person] as number));
  return withoutGaps(
    keepRows(all, (row) => firsts.has(row)),
    made,
    spells,
    options,
  );
}

/** The first row of each person; persons are named by the codes of their column. */
function firstRowOf(persons: Int32Array, count: number): Int32Array {
  const first = new Int32Array(count);
  for (let row = persons.length - 1; row >= 0; row -= 1) first[persons[row] as number] = row;
  return first;
}

function requireAlike(rows: CsvRows, name: string, persons: Int32Array, firstRows: Int32Array): void {
  const { codes } = textColumn(rows, name);
  const row = codes.findIndex((code, at) => code !== codes[firstRows[persons[at] as number] as number]);
  if (row < 0) return;
  const first = rows.fileRows[firstRows[persons[row] as number] as number];
  throw new Refused(
    'person-differs',
    `Row ${rows.fileRows[row]}, column ${name}: another value than in row ${first}, which is of the same person.`,
    'Write the same in all rows of a person: what a career has, it has as a whole.',
  );
}

function instantsOf({ months, from, count }: PositionsAsked): Float64Array {
  if (months) return monthStarts(Math.floor(from / 12), (from % 12) + 1, count);
  return Float64Array.from({ length: count }, (_, at) => from + at);
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** Numbers, or dates as days since 1970; Infinity where a cell is empty. */
function timesOf(rows: CsvRows, name: string, dates: boolean): Float64Array {
  if (!dates)
    return Float64Array.from(numbersOf(rows, name), (time) => (Number.isNaN(time) ? Number.POSITIVE_INFINITY : time));
  const { texts, codes } = textColumn(rows, name);
  const days = texts.map(dayOf);
  return Float64Array.from(codes, (code, row) => {
    if (code < 0) return Number.POSITIVE_INFINITY;
    const day = days[code] as number;
    if (Number.isFinite(day)) return day;
    const where = `Row ${rows.fileRows[row]}, column ${name}`;
    throw new Refused('cell-no-date', `${where}: no date.`, 'Write it as 2024-03-31, or take numbers for --positions.');
  });
}

/** Days since 1970, or NaN: 30 February is no date. */
function dayOf(text: string): number {
  const time = datePattern.test(text) ? Date.parse(text) : Number.NaN;
  const same = Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
  return same ? time / 86_400_000 : Number.NaN;
}

function statesOf(rows: CsvRows, name: string, order: readonly string[] | undefined) {
  const { texts, codes } = textColumn(rows, name);
  const used = new Set(codes);
  const levels = order ?? factor(texts.filter((_, code) => used.has(code))).levels;
  const place = new Map(levels.map((level, at) => [level, at]));
  const wrong = codes.findIndex((code) => !place.has(texts[code] as string));
  if (wrong >= 0) {
    const where = `Row ${rows.fileRows[wrong]}, column ${name}`;
    throw new Refused('state-not-in-order', `${where}: a state that --order lacks.`, 'Name all the states in it.');
  }
  return { levels, codes: codes.map((code) => place.get(texts[code] as string) as number) };
}

function weightsOf(
  rows: CsvRows,
  order: readonly number[],
  firstRows: Int32Array,
  { weights }: CareersOptions,
): Pick<SequenceRules, 'weights'> {
  if (weights === undefined) return {};
  const values = numbersOf(rows, weights);
  return { weights: Float64Array.from(order, (person) => values[firstRows[person] as number] as number) };
}

/** A person without a state at a position before the last has a gap, and so has one without any: refused, left out, or a state of its own. */
function withoutGaps(rows: CsvRows, made: StateSequences, spells: SpellColumns, { missing }: CareersOptions): Careers {
  const { states, length, count } = made;
  const missed = missingState(made);
  const gapOf = (row: number) => {
    const career = states.subarray(row * length, (row + 1) * length);
    return (career[0] as number) > missed ? 0 : career.indexOf(missed);
  };
  const gaps = Int32Array.from({ length: count }, (_, row) => gapOf(row));
  const first = gaps.findIndex((gap) => gap >= 0);
  if (missing === 'state' || first < 0) return { rows, sequences: made, omitted: 0 };
  if (missing === 'refuse') {
    const position = positionNames(spells.positions)[gaps[first] as number];
    throw new Refused(
      'state-missing',
      `Row ${rows.fileRows[first]}: the person whose first row this is has no spell at ${position}.`,
      'Add a spell (such as out), ask for fewer --positions, or take --missing state or --missing omit.',
    );
  }
  const kept = [...gaps.keys()].filter((row) => (gaps[row] as number) < 0);
  if (kept.length === 0) throw new Refused('no-complete-rows', 'Every career has a gap.', 'Ask for fewer --positions.');
  return {
    rows: keepRows(rows, (row) => (gaps[row] as number) < 0),
    sequences: selectSequences(made, kept),
    omitted: count - kept.length,
  };
}
