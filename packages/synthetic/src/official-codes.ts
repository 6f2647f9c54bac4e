// From the labels of the official tables to the codes of our reference lists, and the order in which the calibration keeps them.
import { functions, organisations, professions, regions } from '@clew/events';

/** The official grades: the Senior Civil Service is one, and inside it our pay bands. */
export const officialGrades = ['AA', 'AO', 'EO', 'HEO', 'SEO', 'G7', 'G6', 'SCS', 'UNKNOWN'] as const;
export type OfficialGrade = (typeof officialGrades)[number];

export const ageBands = ['16-19', '20-29', '30-39', '40-49', '50-59', '60-64', '65+'] as const;
export type AgeBand = (typeof ageBands)[number];

/** Every breakdown of the official tables, and its codes in the order of the calibration tables. */
export const dimensions = {
  department: organisations.filter((each) => each.code === each.department).map((each) => each.code),
  grade: officialGrades,
  region: regions.map((each) => each.code),
  profession: professions.map((each) => each.code),
  function: functions.map((each) => each.code),
  age: ageBands,
  sex: ['female', 'male'],
  ethnicity: ['asian', 'black', 'mixed', 'white', 'other', 'undeclared', 'unknown'],
  disability: ['disabled', 'not-disabled', 'undeclared', 'unknown'],
} as const satisfies Record<string, readonly string[]>;

export type DimensionName = keyof typeof dimensions;

const special: Readonly<Record<string, string>> = {
  'grade:SCS level': 'SCS',
  'grade:Unknown': 'UNKNOWN',
  'region:East of England': 'east',
  'function:Digital, Data & Technology': 'digital-data-and-technology',
  'ethnicity:Other ethnicity': 'other',
  'disability:Declared disabled': 'disabled',
  'disability:Declared non-disabled': 'not-disabled',
};

const labels: Partial<Record<DimensionName, readonly { readonly code: string; readonly label: string }[]>> = {
  department: organisations.filter((each) => each.code === each.department),
  region: regions,
  profession: professions,
  function: functions,
};

/**
 * The code of an official label, such as `north-east` for `North East (England)`.
 * A label that is of no code (such as an unknown age) comes back as `unknown`.
 */
export function codeOf(dimension: DimensionName, label: string): string {
  const exception = special[`${dimension}:${label}`];
  if (exception !== undefined) return exception;
  const plain = label.replace(/ \(England\)$/, '');
  const listed = labels[dimension]?.find((each) => each.label === plain);
  if (listed !== undefined) return listed.code;
  const codes: readonly string[] = dimensions[dimension];
  return codes.find((code) => code.toLowerCase() === plain.toLowerCase()) ?? 'unknown';
}
