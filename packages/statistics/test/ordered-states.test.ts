// Indicators of ordered states: worked out by hand on short careers, and what must hold for any.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  badness,
  complexityIndex,
  degradation,
  insecurity,
  integrationPotential,
  positiveIntegration,
  positiveShare,
  positiveVolatility,
  precarity,
  type StateOrderOptions,
  type StatisticsErrorCode,
  stateUndesirability,
} from '../src/index.ts';
import { careers, lettered, made, near } from './sequences.ts';

const order = ['A', 'B', 'C', 'D'];
const reversed = [...order].reverse();

const undesirabilities: readonly (readonly [string, StateOrderOptions, readonly number[]])[] = [
  ['the alphabet as it stands', {}, [0, 1 / 3, 2 / 3, 1]],
  ['the other way round', { order: reversed }, [1, 2 / 3, 1 / 3, 0]],
  ['an incomparable state has the mean', { order: ['A', 'C', 'D'] }, [0, 0.5, 0.5, 1]],
  ['a class shares its mean', { order, equivalent: [['B', 'C']] }, [0, 0.5, 0.5, 1]],
  ['a class is ranked by one of it', { order: ['A', 'B', 'D'], equivalent: [['B', 'C']] }, [0, 0.5, 0.5, 1]],
  [
    'a class that the order does not know stays incomparable',
    { order: ['A', 'B'], equivalent: [['C', 'D']] },
    [0, 1, 0.5, 0.5],
  ],
  ['values are rescaled', { undesirability: [2, 4, 6, 3] }, [0, 0.5, 1, 0.25]],
  ['a value below 0 is incomparable', { undesirability: [0, -1, 1, 2] }, [0, 0.5, 0.5, 1]],
  ['missing as a state', { withMissing: true, order: ['A', '*', 'B'] }, [0, 1, 0.5, 0.5, 0.5]],
];

test.each(undesirabilities)('undesirability: %s', (_, options, expected) => {
  expect([...stateUndesirability(made([['A']]), options)]).toEqual(expected);
});

// Steps of a third. A spell counts by its positions: of six, 1 + ... + 6 = 21.
const degradations: readonly (readonly [string, string, Parameters<typeof degradation>[1], number])[] = [
  ['a fall by one step at the second half', 'AAABBB', {}, (1 / 3) * (15 / 21)],
  ['a rise by one step', 'BBBAAA', {}, (-1 / 3) * (15 / 21)],
  ['a fall and a rise', 'AABBAA', {}, (1 / 3) * ((7 - 11) / 21)],
  ['only falls', 'AABBAA', { penalised: 'falls' }, (1 / 3) * (7 / 21)],
  ['only rises', 'AABBAA', { penalised: 'rises' }, (-1 / 3) * (11 / 21)],
  ['every move alike', 'ADDDDD', { transitionWeight: 'one' }, 20 / 21],
  ['the share of falls less that of rises', 'ABABAB', { spellWeighted: false, transitionWeight: 'one' }, 1 / 5],
  [
    'times the mean weight',
    'ABABAB',
    { spellWeighted: false, transitionWeight: 'one', meanWeight: true },
    (5 / 6) * (1 / 5),
  ],
  ['positions alike', 'AAABBB', { power: 0 }, (1 / 3) * (3 / 6)],
  ['through an incomparable state', 'AACCBB', { order: ['A', 'B', 'D'] }, 0.5 * (11 / 21)],
  ['from an incomparable state on', 'CCABBB', { order: ['A', 'B', 'D'] }, 0.5 * (15 / 21)],
  ['within a class', 'AABBBB', { equivalent: [['A', 'B']] }, 0],
  ['never a change', 'CCCCCC', {}, 0],
  ['over missing positions', 'AA..BB', {}, (1 / 3) * (7 / 10)],
];

