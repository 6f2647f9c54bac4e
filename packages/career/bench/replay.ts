// How fast careers are folded, beside what parsing the JSON of the same events takes in the same run.
import type { ClewEvent } from '@clew/events';
import { type RecordedEvent, replay } from '../src/index.ts';

/** What one run measured. Rates are per second of one core. */
export interface ReplayBench {
  readonly careers: number;
  readonly eventsPerCareer: number;
  readonly careersPerSecond: number;
  readonly eventsPerSecond: number;
  /** Careers a second whose events `JSON.parse` reads: the reference. */
  readonly referenceCareersPerSecond: number;
  readonly ratio: number;
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const departments = ['home-office', 'hm-treasury', 'cabinet-office', 'department-for-education'];
const grades = ['AO', 'EO', 'HEO', 'SEO', 'G7', 'G6'] as const;
const regions = ['london', 'wales', 'scotland', 'north-west'];

function idOf(number: number): string {
  let [rest, id] = [number, ''];
  for (let place = 0; place < 26; place += 1) {
    id = letters.charAt(rest % 32) + id;
    rest = Math.floor(rest / 32);
  }
  return id;
}

/** A career of twenty events, of the make that a synthetic Civil Service has: no two alike, all in shuffled order. */
function careerOf(person: number): RecordedEvent[] {
  const pick = <Value>(list: readonly Value[], at: number): Value => list[(person + at) % list.length] as Value;
  const grade = (at: number) => ({ scheme: 'civil-service', code: grades[Math.min(at, 5)] }) as const;
  const [home, other] = [pick(departments, 0), pick(departments, 1)];
  const facts: readonly (readonly [string, string, object, string?])[] = [
    ['staffNumberIssued', '2010-03-20', { department: home }],
    [
      'hired',
      '2010-04-01',
      { posting: { department: home, grade: grade(0), region: pick(regions, 0), role: 'R-1', profession: 'policy' } },
    ],
    ['socioEconomicBackgroundDeclared', '2010-04-20', { questionVersion: 'one-part', parentalOccupation: 'routine' }],
    ['diversityDeclared', '2010-04-20', { sex: 'female', birthYear: 1980 }],
    ['postingChanged', '2011-06-01', { changes: { role: 'R-2', region: pick(regions, 1) } }],
    ['learningCompleted', '2011-09-01', { learning: 'L-1', kind: 'course', hours: 6 }],
    ['promoted', '2012-01-09', { grade: grade(1), changes: { role: 'R-3' } }],
    ['temporaryPromotionStarted', '2013-02-01', { temporaryPromotionId: 'T-1', grade: grade(2) }],
    ['temporaryPromotionEnded', '2013-08-01', { temporaryPromotionId: 'T-1' }],
    ['promoted', '2013-08-01', { grade: grade(2) }],
    ['transferredOut', '2014-05-01', { toDepartment: other, transferType: 'to-another-department' }],
    [
      'transferredIn',
      '2014-05-03',
      { fromDepartment: home, department: other, transferType: 'to-another-department' },
      other,
    ],
    ['expressionOfInterestSubmitted', '2015-02-02', { expressionOfInterestId: 'E-1', opportunity: 'project' }],
    [
      'expressionOfInterestDecided',
      '2015-03-02',
      { expressionOfInterestId: 'E-1', outcome: 'successful', feedbackGiven: true },
    ],
    ['absenceStarted', '2016-01-01', { absenceId: 'A-1', kind: 'sickness' }],
    ['absenceEnded', '2016-03-01', { absenceId: 'A-1' }],
    ['postingChanged', '2017-07-01', { changes: { fullTimeEquivalent: 0.8 } }],
    ['loanStarted', '2018-01-01', { loanId: 'N-1', hostDepartment: pick(departments, 2) }],
    ['loanEnded', '2019-01-01', { loanId: 'N-1' }],
    ['exited', '2020-06-01', { cause: 'resignation' }],
  ];
  const events = facts.map(([name, effectiveDate, data, department = home], index) => ({
    event: {
      id: idOf(person * 100 + index),
      source: `/departments/${department}/systems/hr`,
      subject: 'B000000000',
      time: `${effectiveDate}T09:00:00.000Z`,
      name,
      data: { effectiveDate, ...data },
    } as ClewEvent,
    recordedAt: `${effectiveDate}T10:00:00.000Z`,
  }));
  return events.map((_, index) => events[(index * 7 + person) % events.length] as RecordedEvent);
}

/** Measures `replay`. The careers are made and parsed first, so that only the fold is timed. */
export function benchReplay(careers = 20_000): ReplayBench {
  const texts = Array.from({ length: careers }, (_, person) => JSON.stringify(careerOf(person)));
  const parsingStarted = performance.now();
  const parsed = texts.map((text) => JSON.parse(text) as RecordedEvent[]);
  const parsingSeconds = (performance.now() - parsingStarted) / 1000;
  let moves = 0;
  const started = performance.now();
  for (const events of parsed) moves += replay(events).moves.length;
  const seconds = (performance.now() - started) / 1000;
  if (moves !== careers * 10) throw new Error('the careers of the bench are not those that it makes');
  const eventsPerCareer = parsed[0]?.length ?? 0;
  return {
    careers,
    eventsPerCareer,
    careersPerSecond: Math.round(careers / seconds),
    eventsPerSecond: Math.round((careers * eventsPerCareer) / seconds),
    referenceCareersPerSecond: Math.round(careers / parsingSeconds),
    ratio: Number((parsingSeconds / seconds).toFixed(2)),
  };
}

if (import.meta.main) {
  const result = benchReplay();
  process.stdout.write(
    `replay: ${result.careersPerSecond} careers/s, ${result.eventsPerSecond} events/s; ` +
      `JSON.parse of the same events: ${result.referenceCareersPerSecond} careers/s (ratio ${result.ratio})\n`,
  );
}
