// Channels joined: grade, department and region of the same careers as one sequence of combined states.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combineChannels, type StatisticsErrorCode, stateLabel } from '../src/index.ts';
import { careers, lettered, made } from './sequences.ts';

const shown = (sequences: ReturnType<typeof made>) =>
  Array.from(sequences.states, (state) => stateLabel(sequences, state));

test('states that occur together, in the order of the alphabets', () => {
  const { sequences, parts, channels } = combineChannels([lettered(['BBA']), lettered(['CDD'])]);
  expect(sequences.alphabet).toEqual(['A+D', 'B+C', 'B+D']);
  expect(shown(sequences)).toEqual(['B+C', 'B+D', 'A+D']);
  expect([channels, [...parts]]).toEqual([2, [0, 3, 1, 2, 1, 3]]);
});

test('all combinations, another separator, weights of the first channel', () => {
  const weights = Float64Array.of(2);
  const { sequences } = combineChannels([lettered(['A'], { weights }), lettered(['B'])], {
    allCombinations: true,
    separator: '/',
  });
  expect(sequences.alphabet.length).toBe(16);
  expect(sequences.alphabet.slice(0, 5)).toEqual(['A/A', 'A/B', 'A/C', 'A/D', 'B/A']);
  expect(sequences.weights).toBe(weights);
});

test('missing in one channel is missing, or a state of that channel; void only where all have ended', () => {
  const channels = [lettered(['A.B.'], { right: 'delete' }), lettered(['CCC.'], { right: 'delete' })];
  expect(shown(combineChannels(channels).sequences)).toEqual(['A+C', '*', 'B+C', '%']);
  expect(shown(combineChannels(channels, { withMissing: true }).sequences)).toEqual(['A+C', '*+C', 'B+C', '%']);
  const shorter = [lettered(['AA']), lettered(['B.'])];
  expect(shown(combineChannels(shorter).sequences)).toEqual(['A+B', '*']);
});

test('each channel can be read back from the combined states', () => {
  fc.assert(
    fc.property(careers({ missing: true }), (rows) => {
      const first = made(rows, { right: 'missing' });
      const second = made(
        rows.map((row) => [...row].reverse()),
        { right: 'missing' },
      );
      const { sequences, parts, channels } = combineChannels([first, second, first], { withMissing: true });
      sequences.states.forEach((state, at) => {
        const read = [0, 1, 2].map((channel) => parts[state * channels + channel]);
        expect(read).toEqual([first.states[at], second.states[at], first.states[at]]);
      });
    }),
  );
});

const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode, object])[] = [
  ['no channels', () => combineChannels([]), 'no-rows', {}],
  [
    'other lengths',
    () => combineChannels([lettered(['AB']), lettered(['A'])]),
    'length-mismatch',
    { column: 'channel 2' },
  ],
  [
    'other numbers',
    () => combineChannels([lettered(['A']), lettered(['A', 'B'])]),
    'length-mismatch',
    { column: 'channel 2' },
  ],
  [
    'too many combinations',
    () => combineChannels(new Array(9).fill(lettered(['A'])), { allCombinations: true }),
    'option-invalid',
    { column: 'channels' },
  ],
  [
    'a separator that makes two states alike',
    () =>
      combineChannels([
        made([['A', 'A+A']], { alphabet: ['A', 'A+A'] }),
        made([['A+A', 'A']], { alphabet: ['A', 'A+A'] }),
      ]),
    'option-invalid',
    { column: 'separator' },
  ],
];

test.each(refused)('refuses %s', (_, call, code, where) => {
  expect(call).toThrow(expect.objectContaining({ code, where: expect.objectContaining(where) }));
});
