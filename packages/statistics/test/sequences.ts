// Arbitrary careers for the tests of sequences.
import fc from 'fast-check';
import { type SequenceRules, type StateSequences, stateSequences } from '../src/index.ts';

export const alphabet = ['A', 'B', 'C', 'D'] as const;

/** Careers of one to nine positions over A to D, with missing positions where told. */
export const careers = ({ missing = false, rows = 8 } = {}) =>
  fc.array(
    fc.array(missing ? fc.constantFrom(...alphabet, null) : fc.constantFrom(...alphabet), {
      minLength: 1,
      maxLength: 9,
    }),
    { minLength: 1, maxLength: rows },
  );

export const made = (rows: readonly (readonly (string | null)[])[], rules: SequenceRules = {}): StateSequences =>
  stateSequences(rows, { alphabet, ...rules });

/** Each text is a career, a letter a state, `.` a missing position. */
export const lettered = (texts: readonly string[], rules: SequenceRules = {}): StateSequences =>
  made(
    texts.map((text) => [...text].map((letter) => (letter === '.' ? null : letter))),
    rules,
  );

/** Whether two lists of numbers agree but for rounding, NaN with NaN. */
export function near(one: ArrayLike<number>, other: ArrayLike<number>, digits = 1e-12): boolean {
  if (one.length !== other.length) return false;
  return Array.from(one).every((number, at) => {
    const second = other[at] as number;
    if (Number.isNaN(number) || Number.isNaN(second)) return Number.isNaN(number) && Number.isNaN(second);
    return number === second || Math.abs(number - second) <= digits * Math.max(1, Math.abs(number), Math.abs(second));
  });
}
