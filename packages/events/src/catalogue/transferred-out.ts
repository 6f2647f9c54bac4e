// Transferred out: the losing department's half of a move between departments.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, organisationCode } from '../primitives.ts';
import { transferType } from '../reference/lists.ts';

export const transferredOut = defineEvent({
  name: 'transferredOut',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary:
    "The losing department's half of a move: the person leaves it for another department. Matched with the gaining department's half.",
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    toDepartment: organisationCode,
    transferType,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', toDepartment: 'home-office', transferType: 'to-another-department' }],
  invalidExamples: [
    {
      because: 'no destination',
      data: { effectiveDate: '2024-04-01', transferType: 'to-another-department' },
      code: 'missing-field',
      field: '/data/toDepartment',
    },
    {
      because: 'an unknown transfer type',
      data: { effectiveDate: '2024-04-01', toDepartment: 'home-office', transferType: 'sideways' },
      code: 'invalid-value',
      field: '/data/transferType',
    },
  ],
});
