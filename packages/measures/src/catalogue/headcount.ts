// Headcount: people in post on a day, as official statistics count them.
import { standardBreakdowns } from '../breakdowns.ts';
import type { HeadcountMeasure } from '../define-measure.ts';

export const headcount: HeadcountMeasure = {
  kind: 'headcount',
  name: 'headcount',
  title: 'Headcount',
  summary: 'People in post on a day.',
  actionPoints: ['2.3', '2.6', '2.9'],
  unit: 'people',
  breakdowns: standardBreakdowns,
  apart: [],
  definitions: [
    'The day is `at`; without it, the last day of the period. Somebody whose last day of service it is counts.',
    'People on unpaid absence are left out, as in official statistics; people on loan count at home.',
    'The grade is the acting grade while a temporary promotion runs, as published; else the substantive one.',
    'People, not full-time equivalents.',
  ],
};
