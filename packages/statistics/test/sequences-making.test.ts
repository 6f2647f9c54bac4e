// Making sequences: of rows, spells and texts; what missing positions become; what is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aggregateSequences,
  factor,
  monthStarts,
  requireSequences,
  type SequenceRules,
  type SpellRules,
  type StatisticsErrorCode,
  selectSequences,
  sequenceFrequencies,
  sequencesFromSpells,
  sequencesFromSpellTexts,
  sequencesFromTexts,
  sequenceTexts,
  spellsOfSequences,
  spellTexts,
  stateLabel,
  stateSequences,
  stateSequencesFromCodes,
} from '../src/index.ts';
import { alphabet, careers, lettered, made } from './sequences.ts';

/** All positions of the sequences, `*` missing and `%` void. */
const shown = (sequences: ReturnType<typeof made>) =>
  Array.from({ length: sequences.count }, (_, row) =>
    Array.from(sequences.states.subarray(row * sequences.length, (row + 1) * sequences.length), (state) =>
      stateLabel(sequences, state),
    ).join(''),
  );

const byRules: readonly (readonly [SequenceRules, string, string])[] = [
  [{}, '..AB.C..', '**AB*C%%'],
  [{ right: 'missing' }, '..AB.C..', '**AB*C**'],
  [{ left: 'delete' }, '..AB.C..', 'AB*C%%%%'],
  [{ gaps: 'delete' }, '..AB.C..', '**ABC%%%'],
  [{ left: 'delete', gaps: 'delete' }, '..AB.C..', 'ABC%%%%%'],
  [{ left: { state: 'D' }, gaps: { state: 'B' }, right: { state: 'A' } }, '..AB.C..', 'DDABBCAA'],
  [{}, '....', '%%%%'],
  [{ right: 'missing' }, '....', '****'],
  [{ right: { state: 'C' } }, '....', 'CCCC'],
  [{ left: 'delete', right: 'missing' }, '.A.', 'A*%'],
];

test.each(byRules)('%j makes %s into %s', (rules, text, expected) => {
  expect(shown(lettered([text], rules))).toEqual([expected]);
});

test('what a row lacks at its end is missing there', () => {
  expect(shown(stateSequences([['A', 'B', 'B'], ['B'], []], { right: 'missing' }))).toEqual(['ABB', 'B**', '***']);
});

test('without an alphabet the states are sorted, those that fill missing positions among them', () => {
  expect(stateSequences([['b', null, 'a']], { gaps: { state: 'c' } }).alphabet).toEqual(['a', 'b', 'c']);
});

const instants = [0, 1, 2, 3, 4, 5];
const spells = (rows: readonly (readonly [string, number, number, string])[]) => ({
  persons: factor(rows.map(([person]) => person)),
  begins: Float64Array.from(rows, ([, begin]) => begin),
  ends: Float64Array.from(rows, ([, , end]) => end),
  states: factor(
    rows.map(([, , , state]) => state),
    alphabet,
  ),
});

const bySpells: readonly (readonly [
  string,
  readonly (readonly [string, number, number, string])[],
  Partial<SpellRules>,
  string,
])[] = [
  [
    'half-open, one after the other',
    [
      ['p', 0, 2, 'A'],
      ['p', 2, 6, 'B'],
    ],
    {},
    'AABBBB',
  ],
  [
    'in any order',
    [
      ['p', 2, 6, 'B'],
      ['p', 0, 2, 'A'],
    ],
    {},
    'AABBBB',
  ],
  ['still going on', [['p', 1, Number.POSITIVE_INFINITY, 'A']], {}, '*AAAAA'],
  [
    'a gap',
    [
      ['p', 0, 2, 'A'],
      ['p', 4, 5, 'B'],
    ],
    {},
    'AA**B%',
  ],
  [
    'a gap as a state',
    [
      ['p', 0, 2, 'A'],
      ['p', 4, 5, 'B'],
    ],
    { gaps: { state: 'D' } },
    'AADDB%',
  ],
  [
    'the later holds',
    [
      ['p', 0, 4, 'A'],
      ['p', 2, 6, 'B'],
    ],
    { overlaps: 'later' },
    'AABBBB',
  ],
  [
    'the earlier holds',
    [
      ['p', 0, 4, 'A'],
      ['p', 2, 6, 'B'],
    ],
    { overlaps: 'earlier' },
    'AAAABB',
  ],
  [
    'one within another, the later',
    [
      ['p', 0, 6, 'A'],
      ['p', 2, 3, 'B'],
    ],
    { overlaps: 'later' },
    'AABAAA',
  ],
  ['between two instants', [['p', 0.5, 2.5, 'A']], {}, '*AA%%%'],
  [
    'from an origin',
    [
      ['p', 10, 12, 'A'],
      ['p', 12, 99, 'C'],
    ],
    { origins: Float64Array.of(10) },
    'AACCCC',
  ],
];

