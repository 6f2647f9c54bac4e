// Rules: how the substantive grade changes.
import { fact, grade, hired, promoted, regraded } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'HEO');

export const grades: RuleTable = {
  title: 'Promotion and regrading',
  about:
    'A promotion takes up a higher grade, a regrading changes it otherwise. Grades of another scheme, or that are not known, cannot be compared: the event is then taken at its word.',
  rules: [
    {
      title: 'A promotion raises the substantive grade, and may change the posting with it',
      given: [start, promoted('2022-05-01', 'SEO', { role: 'R-2', region: 'london' })],
      spells: [
        '2020-04-01 to 2022-05-01 (change): home-office, HEO',
        '2022-05-01 to open: home-office, SEO, role R-2, region london',
      ],
      moves: ['2020-04-01 hired', '2022-05-01 promoted'],
    },
    {
      title: 'A promotion to a lower grade is a regrading',
      given: [start, promoted('2022-05-01', 'EO')],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, HEO', '2022-05-01 to open: home-office, EO'],
      moves: ['2020-04-01 hired', '2022-05-01 regraded'],
      findings: ['2022-05-01 promotionDownwards, to be mended by home-office'],
    },
    {
      title: 'A promotion to the grade that the person has is none',
      given: [start, promoted('2022-05-01', 'HEO')],
      spells: ['2020-04-01 to open: home-office, HEO'],
      moves: ['2020-04-01 hired'],
      findings: ['2022-05-01 promotionWithoutChange, to be mended by home-office'],
    },
    {
      title: 'A promotion without change that changes the posting is a change of posting',
      given: [start, promoted('2022-05-01', 'HEO', { role: 'R-2' })],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, HEO', '2022-05-01 to open: home-office, HEO, role R-2'],
      moves: ['2020-04-01 hired', '2022-05-01 postingChanged'],
      findings: ['2022-05-01 promotionWithoutChange, to be mended by home-office'],
    },
    {
      title: 'A regrading downwards',
      given: [start, regraded('2022-05-01', 'AO')],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, HEO', '2022-05-01 to open: home-office, AO'],
      moves: ['2020-04-01 hired', '2022-05-01 regraded'],
    },
    {
      title: 'A regrading upwards stays a regrading',
      given: [start, regraded('2022-05-01', 'G7')],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, HEO', '2022-05-01 to open: home-office, G7'],
      moves: ['2020-04-01 hired', '2022-05-01 regraded'],
      findings: ['2022-05-01 regradingUpwards, to be mended by home-office'],
    },
    {
      title: 'A regrading to the grade that the person has changes nothing',
      given: [start, regraded('2022-05-01', 'HEO')],
      spells: ['2020-04-01 to open: home-office, HEO'],
      moves: ['2020-04-01 hired'],
      findings: ['2022-05-01 regradingWithoutChange, to be mended by home-office'],
    },
    {
      title: 'A promotion from a grade that is not known is taken at its word',
      given: [hired('2020-04-01', 'home-office', 'UNKNOWN'), promoted('2022-05-01', 'EO')],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, UNKNOWN', '2022-05-01 to open: home-office, EO'],
      moves: ['2020-04-01 hired', '2022-05-01 promoted'],
    },
    {
      title: 'So is one to another grading scheme',
      given: [start, fact('promoted', '2022-05-01', { grade: { scheme: 'ministerial', code: 'PUSS' } })],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, HEO', '2022-05-01 to open: home-office, PUSS'],
      moves: ['2020-04-01 hired', '2022-05-01 promoted'],
    },
    {
      title: 'A regrading and a promotion on one day: the promotion comes last, and the day is one change',
      because: 'Standings are those at the end of the day; each event leaves its move.',
      given: [start, promoted('2022-05-01', 'G7'), regraded('2022-05-01', 'EO')],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, HEO', '2022-05-01 to open: home-office, G7'],
      moves: ['2020-04-01 hired', '2022-05-01 regraded', '2022-05-01 promoted'],
    },
    {
      title: 'A day that ends as it began leaves its moves and no spell',
      given: [
        start,
        fact('regraded', '2022-05-01', { grade: grade('EO'), reason: 'other' }),
        promoted('2022-05-01', 'HEO'),
      ],
      spells: ['2020-04-01 to open: home-office, HEO'],
      moves: ['2020-04-01 hired', '2022-05-01 regraded', '2022-05-01 promoted'],
    },
  ],
};
