// Organisation renamed.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, organisationCode, shortText } from '../primitives.ts';

export const organisationRenamed = defineEvent({
  name: 'organisationRenamed',
  version: 1,
  topic: 'organisation',
  subject: 'organisation',
  summary: 'An organisation takes another name and keeps its code, or goes on under a new code.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    name: shortText,
    successor: organisationCode.optional(),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', name: 'Department for Other Examples' }],
  invalidExamples: [
    { because: 'no name', data: { effectiveDate: '2024-04-01' }, code: 'missing-field', field: '/data/name' },
  ],
});
