// Random careers for tests: a line of standings, and the moves that their differences make. Independent of replay and of the ledger.
import type { Career, Move, MoveKind, Spell, Standing } from '@clew/career';
import fc from 'fast-check';
import { addDays } from '../src/dates.ts';

const grades = ['AO', 'EO', 'HEO', 'SEO', 'G7', 'SCS1'] as const;
const regions = ['london', 'wales', 'north-east', 'overseas', 'unknown', null] as const;
const departments = ['hm-treasury', 'home-office', 'cabinet-office'] as const;
const causes = ['resignation', 'retirement', 'to-private-sector', 'unknown', null] as const;

interface Segment {
  readonly days: number;
  readonly grade: number;
  readonly acting: boolean;
  readonly department: (typeof departments)[number];
  readonly region: (typeof regions)[number];
  readonly profession: string | null;
  readonly unpaid: boolean;
  readonly byGovernment: boolean;
  readonly cause: (typeof causes)[number];
  /** Days out of service after the segment; 0: the next follows at once. */
  readonly gap: number;
}

const segment: fc.Arbitrary<Segment> = fc.record({
  days: fc.integer({ min: 1, max: 700 }),
  grade: fc.integer({ min: 0, max: grades.length - 2 }),
  acting: fc.boolean(),
  department: fc.constantFrom(...departments),
  region: fc.constantFrom(...regions),
  profession: fc.constantFrom('policy', 'legal', null),
  unpaid: fc.integer({ min: 0, max: 5 }).map((each) => each === 0),
  byGovernment: fc.boolean(),
  cause: fc.constantFrom(...causes),
  gap: fc.constantFrom(0, 0, 0, 1, 30, 400),
});

const person = fc.record({
  start: fc.integer({ min: 0, max: 2_000 }).map((days) => addDays('2017-01-01', days)),
  segments: fc.array(segment, { minLength: 1, maxLength: 6 }),
  inPost: fc.boolean(),
  seb: fc.constantFrom('high', 'intermediate', 'low', 'unclassed', 'none'),
  sex: fc.constantFrom('female', 'male', 'prefer-not-to-say', null),
});

/** A few dozen careers between 2017 and 2030. */
export const population: fc.Arbitrary<readonly Career[]> = fc
  .array(person, { minLength: 1, maxLength: 40 })
  .map((people) => people.map((each) => careerOf(each)));

type Person = typeof person extends fc.Arbitrary<infer Value> ? Value : never;

function careerOf({ start, segments, inPost, seb, sex }: Person): Career {
  const spells: Spell[] = [];
  const moves: Move[] = [];
  let day = start;
  for (const [index, each] of segments.entries()) {
    const last = index === segments.length - 1;
    const open = last && inPost;
    const end = addDays(day, each.days);
    const leaves = !open && (last || each.gap > 0);
    const standing = standingOf(each);
    const previous = spells.at(-1);
    const follows = previous?.end === day;
    moves.push(...movesBetween(day, follows ? previous : null, standing, each, spells.length > 0));
    spells.push({
      ...standing,
      start: day,
      end: open ? null : end,
      endedBy: open ? null : leaves ? 'exit' : 'change',
      eventIds: [],
    });
    if (leaves) moves.push(move({ date: end, kind: 'exited', from: standing, to: null, leavingCause: each.cause }));
    day = addDays(end, leaves ? Math.max(1, each.gap) : 0);
  }
  return {
    spells,
    moves,
    episodes: [],
    findings: [],
    superseded: [],
    declarations: {
      socioEconomicBackground:
        seb === 'none'
          ? null
          : {
              answers: { questionVersion: 'one-part' },
              declaredOn: start,
              class: seb === 'unclassed' ? null : seb,
              eventId: '',
            },
      sex,
      ethnicity: null,
      disability: null,
      sexualOrientation: null,
      birthYear: null,
    },
  };
}

function standingOf(each: Segment): Standing {
  const grade = (index: number) => ({ scheme: 'civil-service', code: grades[index] ?? 'AO' }) as const;
  return {
    department: each.department,
    organisation: null,
    grade: grade(each.grade),
    actingGrade: each.acting ? grade(each.grade + 1) : null,
    profession: each.profession,
    function: null,
    region: each.region,
    role: null,
    fullTimeEquivalent: 1,
    contract: 'permanent',
    accelerated: null,
    openlyAdvertised: null,
    concurrentPosts: [],
    status: each.unpaid ? 'absent' : 'at-work',
    hostDepartment: null,
    unpaidAbsence: each.unpaid,
  };
}

const order = (standing: Standing) => grades.indexOf(standing.grade.code as (typeof grades)[number]);

function movesBetween(date: string, from: Standing | null, to: Standing, each: Segment, again: boolean): Move[] {
  if (from === null) return [move({ date, kind: again ? 'returned' : 'hired', from: null, to })];
  const kinds: MoveKind[] = [];
  if (from.department !== to.department) kinds.push('transferred');
  if (order(to) > order(from)) kinds.push('promoted');
  if (order(to) < order(from)) kinds.push('regraded');
  if (to.actingGrade !== null && from.actingGrade === null) kinds.push('temporaryPromotionStarted');
  if (kinds.length === 0) kinds.push('postingChanged');
  return kinds.map((kind, sequence) =>
    move({
      date,
      sequence,
      kind,
      from,
      to,
      betweenDepartments: from.department !== to.department,
      byMachineryOfGovernment: kind === 'transferred' && each.byGovernment,
    }),
  );
}

function move(given: Partial<Move> & Pick<Move, 'date' | 'kind' | 'from' | 'to'>): Move {
  return {
    sequence: 0,
    betweenDepartments: false,
    byMachineryOfGovernment: false,
    london: null,
    leavingCause: null,
    entryRoute: null,
    eventIds: [],
    ...given,
  };
}
