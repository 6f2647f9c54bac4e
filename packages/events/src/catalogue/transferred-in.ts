// Transferred in: the gaining department's half of a move between departments.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { postingChanges } from '../posting.ts';
import { effectiveDate, organisationCode } from '../primitives.ts';
import { grade } from '../reference/grading-schemes.ts';
import { transferType } from '../reference/lists.ts';

export const transferredIn = defineEvent({
  name: 'transferredIn',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary:
    "The gaining department's half of a move: the person joins it from another department, at the same grade unless a grade is stated.",
  actionPoints: ['2.8'],
  data: z.object({
    effectiveDate,
    fromDepartment: organisationCode,
    department: organisationCode,
    transferType,
    grade: grade.optional(),
    changes: postingChanges.optional(),
  }),
  validExamples: [
    {
      effectiveDate: '2024-04-01',
      fromDepartment: 'hm-treasury',
      department: 'home-office',
      transferType: 'to-another-department',
    },
    {
      effectiveDate: '2024-04-01',
      fromDepartment: 'department-for-international-trade',
      department: 'cabinet-office',
      transferType: 'machinery-of-government',
      changes: { role: 'CO-0042', region: 'london' },
    },
  ],
  invalidExamples: [
    {
      because: 'no gaining department',
      data: { effectiveDate: '2024-04-01', fromDepartment: 'hm-treasury', transferType: 'to-another-department' },
      code: 'missing-field',
      field: '/data/department',
    },
  ],
});
