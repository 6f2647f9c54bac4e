// Functions transferred: work moves between organisations, and people with it.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { calendarDate, effectiveDate, organisationCode, shortText } from '../primitives.ts';

export const functionsTransferred = defineEvent({
  name: 'functionsTransferred',
  version: 1,
  topic: 'organisation',
  subject: 'organisation',
  summary: 'Functions move from the subject to another organisation, at once or over a span of dates.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    to: organisationCode,
    untilDate: calendarDate.optional(),
    functions: shortText.optional(),
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', to: 'cabinet-office', untilDate: '2024-06-01', functions: 'Equalities' },
  ],
  invalidExamples: [
    { because: 'no destination', data: { effectiveDate: '2024-04-01' }, code: 'missing-field', field: '/data/to' },
  ],
});
