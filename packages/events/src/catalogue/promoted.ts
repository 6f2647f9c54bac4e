// Promoted: a person takes up a higher grade substantively.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { postingChanges } from '../posting.ts';
import { effectiveDate } from '../primitives.ts';
import { grade } from '../reference/grading-schemes.ts';

export const promoted = defineEvent({
  name: 'promoted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary:
    "A person takes up a higher grade substantively, in the same department. Promotion on transfer is both events, or the grade on the joiner's half.",
  actionPoints: ['2.6', '2.8', '5.1'],
  data: z.object({
    effectiveDate,
    grade,
    changes: postingChanges.optional(),
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', grade: { scheme: 'civil-service', code: 'HEO' } },
    {
      effectiveDate: '2024-04-01',
      grade: { scheme: 'civil-service', code: 'SCS1' },
      changes: { role: 'HMT-77', openlyAdvertised: true },
    },
  ],
  invalidExamples: [
    {
      because: 'a grade without a scheme',
      data: { effectiveDate: '2024-04-01', grade: 'HEO' },
      code: 'wrong-type',
      field: '/data/grade',
    },
    {
      because: 'a date that does not exist',
      data: { effectiveDate: '2023-02-29' },
      code: 'invalid-date',
      field: '/data/effectiveDate',
    },
  ],
});
