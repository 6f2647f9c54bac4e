// Loan started: a person works for another department for a time and stays on the home department's books.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { postingChanges } from '../posting.ts';
import { calendarDate, effectiveDate, organisationCode, sourceIdentifier } from '../primitives.ts';

export const loanStarted = defineEvent({
  name: 'loanStarted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person goes on loan to another department or body; the home department stays the employer.',
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    loanId: sourceIdentifier,
    hostDepartment: organisationCode,
    expectedEndDate: calendarDate.optional(),
    changes: postingChanges.optional(),
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', loanId: 'LOAN-3', hostDepartment: 'cabinet-office', expectedEndDate: '2025-04-01' },
  ],
  invalidExamples: [
    {
      because: 'no host',
      data: { effectiveDate: '2024-04-01', loanId: 'LOAN-3' },
      code: 'missing-field',
      field: '/data/hostDepartment',
    },
  ],
});
