// Resolving: which person's number is this, in whatever spelling it comes.

import type { Queryable } from '@clew/database';
import { parseStaffNumber, type StaffNumberMistake } from '@clew/events';
import type { Refusal } from '@clew/service-kit';
import { z } from 'zod';
import { printedForm } from './answer.ts';

/**
 * A number that resolves. `staffNumber` is the number that the person has: once numbers can be merged it may be another than the
 * one that was asked for, found through any chain of merges, and `status` then says `merged`.
 */
export const resolvedSchema = z
  .object({
    asked: z.string().meta({ description: 'As it was asked' }),
    staffNumber: z.string().meta({ description: "The person's number today, in canonical form" }),
    printed: z.string(),
    status: z.literal('current'),
    issuedAt: z.iso.datetime(),
  })
  .meta({ id: 'ResolvedStaffNumber' });

const unresolvedSchema = z
  .object({
    asked: z.string(),
    staffNumber: z.null(),
    status: z.literal('unresolved'),
    code: z.enum(['staff-number-shape', 'staff-number-check-character', 'staff-number-unknown']),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'UnresolvedStaffNumber' });

/** The answer for one number of several. */
export const resolutionSchema = z.union([resolvedSchema, unresolvedSchema]);

export type Resolution = z.infer<typeof resolutionSchema>;

const mistakes: Readonly<Record<StaffNumberMistake | 'staff-number-unknown', Pick<Refusal, 'message' | 'remedy'>>> = {
  'staff-number-shape': {
    message: 'Not shaped like a staff number.',
    remedy: 'Send ten characters, a letter first, as in K4T-9WM-2H7K; hyphens and case do not matter.',
  },
  'staff-number-check-character': {
    message: 'The check character is wrong: a character was mistyped, or two were swapped.',
    remedy: 'Copy the number again from where it was issued.',
  },
  'staff-number-unknown': {
    message: 'The number is well formed, but it was never issued.',
    remedy: 'Ask for the number of this person with POST /staff-numbers.',
  },
};

/** Resolves any count of numbers with one read, in order. */
export async function resolveStaffNumbers(
  database: Queryable,
  asked: readonly string[],
): Promise<readonly Resolution[]> {
  const parsed = asked.map((written) => ({ written, number: parseStaffNumber(written) }));
  const canonical = parsed.flatMap(({ number }) => (typeof number === 'string' ? number : []));
  const { rows } = await database.query<{ staffNumber: string; issuedAt: Date }>(
    'select staff_number as "staffNumber", issued_at as "issuedAt" from identity.person where staff_number = any($1::text[])',
    [canonical],
  );
  const issuedAt = new Map(rows.map((row) => [row.staffNumber, row.issuedAt.toISOString()]));
  return parsed.map(({ written, number }) => {
    if (typeof number !== 'string') return unresolved(written, number.mistake);
    const at = issuedAt.get(number);
    if (at === undefined) return unresolved(written, 'staff-number-unknown');
    return { asked: written, staffNumber: number, printed: printedForm(number), status: 'current', issuedAt: at };
  });
}

function unresolved(asked: string, code: keyof typeof mistakes): Resolution {
  return { asked, staffNumber: null, status: 'unresolved', code, ...mistakes[code] };
}
