// Mentoring ended.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const mentoringEnded = defineEvent({
  name: 'mentoringEnded',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A mentoring or sponsorship ends.',
  actionPoints: ['6.5'],
  data: z.object({
    effectiveDate,
    mentoringId: sourceIdentifier,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', mentoringId: 'M-4' }],
  invalidExamples: [
    {
      because: 'no identifier',
      data: { effectiveDate: '2024-04-01' },
      code: 'missing-field',
      field: '/data/mentoringId',
    },
  ],
});
