// Grades, each of one grading scheme with an order: the Civil Service's own, and the ranks of ministers as a second scheme.
import { z } from 'zod';

export interface GradeDefinition {
  readonly code: string;
  readonly label: string;
  /** Higher is more senior. null: the grade is not known, and compares with none. */
  readonly order: number | null;
  /** The group in which official statistics publish the grade. */
  readonly group: string;
  /** True for the Senior Civil Service. */
  readonly senior?: boolean;
}

export interface GradingScheme {
  readonly code: string;
  readonly label: string;
  readonly grades: readonly GradeDefinition[];
}

/** The Civil Service's responsibility levels, with the pay bands of the Senior Civil Service told apart. */
export const civilServiceScheme = {
  code: 'civil-service',
  label: 'Civil Service grades',
  grades: [
    { code: 'AA', label: 'Administrative Assistant', order: 1, group: 'AA/AO' },
    { code: 'AO', label: 'Administrative Officer', order: 2, group: 'AA/AO' },
    { code: 'EO', label: 'Executive Officer', order: 3, group: 'EO' },
    { code: 'HEO', label: 'Higher Executive Officer', order: 4, group: 'SEO/HEO' },
    { code: 'SEO', label: 'Senior Executive Officer', order: 5, group: 'SEO/HEO' },
    { code: 'G7', label: 'Grade 7', order: 6, group: 'G6/G7' },
    { code: 'G6', label: 'Grade 6', order: 7, group: 'G6/G7' },
    { code: 'SCS1', label: 'Deputy Director (SCS pay band 1)', order: 8, group: 'SCS', senior: true },
    { code: 'SCS2', label: 'Director (SCS pay band 2)', order: 9, group: 'SCS', senior: true },
    { code: 'SCS3', label: 'Director General (SCS pay band 3)', order: 10, group: 'SCS', senior: true },
    { code: 'SCS4', label: 'Permanent Secretary', order: 11, group: 'SCS', senior: true },
    { code: 'UNKNOWN', label: 'Not known', order: null, group: 'Unknown' },
  ],
} as const satisfies GradingScheme;

/** The ranks of ministers, as the Institute for Government orders them (its value 1 is the highest). */
export const ministerialScheme = {
  code: 'ministerial',
  label: 'Ranks of ministers',
  grades: [
    { code: 'PARL', label: 'Parliamentary (whip)', order: 1, group: 'Parliamentary' },
    { code: 'PARL-LEAD', label: 'Parliamentary lead', order: 2, group: 'Parliamentary' },
    { code: 'PUSS', label: 'Parliamentary Under-Secretary of State', order: 3, group: 'Junior' },
    { code: 'MOS', label: 'Minister of State', order: 4, group: 'Junior' },
    { code: 'SOS', label: 'Secretary of State', order: 5, group: 'Cabinet' },
    { code: 'DPM', label: 'Deputy Prime Minister', order: 6, group: 'Cabinet' },
    { code: 'PM', label: 'Prime Minister', order: 7, group: 'Cabinet' },
  ],
} as const satisfies GradingScheme;

export const gradingSchemes = [civilServiceScheme, ministerialScheme] as const;

/** A grade as an event names it. */
export const grade = z
  .discriminatedUnion('scheme', [
    z.object({ scheme: z.literal(civilServiceScheme.code), code: z.enum(codesOf(civilServiceScheme)) }),
    z.object({ scheme: z.literal(ministerialScheme.code), code: z.enum(codesOf(ministerialScheme)) }),
  ])
  .meta({ title: 'Grade', description: 'A grade of a grading scheme' });

export type Grade = z.infer<typeof grade>;

type CodeOf<Scheme extends GradingScheme> = Scheme['grades'][number]['code'];

function codesOf<Scheme extends GradingScheme>(scheme: Scheme): [CodeOf<Scheme>, ...CodeOf<Scheme>[]] {
  return scheme.grades.map((each) => each.code) as [CodeOf<Scheme>, ...CodeOf<Scheme>[]];
}

const definitions = new Map(
  gradingSchemes.flatMap((scheme) =>
    scheme.grades.map((each) => [`${scheme.code}:${each.code}`, each as GradeDefinition]),
  ),
);

/** The definition of a grade; throws RangeError for one that the schemes do not hold, which validation has excluded. */
export function gradeDefinition(of: Grade): GradeDefinition {
  const found = definitions.get(`${of.scheme}:${of.code}`);
  if (found === undefined) throw new RangeError('the grade is in no scheme');
  return found;
}

/**
 * How the second grade stands to the first: positive where it is higher, 0 where equal, negative where lower;
 * null where they cannot be compared (another scheme, or a grade that is not known).
 */
export function compareGrades(from: Grade, to: Grade): number | null {
  if (from.scheme !== to.scheme) return null;
  const [low, high] = [gradeDefinition(from).order, gradeDefinition(to).order];
  return low === null || high === null ? null : high - low;
}

/** True where both name the same grade of the same scheme. */
export function sameGrade(one: Grade | null, other: Grade | null): boolean {
  return one === other || (one !== null && other !== null && one.scheme === other.scheme && one.code === other.code);
}
