// Compares a population with the official tables, one by one: the total variation distance, the worst cell, and a verdict that allows for chance.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  leavingCauseCounts,
  lowShareByAge,
  lowShareByDepartment,
  lowShareByGrade,
  lowShareByProfession,
  lowShareByRegion,
} from './assumptions.ts';
import { isoDate } from './calendar.ts';
import { breakdownOf, type Column, codeIn, columns, comparedTables, statusTolerance } from './compared-tables.ts';
import { ageBands, officialGrades } from './official-codes.ts';
import { type OfficialStatus, readOfficialTable } from './official-table.ts';
import type { Population } from './population.ts';
import { type Counted, countsOf, lastReferenceDay } from './profile.ts';
import { compareCells, skipped, type TableComparison } from './table-comparison.ts';

export interface OfficialComparison {
  readonly referenceDate: string;
  readonly inPost: number;
  readonly tables: readonly TableComparison[];
  readonly outside: number;
}

/** Whether a directory has at least one of the tables. */
export function hasOfficialTables(directory: string): boolean {
  return Object.keys(comparedTables).some((table) => existsSync(join(directory, `${table}.csv`)));
}

/** Reads all people of the population once, and compares them with every table that the directory has. */
export function compareWithOfficial(directory: string, population: Population): OfficialComparison {
  const referenceDay = lastReferenceDay(population.model);
  const people: Counted[] = [];
  for (const plan of population.plans()) people.push(...countsOf(population.model, plan, referenceDay));
  const inPost = people.filter((each) => each.status === 'In post').length;
  const tables = Object.keys(comparedTables).flatMap((table) => compareTable(directory, table, people, inPost));
  tables.push(...compareWithDomainFacts(people));
  return {
    referenceDate: isoDate(referenceDay),
    inPost,
    tables,
    outside: tables.filter((each) => each.verdict === 'outside').length,
  };
}

function compareTable(directory: string, table: string, people: readonly Counted[], inPost: number): TableComparison[] {
  const file = join(directory, `${table}.csv`);
  if (!existsSync(file)) return [skipped(table, 'all', 'the directory has no such file')];
  const read = readOfficialTable(readFileSync(file, 'utf8'));
  const dimensions = read.columns.map((column) => columns[column]);
  if (dimensions.some((each) => each === undefined))
    return [skipped(table, 'all', 'the table has columns that are not known')];
  const known = dimensions as Column[];
  const tolerances = comparedTables[table];
  let officialInPost = 0;
  const official = new Map<OfficialStatus, Map<string, number>>();
  for (const row of read.rows) {
    if (row.status === 'In post') officialInPost += row.headcount ?? 0;
    const cell = known.map((column, place) => codeIn(column, row.keys[place] ?? '')).join(' | ');
    const own = official.get(row.status) ?? new Map<string, number>();
    own.set(cell, (own.get(cell) ?? 0) + (row.headcount ?? 0));
    official.set(row.status, own);
  }
  return [...official].map(([status, cells]) => {
    const observed = new Map<string, number>();
    for (const person of people) {
      if (person.status !== status) continue;
      const cell = known.map((column) => breakdownOf(person, column)).join(' | ');
      observed.set(cell, (observed.get(cell) ?? 0) + 1);
    }
    const level = status === 'In post' ? null : inPost / officialInPost;
    return compareCells(table, status, cells, observed, tolerances?.[statusTolerance[status]] ?? null, level);
  });
}

/** What no official table has: shares of low background, and leaving causes, as the domain facts state them. */
function compareWithDomainFacts(people: readonly Counted[]): TableComparison[] {
  const inPost = people.filter((each) => each.status === 'In post');
  const shareOf = (
    name: string,
    value: (person: Counted) => string,
    shares: Readonly<Record<string, number>>,
    tolerance: number,
  ) =>
    Object.entries(shares).map(([code, share]): TableComparison => {
      const group = inPost.filter((person) => value(person) === code);
      const table = `Low background: ${name} ${code}`;
      if (group.length < 30) return skipped(table, 'In post', 'fewer than 30 people');
      const low = group.filter((person) => person.background === 2).length;
      const official = new Map([
        ['low', share],
        ['not low', 1 - share],
      ]);
      const observed = new Map([
        ['low', low],
        ['not low', group.length - low],
      ]);
      return compareCells(table, 'In post', official, observed, tolerance, null);
    });
  const causes = new Map<string, number>();
  for (const { leavingCause } of people)
    if (leavingCause !== null) causes.set(leavingCause, (causes.get(leavingCause) ?? 0) + 1);
  return [
    ...shareOf('grade', (person) => person.grade, named(officialGrades, lowShareByGrade), 0.02),
    ...shareOf('age', (person) => person.age, named(ageBands, lowShareByAge), 0.05),
    ...shareOf('region', (person) => person.region, lowShareByRegion, 0.03),
    ...shareOf('profession', (person) => person.profession, lowShareByProfession, 0.03),
    ...shareOf('department', (person) => person.department, lowShareByDepartment, 0.03),
    compareCells(
      'Leaving cause (2020-21)',
      'Leaver CS',
      new Map(Object.entries(leavingCauseCounts)),
      causes,
      0.05,
      null,
    ),
  ];
}

function named(codes: readonly string[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(codes.map((code, place) => [code, values[place] ?? 0]));
}
