// Rules: what runs beside the career, and facts that are about no person.
import { exited, fact, grade, hired } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'EO');
const spells = ['2020-04-01 to open: home-office, EO'];
const moves = ['2020-04-01 hired'];

const submitted = (date: string, id = 'EOI-1') =>
  fact('expressionOfInterestSubmitted', date, {
    expressionOfInterestId: id,
    opportunity: 'temporary-promotion',
    grade: grade('HEO'),
  });
const decided = (date: string, outcome: 'successful' | 'unsuccessful' = 'successful', id = 'EOI-1') =>
  fact('expressionOfInterestDecided', date, { expressionOfInterestId: id, outcome, feedbackGiven: true });
const scheme = 'future-leaders-scheme';

export const besideTheCareer: RuleTable = {
  title: 'Beside the career',
  about:
    'Expressions of interest, learning, apprenticeships, talent schemes and mentoring are episodes: they start no spell and are no move. Before a hire they are no finding. After an exit, what needs service has no effect and is found; what only ends what began before does not need it.',
  rules: [
    {
      title: 'An expression of interest, from its submission to its decision',
      given: [start, submitted('2021-01-01'), decided('2021-02-01', 'unsuccessful')],
      spells,
      moves,
      episodes: [
        'expressionOfInterest EOI-1 2021-01-01 to 2021-02-01 (unsuccessful): feedbackGiven true, grade HEO, opportunity temporary-promotion',
      ],
    },
    {
      title: 'A decision without a submission, one before it, and one too many',
      given: [
        start,
        decided('2021-01-01', 'successful', 'EOI-9'),
        decided('2021-02-01', 'successful', 'EOI-2'),
        submitted('2021-03-01', 'EOI-2'),
        submitted('2021-04-01', 'EOI-2'),
        decided('2021-05-01', 'successful', 'EOI-9'),
      ],
      spells,
      moves,
      episodes: [
        'expressionOfInterest EOI-9 not known to 2021-01-01 (successful): feedbackGiven true',
        'expressionOfInterest EOI-2 2021-03-01 to open: grade HEO, opportunity temporary-promotion',
      ],
      findings: [
        '2021-01-01 decisionWithoutSubmission, to be mended by home-office',
        '2021-02-01 endBeforeStart, to be mended by home-office',
        '2021-04-01 startedTwice, to be mended by home-office',
        '2021-05-01 endedTwice, to be mended by home-office',
      ],
    },
    {
      title: 'Learning is a point in time; the same course twice is two',
      given: [
        start,
        fact('learningCompleted', '2021-01-01', { learning: 'L-1', kind: 'course', hours: 6 }),
        fact('learningCompleted', '2021-01-01', { learning: 'L-1', kind: 'course', hours: 6 }),
      ],
      spells,
      moves,
      episodes: [
        'learning 2021-01-01 to 2021-01-01 (ended): hours 6, kind course, learning L-1',
        'learning 2021-01-01 to 2021-01-01 (ended): hours 6, kind course, learning L-1',
      ],
    },
    {
      title: 'An apprenticeship may begin and end on one day',
      given: [
        start,
        fact('apprenticeshipEnded', '2021-01-01', { apprenticeshipId: 'APP-1', outcome: 'withdrawn' }),
        fact('apprenticeshipStarted', '2021-01-01', { apprenticeshipId: 'APP-1', standard: 'ST0070', level: 4 }),
      ],
      spells,
      moves,
      episodes: ['apprenticeship APP-1 2021-01-01 to 2021-01-01 (withdrawn): level 4, standard ST0070'],
    },
    {
      title: 'An apprenticeship outlives an exit until it ends',
      given: [
        start,
        fact('apprenticeshipStarted', '2021-01-01', { apprenticeshipId: 'APP-1', standard: 'ST0070', level: 4 }),
        exited('2021-06-01'),
        fact('apprenticeshipEnded', '2021-09-01', { apprenticeshipId: 'APP-1', outcome: 'transferred' }),
        fact('apprenticeshipStarted', '2021-10-01', { apprenticeshipId: 'APP-2', standard: 'ST0070', level: 5 }),
      ],
      spells: ['2020-04-01 to 2021-06-01 (exit): home-office, EO'],
      moves: ['2020-04-01 hired', '2021-06-01 exited, resignation'],
      episodes: ['apprenticeship APP-1 2021-01-01 to 2021-09-01 (transferred): level 4, standard ST0070'],
      findings: ['2021-10-01 eventAfterExit, to be mended by home-office'],
    },
    {
      title: 'A talent scheme is applied for, from outside too, then starts and ends',
      given: [
        fact('talentSchemeApplied', '2020-01-01', { schemeId: 'TS-1', scheme }),
        start,
        fact('talentSchemeStarted', '2021-01-01', { schemeId: 'TS-1', scheme }),
        fact('talentSchemeEnded', '2022-01-01', { schemeId: 'TS-1', scheme, outcome: 'completed' }),
      ],
      spells,
      moves,
      episodes: [
        'talentScheme TS-1 2020-01-01 to 2022-01-01 (completed): appliedOn 2020-01-01, scheme future-leaders-scheme, startedOn 2021-01-01',
      ],
    },
    {
      title: 'A talent scheme that was not applied for, and others that go wrong',
      given: [
        start,
        fact('talentSchemeStarted', '2021-01-01', { schemeId: 'TS-1', scheme }),
        fact('talentSchemeStarted', '2021-02-01', { schemeId: 'TS-1', scheme }),
        fact('talentSchemeApplied', '2021-03-01', { schemeId: 'TS-1', scheme }),
        fact('talentSchemeEnded', '2021-04-01', { schemeId: 'TS-9', scheme, outcome: 'withdrawn' }),
      ],
      spells,
      moves,
      episodes: [
        'talentScheme TS-1 2021-01-01 to open: scheme future-leaders-scheme, startedOn 2021-01-01',
        'talentScheme TS-9 not known to 2021-04-01 (withdrawn): scheme future-leaders-scheme',
      ],
      findings: [
        '2021-02-01 startedTwice, to be mended by home-office',
        '2021-03-01 startedTwice, to be mended by home-office',
        '2021-04-01 endWithoutStart, to be mended by home-office',
      ],
    },
    {
      title: 'Mentoring runs until it ends, or until the person leaves',
      given: [
        start,
        fact('mentoringStarted', '2021-01-01', { mentoringId: 'M-1', kind: 'mentoring' }),
        fact('mentoringEnded', '2021-02-01', { mentoringId: 'M-1' }),
        fact('mentoringStarted', '2021-03-01', { mentoringId: 'M-2', kind: 'sponsorship' }),
        exited('2021-06-01'),
        fact('mentoringEnded', '2021-06-03', { mentoringId: 'M-2' }),
      ],
      spells: ['2020-04-01 to 2021-06-01 (exit): home-office, EO'],
      moves: ['2020-04-01 hired', '2021-06-01 exited, resignation'],
      episodes: [
        'mentoring M-1 2021-01-01 to 2021-02-01 (ended): kind mentoring',
        'mentoring M-2 2021-03-01 to 2021-06-01 (left-service): kind sponsorship',
      ],
    },
    {
      title: 'What happens before any hire beside the career does not begin it',
      given: [fact('learningCompleted', '2020-01-01', { learning: 'L-1', kind: 'course', hours: 2 }), start],
      spells,
      moves,
      episodes: ['learning 2020-01-01 to 2020-01-01 (ended): hours 2, kind course, learning L-1'],
    },
  ],
};
