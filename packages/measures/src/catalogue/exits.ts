// Exits: how often people leave the Civil Service, and why.
import { standardBreakdowns } from '../breakdowns.ts';
import { personYearDefinitions, type RateMeasure } from '../define-measure.ts';

export const exits: RateMeasure = {
  kind: 'rate',
  name: 'exits',
  title: 'Exits',
  summary: 'People who left the Civil Service, by group of cause. Moves to another department and loans are not exits.',
  actionPoints: ['2.7'],
  unit: 'exits per 100 person-years',
  events: { kinds: ['exited'], countedOn: 'lastDayOfService' },
  exposure: 'in-service',
  per: 100,
  breakdowns: [...standardBreakdowns, 'cause'],
  apart: [],
  definitions: [
    'An exit counts on the last day of service: whoever leaves on 31 March was in post that day, and left in that year.',
    'By cause, each row has the person-years of its whole group: the rates of the causes add up to the rate of all exits.',
    ...personYearDefinitions,
  ],
};
