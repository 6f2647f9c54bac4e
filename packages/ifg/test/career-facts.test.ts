// The rules of the primary career, one table a rule: appointments in, facts out.
import type { Fact } from '@clew/events';
import { describe, expect, test } from 'vitest';
import {
  careerFacts,
  factsOfPerson,
  holdingsOf,
  type IfgAppointment,
  type IfgLink,
  type IfgPost,
  type IfgSpan,
} from '../src/index.ts';

const codes = new Map([
  ['o1', 'home-office'],
  ['o2', 'cabinet-office'],
  ['o3', 'hm-treasury'],
]);

const posts = {
  'home-secretary': { id: 'home-secretary', organisationId: 'o1', rank: 3 },
  'home-minister': { id: 'home-minister', organisationId: 'o1', rank: 4 },
  'home-other-minister': { id: 'home-other-minister', organisationId: 'o1', rank: 4 },
  'home-under-secretary': { id: 'home-under-secretary', organisationId: 'o1', rank: 5 },
  'cabinet-minister': { id: 'cabinet-minister', organisationId: 'o2', rank: 4 },
  'cabinet-secretary': { id: 'cabinet-secretary', organisationId: 'o2', rank: 3 },
  whip: { id: 'whip', organisationId: 'o3', rank: 7 },
} satisfies Record<string, IfgPost>;

function held(id: string, post: keyof typeof posts, start: string, end: string | null): IfgAppointment {
  return { id, personId: 'p', post: posts[post], start, end };
}

const links: readonly IfgLink[] = [
  { id: 'l', predecessorId: 'o1', successorId: 'o2', type: 'Merger', start: '2001-06-08', end: '2001-06-11' },
];

/** A fact in one line: date, name, and what tells it from others. */
function line(fact: Fact): string {
  const { effectiveDate, ...rest } = fact.data as Record<string, unknown> & { effectiveDate: string };
  const told: string[] = [effectiveDate, fact.name];
  const posting = (rest['posting'] ?? rest) as Record<string, unknown>;
  const changes = (rest['changes'] ?? posting) as Record<string, unknown>;
  const grade = (rest['grade'] ?? posting['grade']) as { code: string } | undefined;
  for (const each of [
    posting['department'],
    rest['toDepartment'],
    grade?.code,
    changes['role'],
    rest['transferType'],
  ]) {
    if (typeof each === 'string') told.push(each);
  }
  const beside = changes['concurrentPosts'] as readonly { role: string }[] | undefined;
  if (beside !== undefined && beside.length > 0) told.push(`+${beside.map(({ role }) => role).join('+')}`);
  else if (beside !== undefined && fact.name === 'postingChanged') told.push('+nothing');
  return told.join(' ');
}

