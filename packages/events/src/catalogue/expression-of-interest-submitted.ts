// Expression of interest submitted: a person asks to be considered for an opportunity.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';
import { grade } from '../reference/grading-schemes.ts';

export const expressionOfInterestSubmitted = defineEvent({
  name: 'expressionOfInterestSubmitted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person asks to be considered for an opportunity that is filled by expression of interest.',
  actionPoints: ['7.2'],
  data: z.object({
    effectiveDate,
    expressionOfInterestId: sourceIdentifier,
    opportunity: z.enum(['temporary-promotion', 'level-transfer', 'loan', 'project', 'other']),
    grade: grade.optional(),
  }),
  validExamples: [
    {
      effectiveDate: '2024-04-01',
      expressionOfInterestId: 'EOI-5',
      opportunity: 'temporary-promotion',
      grade: { scheme: 'civil-service', code: 'G6' },
    },
  ],
  invalidExamples: [
    {
      because: 'an unknown opportunity',
      data: { effectiveDate: '2024-04-01', expressionOfInterestId: 'EOI-5', opportunity: 'lottery' },
      code: 'invalid-value',
      field: '/data/opportunity',
    },
  ],
});
