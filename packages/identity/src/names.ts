// Names made comparable: the same name written by two departments gives the same words.

import { type IdentityReading, mistaken, read } from './mistake.ts';

/** A name for comparing, never for showing. */
export interface NormalisedName {
  /** Lower case, unaccented, one space between words, particles kept: `van der berg`. */
  readonly words: string;
  /** The words without particles and without spaces: `berg`; what blocking and term frequencies are built on. */
  readonly key: string;
}

// Letters that Unicode does not decompose into a base letter and a mark.
const undecomposed = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ł: 'l',
    ħ: 'h',
    ı: 'i',
    ŋ: 'n',
    ŧ: 't',
  }),
);

// Words that some systems keep, some join to the next word and some drop.
const particles = new Set(
  'al ap ab bin bint da dal de del della den der des di do dos du e el ferch ibn la las le los of san st ten ter the van von y zu'.split(
    ' ',
  ),
);

/**
 * Normalises given names or a family name: compatibility decomposition (NFKD), accents dropped, lower case; apostrophes join
 * (O'Neil, ONeil), hyphens and other marks divide (Smith-Jones, Smith Jones). Letters of other scripts are kept as they are.
 */
export function normaliseName(written: string): IdentityReading<NormalisedName> {
  const words = written
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{ASCII}]/gu, (letter) => undecomposed.get(letter) ?? letter)
    .replaceAll(/['’‘ʼʹ`´]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (words === '')
    return mistaken('invalid-value', 'The name has no letters.', 'Send the name as the person writes it.');
  const bearing = words.split(' ').filter((word) => !particles.has(word));
  // A family name may be nothing but a particle (Le, San): then it is the name.
  return read({ words, key: (bearing.length === 0 ? words.split(' ') : bearing).join('') });
}
