// Staff number unmerged: a merger was a mistake.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, eventId, shortText } from '../primitives.ts';

export const staffNumberUnmerged = defineEvent({
  name: 'staffNumberUnmerged',
  version: 1,
  topic: 'identity',
  subject: 'staff-number',
  summary: "A merger is undone: the subject's number stands for itself again.",
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    merger: eventId,
    reason: shortText,
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', merger: '01HZY0G0Q2R9ZC6J3M5V8W1X4T', reason: 'Two people of one name' },
  ],
  invalidExamples: [
    {
      because: 'an id that is no ULID',
      data: { effectiveDate: '2024-04-01', merger: '42', reason: 'Two people' },
      code: 'invalid-value',
      field: '/data/merger',
    },
  ],
});
