// Posting changed: another role, place, profession, function or hours, at the same grade in the same department.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { postingChanges } from '../posting.ts';
import { effectiveDate } from '../primitives.ts';

export const postingChanged = defineEvent({
  name: 'postingChanged',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary:
    'The particulars of a posting change at the same grade in the same department: role, location, profession, function, organisation, hours, contract.',
  actionPoints: ['2.9', '8.1'],
  data: z.object({
    effectiveDate,
    changes: postingChanges,
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', changes: { region: 'north-east', role: 'HMT-DARLINGTON-9' } },
    { effectiveDate: '2024-04-01', changes: { fullTimeEquivalent: 0.8 } },
  ],
  invalidExamples: [
    {
      because: 'an unknown region',
      data: { effectiveDate: '2024-04-01', changes: { region: 'atlantis' } },
      code: 'invalid-value',
      field: '/data/changes/region',
    },
    {
      because: 'more than full time',
      data: { effectiveDate: '2024-04-01', changes: { fullTimeEquivalent: 1.5 } },
      code: 'invalid-value',
      field: '/data/changes/fullTimeEquivalent',
    },
  ],
});
