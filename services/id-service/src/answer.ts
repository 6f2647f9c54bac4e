// The answer to a request for a staff number, as a value: a number, or the reason why not.

import { formatStaffNumber, isStaffNumber } from '@clew/events';
import type { MatchedOn } from '@clew/identity';
import type { Refusal } from '@clew/service-kit';
import { z } from 'zod';

/** The body of a success. */
export const staffNumberAnswerSchema = z
  .object({
    staffNumber: z.string().meta({ description: 'Ten characters, without hyphens: what systems keep' }),
    printed: z.string().meta({ description: 'The same in groups, for people to read' }),
    outcome: z.enum(['issued', 'existing']),
    matchedOn: z
      .enum(['national-insurance-number', 'department-and-local-employee-number'])
      .optional()
      .meta({ description: 'What found the existing number' }),
  })
  .meta({ id: 'StaffNumberAnswer' });

export type StaffNumberAnswer = z.infer<typeof staffNumberAnswerSchema>;

export type IssueResult =
  | { readonly ok: true; readonly answer: StaffNumberAnswer }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export function issued(staffNumber: string): IssueResult {
  return { ok: true, answer: { staffNumber, printed: printedForm(staffNumber), outcome: 'issued' } };
}

export function existing(staffNumber: string, matchedOn: MatchedOn): IssueResult {
  return { ok: true, answer: { staffNumber, printed: printedForm(staffNumber), outcome: 'existing', matchedOn } };
}

/** The printed form of a number that we issued; anything else in the database is a fault. */
export function printedForm(staffNumber: string): string {
  if (!isStaffNumber(staffNumber)) throw new Error('the database holds a staff number with a wrong check character');
  return formatStaffNumber(staffNumber);
}

const refusedWith = (refusal: Refusal): IssueResult => ({ ok: false, refusals: [refusal] });

export const keyReused = refusedWith({
  code: 'idempotency-key-reused',
  field: 'headers/idempotency-key',
  message: 'This idempotency key was used before, for a request with other content.',
  remedy: 'Make a new key for each person; to correct a request, send it under a new key.',
  retryable: false,
});

export const contradicted = refusedWith({
  code: 'identity-conflict',
  field: '',
  message: 'The National Insurance number and the local employee number do not belong to the same person here.',
  remedy: 'Check both. If they are right, leave it: the request was recorded for review, and no number was issued.',
  retryable: false,
});
