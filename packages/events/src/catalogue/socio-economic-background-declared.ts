// Socio-economic background declared: the four questions, and self-perception, with the version of the question set.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate } from '../primitives.ts';

export const socioEconomicBackgroundDeclared = defineEvent({
  name: 'socioEconomicBackgroundDeclared',
  version: 1,
  topic: 'diversity',
  subject: 'staff-number',
  summary:
    'A person answers the socio-economic background questions. An answer that is absent was not asked or not given; `prefer-not-to-say` is an answer.',
  actionPoints: ['2.1', '2.2', '2.3'],
  data: z.object({
    effectiveDate,
    questionVersion: z.enum(['one-part', 'four-part']),
    parentalOccupation: z
      .enum([
        'modern-professional',
        'clerical-and-intermediate',
        'senior-manager',
        'technical-and-craft',
        'semi-routine',
        'routine',
        'middle-or-junior-manager',
        'traditional-professional',
        'long-term-unemployed',
        'retired',
        'other',
        'not-applicable',
        'do-not-know',
        'prefer-not-to-say',
      ])
      .optional(),
    parentalEmployment: z
      .enum([
        'employee',
        'self-employed-with-employees',
        'self-employed-without-employees',
        'not-working',
        'do-not-know',
        'prefer-not-to-say',
      ])
      .optional(),
    parentalEmployerSize: z.enum(['1-to-24', '25-or-more', 'do-not-know', 'prefer-not-to-say']).optional(),
    parentalSupervisor: z.enum(['yes', 'no', 'do-not-know', 'prefer-not-to-say']).optional(),
    schoolType: z
      .enum([
        'state-selective',
        'state-non-selective',
        'independent-with-bursary',
        'independent-without-bursary',
        'outside-uk',
        'other',
        'do-not-know',
        'prefer-not-to-say',
      ])
      .optional(),
    freeSchoolMeals: z.enum(['yes', 'no', 'not-applicable', 'do-not-know', 'prefer-not-to-say']).optional(),
    parentalDegree: z
      .enum(['degree', 'below-degree', 'none', 'do-not-know', 'not-applicable', 'other', 'prefer-not-to-say'])
      .optional(),
    selfPerceivedLower: z.enum(['yes', 'no', 'do-not-know', 'prefer-not-to-say']).optional(),
  }),
  validExamples: [
    {
      effectiveDate: '2024-04-01',
      questionVersion: 'four-part',
      parentalOccupation: 'routine',
      parentalEmployment: 'employee',
      parentalEmployerSize: '25-or-more',
      parentalSupervisor: 'no',
      schoolType: 'state-non-selective',
      freeSchoolMeals: 'yes',
      parentalDegree: 'none',
      selfPerceivedLower: 'yes',
    },
    { effectiveDate: '2024-04-01', questionVersion: 'one-part', parentalOccupation: 'prefer-not-to-say' },
  ],
  invalidExamples: [
    {
      because: 'an occupation outside the list',
      data: { effectiveDate: '2024-04-01', questionVersion: 'one-part', parentalOccupation: 'astronaut' },
      code: 'invalid-value',
      field: '/data/parentalOccupation',
    },
  ],
});
