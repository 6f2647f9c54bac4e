// Identifiers that follow from the seed alone: ids of events, staff numbers for files, and National Insurance numbers that nobody can have.
import { type StaffNumber, staffNumberAlphabet, staffNumberCheckCharacter } from '@clew/events';
import { hashText, mix } from './random.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: 48 bits of the time, then 80 bits made of the seed (32), the person's index (32) and the event's sequence (16).
 * Unique within a population because index and sequence are in it; between seeds because the hashed seed is.
 */
export function eventUlid(milliseconds: number, seed: number, index: number, sequence: number): string {
  let text = '';
  for (let place = 45, rest = 0; place >= 0; place -= 5) {
    rest = Math.floor(milliseconds / 2 ** place) % 32;
    text += crockford.charAt(rest);
  }
  // 80 bits as sixteen characters: from the words (seed, scrambled index, sequence), most significant first.
  return text + characters(seed, mix(index ^ seed), sequence);
}

function characters(seed: number, index: number, sequence: number): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const [word, width] of [
    [seed >>> 16, 16],
    [seed & 0xffff, 16],
    [index >>> 16, 16],
    [index & 0xffff, 16],
    [sequence, 16],
  ] as const) {
    held = ((held << width) | word) & 0x3fffff;
    bits += width;
    while (bits >= 5) {
      bits -= 5;
      text += crockford.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

const letters = 'BCDFGHJKMNPQRSTVWXZ';
const numbersInAll = 19n * 29n ** 8n;
/** About the golden section of all numbers, and prime to 19 and 29: consecutive people land far apart, and never on one number. */
const stride = 5_874_217_936_511n;

/**
 * The staff number of a person in a file that the ID service had no part in: valid, unique within the population, the same for the same seed.
 * A live system asks the ID service instead.
 */
export function syntheticStaffNumber(seed: string, index: number): StaffNumber {
  const offset = BigInt(hashText(seed, 0x1234567)) * 4294967296n + BigInt(hashText(seed, 0x7654321));
  let rest = (BigInt(index) * stride + offset) % numbersInAll;
  let text = letters.charAt(Number(rest % 19n));
  rest /= 19n;
  for (let place = 0; place < 8; place += 1) {
    text += staffNumberAlphabet.charAt(Number(rest % 29n));
    rest /= 29n;
  }
  return (text + staffNumberCheckCharacter(text)) as StaffNumber;
}

/**
 * Prefixes that are shaped like those of National Insurance numbers, so that a service takes them, and that nobody's number has:
 * HMRC's manual (NIM39110) lists NC (made-up identifiers of stakeholder pensions, ending in m or f) and PP (of pension schemes) as
 * administrative references, not numbers. QQ, its own example, is refused by every check of the format.
 */
const fictitiousPrefixes = ['NC', 'PP'] as const;
const numbersPerPrefix = 999_999;

/** How many people one population can have: as many as there are numbers that nobody has. */
export const mostPeople = numbersPerPrefix * fictitiousPrefixes.length;

/** A National Insurance number that nobody has; its first eight characters are unique within a population. */
export function fictitiousNationalInsuranceNumber(seed: string, index: number): string {
  const number = (hashText(seed, 0x2468ace) + index) % mostPeople;
  const prefix = fictitiousPrefixes[Math.floor(number / numbersPerPrefix)] ?? 'NC';
  return `${prefix}${String(number % numbersPerPrefix).padStart(6, '0')}${'ABCD'.charAt(mix(number) % 4)}`;
}
