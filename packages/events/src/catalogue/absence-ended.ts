// Absence ended: the person is back at work.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const absenceEnded = defineEvent({
  name: 'absenceEnded',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A leave of absence ends.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    absenceId: sourceIdentifier,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', absenceId: 'ABS-8' }],
  invalidExamples: [
    {
      because: 'no identifier',
      data: { effectiveDate: '2024-04-01' },
      code: 'missing-field',
      field: '/data/absenceId',
    },
  ],
});
