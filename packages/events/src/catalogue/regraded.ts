// Regraded: the substantive grade changes otherwise than by promotion.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { postingChanges } from '../posting.ts';
import { effectiveDate } from '../primitives.ts';
import { grade } from '../reference/grading-schemes.ts';

export const regraded = defineEvent({
  name: 'regraded',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary:
    'The substantive grade changes otherwise than by promotion: a downgrading, or a post that was evaluated anew.',
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    grade,
    reason: z
      .enum(['voluntary', 'job-evaluation', 'disciplinary', 'end-of-probation', 'reorganisation', 'other'])
      .optional(),
    changes: postingChanges.optional(),
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', grade: { scheme: 'civil-service', code: 'SEO' }, reason: 'voluntary' },
  ],
  invalidExamples: [
    {
      because: 'an unknown reason',
      data: { effectiveDate: '2024-04-01', grade: { scheme: 'civil-service', code: 'SEO' }, reason: 'because' },
      code: 'invalid-value',
      field: '/data/reason',
    },
  ],
});
