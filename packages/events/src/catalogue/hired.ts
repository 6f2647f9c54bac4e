// Hired: a person enters, or comes back to, the Civil Service.
import { z } from 'zod';
import { defineEvent } from '../define-event.ts';
import { posting } from '../posting.ts';
import { effectiveDate } from '../primitives.ts';
import { entryRoute } from '../reference/lists.ts';

export const hired = defineEvent({
  name: 'hired',
  version: 1,
  topic: 'career',
  subject: 'staff-number',
  summary:
    'A person enters the Civil Service, or comes back to it, into the stated posting. A hire after an exit is a return.',
  actionPoints: ['2.3', '2.8'],
  data: z.object({
    effectiveDate,
    posting,
    entryRoute: entryRoute.optional(),
  }),
  validExamples: [
    {
      effectiveDate: '2024-04-01',
      posting: { department: 'hm-treasury', grade: { scheme: 'civil-service', code: 'EO' } },
    },
    {
      effectiveDate: '2024-04-01',
      entryRoute: 'external-recruitment',
      posting: {
        department: 'ministry-of-justice',
        organisation: 'hm-prison-and-probation-service',
        grade: { scheme: 'civil-service', code: 'AO' },
        profession: 'operational-delivery',
        function: 'no-function',
        region: 'north-west',
        role: 'MOJ-000123',
        fullTimeEquivalent: 0.6,
        contract: 'permanent',
        accelerated: false,
        openlyAdvertised: true,
      },
    },
  ],
  invalidExamples: [
    {
      because: 'a grade of no scheme',
      data: {
        effectiveDate: '2024-04-01',
        posting: { department: 'hm-treasury', grade: { scheme: 'civil-service', code: 'G8' } },
      },
      code: 'invalid-value',
      field: '/data/posting/grade/code',
    },
    { because: 'no posting', data: { effectiveDate: '2024-04-01' }, code: 'missing-field', field: '/data/posting' },
    {
      because: 'a date that does not exist',
      data: {
        effectiveDate: '2023-02-29',
        posting: { department: 'hm-treasury', grade: { scheme: 'civil-service', code: 'EO' } },
      },
      code: 'invalid-date',
      field: '/data/effectiveDate',
    },
  ],
});
