// Random facts about one person, for property tests: few departments, dates and identifiers, so that facts meet and contradict each other.
import {
  type ClewEvent,
  definitionOf,
  type Fact,
  type FactData,
  type FactName,
  factNames,
  type Grade,
} from '@clew/events';
import fc from 'fast-check';
import type { RecordedEvent } from '../src/index.ts';

type Data<Name extends FactName> = Omit<FactData<Name>, 'effectiveDate'>;
type WithUndefined<Type> = { [Key in keyof Type]: Type[Key] | undefined };

const department = fc.constantFrom('home-office', 'hm-treasury', 'cabinet-office');
const source = fc.constantFrom(
  '/departments/home-office/systems/hr',
  '/departments/hm-treasury/systems/hr',
  '/departments/cabinet-office/systems/hr',
  '/clew/id-service',
);
const grade: fc.Arbitrary<Grade> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom('EO', 'HEO', 'SEO', 'UNKNOWN')
      .map((code) => ({ scheme: 'civil-service', code }) as Grade),
  },
  { weight: 1, arbitrary: fc.constant<Grade>({ scheme: 'ministerial', code: 'PUSS' }) },
);
const role = fc.constantFrom('R-1', 'R-2');
const region = fc.constantFrom('london', 'wales', 'unknown');
const identifier = fc.constantFrom('ID-1', 'ID-2');
const transferType = fc.constantFrom('to-another-department', 'machinery-of-government');
const scheme = fc.constantFrom('fast-stream', 'other');
const outcome = fc.constantFrom('completed', 'withdrawn', 'transferred');
const nullable = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null, freq: 6 });

/** An object that has each field or lacks it, as JSON does: never a field that is undefined. */
function partial<Type extends object>(
  fields: { [Key in keyof Type]: fc.Arbitrary<Type[Key]> },
): fc.Arbitrary<Partial<Type>> {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<Type>>;
}

const concurrentPosts = fc.array(fc.record({ department, role, grade }), { maxLength: 2 });
const changes = partial({
  role: nullable(role),
  region: nullable(region),
  organisation: nullable(fc.constantFrom('border-force', 'passport-office')),
  profession: nullable(fc.constantFrom('policy', 'tax')),
  fullTimeEquivalent: nullable(fc.constantFrom(0.5, 1)),
  concurrentPosts,
});
const posting = fc
  .tuple(department, grade, partial({ role, region, fullTimeEquivalent: fc.constantFrom(0.5, 1), concurrentPosts }))
  .map(([to, at, rest]) => ({ department: to, grade: at, ...rest }));

/** What each fact may say. The compiler asks for a fact that is missing, and the tests that use this for one that never comes up. */
const data: { readonly [Name in FactName]: fc.Arbitrary<WithUndefined<Data<Name>>> } = {
  hired: fc.record({ posting, entryRoute: fc.constantFrom('fast-stream', 'unknown') }),
  transferredOut: fc.record({ toDepartment: department, transferType }),
  transferredIn: fc.record(
    { fromDepartment: department, department, transferType, grade, changes },
    { requiredKeys: ['fromDepartment', 'department', 'transferType'] },
  ) as fc.Arbitrary<WithUndefined<Data<'transferredIn'>>>,
  promoted: fc.record({ grade, changes }),
  regraded: fc.record({ grade, reason: fc.constantFrom('voluntary', 'other'), changes }),
  postingChanged: fc.record({ changes }),
  temporaryPromotionStarted: fc.record({
    temporaryPromotionId: identifier,
    grade,
    expectedEndDate: fc.constantFrom('2019-02-01', '2020-03-01'),
  }),
  temporaryPromotionEnded: fc.record({ temporaryPromotionId: identifier }),
  expressionOfInterestSubmitted: fc.record({
    expressionOfInterestId: identifier,
    opportunity: fc.constantFrom('loan', 'project'),
    grade,
  }),
  expressionOfInterestDecided: fc.record({
    expressionOfInterestId: identifier,
    outcome: fc.constantFrom('successful', 'unsuccessful', 'withdrawn'),
    feedbackGiven: fc.boolean(),
  }),
  loanStarted: fc.record({
    loanId: identifier,
    hostDepartment: department,
    expectedEndDate: fc.constant('2020-03-01'),
    changes,
  }),
  loanEnded: fc.record({ loanId: identifier, changes }),
  absenceStarted: fc.record({ absenceId: identifier, kind: fc.constantFrom('sickness', 'other'), paid: fc.boolean() }),
  absenceEnded: fc.record({ absenceId: identifier }),
  exited: fc.record({ cause: fc.constantFrom('resignation', 'retirement') }),
  learningCompleted: fc.record({
    learning: identifier,
    kind: fc.constantFrom('course', 'other'),
    hours: fc.constantFrom(1, 7),
  }),
  apprenticeshipStarted: fc.record({
    apprenticeshipId: identifier,
    standard: fc.constant('ST0070'),
    level: fc.constantFrom(3, 4),
  }),
  apprenticeshipEnded: fc.record({ apprenticeshipId: identifier, outcome }),
  talentSchemeApplied: fc.record({ schemeId: identifier, scheme }),
  talentSchemeStarted: fc.record({ schemeId: identifier, scheme }),
  talentSchemeEnded: fc.record({ schemeId: identifier, scheme, outcome }),
  mentoringStarted: fc.record({ mentoringId: identifier, kind: fc.constantFrom('mentoring', 'sponsorship') }),
  mentoringEnded: fc.record({ mentoringId: identifier }),
  socioEconomicBackgroundDeclared: fc.record({
    questionVersion: fc.constantFrom('one-part', 'four-part'),
    parentalOccupation: fc.constantFrom('routine', 'modern-professional', 'prefer-not-to-say'),
    freeSchoolMeals: fc.constantFrom('yes', 'no'),
  }) as fc.Arbitrary<WithUndefined<Data<'socioEconomicBackgroundDeclared'>>>,
  socioEconomicBackgroundWithdrawn: fc.constant({}),
  diversityDeclared: partial({
    sex: fc.constantFrom('female', 'male'),
    ethnicity: fc.constantFrom('asian', 'white'),
    birthYear: fc.constantFrom(1980, 1990),
  }) as fc.Arbitrary<WithUndefined<Data<'diversityDeclared'>>>,
  diversityWithdrawn: fc.record({
    characteristics: fc.subarray(['sex', 'ethnicity', 'birthYear'] as const, { minLength: 1 }).map((each) => [...each]),
  }),
  staffNumberIssued: fc.record({ department }),
  staffNumberMerged: fc.record({ survivor: fc.constant('B00000000B'), reason: fc.constant('one person') }),
  staffNumberUnmerged: fc.record({
    merger: fc.constant('00000000000000000000000000'),
    reason: fc.constant('two persons'),
  }),
  organisationCreated: fc.record({
    name: fc.constant('An organisation'),
    department,
    closedOn: fc.constant('2020-01-01'),
  }),
  organisationRenamed: fc.record({ name: fc.constant('Another name'), successor: department }),
  organisationMerged: fc.record({ into: department }),
  organisationSplit: fc.record({ into: fc.constant(['home-office', 'hm-treasury']) }) as fc.Arbitrary<
    WithUndefined<Data<'organisationSplit'>>
  >,
  functionsTransferred: fc.record({
    to: department,
    untilDate: fc.constant('2020-01-01'),
    functions: fc.constant('some'),
  }),
  roleRelocated: fc.record({
    department,
    fromRegion: region,
    toRegion: region,
    grade,
    profession: fc.constant('policy'),
  }),
};

