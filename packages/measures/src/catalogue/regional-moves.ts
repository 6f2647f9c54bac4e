// Moves between regions: the origin-destination matrix that Places for Growth asks for, London above all.
import { standardBreakdowns } from '../breakdowns.ts';
import type { FlowMeasure } from '../define-measure.ts';

export const regionalMoves: FlowMeasure = {
  kind: 'flow',
  name: 'regional-moves',
  title: 'Moves between regions',
  summary: 'People who went from one region to another while in service, with the totals into and out of London.',
  actionPoints: ['8.1', '8.2'],
  unit: 'moves',
  breakdowns: [
    'origin',
    'destination',
    'direction',
    'move-type',
    ...standardBreakdowns.filter((name) => name !== 'region' && name !== 'london'),
  ],
  apart: ['move-type'],
  unlessGiven: { oneOf: ['origin', 'destination', 'direction'], add: ['origin', 'destination'] },
  totalsBy: ['direction', 'move-type'],
  definitions: [
    'A move counts once for each person and day on which the region of the workplace changed, whatever else changed with it.',
    'Moves from or to a region that is not known are left out. Entering and leaving the service is not a move.',
    'A person who moves is not a role that was relocated: targets that count roles cannot be read from this.',
    'Moves by machinery of government are never added to the others.',
    'Other attributes are those before the move, with the substantive grade.',
  ],
};