test.each(degradations)('degradation: %s', (_, text, options, expected) => {
  // Another career before it must not matter.
  expect(degradation(lettered(['DDDDDD', text]), options)[1]).toBeCloseTo(expected, 12);
});

describe('by hand', () => {
  test('integration and badness', () => {
    const sequences = lettered(['AABD', 'B..B']);
    expect([...integrationPotential(sequences)]).toEqual([0.3, 0.3, 0, 0.4, 0, 1, 0, 0]);
    expect([...integrationPotential(sequences, { power: 0 })].slice(0, 4)).toEqual([0.5, 0.25, 0, 0.25]);
    expect(badness(sequences)[0]).toBeCloseTo(0.3 / 3 + 0.4, 12);
    // Missing as a state: positions 2 and 3 of the second career.
    expect([...integrationPotential(sequences, { withMissing: true })].slice(5)).toEqual([0, 0.5, 0, 0, 0.5]);
  });

  test('precarity: rarity of moves among spells', () => {
    // Spells: A>B twice, B>A once, B>C once; out of B, A and C are one half each, out of A only B (1 - 0.1, near 1, so all lose a tenth).
    const sequences = lettered(['AABBAABB', 'BBBBCCCC']);
    const [toB, toA] = [1 - 0.9, 1 - 0.45];
    const share = (2 * toB - toA) / (2 * toB + toA);
    const complexity = complexityIndex(sequences)[0] ?? 0;
    expect(precarity(sequences)[0]).toBeCloseTo(0.8 * complexity * (1 + share) ** 1.2, 12);
    expect(precarity(sequences, { correction: [0, 0] })[1]).toBeCloseTo(
      0.2 / 3 + 0.8 * (complexityIndex(sequences)[1] ?? 0),
      12,
    );
    expect(precarity(sequences, { startWeight: 1 })[1]).toBeCloseTo(1 / 3, 12);
  });

  test('insecurity: the start by its spell, complexity, degradation', () => {
    const sequences = lettered(['BBBCCC']);
    const expected = (1 / 3) * (6 / 21) + (complexityIndex(sequences)[0] ?? 0) + (1 / 3) * (15 / 21);
    expect(insecurity(sequences)[0]).toBeCloseTo(expected, 12);
    expect(insecurity(sequences, { bounded: true, correction: [5] })[0]).toBe(2 / 3);
    expect(insecurity(sequences, { bounded: true, correction: [-5] })[0]).toBe(1 / 3);
    expect(insecurity(lettered(['...', 'AB.']))[0]).toBeNaN();
  });

  test('positive states', () => {
    const sequences = lettered(['AABCCD', 'CCCCCC']);
    expect([...positiveShare(sequences, { positive: ['A', 'B'] })]).toEqual([2 / 4, 0]);
    expect([...positiveShare(sequences, { positive: ['A', 'B'], ofSpells: false })]).toEqual([3 / 6, 0]);
    expect([...positiveShare(sequences, { positive: ['A'], negative: ['D'] })]).toEqual([1 / 2, Number.NaN]);
    expect([...positiveShare(sequences, { negative: ['A', 'B'] })]).toEqual([2 / 4, 1]);
    expect([...positiveIntegration(sequences, { positive: ['D'] })]).toEqual([6 / 21, 0]);
    // Both kinds visited, one change of five.
    expect([...positiveVolatility(sequences, { positive: ['A', 'B'] })]).toEqual([0.5 + 0.5 / 5, 0]);
    expect(positiveVolatility(lettered(['A.C']), { positive: ['A'] })[0]).toBe(0.75);
    expect(positiveVolatility(lettered(['ABC']), { positive: ['A'], negative: ['C'] })[0]).toBe(1);
    expect(positiveShare(lettered(['A.B']), { withMissing: true, positive: ['*'] })[0]).toBe(1 / 3);
  });
});

