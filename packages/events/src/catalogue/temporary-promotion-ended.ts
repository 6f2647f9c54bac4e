// Temporary promotion ended: the person no longer acts at the higher grade.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const temporaryPromotionEnded = defineEvent({
  name: 'temporaryPromotionEnded',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A temporary promotion ends. One that becomes substantive is followed by `promoted`.',
  actionPoints: ['7.2'],
  data: z.object({
    effectiveDate,
    temporaryPromotionId: sourceIdentifier,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', temporaryPromotionId: 'TP-1' }],
  invalidExamples: [
    {
      because: 'no identifier',
      data: { effectiveDate: '2024-04-01' },
      code: 'missing-field',
      field: '/data/temporaryPromotionId',
    },
  ],
});
