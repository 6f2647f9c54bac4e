// Apprenticeship ended: completed, or left.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const apprenticeshipEnded = defineEvent({
  name: 'apprenticeshipEnded',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'An apprenticeship ends.',
  actionPoints: ['4.1'],
  data: z.object({
    effectiveDate,
    apprenticeshipId: sourceIdentifier,
    outcome: z.enum(['completed', 'withdrawn', 'transferred']),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', apprenticeshipId: 'APP-1', outcome: 'completed' }],
  invalidExamples: [
    {
      because: 'an unknown outcome',
      data: { effectiveDate: '2024-04-01', apprenticeshipId: 'APP-1', outcome: 'lost' },
      code: 'invalid-value',
      field: '/data/outcome',
    },
  ],
});
