// A staff number from random bytes: every number equally likely, and no way back to a person or a date.

import { type StaffNumber, staffNumberAlphabet, staffNumberCheckCharacter } from '@clew/events';

const letters = [...staffNumberAlphabet].filter((character) => character >= 'A').join('');

/** How many bytes to hand over so that running out is rarer than once in 10^15 calls. */
export const randomBytesForStaffNumber = 48;

/**
 * The staff number that the bytes give, or undefined where too many of them had to be rejected (then ask with fresh bytes).
 * A byte beyond the largest multiple of the alphabet's size is thrown away: taking it modulo the size would favour
 * the first characters. There are 19 * 29^8, about 9.5 * 10^12, numbers; 600,000 people use one in sixteen million.
 */
export function staffNumberFromRandom(bytes: Uint8Array): StaffNumber | undefined {
  let firstNine = '';
  for (const byte of bytes) {
    const choices = firstNine === '' ? letters : staffNumberAlphabet;
    if (byte >= 256 - (256 % choices.length)) continue;
    firstNine += choices.charAt(byte % choices.length);
    if (firstNine.length === 9) return (firstNine + staffNumberCheckCharacter(firstNine)) as StaffNumber;
  }
  return undefined;
}
