// Apprenticeship started, with its level.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const apprenticeshipStarted = defineEvent({
  name: 'apprenticeshipStarted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person starts an apprenticeship.',
  actionPoints: ['4.1'],
  data: z.object({
    effectiveDate,
    apprenticeshipId: sourceIdentifier,
    standard: sourceIdentifier,
    level: z.int().min(2).max(7),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', apprenticeshipId: 'APP-1', standard: 'ST0116', level: 3 }],
  invalidExamples: [
    {
      because: 'a level that does not exist',
      data: { effectiveDate: '2024-04-01', apprenticeshipId: 'APP-1', standard: 'ST0116', level: 9 },
      code: 'invalid-value',
      field: '/data/level',
    },
  ],
});
