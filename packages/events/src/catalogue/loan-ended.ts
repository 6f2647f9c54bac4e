// Loan ended: the person comes back to the home department.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { postingChanges } from '../posting.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';

export const loanEnded = defineEvent({
  name: 'loanEnded',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A loan ends and the person is back in the home department.',
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    loanId: sourceIdentifier,
    changes: postingChanges.optional(),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', loanId: 'LOAN-3' }],
  invalidExamples: [
    { because: 'no identifier', data: { effectiveDate: '2024-04-01' }, code: 'missing-field', field: '/data/loanId' },
  ],
});
