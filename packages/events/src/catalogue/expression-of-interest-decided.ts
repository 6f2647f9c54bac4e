// Expression of interest decided, with whether feedback was given.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const expressionOfInterestDecided = defineEvent({
  name: 'expressionOfInterestDecided',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'An expression of interest is decided; says whether feedback was given.',
  actionPoints: ['7.2', '7.3'],
  data: z.object({
    effectiveDate,
    expressionOfInterestId: sourceIdentifier,
    outcome: z.enum(['successful', 'unsuccessful', 'withdrawn']),
    feedbackGiven: z.boolean(),
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', expressionOfInterestId: 'EOI-5', outcome: 'unsuccessful', feedbackGiven: true },
  ],
  invalidExamples: [
    {
      because: 'no word on feedback',
      data: { effectiveDate: '2024-04-01', expressionOfInterestId: 'EOI-5', outcome: 'successful' },
      code: 'missing-field',
      field: '/data/feedbackGiven',
    },
  ],
});
