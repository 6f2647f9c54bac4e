// Staff number issued: the ID service gives a person the number for life.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, organisationCode } from '../primitives.ts';

export const staffNumberIssued = defineEvent({
  name: 'staffNumberIssued',
  version: 1,
  topic: 'identity',
  subject: 'staff-number',
  summary: 'The ID service issues a staff number to a person on request of a department.',
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    department: organisationCode,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', department: 'hm-treasury' }],
  invalidExamples: [
    {
      because: 'no department',
      data: { effectiveDate: '2024-04-01' },
      code: 'missing-field',
      field: '/data/department',
    },
  ],
});
