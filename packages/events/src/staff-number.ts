// The staff number: ten characters that mean nothing, keep for life, and catch every single slip of the hand.

/**
 * Twenty-nine characters: the digits, and the consonants that cannot be misread. No vowels, so no words.
 * Twenty-nine is prime, which the check character needs.
 */
export const staffNumberAlphabet = '0123456789BCDFGHJKMNPQRSTVWXZ';

const letters = 'BCDFGHJKMNPQRSTVWXZ';
const shape = new RegExp(`^[${letters}][${staffNumberAlphabet}]{9}$`);
const characterValues = new Int8Array(128).fill(-1);
for (let value = 0; value < staffNumberAlphabet.length; value += 1) {
  characterValues[staffNumberAlphabet.charCodeAt(value)] = value;
}

/** A staff number in its canonical form: a letter, eight characters, a check character; no hyphens. */
export type StaffNumber = string & { readonly __staffNumber: unique symbol };

export type StaffNumberMistake = 'staff-number-shape' | 'staff-number-check-character';

/**
 * The check character of the first nine characters: the sum of position (from 1) times value, modulo 29.
 * Every change of one character and every swap of two is caught, because 29 is prime and greater than ten.
 * Source: the NOID check digit algorithm (California Digital Library).
 */
export function staffNumberCheckCharacter(firstNine: string): string {
  let sum = 0;
  for (let index = 0; index < 9; index += 1) {
    const value = characterValues[firstNine.charCodeAt(index)] ?? -1;
    if (value < 0) throw new RangeError('a staff number holds only characters of its alphabet');
    sum += (index + 1) * value;
  }
  return staffNumberAlphabet.charAt(sum % 29);
}

/**
 * Reads a staff number as people write it: in any case, with spaces or hyphens, O for 0, I and L for 1.
 * Returns the canonical form, or the name of what is wrong.
 */
export function parseStaffNumber(written: string): StaffNumber | { readonly mistake: StaffNumberMistake } {
  if (isStaffNumber(written)) return written;
  const canonical =
    written.length > 32
      ? written
      : written.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (!shape.test(canonical)) return { mistake: 'staff-number-shape' };
  if (staffNumberCheckCharacter(canonical) !== canonical.charAt(9)) return { mistake: 'staff-number-check-character' };
  return canonical as StaffNumber;
}

/** True where the text is a staff number in canonical form with the right check character. */
export function isStaffNumber(text: string): text is StaffNumber {
  return shape.test(text) && staffNumberCheckCharacter(text) === text.charAt(9);
}

/** The printed form, in groups of three, three and four: `K4T-9WM-2H7K` shows the shape. */
export function formatStaffNumber(staffNumber: StaffNumber): string {
  return `${staffNumber.slice(0, 3)}-${staffNumber.slice(3, 6)}-${staffNumber.slice(6)}`;
}
