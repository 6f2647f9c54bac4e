// A staff number survives people: every single slip and every swap is caught, and every sensible spelling is read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatStaffNumber,
  isStaffNumber,
  parseStaffNumber,
  type StaffNumber,
  staffNumberAlphabet,
  staffNumberCheckCharacter,
} from '../src/index.ts';

const alphabet = [...staffNumberAlphabet];
const letter = fc.constantFrom(...alphabet.filter((each) => each >= 'A'));
const numbers = fc
  .tuple(letter, fc.array(fc.constantFrom(...alphabet), { minLength: 8, maxLength: 8 }))
  .map(([first, rest]) => first + rest.join(''))
  .map((nine) => (nine + staffNumberCheckCharacter(nine)) as StaffNumber);

describe('a staff number', () => {
  test('has an alphabet of 29 characters, a prime', () => {
    expect(new Set(alphabet).size).toBe(29);
  });

  test('with any one character changed is refused', () => {
    fc.assert(
      fc.property(numbers, fc.nat(9), fc.constantFrom(...alphabet), (number, at, other) => {
        fc.pre(number.charAt(at) !== other);
        expect(isStaffNumber(number.slice(0, at) + other + number.slice(at + 1))).toBe(false);
      }),
    );
  });

  test('with any two characters swapped is refused', () => {
    fc.assert(
      fc.property(numbers, fc.nat(9), fc.nat(9), (number, one, other) => {
        fc.pre(number.charAt(one) !== number.charAt(other));
        const characters = [...number];
        [characters[one], characters[other]] = [number.charAt(other), number.charAt(one)];
        expect(isStaffNumber(characters.join(''))).toBe(false);
      }),
    );
  });

  test('is read as it is printed, in any case, and with O for 0 and I or L for 1', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const printed = formatStaffNumber(number);
        for (const written of [
          printed,
          printed.toLowerCase(),
          printed.replaceAll('-', ' '),
          number.replaceAll('0', 'o').replaceAll('1', 'l'),
        ]) {
          expect(parseStaffNumber(written)).toBe(number);
        }
      }),
    );
  });

  test.each([
    ['', 'staff-number-shape'],
    ['K4T9WM2H7', 'staff-number-shape'],
    ['4KT9WM2H7K', 'staff-number-shape'],
    ['K4T9WM2H7A', 'staff-number-shape'],
    ['K4T9WM2H7C', 'staff-number-check-character'],
    [' '.repeat(100000), 'staff-number-shape'],
  ])('%j is refused as %s', (written, mistake) => {
    expect(parseStaffNumber(written)).toEqual({ mistake });
  });
});
