// Diversity declared: sex, ethnicity, disability, sexual orientation, year of birth, as the person gives them.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate } from '../primitives.ts';

export const diversityDeclared = defineEvent({
  name: 'diversityDeclared',
  version: 1,
  topic: 'diversity',
  subject: 'staff-number',
  summary: 'A person declares characteristics. Those that are absent stay as they were.',
  actionPoints: ['2.3', '12.1'],
  data: z.object({
    effectiveDate,
    sex: z.enum(['female', 'male', 'prefer-not-to-say']).optional(),
    ethnicity: z.enum(['asian', 'black', 'mixed', 'white', 'other', 'prefer-not-to-say']).optional(),
    disability: z.enum(['disabled', 'not-disabled', 'prefer-not-to-say']).optional(),
    sexualOrientation: z.enum(['heterosexual', 'lesbian-gay-bisexual-or-other', 'prefer-not-to-say']).optional(),
    birthYear: z.int().min(1900).max(2100).optional(),
  }),
  validExamples: [
    {
      effectiveDate: '2024-04-01',
      sex: 'female',
      ethnicity: 'white',
      disability: 'not-disabled',
      sexualOrientation: 'prefer-not-to-say',
      birthYear: 1984,
    },
  ],
  invalidExamples: [
    {
      because: 'a sex outside the list',
      data: { effectiveDate: '2024-04-01', sex: 'F' },
      code: 'invalid-value',
      field: '/data/sex',
    },
  ],
});
