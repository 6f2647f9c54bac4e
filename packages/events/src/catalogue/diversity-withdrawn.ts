// Diversity withdrawn: named characteristics are taken back.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate } from '../primitives.ts';

export const diversityWithdrawn = defineEvent({
  name: 'diversityWithdrawn',
  version: 1,
  topic: 'diversity',
  subject: 'staff-number',
  summary: 'A person withdraws what was declared of the named characteristics.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    characteristics: z
      .array(z.enum(['sex', 'ethnicity', 'disability', 'sexualOrientation', 'birthYear']))
      .min(1)
      .max(5),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', characteristics: ['ethnicity'] }],
  invalidExamples: [
    {
      because: 'nothing named',
      data: { effectiveDate: '2024-04-01', characteristics: [] },
      code: 'invalid-value',
      field: '/data/characteristics',
    },
  ],
});
