// Staff number merged: two numbers turn out to be one person.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, shortText, staffNumber } from '../primitives.ts';

export const staffNumberMerged = defineEvent({
  name: 'staffNumberMerged',
  version: 1,
  topic: 'identity',
  subject: 'staff-number',
  summary:
    "The subject's number and the surviving number belong to one person. Nothing is re-keyed: the absorbed number resolves to the survivor from now on.",
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    survivor: staffNumber,
    reason: shortText,
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', survivor: 'K4T9WM2H7K', reason: 'Same person, confirmed by both departments' },
  ],
  invalidExamples: [
    {
      because: 'no survivor',
      data: { effectiveDate: '2024-04-01', reason: 'Same person' },
      code: 'missing-field',
      field: '/data/survivor',
    },
  ],
});
