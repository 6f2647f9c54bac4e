// Organisation created: a department, or an organisation within one.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { calendarDate, effectiveDate, organisationCode, shortText } from '../primitives.ts';

export const organisationCreated = defineEvent({
  name: 'organisationCreated',
  version: 1,
  topic: 'organisation',
  subject: 'organisation',
  summary: 'A department or an organisation within one comes into being.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    name: shortText,
    department: organisationCode
      .optional()
      .meta({ description: 'The department that it belongs to; absent for a department' }),
    closedOn: calendarDate.optional(),
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', name: 'Department for Example' },
    { effectiveDate: '2024-04-01', name: 'Example Agency', department: 'department-for-example' },
  ],
  invalidExamples: [
    { because: 'no name', data: { effectiveDate: '2024-04-01' }, code: 'missing-field', field: '/data/name' },
  ],
});