test.each(bySpells)('spells, %s', (_, rows, rules, expected) => {
  expect(shown(sequencesFromSpells(spells(rows), { instants, ...rules }))).toEqual([expected]);
});

test('months begin on the first, leap years among them', () => {
  expect([...monthStarts(1970, 1, 3)]).toEqual([0, 31, 59]);
  expect([...monthStarts(2019, 12, 4)].map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))).toEqual([
    '2019-12-01',
    '2020-01-01',
    '2020-02-01',
    '2020-03-01',
  ]);
});

describe('there and back', () => {
  const rules: SequenceRules = { right: 'missing' };

  test('spells', () => {
    fc.assert(
      fc.property(careers({ missing: true }), (rows) => {
        const sequences = made(rows, rules);
        const { rows: persons, begins, ends, states } = spellsOfSequences(sequences);
        fc.pre(states.length > 0);
        const names = rows.map((_, row) => String(row).padStart(3, '0'));
        const back = sequencesFromSpells(
          {
            persons: factor(
              Array.from(persons, (row) => names[row] ?? ''),
              names,
            ),
            begins,
            ends,
            states: { levels: sequences.alphabet, codes: Int32Array.from(states) },
          },
          { ...rules, instants: Array.from({ length: sequences.length }, (_, position) => position) },
        );
        expect(shown(back)).toEqual(shown(sequences));
      }),
    );
  });

  test('texts of states and of spells', () => {
    fc.assert(
      fc.property(careers({ missing: true }), (rows) => {
        const sequences = made(rows, rules);
        expect(shown(sequencesFromTexts(sequenceTexts(sequences), { alphabet, ...rules }))).toEqual(shown(sequences));
        const form = { brackets: ['(', ')'], durationSeparator: ',', separator: ' ' } as const;
        expect(shown(sequencesFromSpellTexts(spellTexts(sequences, form), { alphabet, ...form, ...rules }))).toEqual(
          shown(sequences),
        );
      }),
    );
  });

  test('texts look as TraMineR writes them', () => {
    const sequences = lettered(['AAB', '.CC']);
    expect(sequenceTexts(sequences)).toEqual(['A-A-B', '*-C-C']);
    expect(spellTexts(sequences)).toEqual(['A/2-B/1', '*/1-C/2']);
    expect(sequencesFromTexts(['AAB'], { separator: '' }).alphabet).toEqual(['A', 'B']);
  });
});

describe('equal sequences once', () => {
  test('the groups put every sequence together again, and weights add up', () => {
    fc.assert(
      fc.property(careers({ missing: true, rows: 30 }), fc.integer({ min: 1, max: 3 }), (rows, scale) => {
        const weights = Float64Array.from(rows, (_, row) => (row % scale) + 0.5);
        const sequences = made(rows, { weights });
        const { sequences: different, firstRows, groups } = aggregateSequences(sequences);
        expect(shown(selectSequences(different, groups))).toEqual(shown(sequences));
        expect(new Set(shown(different)).size).toBe(different.count);
        expect(shown(selectSequences(sequences, firstRows))).toEqual(shown(different));
        different.weights?.forEach((weight, group) => {
          const members = weights.filter((_, row) => groups[row] === group);
          expect(weight).toBeCloseTo(
            members.reduce((sum, each) => sum + each, 0),
            10,
          );
        });
      }),
    );
  });

  test('the most frequent first, equally frequent ones as they appear', () => {
    const { sequences, frequencies, percentages, firstRows } = sequenceFrequencies(
      lettered(['AB', 'CC', 'AB', 'DA', 'AA', 'DA']),
      { most: 3 },
    );
    expect(shown(sequences)).toEqual(['AB', 'DA', 'CC']);
    expect([[...frequencies], [...firstRows]]).toEqual([
      [2, 2, 1],
      [0, 3, 1],
    ]);
    expect(percentages[0]).toBeCloseTo(100 / 3, 12);
  });
});

const one = spells([['p', 0, 2, 'A']]);
const complete: SequenceRules = { left: 'refuse', gaps: 'refuse', right: 'refuse' };

test('careers without missing positions pass where missing ones are refused', () => {
  expect(shown(lettered(['AB', 'CC'], complete))).toEqual(['AB', 'CC']);
});

