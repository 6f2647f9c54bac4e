// Rules: changes of posting at the same grade in the same department.
import { grade, hired, postingChanged } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'EO', { role: 'R-1', region: 'wales', contract: 'permanent' });
const first = 'home-office, EO, role R-1, region wales, contract permanent';

export const postings: RuleTable = {
  title: 'Changes of posting',
  about:
    'Another role, organisation, profession, function or region is a move. Hours, contract, flags and further posts only start a new spell. What is not stated stays; null says that it is no longer known.',
  rules: [
    {
      title: 'Another role is a move',
      given: [start, postingChanged('2021-01-01', { role: 'R-2' })],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        '2021-01-01 to open: home-office, EO, role R-2, region wales, contract permanent',
      ],
      moves: ['2020-04-01 hired', '2021-01-01 postingChanged'],
    },
    {
      title: 'So is a move into London, and out of it',
      given: [
        start,
        postingChanged('2021-01-01', { region: 'london' }),
        postingChanged('2022-01-01', { region: 'scotland' }),
        postingChanged('2023-01-01', { region: 'wales' }),
        postingChanged('2024-01-01', { region: null }),
        postingChanged('2025-01-01', { region: 'london' }),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        '2021-01-01 to 2022-01-01 (change): home-office, EO, role R-1, region london, contract permanent',
        '2022-01-01 to 2023-01-01 (change): home-office, EO, role R-1, region scotland, contract permanent',
        '2023-01-01 to 2024-01-01 (change): home-office, EO, role R-1, region wales, contract permanent',
        '2024-01-01 to 2025-01-01 (change): home-office, EO, role R-1, contract permanent',
        '2025-01-01 to open: home-office, EO, role R-1, region london, contract permanent',
      ],
      moves: [
        '2020-04-01 hired',
        '2021-01-01 postingChanged, london in',
        '2022-01-01 postingChanged, london out',
        '2023-01-01 postingChanged',
        '2024-01-01 postingChanged',
        '2025-01-01 postingChanged',
      ],
    },
    {
      title: 'Other hours start a spell, and are no move',
      given: [start, postingChanged('2021-01-01', { fullTimeEquivalent: 0.5, contract: null, accelerated: true })],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        '2021-01-01 to open: home-office, EO, role R-1, region wales, hours 0.5, accelerated',
      ],
      moves: ['2020-04-01 hired'],
    },
    {
      title: 'Further posts start a spell, and are no move; their order does not matter',
      given: [
        start,
        postingChanged('2021-01-01', {
          concurrentPosts: [
            { department: 'hm-treasury', role: 'R-9', grade: grade('EO') },
            { department: 'home-office', role: 'R-5', grade: grade('AO') },
          ],
        }),
        postingChanged('2022-01-01', {
          concurrentPosts: [
            { department: 'home-office', role: 'R-5', grade: grade('AO') },
            { department: 'hm-treasury', role: 'R-9', grade: grade('EO') },
          ],
        }),
        postingChanged('2023-01-01', { concurrentPosts: [] }),
      ],
      spells: [
        `2020-04-01 to 2021-01-01 (change): ${first}`,
        `2021-01-01 to 2023-01-01 (change): ${first}, also R-5 in home-office as AO, also R-9 in hm-treasury as EO`,
        `2023-01-01 to open: ${first}`,
      ],
      moves: ['2020-04-01 hired'],
      findings: ['2022-01-01 changeWithoutChange, to be mended by home-office'],
    },
    {
      title: 'A change that changes nothing leaves no spell',
      given: [start, postingChanged('2021-01-01', { role: 'R-1' })],
      spells: [`2020-04-01 to open: ${first}`],
      moves: ['2020-04-01 hired'],
      findings: ['2021-01-01 changeWithoutChange, to be mended by home-office'],
    },
  ],
};
