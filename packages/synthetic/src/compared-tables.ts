// The official tables that a population is compared with, how far the model may miss each, and how their labels are read.
import { organisations } from '@clew/events';
import { codeOf, type DimensionName } from './official-codes.ts';
import type { OfficialStatus } from './official-table.ts';
import type { Counted } from './profile.ts';

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

export const statusTolerance: Readonly<Record<OfficialStatus, keyof Tolerances>> = {
  'In post': 'inPost',
  'Leaver CS': 'leavers',
  'Leaver Dept.': 'departmentLeavers',
  'New entrant CS': 'entrants',
};

export type Column = DimensionName | 'organisation' | 'london';

export const columns: Readonly<Record<string, Column>> = {
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

export function codeIn(column: Column, label: string): string {
  // The department itself is listed as `... (excl. agencies)`; alone in its department it has the department's name.
  if (column === 'organisation') return organisationCodes.get(label) || label.replace(/ \((excl|incl)\..*\)$/, '');
  if (column === 'london') return label;
  return codeOf(column, label);
}

const departmentLabels = new Map(organisations.map((each) => [each.code, each.label]));

export function breakdownOf(person: Counted, column: Column): string {
  if (column === 'organisation')
    return person.organisation ?? departmentLabels.get(person.department) ?? person.department;
  if (column !== 'london') return person[column];
  if (person.region === 'london') return 'London';
  if (person.region === 'overseas') return 'Overseas';
  return person.region === 'unknown' ? 'Unknown' : 'Outside London';
}
