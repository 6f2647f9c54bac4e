// Organisation merged into another.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, organisationCode } from '../primitives.ts';

export const organisationMerged = defineEvent({
  name: 'organisationMerged',
  version: 1,
  topic: 'organisation',
  subject: 'organisation',
  summary: 'An organisation is merged into another and ends.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    into: organisationCode,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', into: 'department-for-example' }],
  invalidExamples: [
    { because: 'no successor', data: { effectiveDate: '2024-04-01' }, code: 'missing-field', field: '/data/into' },
  ],
});