const table: readonly { rule: string; appointments: readonly IfgAppointment[]; facts: readonly string[] }[] = [
  {
    rule: 'an appointment that is still held: hired, and no exit',
    appointments: [held('a', 'home-minister', '2000-01-01', null)],
    facts: ['2000-01-01 hired home-office MOS home-minister'],
  },
  {
    rule: 'a gap: exited on the first day out, and hired again',
    appointments: [
      held('a', 'home-minister', '2000-01-01', '2000-03-01'),
      held('b', 'home-minister', '2000-03-02', '2000-06-01'),
    ],
    facts: [
      '2000-01-01 hired home-office MOS home-minister',
      '2000-03-01 exited',
      '2000-03-02 hired home-office MOS home-minister',
      '2000-06-01 exited',
    ],
  },
  {
    rule: 'an appointment that starts on the day on which another ends leaves no gap',
    appointments: [
      held('a', 'home-minister', '2000-01-01', '2000-03-01'),
      held('b', 'home-other-minister', '2000-03-01', null),
    ],
    facts: ['2000-01-01 hired home-office MOS home-minister', '2000-03-01 postingChanged home-other-minister'],
  },
  {
    rule: 'the same post under a later appointment is no change',
    appointments: [
      held('a', 'home-minister', '2000-01-01', '2000-03-01'),
      held('b', 'home-minister', '2000-03-01', null),
    ],
    facts: ['2000-01-01 hired home-office MOS home-minister'],
  },
  {
    rule: 'a better rank in the same organisation: promoted; a worse one: regraded',
    appointments: [
      held('a', 'home-minister', '2000-01-01', '2000-03-01'),
      held('b', 'home-secretary', '2000-03-01', '2000-05-01'),
      held('c', 'home-under-secretary', '2000-05-01', null),
    ],
    facts: [
      '2000-01-01 hired home-office MOS home-minister',
      '2000-03-01 promoted SOS home-secretary',
      '2000-05-01 regraded PUSS home-under-secretary',
    ],
  },
  {
    rule: 'another organisation and another rank at once: both halves of the transfer, with the grade',
    appointments: [
      held('a', 'home-minister', '2000-01-01', '2000-03-01'),
      held('b', 'cabinet-secretary', '2000-03-01', null),
    ],
    facts: [
      '2000-01-01 hired home-office MOS home-minister',
      '2000-03-01 transferredOut cabinet-office to-another-department',
      '2000-03-01 transferredIn cabinet-office SOS cabinet-secretary to-another-department',
    ],
  },
  {
    rule: 'the best rank counts, whichever started first; the other is a concurrent post',
    appointments: [
      held('a', 'cabinet-minister', '2000-01-01', '2000-09-01'),
      held('b', 'home-secretary', '2000-03-01', '2000-05-01'),
    ],
    facts: [
      '2000-01-01 hired cabinet-office MOS cabinet-minister',
      '2000-03-01 transferredOut home-office to-another-department',
      '2000-03-01 transferredIn home-office SOS home-secretary to-another-department +cabinet-minister',
      '2000-05-01 transferredOut cabinet-office to-another-department',
      '2000-05-01 transferredIn cabinet-office MOS cabinet-minister to-another-department',
      '2000-09-01 exited',
    ],
  },
  {
    rule: 'of equal ranks the latest start counts',
    appointments: [
      held('a', 'home-minister', '2000-01-01', null),
      held('b', 'home-other-minister', '2000-03-01', '2000-05-01'),
    ],
    facts: [
      '2000-01-01 hired home-office MOS home-minister',
      '2000-03-01 postingChanged home-other-minister +home-minister',
      '2000-05-01 postingChanged home-minister +nothing',
    ],
  },
  {
    rule: 'of equal ranks and starts the lower appointment id counts',
    appointments: [
      held('b', 'home-minister', '2000-01-01', null),
      held('a', 'home-other-minister', '2000-01-01', '2000-05-01'),
    ],
    facts: [
      '2000-01-01 hired home-office MOS home-other-minister +home-minister',
      '2000-05-01 postingChanged home-minister +nothing',
    ],
  },
  {
    rule: 'a further post that begins and ends beside the primary one changes only the concurrent posts',
    appointments: [
      held('a', 'home-secretary', '2000-01-01', null),
      held('b', 'whip', '2000-03-01', '2000-05-01'),
      held('c', 'cabinet-minister', '2000-04-01', null),
    ],
    facts: [
      '2000-01-01 hired home-office SOS home-secretary',
      '2000-03-01 postingChanged +whip',
      '2000-04-01 postingChanged +cabinet-minister+whip',
      '2000-05-01 postingChanged +cabinet-minister',
    ],
  },
  {
    rule: 'the same post twice at once is one post',
    appointments: [
      held('a', 'home-minister', '2000-01-01', '2000-05-01'),
      held('b', 'home-minister', '2000-02-01', '2000-04-01'),
    ],
    facts: ['2000-01-01 hired home-office MOS home-minister', '2000-05-01 exited'],
  },
  ...(
    [
      ['2001-06-07', 'to-another-department'],
      ['2001-06-08', 'machinery-of-government'],
      ['2001-06-11', 'machinery-of-government'],
      ['2001-06-12', 'to-another-department'],
    ] as const
  ).map(([date, type]) => ({
    rule: `a link from 8 to 11 June: a move on ${date} is ${type}`,
    appointments: [held('a', 'home-minister', '2000-01-01', date), held('b', 'cabinet-minister', date, null)],
    facts: [
      '2000-01-01 hired home-office MOS home-minister',
      `${date} transferredOut cabinet-office ${type}`,
      `${date} transferredIn cabinet-office cabinet-minister ${type}`,
    ],
  })),
  {
    rule: 'a link goes one way: a move against it is by choice',
    appointments: [
      held('a', 'cabinet-minister', '2000-01-01', '2001-06-08'),
      held('b', 'home-minister', '2001-06-08', null),
    ],
    facts: [
      '2000-01-01 hired cabinet-office MOS cabinet-minister',
      '2001-06-08 transferredOut home-office to-another-department',
      '2001-06-08 transferredIn home-office home-minister to-another-department',
    ],
  },
];

