// Exited: a person leaves the Civil Service.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate } from '../primitives.ts';
import { leavingCause } from '../reference/lists.ts';

export const exited = defineEvent({
  name: 'exited',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary:
    'A person leaves the Civil Service. The effective date is the first day on which the person is no longer in post: the day after the last day of service.',
  actionPoints: ['2.7'],
  data: z.object({
    effectiveDate,
    cause: leavingCause,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', cause: 'resignation' }],
  invalidExamples: [
    {
      because: 'an unknown cause',
      data: { effectiveDate: '2024-04-01', cause: 'boredom' },
      code: 'invalid-value',
      field: '/data/cause',
    },
    { because: 'no cause', data: { effectiveDate: '2024-04-01' }, code: 'missing-field', field: '/data/cause' },
  ],
});
