// Learning completed: a course or other learning, with its hours.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const learningCompleted = defineEvent({
  name: 'learningCompleted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person completes a piece of learning.',
  actionPoints: ['3.1', '3.2'],
  data: z.object({
    effectiveDate,
    learning: sourceIdentifier,
    kind: z.enum(['course', 'qualification', 'conference', 'coaching', 'e-learning', 'other']),
    hours: z.number().gt(0).max(2000),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', learning: 'CSL-2210', kind: 'course', hours: 7.5 }],
  invalidExamples: [
    {
      because: 'no hours at all',
      data: { effectiveDate: '2024-04-01', learning: 'CSL-2210', kind: 'course', hours: 0 },
      code: 'invalid-value',
      field: '/data/hours',
    },
  ],
});
