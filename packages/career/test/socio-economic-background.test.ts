// The classes of socio-economic background, against the table of the method as it is published.
import { describe, expect, it } from 'vitest';
import {
  type Declarations,
  declarationStatus,
  hasDeclared,
  hasResponded,
  nsSecClass,
  type SocioEconomicAnswers,
  socioEconomicBackgroundClass,
} from '../src/index.ts';

type Occupation = NonNullable<SocioEconomicAnswers['parentalOccupation']>;

const columns: readonly Omit<SocioEconomicAnswers, 'questionVersion'>[] = [
  { parentalEmployment: 'self-employed-with-employees', parentalEmployerSize: '25-or-more' },
  { parentalEmployment: 'self-employed-with-employees', parentalEmployerSize: '1-to-24' },
  { parentalEmployment: 'self-employed-without-employees' },
  { parentalEmployment: 'employee', parentalSupervisor: 'yes', parentalEmployerSize: '1-to-24' },
  { parentalEmployment: 'employee', parentalSupervisor: 'no', parentalEmployerSize: '25-or-more' },
  // By occupation alone: what tells is not answered.
  {},
  { parentalEmployment: 'prefer-not-to-say', parentalSupervisor: 'yes' },
  { parentalEmployment: 'employee', parentalSupervisor: 'do-not-know' },
  { parentalEmployment: 'self-employed-with-employees' },
];

// employer 25+, employer <25, self-employed, supervisor, other employee; then by occupation alone.
const table: Readonly<Record<string, readonly number[]>> = {
  'modern-professional': [1, 1, 1, 1, 1, 1, 1, 1, 1],
  'traditional-professional': [1, 1, 1, 1, 1, 1, 1, 1, 1],
  'senior-manager': [1, 3, 3, 1, 1, 1, 1, 1, 1],
  'middle-or-junior-manager': [1, 3, 3, 1, 1, 1, 1, 1, 1],
  'clerical-and-intermediate': [1, 3, 3, 1, 2, 2, 2, 2, 2],
  'technical-and-craft': [1, 3, 3, 4, 4, 4, 4, 4, 4],
  'semi-routine': [1, 3, 3, 4, 5, 5, 5, 5, 5],
  routine: [1, 3, 3, 4, 5, 5, 5, 5, 5],
};
const classes = ['high', 'intermediate', 'intermediate', 'low', 'low'] as const;

describe('the four-part version', () => {
  it.each(Object.entries(table))('%s', (occupation, row) => {
    const answers = columns.map((column) => ({
      questionVersion: 'four-part' as const,
      parentalOccupation: occupation as Occupation,
      ...column,
    }));
    expect(answers.map(nsSecClass)).toEqual(row);
    expect(answers.map(socioEconomicBackgroundClass)).toEqual(row.map((each) => classes[each - 1]));
  });
});

describe('the one-part version', () => {
  it('goes by occupation alone, whatever else is there', () => {
    const oneOf = (parentalOccupation: Occupation) =>
      socioEconomicBackgroundClass({ questionVersion: 'one-part', parentalOccupation, ...columns[0] });
    expect(Object.keys(table).map((each) => oneOf(each as Occupation))).toEqual([
      'high',
      'high',
      'high',
      'high',
      'intermediate',
      'low',
      'low',
      'low',
    ]);
  });
});

const cases: readonly (readonly [string, Partial<SocioEconomicAnswers>, string | null, string])[] = [
  ['the long-term unemployed are low', { parentalOccupation: 'long-term-unemployed' }, 'low', 'classed'],
  ['retired says not from what', { parentalOccupation: 'retired' }, null, 'notClassed'],
  ['other', { parentalOccupation: 'other' }, null, 'notClassed'],
  ['not applicable', { parentalOccupation: 'not-applicable' }, null, 'notClassed'],
  ['do not know', { parentalOccupation: 'do-not-know' }, null, 'notClassed'],
  ['prefer not to say responds, and declares nothing', { parentalOccupation: 'prefer-not-to-say' }, null, 'responded'],
  ['another question alone responds', { freeSchoolMeals: 'yes' }, null, 'responded'],
  ['nothing answered', {}, null, 'none'],
];

describe('what cannot be classed, and what counts in which rate', () => {
  it.each(cases)('%s', (_title, some, expected, status) => {
    const answers: SocioEconomicAnswers = { questionVersion: 'four-part', parentalEmployment: undefined, ...some };
    const background = socioEconomicBackgroundClass(answers);
    expect(background).toBe(expected);
    const declarations: Pick<Declarations, 'socioEconomicBackground'> = {
      socioEconomicBackground: { answers, declaredOn: '2024-01-01', class: background, eventId: '0' },
    };
    expect(declarationStatus(declarations)).toBe(status);
    expect(hasResponded(declarations)).toBe(status !== 'none');
    expect(hasDeclared(declarations)).toBe(status === 'classed' || status === 'notClassed');
  });

  it('nothing declared, or withdrawn', () => {
    expect(declarationStatus({ socioEconomicBackground: null })).toBe('none');
    expect(hasResponded({ socioEconomicBackground: null })).toBe(false);
  });
});
