// Distances between the distributions of states over stretches of time: chi-squared and Euclidean.
import { StatisticsError } from '../../foundation/errors.ts';
import { type StateSequences, statesTaken, weightsTaken } from '../../sequences/state-sequences.ts';
import type { DistributionDistance } from '../measures.ts';
import type { PairDistance } from './pair-distance.ts';

export interface DistributionContext {
  readonly sequences: StateSequences;
  /** The rows of the sequences whose distances are asked for. */
  readonly rows: Int32Array;
  readonly withMissing: boolean;
  readonly weighted: boolean;
  readonly normalised: boolean;
}

/**
 * The distance of each sequence's shares of states, stretch by stretch: squared differences over the shares of all (chi-squared) or as
 * they are (Euclidean). Normalised, each stretch counts by the largest that it can be, and the sum by the number of stretches.
 * Source: J.-C. Deville, G. Saporta (1983); M. Studer, G. Ritschard (2016).
 * Throws `option-invalid` for stretches that are none.
 */
export function distributionDistance(measure: DistributionDistance, context: DistributionContext): PairDistance {
  const stretches = stretchesOf(measure, context.sequences.length);
  const size = statesTaken(context.sequences, context);
  const columns = stretches.length * size;
  const { rows, normalised } = context;
  const scales = scalesOf(measure, context, stretches, size);
  const profiles = new Float64Array(rows.length * columns);
  for (let number = 0; number < rows.length; number += 1) {
    fillShares(context, rows[number] as number, stretches, size, profiles, number * columns);
    for (let column = 0; column < columns; column += 1) {
      const at = number * columns + column;
      profiles[at] = (profiles[at] as number) * (scales[column] as number);
    }
  }
  const divisor = normalised ? Math.sqrt(stretches.length) : 1;
  return (one, other) => {
    const [oneFrom, otherFrom] = [one * columns, other * columns];
    let sum = 0;
    for (let column = 0; column < columns; column += 1) {
      const apart = (profiles[oneFrom + column] as number) - (profiles[otherFrom + column] as number);
      sum += apart * apart;
    }
    return Math.sqrt(sum) / divisor;
  };
}

type Stretch = readonly [first: number, last: number];

function stretchesOf({ step = 1, breaks, overlap = false }: DistributionDistance, length: number): readonly Stretch[] {
  if (breaks !== undefined) {
    const wrong = breaks.some(
      ([first, last]) => !(Number.isSafeInteger(first) && first >= 0 && last >= first && last < length),
    );
    if (wrong || breaks.length === 0) throw new StatisticsError('option-invalid', { column: 'breaks' });
    return breaks;
  }
  if (!Number.isSafeInteger(step) || step < 1) throw new StatisticsError('option-invalid', { column: 'step' });
  if (overlap && step % 2 !== 0) throw new StatisticsError('option-invalid', { column: 'step', detail: 'odd' });
  if (step === 1) return Array.from({ length }, (_, position) => [position, position] as const);
  if (step === length) return [[0, length - 1]];
  const half = step / 2;
  const made: Stretch[] = overlap ? [[0, half]] : [];
  for (let first = 0; first < length; first += step) {
    const last = Math.min(first + step, length) - 1;
    made.push([first, last]);
    if (overlap) made.push([Math.min(first + half, length - 1), Math.min(last + half, length - 1)]);
  }
  return made;
}

/** Each stretch's share of each state in one row, stretch by stretch. */
function fillShares(
  { sequences }: DistributionContext,
  row: number,
  stretches: readonly Stretch[],
  size: number,
  into: Float64Array,
  at: number,
): void {
  const { states, length } = sequences;
  stretches.forEach(([first, last], stretch) => {
    let total = 0;
    const begin = at + stretch * size;
    for (let position = first; position <= last; position += 1) {
      const state = states[row * length + position] as number;
      if (state >= size) continue;
      into[begin + state] = (into[begin + state] as number) + 1;
      total += 1;
    }
    if (total === 0) return;
    for (let state = 0; state < size; state += 1) into[begin + state] = (into[begin + state] as number) / total;
  });
}

/** What each share is multiplied by before differences are squared: 1 over the root of what it is divided by, 0 where nobody is in the state. */
function scalesOf(
  measure: DistributionDistance,
  context: DistributionContext,
  stretches: readonly Stretch[],
  size: number,
): Float64Array {
  const scales = new Float64Array(stretches.length * size);
  const overall = overallShares(measure, context, size);
  stretches.forEach((stretch, at) => {
    const times = timesIn(context, stretch, size, measure.method === 'CHI2');
    const total = times.reduce((sum, time) => sum + time, 0);
    const present = [...times.keys()].filter((state) => (times[state] as number) !== 0);
    const share = (state: number) => overall?.[state] ?? (times[state] as number) / total;
    let most = 1;
    if (context.normalised && measure.method === 'EUCLID') most = 2;
    else if (context.normalised && present.length > 1) {
      const [least = 1, second = 1] = present.map(share).sort((one, other) => one - other);
      most = 1 / least + 1 / second;
    }
    for (const state of present) {
      const divisor = measure.method === 'EUCLID' ? most : share(state) * most;
      scales[at * size + state] = divisor > 0 ? 1 / Math.sqrt(divisor) : 0;
    }
  });
  return scales;
}

/** How long all are in each state within a stretch, weighted where weights count. */
function timesIn(context: DistributionContext, [first, last]: Stretch, size: number, weighable: boolean): Float64Array {
  const { states, length, count } = context.sequences;
  const weights = weighable ? weightsTaken(context.sequences, context) : undefined;
  const times = new Float64Array(size);
  for (let row = 0; row < count; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    for (let position = first; position <= last; position += 1) {
      const state = states[row * length + position] as number;
      if (state < size) times[state] = (times[state] as number) + weight;
    }
  }
  return times;
}

function overallShares(
  { method, overallShares: given }: DistributionDistance,
  context: DistributionContext,
  size: number,
): ArrayLike<number> | undefined {
  if (given === undefined || method === 'EUCLID') return undefined;
  const shares =
    given === 'obs' ? timesIn(context, [0, context.sequences.length - 1], size, true) : Float64Array.from(given);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.length !== size || shares.some((share) => !(share >= 0)) || !(total > 0 && Number.isFinite(total))) {
    throw new StatisticsError('option-invalid', { column: 'overallShares' });
  }
  return shares.map((share) => share / total);
}
