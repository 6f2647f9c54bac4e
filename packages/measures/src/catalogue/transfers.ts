// Transfers: how often people move between departments, by choice or because government was reorganised.
import { standardBreakdowns } from '../breakdowns.ts';
import { personYearDefinitions, type RateMeasure } from '../define-measure.ts';

export const transfers: RateMeasure = {
  kind: 'rate',
  name: 'transfers',
  title: 'Transfers between departments',
  summary: 'Moves from one department to another; those by machinery of government are always kept apart.',
  actionPoints: ['2.8'],
  unit: 'transfers per 100 person-years',
  events: { kinds: ['transferred'], betweenDepartments: true, countedOn: 'date' },
  exposure: 'in-service',
  per: 100,
  breakdowns: [...standardBreakdowns, 'transfer-type'],
  apart: ['transfer-type'],
  definitions: [
    'A transfer counts in the department that was left, on the first day in the new one. Loans are not transfers.',
    'A year can hold a mass reorganisation, so that transfers by machinery of government are never added to the others.',
    ...personYearDefinitions,
  ],
};
