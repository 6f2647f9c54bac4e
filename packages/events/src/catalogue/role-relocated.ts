// Role relocated: a post moves to another region, whoever fills it.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, organisationCode } from '../primitives.ts';
import { grade } from '../reference/grading-schemes.ts';
import { profession, region } from '../reference/lists.ts';

export const roleRelocated = defineEvent({
  name: 'roleRelocated',
  version: 1,
  topic: 'organisation',
  subject: 'role',
  summary: 'A role moves from one region to another. Places for Growth counts roles, whoever fills them.',
  actionPoints: ['8.1', '8.2'],
  data: z.object({
    effectiveDate,
    department: organisationCode,
    fromRegion: region,
    toRegion: region,
    grade: grade.optional(),
    profession: profession.optional(),
  }),
  validExamples: [
    {
      effectiveDate: '2024-04-01',
      department: 'hm-treasury',
      fromRegion: 'london',
      toRegion: 'north-east',
      grade: { scheme: 'civil-service', code: 'G7' },
      profession: 'policy',
    },
  ],
  invalidExamples: [
    {
      because: 'an unknown region',
      data: { effectiveDate: '2024-04-01', department: 'hm-treasury', fromRegion: 'london', toRegion: 'narnia' },
      code: 'invalid-value',
      field: '/data/toRegion',
    },
  ],
});
