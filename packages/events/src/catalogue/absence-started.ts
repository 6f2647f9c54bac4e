// Absence started: leave of absence of some length.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const absenceStarted = defineEvent({
  name: 'absenceStarted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person begins a leave of absence. Those on unpaid absence are left out of published headcount.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    absenceId: sourceIdentifier,
    kind: z.enum([
      'maternity-or-parental',
      'sickness',
      'career-break',
      'secondment-out',
      'covering-another-role',
      'other',
    ]),
    paid: z.boolean().optional(),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', absenceId: 'ABS-8', kind: 'career-break', paid: false }],
  invalidExamples: [
    {
      because: 'an unknown kind',
      data: { effectiveDate: '2024-04-01', absenceId: 'ABS-8', kind: 'fishing' },
      code: 'invalid-value',
      field: '/data/kind',
    },
  ],
});
