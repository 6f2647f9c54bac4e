// Compares a population with the official tables, one by one: the total variation distance, the worst cell, and a verdict that allows for chance.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { organisations } from '@clew/events';
import {
  leavingCauseCounts,
  lowShareByAge,
  lowShareByDepartment,
  lowShareByGrade,
  lowShareByProfession,
  lowShareByRegion,
} from './assumptions.ts';
import { isoDate } from './calendar.ts';
import { ageBands, codeOf, type DimensionName, officialGrades } from './official-codes.ts';
import { type OfficialStatus, readOfficialTable } from './official-table.ts';
import type { Population } from './population.ts';
import { type Counted, countsOf, lastReferenceDay } from './profile.ts';

/** How one table of one status compares. */
export interface TableComparison {
  readonly table: string;
  readonly status: string;
  /** `skipped`: the file is absent, or the population has nobody to count. `reported`: nothing calibrates it, so nothing is asked of it. */
  readonly verdict: 'within' | 'outside' | 'reported' | 'skipped';
  readonly people: number;
  readonly cells: number;
  /** Half the sum of the absolute differences of shares: 0 is the same, 1 is nothing in common. */
  readonly distance: number | null;
  /** What the distance may be: the model's tolerance, what chance alone gives on average, and three standard deviations of it. */
  readonly allowed: number | null;
  /** Chi-square over its degrees of freedom, cells of at least 5 expected people: about 1 where only chance is at work. */
  readonly chiSquareRatio: number | null;
  /** The cell with the largest standardised residual. */
  readonly worst: { readonly cell: string; readonly expected: number; readonly observed: number } | null;
  /** Of flows: people counted over people expected for a service of this size. */
  readonly level: number | null;
  readonly reason?: string;
}

export interface OfficialComparison {
  readonly referenceDate: string;
  readonly inPost: number;
  readonly tables: readonly TableComparison[];
  readonly outside: number;
}

/** The tables, and by how much the model may miss each. null: not calibrated, only reported. */
interface Tolerances {
  readonly inPost: number;
  readonly leavers: number | null;
  readonly departmentLeavers: number | null;
  readonly entrants: number | null;
}

const free = { leavers: null, departmentLeavers: null, entrants: null } as const;

export const comparedTables: Readonly<Record<string, Tolerances>> = {
  Age: { inPost: 0.015, leavers: 0.04, departmentLeavers: 0.06, entrants: 0.03 },
  Age__Region_ITL1: { inPost: 0.1, ...free },
  Age__Responsibility_level_ungrouped: { inPost: 0.03, leavers: 0.06, departmentLeavers: null, entrants: 0.06 },
  Disability: { inPost: 0.01, ...free },
  Ethnicity: { inPost: 0.015, ...free },
  Ethnicity__Responsibility_level_ungrouped: { inPost: 0.03, ...free },
  Function_of_post: { inPost: 0.03, ...free },
  Organisation: { inPost: 0.03, ...free },
  Organisation__Parent_department: { inPost: 0.03, ...free },
  Parent_department: { inPost: 0.02, ...free },
  Parent_department__Profession_of_post: { inPost: 0.05, ...free },
  Parent_department__Region_ITL1: { inPost: 0.04, ...free },
  Parent_department__Responsibility_level_ungrouped: { inPost: 0.04, ...free },
  Profession_of_post: { inPost: 0.03, ...free },
  Profession_of_post__Region_ITL1: { inPost: 0.05, ...free },
  Profession_of_post__Responsibility_level_ungrouped: { inPost: 0.05, ...free },
  Region_ITL1: { inPost: 0.02, ...free },
  Region_ITL1__Responsibility_level_ungrouped: { inPost: 0.03, ...free },
  Region_london: { inPost: 0.01, leavers: 0.03, departmentLeavers: 0.06, entrants: 0.03 },
  Responsibility_level_ungrouped: { inPost: 0.015, leavers: 0.04, departmentLeavers: 0.12, entrants: 0.03 },
  Responsibility_level_ungrouped__Sex: { inPost: 0.02, ...free },
  Sex: { inPost: 0.01, ...free },
};

const statusTolerance: Readonly<Record<OfficialStatus, keyof Tolerances>> = {
  'In post': 'inPost',
  'Leaver CS': 'leavers',
  'Leaver Dept.': 'departmentLeavers',
  'New entrant CS': 'entrants',
};

type Column = DimensionName | 'organisation' | 'london';

const columns: Readonly<Record<string, Column>> = {
  Age: 'age',
  Region_ITL1: 'region',
  Region_london: 'london',
  Responsibility_level_ungrouped: 'grade',
  Disability: 'disability',
  Ethnicity: 'ethnicity',
  Function_of_post: 'function',
  Organisation: 'organisation',
  Parent_department: 'department',
  Profession_of_post: 'profession',
  Sex: 'sex',
};

const organisationCodes = new Map(
  organisations.map((each) => [each.label, each.code === each.department ? '' : each.code]),
);