const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode, object])[] = [
  ['a gap that may not be', () => lettered(['AB', 'A.B'], complete), 'state-missing', { row: 0, detail: 'position 3' }],
  ['a begin that may not be missing', () => lettered(['AB.', '.AB'], { left: 'refuse' }), 'state-missing', { row: 1 }],
  [
    'a state outside the alphabet',
    () => made([['A'], ['A', 'secret']]),
    'state-outside-alphabet',
    { row: 1, detail: 'position 2' },
  ],
  ['a code outside', () => stateSequencesFromCodes([0, 4], 2, { alphabet }), 'state-outside-alphabet', { row: 0 }],
  ['NaN as a code', () => stateSequencesFromCodes([Number.NaN], 1, { alphabet }), 'state-outside-alphabet', { row: 0 }],
  [
    'a state for missing that there is not',
    () => made([['A']], { left: { state: 'X' } }),
    'state-outside-alphabet',
    {},
  ],
  ['no rows', () => made([]), 'no-rows', {}],
  ['rows without positions', () => made([[], []]), 'no-rows', {}],
  ['an empty alphabet', () => made([['A']], { alphabet: [] }), 'option-invalid', { column: 'alphabet' }],
  ['a state twice', () => made([['A']], { alphabet: ['A', 'A'] }), 'option-invalid', { column: 'alphabet' }],
  [
    'codes that are no rectangle',
    () => stateSequencesFromCodes([0, 0, 0], 2, { alphabet }),
    'length-mismatch',
    { column: 'codes' },
  ],
  [
    'weights of another length',
    () => made([['A']], { weights: Float64Array.of(1, 1) }),
    'length-mismatch',
    { column: 'weights' },
  ],
  ['a negative weight', () => made([['A']], { weights: Float64Array.of(-1) }), 'weight-invalid', { row: 0 }],
  ['weights of nothing', () => made([['A'], ['B']], { weights: Float64Array.of(0, 0) }), 'weight-invalid', {}],
  [
    'a broken object',
    () => requireSequences({ alphabet, count: 2, length: 2, states: new Uint16Array(3) }),
    'length-mismatch',
    {},
  ],
  [
    'a code past void',
    () => requireSequences({ alphabet, count: 1, length: 1, states: Uint16Array.of(6) }),
    'state-outside-alphabet',
    { row: 0 },
  ],
  [
    'overlapping spells',
    () =>
      sequencesFromSpells(
        spells([
          ['p', 0, 3, 'A'],
          ['p', 2, 4, 'B'],
        ]),
        { instants },
      ),
    'spells-overlap',
    { row: 1 },
  ],
  [
    'an empty spell',
    () => sequencesFromSpells(spells([['p', 2, 2, 'A']]), { instants }),
    'entry-not-before-exit',
    { row: 0 },
  ],
  [
    'a spell without a begin',
    () => sequencesFromSpells(spells([['p', Number.NaN, 2, 'A']]), { instants }),
    'not-finite',
    { column: 'begins' },
  ],
  [
    'a spell without an end',
    () => sequencesFromSpells(spells([['p', 0, Number.NaN, 'A']]), { instants }),
    'not-finite',
    { column: 'ends' },
  ],
  [
    'columns of other lengths',
    () => sequencesFromSpells({ ...one, ends: new Float64Array(2) }, { instants }),
    'length-mismatch',
    { column: 'ends' },
  ],
  [
    'instants that stand still',
    () => sequencesFromSpells(one, { instants: [0, 0] }),
    'option-invalid',
    { column: 'instants' },
  ],
  ['no instants', () => sequencesFromSpells(one, { instants: [] }), 'no-rows', {}],
  [
    'an origin that is missing',
    () => sequencesFromSpells(one, { instants, origins: Float64Array.of(Number.NaN) }),
    'not-finite',
    { column: 'origins' },
  ],
  ['month 13', () => monthStarts(2020, 13, 1), 'option-invalid', { column: 'month' }],
  ['a text without a duration', () => sequencesFromSpellTexts(['A/2-B']), 'text-invalid', { row: 0 }],
  ['a duration of nothing', () => sequencesFromSpellTexts(['A/2', 'A/0']), 'text-invalid', { row: 1 }],
  [
    'a text without its brackets',
    () => sequencesFromSpellTexts(['A/2'], { brackets: ['(', ')'] }),
    'text-invalid',
    { row: 0 },
  ],
  ['a row that there is not', () => selectSequences(made([['A']]), [1]), 'option-invalid', { column: 'rows' }],
];

test.each(refused)('refuses %s', (_, call, code, where) => {
  expect(call).toThrow(
    expect.objectContaining({ name: 'StatisticsError', code, where: expect.objectContaining(where) }),
  );
});

test('never tells the state that it refuses', () => {
  expect(() => made([['secret']])).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
});
