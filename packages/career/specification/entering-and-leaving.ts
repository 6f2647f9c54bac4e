// Rules: how somebody enters the Civil Service, leaves it, and comes back; and what is made of facts from outside service.
import { exited, fact, grade, hired, postingChanged, promoted, transferredIn, transferredOut } from './given.ts';
import type { RuleTable } from './rule.ts';

export const enteringAndLeaving: RuleTable = {
  title: 'Entering and leaving',
  about:
    'A hire begins a career, an exit ends a spell of service on the first day out of post, and a hire after an exit is a return. Where the facts leave a gap, the career is built as well as it can be and a finding names it.',
  rules: [
    {
      title: 'A hire begins a spell that stays open',
      given: [
        hired('2020-04-01', 'home-office', 'EO', {
          organisation: 'border-force',
          role: 'R-1',
          profession: 'policy',
          function: 'analysis',
          region: 'london',
          fullTimeEquivalent: 0.8,
          contract: 'permanent',
          accelerated: true,
          openlyAdvertised: true,
        }),
      ],
      spells: [
        '2020-04-01 to open: home-office, EO, organisation border-force, role R-1, profession policy, function analysis, region london, contract permanent, hours 0.8, accelerated, openly advertised',
      ],
      moves: ['2020-04-01 hired'],
    },
    {
      title: 'An exit ends the spell on the first day out of post',
      given: [hired('2020-04-01', 'home-office', 'EO'), exited('2022-05-01')],
      spells: ['2020-04-01 to 2022-05-01 (exit): home-office, EO'],
      moves: ['2020-04-01 hired', '2022-05-01 exited, resignation'],
    },
    {
      title: 'A hire after an exit is a return',
      given: [
        hired('2020-04-01', 'home-office', 'EO'),
        exited('2022-05-01'),
        fact(
          'hired',
          '2023-01-01',
          { posting: { department: 'hm-treasury', grade: grade('HEO') }, entryRoute: 'reinstatement' },
          { by: 'hm-treasury' },
        ),
      ],
      spells: ['2020-04-01 to 2022-05-01 (exit): home-office, EO', '2023-01-01 to open: hm-treasury, HEO'],
      moves: ['2020-04-01 hired', '2022-05-01 exited, resignation', '2023-01-01 returned, reinstatement'],
    },
    {
      title: 'An exit and a hire on one day are an exit and a return',
      because: 'Leaving comes before entering; the two spells touch.',
      given: [hired('2020-04-01', 'home-office', 'EO'), hired('2022-05-01', 'home-office', 'EO'), exited('2022-05-01')],
      spells: ['2020-04-01 to 2022-05-01 (exit): home-office, EO', '2022-05-01 to open: home-office, EO'],
      moves: ['2020-04-01 hired', '2022-05-01 exited, resignation', '2022-05-01 returned'],
    },
    {
      title: 'Somebody who was out, and enters and leaves on one day, leaves moves but no spell',
      given: [exited('2020-04-01'), hired('2020-04-01', 'home-office', 'EO')],
      spells: [],
      moves: ['2020-04-01 hired', '2020-04-01 exited, resignation'],
    },
    {
      title: 'An exit of somebody who has left has no effect',
      given: [hired('2020-04-01', 'home-office', 'EO'), exited('2022-05-01'), exited('2022-06-01')],
      spells: ['2020-04-01 to 2022-05-01 (exit): home-office, EO'],
      moves: ['2020-04-01 hired', '2022-05-01 exited, resignation'],
      findings: ['2022-06-01 exitWhileOut, to be mended by home-office'],
    },
    {
      title: 'What needs service has no effect after an exit',
      given: [
        hired('2020-04-01', 'home-office', 'EO'),
        exited('2022-05-01'),
        promoted('2022-06-01', 'HEO'),
        transferredOut('2022-07-01', 'home-office', 'hm-treasury'),
        fact('learningCompleted', '2022-08-01', { learning: 'L-1', kind: 'course', hours: 6 }),
      ],
      spells: ['2020-04-01 to 2022-05-01 (exit): home-office, EO'],
      moves: ['2020-04-01 hired', '2022-05-01 exited, resignation'],
      findings: [
        '2022-06-01 eventAfterExit, to be mended by home-office',
        '2022-07-01 eventAfterExit, to be mended by home-office',
        '2022-08-01 eventAfterExit, to be mended by home-office',
      ],
    },
    {
      title: 'A transfer in after an exit is a return, at the grade on leaving',
      because: 'The losing department recorded an exit where it should have recorded a transfer.',
      given: [
        hired('2020-04-01', 'home-office', 'EO', { role: 'R-1', region: 'wales', profession: 'policy' }),
        exited('2022-05-01'),
        transferredIn('2022-05-01', 'home-office', 'hm-treasury', { changes: { region: 'london' } }),
      ],
      spells: [
        '2020-04-01 to 2022-05-01 (exit): home-office, EO, role R-1, profession policy, region wales',
        '2022-05-01 to open: hm-treasury, EO, profession policy, region london',
      ],
      moves: [
        '2020-04-01 hired',
        '2022-05-01 exited, between departments, london in, resignation',
        '2022-05-01 returned, between departments, london in',
      ],
      findings: ['2022-05-01 joinerAfterExit, to be mended by hm-treasury'],
    },
    {
      title: 'The first that is known is not a hire: the career begins there, in the department that says so',
      given: [postingChanged('2020-04-01', { role: 'R-1' }, { by: 'hm-treasury' }), promoted('2021-04-01', 'HEO')],
      spells: [
        '2020-04-01 to 2021-04-01 (change): hm-treasury, UNKNOWN, role R-1',
        '2021-04-01 to open: hm-treasury, HEO, role R-1',
      ],
      moves: ['2020-04-01 postingChanged', '2021-04-01 promoted'],
      findings: ['2020-04-01 eventBeforeHire, to be mended by hm-treasury'],
    },
    {
      title: 'The first that is known is a promotion: its grade is the first grade',
      given: [promoted('2020-04-01', 'HEO')],
      spells: ['2020-04-01 to open: home-office, HEO'],
      moves: ['2020-04-01 promoted'],
      findings: ['2020-04-01 eventBeforeHire, to be mended by home-office'],
    },
    {
      title: 'The first that is known is an exit: no spell can be built',
      given: [exited('2020-04-01')],
      spells: [],
      moves: ['2020-04-01 exited, resignation'],
      findings: ['2020-04-01 eventBeforeHire, to be mended by home-office'],
    },
    {
      title: "The first that is known comes from a service of Clew's own: the department is not known",
      given: [postingChanged('2020-04-01', { role: 'R-1' }, { by: null })],
      spells: ['2020-04-01 to open: unknown, UNKNOWN, role R-1'],
      moves: ['2020-04-01 postingChanged'],
      findings: ['2020-04-01 eventBeforeHire'],
    },
    {
      title: 'A hire of somebody in service, in another department and at a higher grade, is a transfer on promotion',
      given: [
        hired('2020-04-01', 'home-office', 'EO', { role: 'R-1', region: 'wales' }),
        hired('2022-05-01', 'hm-treasury', 'HEO', { role: 'R-9' }),
      ],
      spells: [
        '2020-04-01 to 2022-05-01 (change): home-office, EO, role R-1, region wales',
        '2022-05-01 to open: hm-treasury, HEO, role R-9, region wales',
      ],
      moves: [
        '2020-04-01 hired',
        '2022-05-01 transferred, between departments',
        '2022-05-01 promoted, between departments',
      ],
      findings: ['2022-05-01 hiredWhileInService, to be mended by hm-treasury'],
    },
    {
      title: 'A hire of somebody in service, in the same department, changes what it states anew',
      given: [
        hired('2020-04-01', 'home-office', 'HEO', { role: 'R-1' }),
        hired('2021-04-01', 'home-office', 'HEO', { role: 'R-2' }),
        hired('2022-04-01', 'home-office', 'EO'),
        hired('2023-04-01', 'home-office', 'EO'),
      ],
      spells: [
        '2020-04-01 to 2021-04-01 (change): home-office, HEO, role R-1',
        '2021-04-01 to 2022-04-01 (change): home-office, HEO, role R-2',
        '2022-04-01 to open: home-office, EO, role R-2',
      ],
      moves: ['2020-04-01 hired', '2021-04-01 postingChanged', '2022-04-01 regraded'],
      findings: [
        '2021-04-01 hiredWhileInService, to be mended by home-office',
        '2022-04-01 hiredWhileInService, to be mended by home-office',
        '2023-04-01 hiredWhileInService, to be mended by home-office',
      ],
    },
    {
      title: 'A staff number that was never issued is found, and the career is built',
      given: [hired('2020-04-01', 'home-office', 'EO')],
      isNotIssued: true,
      spells: ['2020-04-01 to open: home-office, EO'],
      moves: ['2020-04-01 hired'],
      findings: ['2020-04-01 staffNumberNotIssued, to be mended by home-office'],
    },
    {
      title: 'That numbers were merged, or unmerged, changes nothing in the career itself',
      because: 'Identity is resolved first: the fold is given the facts of all the numbers of a person.',
      given: [
        hired('2020-04-01', 'home-office', 'EO'),
        fact(
          'staffNumberMerged',
          '2021-01-01',
          { survivor: 'B00000000B', reason: 'one person' },
          { by: null, label: 'merger' },
        ),
        fact(
          'staffNumberUnmerged',
          '2021-02-01',
          { merger: '00000000000000000000000000', reason: 'two persons' },
          { by: null },
        ),
      ],
      spells: ['2020-04-01 to open: home-office, EO'],
      moves: ['2020-04-01 hired'],
    },
  ],
};
