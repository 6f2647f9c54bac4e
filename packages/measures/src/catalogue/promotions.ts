// Promotions: how often people rise to a higher substantive grade.
import { standardBreakdowns } from '../breakdowns.ts';
import { personYearDefinitions, type RateMeasure } from '../define-measure.ts';

export const promotions: RateMeasure = {
  kind: 'rate',
  name: 'promotions',
  title: 'Promotions',
  summary:
    'Substantive promotions, within a department or on moving to another, in relation to the time that people were there to be promoted.',
  actionPoints: ['2.8', '5.1', '8.1'],
  unit: 'promotions per 100 person-years',
  events: { kinds: ['promoted'], countedOn: 'date' },
  exposure: 'in-service',
  per: 100,
  breakdowns: standardBreakdowns,
  apart: [],
  definitions: [
    'A promotion counts on the day from which the higher grade is held; a temporary promotion is not one.',
    ...personYearDefinitions,
  ],
};