describe('whatever the careers', () => {
  test('to fall in one order is to rise in the other', () => {
    fc.assert(
      fc.property(
        careers({ missing: true }),
        fc.constantFrom('rank', 'one', 'frequency', 'rate', 'spell-rate'),
        (rows, transitionWeight) => {
          const sequences = made(rows);
          const one = degradation(sequences, { order, transitionWeight });
          const other = degradation(sequences, { order: reversed, transitionWeight });
          expect(
            near(
              one,
              other.map((value) => 0 - value),
            ),
          ).toBe(true);
        },
      ),
    );
  });

  test('badness in one order and in the other make 1; integration shares out 1', () => {
    fc.assert(
      fc.property(careers({ missing: true }), fc.double({ min: 0, max: 3, noNaN: true }), (rows, power) => {
        fc.pre(rows.every((row) => row.some((state) => state !== null)));
        const sequences = made(rows);
        const [good, bad] = [badness(sequences, { order, power }), badness(sequences, { order: reversed, power })];
        for (const [row, value] of good.entries()) expect(value + (bad[row] ?? 0)).toBeCloseTo(1, 10);
      }),
    );
  });

  test('a share of falls stays between -1 and 1, whatever moves weigh', () => {
    const rarities = fc.constantFrom('additive', 'inverse', 'log-inverse');
    fc.assert(
      fc.property(
        careers(),
        rarities,
        fc.constantFrom('frequency', 'rate', 'spell-rate'),
        (rows, rarity, transitionWeight) => {
          const shares = degradation(made(rows), { spellWeighted: false, rarity, transitionWeight });
          expect(shares.every((share) => share >= -1 - 1e-12 && share <= 1 + 1e-12)).toBe(true);
        },
      ),
    );
  });
});

const s = made([['A', 'B']]);
const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode])[] = [
  ['an order with a state that there is not', () => degradation(s, { order: ['A', 'X'] }), 'state-outside-alphabet'],
  ['an order that names a state twice', () => badness(s, { order: ['A', 'A'] }), 'option-invalid'],
  ['an order of one state', () => badness(s, { order: ['A'] }), 'option-invalid'],
  [
    'a state in two classes',
    () =>
      badness(s, {
        equivalent: [
          ['A', 'B'],
          ['B', 'C'],
        ],
      }),
    'option-invalid',
  ],
  ['the missing state where it is none', () => badness(s, { order: ['A', '*'] }), 'state-outside-alphabet'],
  ['values of another length', () => badness(s, { undesirability: [1, 2] }), 'length-mismatch'],
  ['NaN as a value', () => badness(s, { undesirability: [0, 1, Number.NaN, 2] }), 'not-finite'],
  ['values that are all equal', () => badness(s, { undesirability: [1, 1, 1, 1] }), 'option-invalid'],
  ['values that are all below 0', () => badness(s, { undesirability: [-1, -1, -1, -2] }), 'option-invalid'],
  ['a negative power', () => integrationPotential(s, { power: -1 }), 'option-invalid'],
  ['a border effect of 1', () => degradation(s, { transitionWeight: 'rate', borderEffect: 1 }), 'option-invalid'],
  ['a weight of the start above 1', () => precarity(s, { startWeight: 2 }), 'option-invalid'],
  ['a negative power of complexity', () => precarity(s, { complexityPower: -1 }), 'option-invalid'],
  ['corrections of another length', () => precarity(s, { correction: [1, 2] }), 'length-mismatch'],
  ['a correction below -1', () => precarity(s, { correction: [-1.5] }), 'option-invalid'],
  ['NaN as a correction', () => insecurity(s, { correction: [Number.NaN] }), 'not-finite'],
  ['neither positive nor negative states', () => positiveShare(s, {}), 'option-invalid'],
  ['a state that is both', () => positiveShare(s, { positive: ['A'], negative: ['A'] }), 'option-invalid'],
  ['a positive state twice', () => positiveShare(s, { positive: ['A', 'A'] }), 'option-invalid'],
];

test.each(refused)('refuses %s', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});
