// Mentoring started: a person is mentored, or sponsored.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const mentoringStarted = defineEvent({
  name: 'mentoringStarted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person begins to be mentored or sponsored.',
  actionPoints: ['6.5'],
  data: z.object({
    effectiveDate,
    mentoringId: sourceIdentifier,
    kind: z.enum(['mentoring', 'sponsorship', 'reverse-mentoring']),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', mentoringId: 'M-4', kind: 'mentoring' }],
  invalidExamples: [
    {
      because: 'an unknown kind',
      data: { effectiveDate: '2024-04-01', mentoringId: 'M-4', kind: 'gossip' },
      code: 'invalid-value',
      field: '/data/kind',
    },
  ],
});
