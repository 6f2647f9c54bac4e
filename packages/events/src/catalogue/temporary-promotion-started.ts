// Temporary promotion started: a person acts at a higher grade for a time.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { calendarDate, effectiveDate, sourceIdentifier } from '../primitives.ts';
import { grade } from '../reference/grading-schemes.ts';

export const temporaryPromotionStarted = defineEvent({
  name: 'temporaryPromotionStarted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person begins to act at a higher grade for a time; the substantive grade stays.',
  actionPoints: ['7.2'],
  data: z.object({
    effectiveDate,
    temporaryPromotionId: sourceIdentifier,
    grade,
    expectedEndDate: calendarDate.optional(),
  }),
  validExamples: [
    {
      effectiveDate: '2024-04-01',
      temporaryPromotionId: 'TP-1',
      grade: { scheme: 'civil-service', code: 'G7' },
      expectedEndDate: '2024-10-01',
    },
  ],
  invalidExamples: [
    {
      because: 'no identifier',
      data: { effectiveDate: '2024-04-01', grade: { scheme: 'civil-service', code: 'G7' } },
      code: 'missing-field',
      field: '/data/temporaryPromotionId',
    },
  ],
});
