// Talent scheme ended: one of the accelerated development schemes.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';
import { talentScheme } from '../reference/lists.ts';

export const talentSchemeEnded = defineEvent({
  name: 'talentSchemeEnded',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person leaves a talent scheme (such as the Future Leaders Scheme).',
  actionPoints: ['5.2', '11.2'],
  data: z.object({
    effectiveDate,
    schemeId: sourceIdentifier,
    scheme: talentScheme,
    outcome: z.enum(['completed', 'withdrawn', 'transferred']),
  }),
  validExamples: [
    { effectiveDate: '2024-04-01', schemeId: 'TS-9', scheme: 'future-leaders-scheme', outcome: 'completed' },
  ],
  invalidExamples: [
    {
      because: 'an unknown scheme',
      data: { effectiveDate: '2024-04-01', schemeId: 'TS-9', scheme: 'secret', outcome: 'completed' },
      code: 'invalid-value',
      field: '/data/scheme',
    },
  ],
});
