// Talent scheme started: one of the accelerated development schemes.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { effectiveDate, sourceIdentifier } from '../primitives.ts';
import { talentScheme } from '../reference/lists.ts';

export const talentSchemeStarted = defineEvent({
  name: 'talentSchemeStarted',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary: 'A person starts on a talent scheme (such as the Future Leaders Scheme).',
  actionPoints: ['5.2', '11.2'],
  data: z.object({
    effectiveDate,
    schemeId: sourceIdentifier,
    scheme: talentScheme,
  }),
  validExamples: [{ effectiveDate: '2024-04-01', schemeId: 'TS-9', scheme: 'future-leaders-scheme' }],
  invalidExamples: [
    {
      because: 'an unknown scheme',
      data: { effectiveDate: '2024-04-01', schemeId: 'TS-9', scheme: 'secret' },
      code: 'invalid-value',
      field: '/data/scheme',
    },
  ],
});
