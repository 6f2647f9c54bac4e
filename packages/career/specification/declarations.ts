// Rules: what a person declared, as last known.
import { fact, hired } from './given.ts';
import type { RuleTable } from './rule.ts';

const start = hired('2020-04-01', 'home-office', 'EO');
const spells = ['2020-04-01 to open: home-office, EO'];
const moves = ['2020-04-01 hired'];

type Occupation = 'routine' | 'modern-professional' | 'retired';
const declared = (date: string, parentalOccupation: Occupation, time?: string) =>
  fact(
    'socioEconomicBackgroundDeclared',
    date,
    { questionVersion: 'one-part', parentalOccupation },
    time === undefined ? {} : { time },
  );

export const declarations: RuleTable = {
  title: 'Declarations',
  about:
    'The last declaration counts: by the date from which it holds, then by the time at which the source recorded it, then by id. A withdrawal clears it. Declarations need no career.',
  rules: [
    {
      title: 'The last declaration of socio-economic background counts, whole',
      given: [start, declared('2021-01-01', 'routine'), declared('2022-01-01', 'modern-professional')],
      spells,
      moves,
      declarations: ['socio-economic background high, declared 2022-01-01'],
    },
    {
      title: 'Of two on one date, the one recorded last',
      given: [
        start,
        declared('2021-01-01', 'routine', '2021-01-01T12:00:00.000Z'),
        declared('2021-01-01', 'modern-professional', '2021-01-01T11:00:00.000Z'),
      ],
      spells,
      moves,
      declarations: ['socio-economic background low, declared 2021-01-01'],
    },
    {
      title: 'An answer that cannot be classed is still an answer',
      given: [start, declared('2021-01-01', 'retired')],
      spells,
      moves,
      declarations: ['socio-economic background not classed, declared 2021-01-01'],
    },
    {
      title: 'A withdrawal clears the declaration',
      given: [start, declared('2021-01-01', 'routine'), fact('socioEconomicBackgroundWithdrawn', '2021-02-01', {})],
      spells,
      moves,
    },
    {
      title: 'Characteristics that are not declared again stay; those that are withdrawn go',
      given: [
        start,
        fact('diversityDeclared', '2021-01-01', {
          sex: 'female',
          ethnicity: 'mixed',
          disability: 'not-disabled',
          sexualOrientation: 'prefer-not-to-say',
          birthYear: 1980,
        }),
        fact('diversityDeclared', '2022-01-01', { ethnicity: 'asian' }),
        fact('diversityWithdrawn', '2023-01-01', { characteristics: ['disability', 'birthYear'] }),
      ],
      spells,
      moves,
      declarations: ['sex female', 'ethnicity asian', 'sexualOrientation prefer-not-to-say'],
    },
    {
      title: 'Somebody who only declared has no career',
      given: [declared('2021-01-01', 'routine')],
      spells: [],
      moves: [],
      declarations: ['socio-economic background low, declared 2021-01-01'],
    },
  ],
};