function codeIn(column: Column, label: string): string {
  // The department itself is listed as `... (excl. agencies)`; alone in its department it has the department's name.
  if (column === 'organisation') return organisationCodes.get(label) || label.replace(/ \((excl|incl)\..*\)$/, '');
  if (column === 'london') return label;
  return codeOf(column, label);
}

const departmentLabels = new Map(organisations.map((each) => [each.code, each.label]));

function breakdownOf(person: Counted, column: Column): string {
  if (column === 'organisation')
    return person.organisation ?? departmentLabels.get(person.department) ?? person.department;
  if (column !== 'london') return person[column];
  if (person.region === 'london') return 'London';
  if (person.region === 'overseas') return 'Overseas';
  return person.region === 'unknown' ? 'Unknown' : 'Outside London';
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

/** Variance of the absolute value of a standard normal variable. */
const halfNormalVariance = 1 - 2 / Math.PI;

function skipped(table: string, status: string, reason: string): TableComparison {
  const nothing = { distance: null, allowed: null, chiSquareRatio: null, worst: null, level: null };
  return { table, status, verdict: 'skipped', people: 0, cells: 0, ...nothing, reason };
}

/** Compares counts with official ones; `scale` gives the people expected per official person, for flows. */
function compareCells(
  table: string,
  status: string,
  official: ReadonlyMap<string, number>,
  observed: ReadonlyMap<string, number>,
  tolerance: number | null,
  scale: number | null,
): TableComparison {
  const people = sum(observed.values());
  const officialAll = sum(official.values());
  if (people === 0 || officialAll === 0) return skipped(table, status, 'nobody to count');
  let [distance, byChance, variance, chiSquare, counted, worstResidual] = [0, 0, 0, 0, 0, -1];
  let worst: TableComparison['worst'] = null;
  for (const cell of new Set([...official.keys(), ...observed.keys()])) {
    const share = (official.get(cell) ?? 0) / officialAll;
    const [expected, has] = [share * people, observed.get(cell) ?? 0];
    distance += Math.abs(has / people - share) / 2;
    byChance += Math.sqrt((2 * share * (1 - share)) / (Math.PI * people)) / 2;
    variance += (halfNormalVariance * share * (1 - share)) / people / 4;
    const residual = Math.abs(has - expected) / Math.sqrt(Math.max(1, expected));
    if (residual > worstResidual) {
      worstResidual = residual;
      worst = { cell, expected: Math.round(expected * 10) / 10, observed: has };
    }
    if (expected < 5) continue;
    chiSquare += (has - expected) ** 2 / expected;
    counted += 1;
  }
  // Absolute differences are about half-normal. Two cells go together exactly, which doubles the variance; more cells do so less.
  const allowed = tolerance === null ? null : tolerance + byChance + 3 * Math.sqrt(2 * variance);
  const expectedLevel = scale === null ? null : officialAll * scale;
  const level = expectedLevel === null ? null : people / expectedLevel;
  const levelHolds =
    level === null || expectedLevel === null || Math.abs(level - 1) <= 0.12 + 3 / Math.sqrt(expectedLevel);
  const within = allowed === null || (distance <= allowed && levelHolds);
  return {
    table,
    status,
    verdict: allowed === null ? 'reported' : within ? 'within' : 'outside',
    people,
    cells: official.size,
    distance,
    allowed,
    chiSquareRatio: counted > 1 ? chiSquare / (counted - 1) : null,
    worst,
    level,
  };
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

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The comparison as a table in plain text, one line for each table and status. */
export function formatComparison(comparison: OfficialComparison): string {
  const lines = [
    `${comparison.inPost.toLocaleString('en-GB')} people in post at ${comparison.referenceDate}, compared with Civil Service Statistics`,
    '',
    `${'table'.padEnd(52)}${'status'.padEnd(16)}${'people'.padStart(8)}${'distance'.padStart(10)}${'allowed'.padStart(9)}${'chi2/df'.padStart(9)}${'level'.padStart(7)}  verdict`,
  ];
  for (const each of comparison.tables) {
    const number = (value: number | null, digits: number) => (value === null ? '-' : value.toFixed(digits));
    const verdict = each.verdict === 'skipped' ? `skipped: ${each.reason ?? ''}` : each.verdict;
    const worst =
      each.verdict === 'outside' && each.worst !== null
        ? ` (worst: ${each.worst.cell}, ${each.worst.observed} for ${each.worst.expected})`
        : '';
    lines.push(
      `${each.table.padEnd(52)}${each.status.padEnd(16)}${String(each.people).padStart(8)}${number(each.distance, 4).padStart(10)}${number(each.allowed, 4).padStart(9)}${number(each.chiSquareRatio, 2).padStart(9)}${number(each.level, 2).padStart(7)}  ${verdict}${worst}`,
    );
  }
  const judged = comparison.tables.filter((each) => each.verdict === 'within' || each.verdict === 'outside').length;
  lines.push(
    '',
    `${judged - comparison.outside} of ${judged} calibrated tables are within what chance and the model allow.`,
  );
  return lines.join('\n');
}
