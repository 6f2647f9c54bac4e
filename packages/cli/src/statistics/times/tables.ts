// The tables that methods of times to events share: hazard ratios, and the time spent in each state.
import { type ExpectedTime, type HazardRatio, initialStateName } from '@clew/statistics';
import { figure, figures, percent, probability, range, shown } from '../answer.ts';

/** What multiplies the hazard, a term a row. */
export function ratioTable(ratios: readonly HazardRatio[], confidence: number): string {
  return shown(ratios, [
    { title: 'term', cell: ({ name }) => name },
    figures('hazard ratio', ({ hazardRatio }) => hazardRatio),
    { title: `${percent(confidence)} interval`, align: 'right', cell: ({ low, high }) => range(low, high) },
    { title: 'p', align: 'right', cell: ({ pValue }) => probability(pValue) },
    figures('coefficient', ({ coefficient }) => coefficient),
    figures('standard error', ({ standardError }) => standardError),
  ]);
}

/** Of the time up to the horizon, how much before any end and how much after each. */
export function timeTable(times: readonly ExpectedTime[]): string {
  const lines = times.flatMap(({ group, states, mean, standardError }) =>
    states.map((state, place) => ({ group: group ?? 'all', state, mean: mean[place], error: standardError[place] })),
  );
  return shown(lines, [
    { title: 'group', cell: ({ group }) => group },
    { title: 'state', cell: ({ state }) => (state === initialStateName ? 'before any' : state) },
    figures(`time up to ${figure(times[0]?.upTo ?? Number.NaN)}`, ({ mean }) => mean ?? Number.NaN),
    figures('standard error', ({ error }) => error ?? Number.NaN),
  ]);
}
