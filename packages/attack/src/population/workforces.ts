// The workforces of successive reference dates, from the spells of the staff: who is in post, in which group, and what the year before brought.
import type { ExposureYear, Workforce } from '@clew/disclosure';
import { backgroundCodes, type Spells, type Staff } from './staff.ts';

const notDeclared = backgroundCodes.indexOf('not-declared');
const monthsInYear = 12;
const millisecondsPerDay = 86_400_000;

/** The last days of quarters, oldest first; the last of them is the last day of the window. */
export function quarterEnds(endDay: number, releases: number): readonly number[] {
  const end = new Date(endDay * millisecondsPerDay);
  return Array.from({ length: releases }, (_, place) => monthEnd(end, -3 * (releases - 1 - place)));
}

/** The last day of the month so many months after (before, where negative) that of a date. */
function monthEnd(date: Date, months: number): number {
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0) / millisecondsPerDay;
}

export function isoDateOf(day: number): string {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10);
}

/** Everybody in post on a day, with the year before it. About a tenth of a second for half a million people. */
export function workforceOn(staff: Staff, day: number): Workforce {
  const { spells } = staff;
  const rows = rowsWhere(spells, (row) => (spells.startDay[row] ?? 0) <= day && (spells.endDay[row] ?? 0) > day);
  return {
    referenceDate: isoDateOf(day),
    people: rows.length,
    personNumber: pick(spells.person, rows),
    columns: columnsOf(staff, rows, day),
    year: exposureYear(staff, day),
  };
}

function rowsWhere(spells: Spells, isWanted: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(spells.rows);
  let found = 0;
  for (let row = 0; row < spells.rows; row += 1) {
    if (isWanted(row)) {
      rows[found] = row;
      found += 1;
    }
  }
  return rows.slice(0, found);
}

function pick(column: ArrayLike<number>, rows: Uint32Array): Uint32Array {
  return Uint32Array.from(rows, (row) => column[row] ?? 0);
}

function columnsOf(staff: Staff, rows: Uint32Array, day: number): ReadonlyMap<string, Uint16Array> {
  const { spells } = staff;
  const ofSpell = (column: ArrayLike<number>) => Uint16Array.from(rows, (row) => column[row] ?? 0);
  const ofPerson = (column: ArrayLike<number>) => Uint16Array.from(rows, (row) => column[spells.person[row] ?? 0] ?? 0);
  return new Map([
    ['background', Uint16Array.from(rows, (row) => backgroundOn(staff, spells.person[row] ?? 0, day))],
    ['grade', ofSpell(spells.grade)],
    ['organisation', ofSpell(spells.organisation)],
    ['region', ofSpell(spells.region)],
    ['profession', ofSpell(spells.profession)],
    ['sex', ofPerson(staff.sex)],
    ['ethnicity', ofPerson(staff.ethnicity)],
    ['disability', ofPerson(staff.disability)],
  ]);
}

function backgroundOn(staff: Staff, person: number, day: number): number {
  return (staff.withdrawnDay[person] ?? 0) <= day ? notDeclared : (staff.background[person] ?? notDeclared);
}

/**
 * A row for each spell that somebody stood in on the first of one of the twelve months before, or was promoted out of in the year.
 * Of several promotions in a year the first counts, so that nobody counts for more than one.
 */
function exposureYear(staff: Staff, day: number): ExposureYear {
  const { spells } = staff;
  const last = new Date(day * millisecondsPerDay);
  const firsts = Array.from({ length: monthsInYear }, (_, back) => monthEnd(last, -1 - back) + 1).sort((a, b) => a - b);
  const yearStart = firsts[0] ?? day;
  const months = new Uint8Array(spells.rows);
  const promotions = new Uint8Array(spells.rows);
  let promotedPerson = -1;
  const rows = rowsWhere(spells, (row) => {
    const [start, end] = [spells.startDay[row] ?? 0, spells.endDay[row] ?? 0];
    if (end <= yearStart || start > day) return false;
    let stood = 0;
    for (const first of firsts) if (first >= start && first < end) stood += 1;
    months[row] = stood;
    const person = spells.person[row] ?? 0;
    if (spells.promoted[row] === 1 && end <= day && end > yearStart && person !== promotedPerson) {
      promotions[row] = 1;
      promotedPerson = person;
    }
    return stood > 0 || promotions[row] === 1;
  });
  return {
    rows: rows.length,
    personNumber: pick(spells.person, rows),
    columns: columnsOf(staff, rows, day),
    months: Uint8Array.from(rows, (row) => months[row] ?? 0),
    promotions: Uint8Array.from(rows, (row) => promotions[row] ?? 0),
  };
}
