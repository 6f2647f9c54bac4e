// What a measure can be broken down by: each breakdown with the column that it groups by, its labels and its order.
import {
  gradingSchemes,
  labelOf,
  leavingCauses,
  organisations,
  professions,
  type ReferenceEntry,
  regions,
} from '@clew/events';

export interface Breakdown {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /**
   * The SQL of the group's code, over `standing` (a spell, or the `from` side of a move), `person`, `period`, `grade_reference`;
   * a breakdown of events alone is over `event`. Never null.
   */
  readonly sql: string;
  /** True where only the events have it: the exposure of each row is then that of the whole group. */
  readonly eventsOnly?: boolean;
  /** All codes, in their order, where the list is closed. */
  readonly codes?: readonly string[];
  readonly label: (code: string) => string;
}

/** Where it is not known, or not declared. */
const notKnown = 'unknown';

function ofList(list: readonly ReferenceEntry[]): Pick<Breakdown, 'codes' | 'label'> {
  const codes = list.map((entry) => entry.code);
  return { codes, label: (code) => labelOf(list, code) };
}

function labelled(labels: Readonly<Record<string, string>>): Pick<Breakdown, 'codes' | 'label'> {
  return { codes: Object.keys(labels), label: (code) => labels[code] ?? code };
}

const grades = gradingSchemes.flatMap((scheme) => scheme.grades.map((grade) => grade.code as string));
const gradeGroups = [
  ...new Set(gradingSchemes.flatMap((scheme) => scheme.grades.map((grade) => grade.group as string))),
];
const causeGroups = [...new Set(leavingCauses.map((cause) => cause.group ?? cause.code))];

function declare<const Name extends string>(breakdown: Breakdown & { readonly name: Name }) {
  return breakdown;
}

