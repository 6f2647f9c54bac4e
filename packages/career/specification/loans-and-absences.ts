// Rules: loans to another department, and leaves of absence.
import { exited, fact, grade, hired, postingChanged, transferredIn, transferredOut } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'EO', { region: 'wales', role: 'R-1' });
const first = 'home-office, EO, role R-1, region wales';

const loan = (date: string, hostDepartment: string, more: object = {}, loanId = 'LOAN-1') =>
  fact('loanStarted', date, { loanId, hostDepartment, ...more });
const loanEnd = (date: string, more: object = {}, loanId = 'LOAN-1') => fact('loanEnded', date, { loanId, ...more });
const absence = (date: string, paid?: boolean, absenceId = 'ABS-1') =>
  fact('absenceStarted', date, { absenceId, kind: 'sickness', ...(paid === undefined ? {} : { paid }) });
const absenceEnd = (date: string, absenceId = 'ABS-1') => fact('absenceEnded', date, { absenceId });

export const loansAndAbsences: RuleTable = {
  title: 'Loans and absences',
  about:
    'On loan the home department stays the employer; the spell names the host. What a loan changes of the posting lasts as long as the loan. An absence shows in the status, and unpaid absence is told apart because official headcounts leave it out.',
  rules: [
    {
      title: 'A loan names the host, and its changes are put back when it ends',
      given: [start, loan('2021-01-01', 'hm-treasury', { changes: { region: 'london' } }), loanEnd('2022-01-01')],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        '2021-01-01 to 2022-01-01 (change): home-office, EO, role R-1, region london, on loan to hm-treasury',
        `2022-01-01 to open: ${first}`,
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 loanStarted, between departments, london in',
        '2022-01-01 loanEnded, between departments, london out',
      ],
      episodes: ['loan LOAN-1 2021-01-01 to 2022-01-01 (ended): hostDepartment hm-treasury'],
    },
    {
      title: 'What changed otherwise meanwhile stays, and what the end states counts',
      given: [
        start,
        loan('2021-01-01', 'hm-treasury', {
          changes: { region: 'london', role: 'R-7' },
          expectedEndDate: '2022-01-01',
        }),
        postingChanged('2021-06-01', { region: 'scotland' }),
        loanEnd('2022-01-01', { changes: { role: 'R-2' } }),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        '2021-01-01 to 2021-06-01 (change): home-office, EO, role R-7, region london, on loan to hm-treasury',
        '2021-06-01 to 2022-01-01 (change): home-office, EO, role R-7, region scotland, on loan to hm-treasury',
        '2022-01-01 to open: home-office, EO, role R-2, region scotland',
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 loanStarted, between departments, london in',
        '2021-06-01 postingChanged, london out',
        '2022-01-01 loanEnded, between departments',
      ],
      episodes: [
        'loan LOAN-1 2021-01-01 to 2022-01-01 (ended): expectedEndDate 2022-01-01, hostDepartment hm-treasury',
      ],
    },
    {
      title: 'A loan whose host becomes the home department is over',
      given: [
        start,
        loan('2021-01-01', 'hm-treasury'),
        transferredOut('2022-01-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-01-01', 'home-office', 'hm-treasury'),
        loanEnd('2022-01-02'),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2022-01-01 (change): ${first}, on loan to hm-treasury`,
        '2022-01-01 to open: hm-treasury, EO, region wales',
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 loanStarted, between departments',
        '2022-01-01 transferred, between departments',
      ],
      episodes: ['loan LOAN-1 2021-01-01 to 2022-01-01 (ended): hostDepartment hm-treasury'],
    },
    {
      title: 'An exit ends a loan and an absence; their own ends may follow, an unknown one may not',
      given: [
        start,
        loan('2021-01-01', 'hm-treasury'),
        absence('2021-02-01'),
        exited('2021-06-01'),
        loanEnd('2021-06-01'),
        absenceEnd('2021-06-05'),
        absenceEnd('2021-06-06', 'ABS-9'),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-02-01 (change): ${first}, on loan to hm-treasury`,
        `2021-02-01 to 2021-06-01 (exit): ${first}, on loan to hm-treasury, absent`,
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 loanStarted, between departments',
        '2021-06-01 loanEnded',
        '2021-06-01 exited, resignation',
      ],
      episodes: [
        'loan LOAN-1 2021-01-01 to 2021-06-01 (ended): hostDepartment hm-treasury',
        'absence ABS-1 2021-02-01 to 2021-06-01 (left-service): kind sickness',
      ],
      findings: ['2021-06-06 eventAfterExit, to be mended by home-office'],
    },
    {
      title: 'Who comes back comes back without what ran on leaving',
      given: [
        start,
        fact('temporaryPromotionStarted', '2021-01-01', { temporaryPromotionId: 'TP-1', grade: grade('HEO') }),
        loan('2021-01-01', 'hm-treasury'),
        absence('2021-01-01', false),
        exited('2021-06-01'),
        hired('2022-01-01', 'home-office', 'EO'),
        absenceEnd('2022-02-01'),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        '2021-01-01 to 2021-06-01 (exit): home-office, EO, acting HEO, role R-1, region wales, on loan to hm-treasury, absent unpaid',
        '2022-01-01 to open: home-office, EO',
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 loanStarted, between departments',
        '2021-01-01 temporaryPromotionStarted, between departments',
        '2021-06-01 exited, resignation',
        '2022-01-01 returned',
      ],
      episodes: [
        'absence ABS-1 2021-01-01 to 2021-06-01 (left-service): kind sickness, paid false',
        'loan LOAN-1 2021-01-01 to 2021-06-01 (left-service): hostDepartment hm-treasury',
        'temporaryPromotion TP-1 2021-01-01 to 2021-06-01 (left-service): grade HEO',
      ],
    },
    {
      title: 'An absence shows while it runs, and is no move',
      given: [start, absence('2021-01-01', true), absenceEnd('2021-03-01')],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-03-01 (change): ${first}, absent`,
        `2021-03-01 to open: ${first}`,
      ],
      moves: ['2020-04-01 hired'],
      episodes: ['absence ABS-1 2021-01-01 to 2021-03-01 (ended): kind sickness, paid true'],
    },
    {
      title: 'Of two absences, the person is back when both have ended; unpaid while an unpaid one runs',
      given: [
        start,
        absence('2021-01-01', true, 'ABS-1'),
        absence('2021-02-01', false, 'ABS-2'),
        absenceEnd('2021-03-01', 'ABS-1'),
        absenceEnd('2021-04-01', 'ABS-2'),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-02-01 (change): ${first}, absent`,
        `2021-02-01 to 2021-04-01 (change): ${first}, absent unpaid`,
        `2021-04-01 to open: ${first}`,
      ],
      moves: ['2020-04-01 hired'],
      episodes: [
        'absence ABS-1 2021-01-01 to 2021-03-01 (ended): kind sickness, paid true',
        'absence ABS-2 2021-02-01 to 2021-04-01 (ended): kind sickness, paid false',
      ],
    },
    {
      title: 'A loan or an absence that starts twice keeps its first start',
      given: [
        start,
        loan('2021-01-01', 'hm-treasury'),
        loan('2021-02-01', 'cabinet-office'),
        absence('2021-03-01'),
        absence('2021-04-01', false),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2021-03-01 (change): ${first}, on loan to hm-treasury`,
        `2021-03-01 to open: ${first}, on loan to hm-treasury, absent`,
      ],
      moves: ['2020-04-01 hired', '2021-01-01 loanStarted, between departments'],
      episodes: [
        'loan LOAN-1 2021-01-01 to open: hostDepartment hm-treasury',
        'absence ABS-1 2021-03-01 to open: kind sickness',
      ],
      findings: [
        '2021-02-01 startedTwice, to be mended by home-office',
        '2021-04-01 startedTwice, to be mended by home-office',
      ],
    },
    {
      title: 'Ends without a start leave an episode of which only the end is known',
      given: [start, loanEnd('2021-01-01'), absenceEnd('2021-02-01')],
      spells: [`2020-04-01 to open: ${first}`],
      moves: ['2020-04-01 hired'],
      episodes: ['loan LOAN-1 not known to 2021-01-01 (ended)', 'absence ABS-1 not known to 2021-02-01 (ended)'],
      findings: [
        '2021-01-01 endWithoutStart, to be mended by home-office',
        '2021-02-01 endWithoutStart, to be mended by home-office',
      ],
    },
  ],
};
