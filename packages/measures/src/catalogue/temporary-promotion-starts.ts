// Starts of temporary promotions: who is tried at the higher grade.
import { standardBreakdowns } from '../breakdowns.ts';
import { personYearDefinitions, type RateMeasure } from '../define-measure.ts';

export const temporaryPromotionStarts: RateMeasure = {
  kind: 'rate',
  name: 'temporary-promotion-starts',
  title: 'Temporary promotions started',
  summary: 'Temporary promotions that began, in relation to the time in service.',
  actionPoints: ['7.2'],
  unit: 'starts of temporary promotions per 100 person-years',
  events: { kinds: ['temporaryPromotionStarted'], countedOn: 'date' },
  exposure: 'in-service',
  per: 100,
  breakdowns: standardBreakdowns,
  apart: [],
  definitions: [
    'Every start counts, also one that follows another temporary promotion; the time on temporary promotion stays in the person-years.',
    ...personYearDefinitions,
  ],
};
