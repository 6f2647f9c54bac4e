// Organisation split: part of it becomes another.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, organisationCode } from '../primitives.ts';

export const organisationSplit = defineEvent({
  name: 'organisationSplit',
  version: 1,
  topic: 'organisation',
  subject: 'organisation',
  summary: 'Part of an organisation becomes one or more others.',
  actionPoints: ['2.3'],
  data: z.object({
    effectiveDate,
    into: z.array(organisationCode).min(1).max(20),
  }),
  validExamples: [{ effectiveDate: '2024-04-01', into: ['department-for-example', 'department-for-others'] }],
  invalidExamples: [
    {
      because: 'split into nothing',
      data: { effectiveDate: '2024-04-01', into: [] },
      code: 'invalid-value',
      field: '/data/into',
    },
  ],
});
