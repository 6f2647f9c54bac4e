// Rules: moves between departments, told by two departments, each its own half.
import { exited, grade, hired, transferredIn, transferredOut } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'EO', { role: 'R-1', organisation: 'border-force', region: 'wales' });
const firstSpell = 'home-office, EO, organisation border-force, role R-1, region wales';

export const transfers: RuleTable = {
  title: 'Moves between departments',
  about:
    'The losing and the gaining department each record a half. Halves that name the same two departments, at most 92 days apart, are one move; the nearest are matched first, each once. The gaining half moves the person, on its own date. Role and organisation belonged to the old department, and are not known until the new one states them.',
  rules: [
    {
      title: 'Two halves of one date are one move',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury'),
      ],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
    },
    {
      title: 'Where the dates differ, that of the gaining department counts',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-09', 'home-office', 'hm-treasury', { changes: { region: 'london', role: 'R-7' } }),
      ],
      spells: [
        `2020-04-01 to 2022-05-09 (change): ${firstSpell}`,
        '2022-05-09 to open: hm-treasury, EO, role R-7, region london',
      ],
      moves: ['2020-04-01 hired', '2022-05-09 transferred, between departments, london in'],
      findings: ['2022-05-09 transferDatesDiffer, to be mended by home-office'],
    },
    {
      title: 'The gaining half may come first',
      given: [
        start,
        transferredOut('2022-05-09', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury'),
      ],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
      findings: ['2022-05-01 transferDatesDiffer, to be mended by home-office'],
    },
    {
      title: 'Halves 92 days apart are still one move',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-08-01', 'home-office', 'hm-treasury'),
      ],
      spells: [`2020-04-01 to 2022-08-01 (change): ${firstSpell}`, '2022-08-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-08-01 transferred, between departments'],
      findings: ['2022-08-01 transferDatesDiffer, to be mended by home-office'],
    },
    {
      title: 'Halves 93 days apart are not',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-08-02', 'home-office', 'hm-treasury'),
      ],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
      findings: [
        '2022-05-01 leaverWithoutJoiner, to be mended by hm-treasury',
        '2022-08-02 joinerWithoutLeaver, to be mended by home-office',
        '2022-08-02 transferFromElsewhere, to be mended by hm-treasury',
      ],
    },
    {
      title: 'A losing half alone moves the person, and the gaining department is asked for its half',
      given: [start, transferredOut('2022-05-01', 'home-office', 'hm-treasury')],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
      findings: ['2022-05-01 leaverWithoutJoiner, to be mended by hm-treasury'],
    },
    {
      title: 'A gaining half alone moves the person, and the losing department is asked for its half',
      given: [start, transferredIn('2022-05-01', 'home-office', 'hm-treasury')],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
      findings: ['2022-05-01 joinerWithoutLeaver, to be mended by home-office'],
    },
    {
      title: 'A gaining half that names a department where the person was not',
      given: [start, transferredIn('2022-05-01', 'cabinet-office', 'hm-treasury')],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
      findings: [
        '2022-05-01 joinerWithoutLeaver, to be mended by cabinet-office',
        '2022-05-01 transferFromElsewhere, to be mended by hm-treasury',
      ],
    },
    {
      title: 'A gaining half is the first that is known',
      given: [transferredIn('2022-05-01', 'home-office', 'hm-treasury')],
      spells: ['2022-05-01 to open: hm-treasury, UNKNOWN'],
      moves: ['2022-05-01 transferred'],
      findings: ['2022-05-01 joinerWithoutHire, to be mended by hm-treasury'],
    },
    {
      title: 'Both halves of one date are the first that is known',
      given: [
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury', { grade: grade('SEO') }),
      ],
      spells: ['2022-05-01 to open: hm-treasury, SEO'],
      moves: ['2022-05-01 transferred'],
      findings: ['2022-05-01 joinerWithoutHire, to be mended by hm-treasury'],
    },
    {
      title: 'A losing half is the first that is known, and its gaining half follows',
      given: [
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-05', 'home-office', 'hm-treasury'),
      ],
      spells: ['2022-05-01 to 2022-05-05 (change): home-office, UNKNOWN', '2022-05-05 to open: hm-treasury, UNKNOWN'],
      moves: ['2022-05-05 transferred, between departments'],
      findings: [
        '2022-05-01 eventBeforeHire, to be mended by home-office',
        '2022-05-05 transferDatesDiffer, to be mended by home-office',
      ],
    },
    {
      title: 'A higher grade on the gaining half is a promotion beside the transfer',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury', { grade: grade('HEO') }),
      ],
      spells: [
        `2020-04-01 to 2022-05-01 (change): ${firstSpell}`,
        '2022-05-01 to open: hm-treasury, HEO, region wales',
      ],
      moves: [
        '2020-04-01 hired',
        '2022-05-01 transferred, between departments',
        '2022-05-01 promoted, between departments',
      ],
    },
    {
      title: 'A lower grade on the gaining half is a regrading beside the transfer',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury', { grade: grade('AO') }),
      ],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, AO, region wales'],
      moves: [
        '2020-04-01 hired',
        '2022-05-01 transferred, between departments',
        '2022-05-01 regraded, between departments',
      ],
    },
    {
      title: 'A grade that becomes known on the gaining half is neither promotion nor regrading',
      given: [
        hired('2020-04-01', 'home-office', 'UNKNOWN'),
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury', { grade: grade('AO') }),
      ],
      spells: ['2020-04-01 to 2022-05-01 (change): home-office, UNKNOWN', '2022-05-01 to open: hm-treasury, AO'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
    },
    {
      title: 'Either half can say that the move came with the function',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury', { transferType: 'machinery-of-government' }),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury'),
      ],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments, machinery of government'],
    },
    {
      title: 'Of two losing halves, the one nearest to the gaining half is matched',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredOut('2022-05-20', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-21', 'home-office', 'hm-treasury'),
      ],
      spells: [`2020-04-01 to 2022-05-01 (change): ${firstSpell}`, '2022-05-01 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 transferred, between departments'],
      findings: [
        '2022-05-01 leaverWithoutJoiner, to be mended by hm-treasury',
        '2022-05-21 transferDatesDiffer, to be mended by home-office',
        '2022-05-21 transferFromElsewhere, to be mended by hm-treasury',
      ],
    },
    {
      title: 'There and back again: each half is matched with the one of its own move',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury'),
        transferredOut('2022-06-01', 'hm-treasury', 'home-office'),
        transferredIn('2022-06-01', 'hm-treasury', 'home-office'),
        transferredOut('2022-07-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-07-01', 'home-office', 'hm-treasury'),
      ],
      spells: [
        `2020-04-01 to 2022-05-01 (change): ${firstSpell}`,
        '2022-05-01 to 2022-06-01 (change): hm-treasury, EO, region wales',
        '2022-06-01 to 2022-07-01 (change): home-office, EO, region wales',
        '2022-07-01 to open: hm-treasury, EO, region wales',
      ],
      moves: [
        '2020-04-01 hired',
        '2022-05-01 transferred, between departments',
        '2022-06-01 transferred, between departments',
        '2022-07-01 transferred, between departments',
      ],
    },
    {
      title: 'Where one system tells both halves, the department that the person was in is the losing one',
      given: [
        start,
        transferredOut('2022-05-01', 'home-office', 'hm-treasury', { by: 'cabinet-office' }),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury', { by: 'cabinet-office' }),
        transferredOut('2022-06-09', 'hm-treasury', 'ministry-of-justice', { by: null }),
        transferredIn('2022-06-01', 'hm-treasury', 'ministry-of-justice', { by: 'cabinet-office' }),
      ],
      spells: [
        `2020-04-01 to 2022-05-01 (change): ${firstSpell}`,
        '2022-05-01 to 2022-06-01 (change): hm-treasury, EO, region wales',
        '2022-06-01 to open: ministry-of-justice, EO, region wales',
      ],
      moves: [
        '2020-04-01 hired',
        '2022-05-01 transferred, between departments',
        '2022-06-01 transferred, between departments',
      ],
      findings: ['2022-06-01 transferDatesDiffer'],
    },
    {
      title: 'A gaining half to the department where the person is changes what it states anew',
      given: [
        start,
        transferredIn('2022-05-01', 'home-office', 'home-office', { changes: { role: 'R-2' } }),
        transferredIn('2022-06-01', 'home-office', 'home-office'),
      ],
      spells: [
        `2020-04-01 to 2022-05-01 (change): ${firstSpell}`,
        '2022-05-01 to open: home-office, EO, organisation border-force, role R-2, region wales',
      ],
      moves: ['2020-04-01 hired', '2022-05-01 postingChanged'],
      findings: [
        '2022-05-01 joinerWithoutLeaver, to be mended by home-office',
        '2022-06-01 joinerWithoutLeaver, to be mended by home-office',
      ],
    },
    {
      title: 'An exit between two halves: the gaining half is a return',
      given: [
        start,
        transferredOut('2022-05-20', 'home-office', 'hm-treasury'),
        exited('2022-05-01'),
        transferredIn('2022-05-25', 'home-office', 'hm-treasury'),
      ],
      spells: [`2020-04-01 to 2022-05-01 (exit): ${firstSpell}`, '2022-05-25 to open: hm-treasury, EO, region wales'],
      moves: ['2020-04-01 hired', '2022-05-01 exited, resignation', '2022-05-25 returned'],
      findings: ['2022-05-25 joinerAfterExit, to be mended by hm-treasury'],
    },
  ],
};
