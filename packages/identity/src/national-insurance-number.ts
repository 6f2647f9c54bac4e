// The National Insurance number: what one looks like, and the eight characters that tell people apart.

import { type IdentityReading, mistaken, read } from './mistake.ts';

/** The first eight characters of a National Insurance number: the suffix says nothing about who it is. Never stored, never logged. */
export type NationalInsuranceKey = string & { readonly __nationalInsuranceKey: unique symbol };

const remedy =
  'Send it as on the payslip (two letters, six digits, and a letter A to D that may be left out), or leave it out.';
const unallocatedPrefixes = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ']);

/**
 * Reads a National Insurance number in any case, with spaces, hyphens or full stops between.
 * Rules (HMRC, National Insurance Manual NIM39110): two letters, none of D F I Q U V, the second not O; prefixes BG, GB, KN, NK, NT,
 * TN and ZZ are not allocated; six digits; the suffix is A, B, C or D, and many systems do not keep it.
 */
export function parseNationalInsuranceNumber(written: string): IdentityReading<NationalInsuranceKey> {
  const compact = written.length > 40 ? '' : written.toUpperCase().replaceAll(/[\s.-]/g, '');
  if (!/^[A-Z]{2}\d{6}[A-D]?$/.test(compact)) {
    return mistaken('national-insurance-number-shape', 'Not shaped like a National Insurance number.', remedy);
  }
  const prefix = compact.slice(0, 2);
  if (!/^[^DFIQUV][^DFIOQUV]$/.test(prefix) || unallocatedPrefixes.has(prefix)) {
    return mistaken(
      'national-insurance-number-prefix',
      'No National Insurance number begins with these letters.',
      remedy,
    );
  }
  return read(compact.slice(0, 8) as NationalInsuranceKey);
}