/** A month of days, and a few that are months and years away, so that days are shared and distances differ. */
const date = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 12 }).map((day) => `2020-03-${String(day).padStart(2, '0')}`) },
  { weight: 1, arbitrary: fc.constantFrom('2019-01-01', '2020-05-20', '2020-06-25', '2021-01-01', '2022-02-01') },
);
const instant = (minute: number) => new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();

/** The facts whose subject is a person. */
export const personFactNames = factNames.filter((name) => definitionOf(name).subject === 'staff-number');

/** Facts that decide department, grade and service: what the independent model of the tests knows. */
export const coreFactNames = ['hired', 'exited', 'transferredOut', 'transferredIn', 'promoted', 'regraded'] as const;

/** Half of the facts are of those that move a career, where they are asked for: else most would meet somebody who left long ago. */
const frequent: readonly FactName[] = [
  'hired',
  'hired',
  'transferredOut',
  'transferredIn',
  'promoted',
  'postingChanged',
];

function factOf(names: readonly FactName[]): fc.Arbitrary<Fact> {
  const often = frequent.filter((name) => names.includes(name));
  const name = fc.constantFrom(...names);
  return fc
    .oneof(name, often.length === 0 ? name : fc.constantFrom(...often))
    .chain((name) =>
      fc
        .tuple(date, data[name] as fc.Arbitrary<object>)
        .map(([effectiveDate, rest]) => ({ name, data: { effectiveDate, ...rest } }) as unknown as Fact),
    );
}

export interface RecordedEventsOptions {
  /** The facts that may come up; those about a person unless stated. */
  readonly names?: readonly FactName[];
  readonly subject?: string;
  readonly minEvents?: number;
  readonly maxEvents?: number;
  /** How many events out of ten are amendments. */
  readonly amendmentsInTen?: number;
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idOf = (number: number) =>
  `${'0'.repeat(24)}${alphabet.charAt(Math.floor(number / 32))}${alphabet.charAt(number % 32)}`;

/**
 * Random events of one person, valid by the catalogue, each with the instant at which a log took it.
 * Amendments name any event, earlier or later, another amendment, themselves, or none that is there.
 */
export function recordedEvents(options: RecordedEventsOptions = {}): fc.Arbitrary<RecordedEvent[]> {
  const {
    names = personFactNames,
    subject = 'B00000000B',
    maxEvents = 30,
    amendmentsInTen = 2,
    minEvents = 0,
  } = options;
  const entry = fc.record({
    kind: fc
      .integer({ min: 0, max: 9 })
      .map((die) => (die < amendmentsInTen ? (die % 2 === 0 ? 'corrected' : 'retracted') : 'fact')),
    fact: factOf(names),
    target: fc.nat({ max: maxEvents }),
    source,
    id: fc.nat({ max: 1023 }),
    minutes: fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 9 })),
  });
  return fc
    .uniqueArray(entry, { minLength: minEvents, maxLength: maxEvents, size: 'max', selector: (each) => each.id })
    .map((entries) =>
      entries.map(({ kind, fact, target, source: by, id, minutes: [told, taken] }): RecordedEvent => {
        const envelope = { id: idOf(id), source: by, subject, time: instant(told) };
        const targetId = idOf(entries[target % (entries.length + 1)]?.id ?? 1023);
        const reason = 'keying-error';
        const about =
          kind === 'fact'
            ? fact
            : kind === 'corrected'
              ? { name: 'corrected', data: { target: targetId, reason, replacement: fact } }
              : { name: 'retracted', data: { target: targetId, reason, targetName: fact.name } };
        return { event: { ...envelope, ...about } as ClewEvent, recordedAt: instant(taken) };
      }),
    );
}
