// Socio-economic background withdrawn: the person takes the declaration back.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate } from '../primitives.ts';

export const socioEconomicBackgroundWithdrawn = defineEvent({
  name: 'socioEconomicBackgroundWithdrawn',
  version: 1,
  topic: 'diversity',
  subject: 'staff-number',
  summary: 'A person withdraws what was declared of the socio-economic background; from then on nothing is declared.',
  actionPoints: ['2.1'],
  data: z.object({
    effectiveDate,
  }),
  validExamples: [{ effectiveDate: '2024-04-01' }],
  invalidExamples: [{ because: 'no effective date', data: {}, code: 'missing-field', field: '/data/effectiveDate' }],
});