describe('the primary career', () => {
  test.each(table)('$rule', ({ appointments, facts }) => {
    const surroundings = { codes, links };
    expect(careerFacts(appointments, surroundings).map(line)).toEqual(facts);
    // The order of the rows is no information.
    expect(careerFacts(appointments.toReversed(), surroundings).map(line)).toEqual(facts);
  });

  test('nothing held, nothing stated', () => {
    expect(careerFacts([], { codes, links })).toEqual([]);
  });

  test('holdings name the others in the order of precedence', () => {
    const [first] = holdingsOf([
      held('a', 'whip', '2000-01-01', null),
      held('b', 'home-minister', '2000-01-01', null),
      held('c', 'home-secretary', '2000-01-01', null),
    ]);
    expect([first?.primary?.id, first?.others.map(({ id }) => id)]).toEqual(['c', ['b', 'a']]);
  });
});

describe('spans beside the career', () => {
  const appointment = held('a', 'home-secretary', '2000-01-01', null);
  const span = (kind: IfgSpan['kind'], reason: string | null, end: string | null): IfgSpan => ({
    id: 's1',
    appointment,
    kind,
    reason,
    start: '2000-02-01',
    end,
  });
  const beside = (each: IfgSpan) =>
    factsOfPerson('p', [], [appointment], [each], { codes, links })
      .map(({ fact }) => fact)
      .filter(({ name }) => name !== 'hired');

  test('acting capacity is a temporary promotion to the rank of the appointment', () => {
    expect(beside(span('acting', null, '2000-04-01'))).toEqual([
      {
        name: 'temporaryPromotionStarted',
        data: {
          effectiveDate: '2000-02-01',
          temporaryPromotionId: 's1',
          grade: { scheme: 'ministerial', code: 'SOS' },
        },
      },
      { name: 'temporaryPromotionEnded', data: { effectiveDate: '2000-04-01', temporaryPromotionId: 's1' } },
    ]);
  });

  test.each([
    ['Maternity leave', 'maternity-or-parental'],
    ['Health leave', 'sickness'],
    ['Covering another role', 'covering-another-role'],
    [null, 'other'],
  ] as const)('leave for the reason %s is an absence of the kind %s', (reason, kind) => {
    expect(beside(span('leave', reason, null))).toEqual([
      { name: 'absenceStarted', data: { effectiveDate: '2000-02-01', absenceId: 's1', kind } },
    ]);
  });
});

test('gender is declared from the first day in office, once, however many names there are', () => {
  const name = { personId: 'p', name: 'N', shortName: 'N', gender: 'F' as const, start: null, end: null };
  const appointments = [
    held('b', 'home-minister', '2000-03-01', null),
    held('a', 'home-minister', '1999-01-01', '1999-02-01'),
  ];
  const facts = factsOfPerson('p', [name, { ...name, start: '2001-01-01' }], appointments, [], { codes, links });
  expect(facts.filter(({ fact }) => fact.name === 'diversityDeclared').map(({ fact }) => fact.data)).toEqual([
    { effectiveDate: '1999-01-01', sex: 'female' },
  ]);
});