/** Every breakdown. A new one is one entry here; measures name those that they allow. */
export const breakdowns = [
  declare({
    name: 'grade',
    title: 'Grade',
    summary: 'Substantive grade in rates; in headcounts the acting grade while a temporary promotion runs.',
    sql: `standing.grade`,
    codes: grades,
    label: (code) => (code === 'UNKNOWN' ? 'Not known' : code),
  }),
  declare({
    name: 'grade-group',
    title: 'Grade group',
    summary: 'The groups of official statistics: AA/AO, EO, SEO/HEO, G6/G7, SCS.',
    sql: `coalesce(grade_reference.grade_group, 'Unknown')`,
    codes: gradeGroups,
    label: (code) => code,
  }),
  declare({
    name: 'seb',
    title: 'Background (SEB)',
    summary:
      'The class of the background as last declared, for the whole of the career, whenever that was; whoever gave no answer that can be classed is "not declared".',
    sql: `coalesce(person.seb, 'not-declared')`,
    ...labelled({ high: 'High', intermediate: 'Intermediate', low: 'Low', 'not-declared': 'Not declared' }),
  }),
  declare({
    name: 'sex',
    title: 'Sex',
    summary: 'As last declared; "prefer not to say" and nothing declared are "not declared".',
    sql: `CASE WHEN person.sex IN ('female', 'male') THEN person.sex ELSE 'not-declared' END`,
    ...labelled({ female: 'Female', male: 'Male', 'not-declared': 'Not declared' }),
  }),
  declare({
    name: 'department',
    title: 'Department',
    summary: 'The home department, on loan too.',
    sql: `coalesce(standing.department, '${notKnown}')`,
    label: (code) =>
      organisations.find((each) => each.code === code)?.label ?? (code === notKnown ? 'Not known' : code),
  }),
  declare({
    name: 'region',
    title: 'Region',
    summary: 'The ITL1 region of the workplace.',
    sql: `coalesce(standing.region, '${notKnown}')`,
    ...ofList(regions),
  }),
  declare({
    name: 'london',
    title: 'London or outside',
    summary: 'The region in four groups, as official statistics have it.',
    sql: `CASE WHEN standing.region IS NULL OR standing.region = 'unknown' THEN 'unknown'
      WHEN standing.region IN ('london', 'overseas') THEN standing.region ELSE 'outside-london' END`,
    ...labelled({
      london: 'London',
      'outside-london': 'Outside London',
      overseas: 'Overseas',
      unknown: 'Unknown',
    }),
  }),
  declare({
    name: 'profession',
    title: 'Profession',
    summary: 'The profession of the post.',
    sql: `coalesce(standing.profession, '${notKnown}')`,
    ...ofList(professions),
  }),
  declare({
    name: 'year',
    title: 'Year',
    summary: 'The financial year, 1 April to 31 March; the first and the last are cut by the period asked for.',
    sql: `period.label`,
    label: (code) => code,
  }),
  declare({
    name: 'cause',
    title: 'Cause of leaving',
    summary: 'The group of the leaving cause.',
    sql: `coalesce(event.cause_group, 'other or unknown')`,
    eventsOnly: true,
    codes: causeGroups,
    label: (code) => code.charAt(0).toUpperCase() + code.slice(1),
  }),
  declare({
    name: 'transfer-type',
    title: 'Transfer',
    summary: 'By choice, or with the function when government is reorganised.',
    sql: `CASE WHEN event.by_machinery_of_government THEN 'machinery-of-government' ELSE 'to-another-department' END`,
    eventsOnly: true,
    ...labelled({
      'to-another-department': 'By choice',
      'machinery-of-government': 'Machinery of government',
    }),
  }),
  declare({
    name: 'move-type',
    title: 'Move',
    summary: "By choice (or the department's), or with the function when government is reorganised.",
    sql: `CASE WHEN event.by_machinery_of_government THEN 'machinery-of-government' ELSE 'other' END`,
    eventsOnly: true,
    ...labelled({
      other: 'Other moves',
      'machinery-of-government': 'Machinery of government',
    }),
  }),
  declare({
    name: 'origin',
    title: 'From region',
    summary: 'The region before the move.',
    sql: `event.from_region`,
    eventsOnly: true,
    ...ofList(regions),
  }),
  declare({
    name: 'destination',
    title: 'To region',
    summary: 'The region after the move.',
    sql: `event.to_region`,
    eventsOnly: true,
    ...ofList(regions),
  }),
  declare({
    name: 'direction',
    title: 'Into or out of London',
    summary: 'Into London, out of London, or between two other regions.',
    sql: `CASE WHEN event.to_region = 'london' THEN 'into-london'
      WHEN event.from_region = 'london' THEN 'out-of-london' ELSE 'elsewhere' END`,
    eventsOnly: true,
    ...labelled({ 'into-london': 'Into London', 'out-of-london': 'Out of London', elsewhere: 'Between other regions' }),
  }),
] as const;

export type BreakdownName = (typeof breakdowns)[number]['name'];

/** The breakdowns of who somebody is and where they stand: allowed in every measure. */
export const standardBreakdowns = [
  'grade',
  'grade-group',
  'seb',
  'sex',
  'department',
  'region',
  'london',
  'profession',
  'year',
] as const satisfies readonly BreakdownName[];

const byName = new Map<string, Breakdown & { readonly name: BreakdownName }>(
  breakdowns.map((each) => [each.name, each]),
);

/** The breakdown of a name; throws RangeError for one that does not exist, which validation has excluded. */
export function breakdown(name: BreakdownName): Breakdown & { readonly name: BreakdownName } {
  const found = byName.get(name);
  if (found === undefined) throw new RangeError('there is no such breakdown');
  return found;
}

/** Compares two codes of a breakdown: in the order of its closed list; in open ones only "unknown" has a place, the last. */
export function compareCodes(name: BreakdownName, one: string, other: string): number {
  const { codes } = breakdown(name);
  const place = (code: string) => {
    if (codes === undefined) return code === notKnown ? 1 : 0;
    const index = codes.indexOf(code);
    return index === -1 ? codes.length : index;
  };
  return place(one) - place(other);
}
