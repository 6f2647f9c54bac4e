// Phase two of Aalen-Johansen: standard errors of the state probabilities by the infinitesimal jackknife.
import type { TransitionRows } from './data.ts';
import { errorsBySums } from './errors-by-sums.ts';
import { errorsByUnit } from './errors-by-unit.ts';
import type { GroupSpan, Layout, StateSteps } from './state-steps.ts';

export interface ErrorOptions {
  /** The cluster of every row, from 0 below `clusters`; absent where every row is one of its own. */
  readonly cluster?: Int32Array | undefined;
  readonly clusters?: number | undefined;
  /** Whether the initial shares are estimates, or given. */
  readonly initialEstimated: boolean;
}

/** Up to so many numbers (rows x times x states) each unit's influence is followed; beyond, sums over units are. */
const followed = 5e6;

/** The units of one group, numbered from 0. */
export interface Units {
  /** Of every row of the data; -1 outside the group. */
  readonly unitOf: Int32Array;
  readonly count: number;
}

/**
 * The standard errors of one group, states side by side for each time. Small data are followed unit by unit, as survfit does; large ones
 * by sums over units, whose cost does not grow with units times times. There a variance is right to some 1e-16 of the largest, so that
 * an error a thousandth of the largest keeps ten digits.
 */
export function stateErrors(
  rows: TransitionRows,
  layout: Layout,
  span: GroupSpan,
  steps: StateSteps,
  options: ErrorOptions,
): Float64Array {
  const size = span.rows.length * steps.times.length * steps.states;
  const errors = size <= followed ? errorsByUnit : errorsBySums;
  return errors(rows, layout, span, steps, options);
}

export function groupUnits(rows: TransitionRows, span: GroupSpan, { cluster, clusters = 0 }: ErrorOptions): Units {
  const unitOf = new Int32Array(rows.rows).fill(-1);
  const numberOf = new Int32Array(clusters).fill(-1);
  let count = 0;
  for (const row of span.rows) {
    const name = cluster === undefined ? -1 : (cluster[row] as number);
    if (name >= 0 && (numberOf[name] as number) >= 0) {
      unitOf[row] = numberOf[name] as number;
      continue;
    }
    if (name >= 0) numberOf[name] = count;
    unitOf[row] = count;
    count += 1;
  }
  return { unitOf, count };
}

/** What one unit of weight moves when it moves from each state: the state's share just before, by its weight at risk; 0 without weight there. */
export function pullOf({ states, initial, probability, atRisk }: StateSteps, cell: number, state: number): number {
  const held = cell === 0 ? initial[state] : probability[(cell - 1) * states + state];
  const present = atRisk[cell * states + state] as number;
  return present > 0 ? (held as number) / present : 0;
}
