// When groups differ: the association of groups with what happens in a window that moves through the careers.

import { squaredDissimilarities } from '../clustering/pairs.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type DistanceOptions, type SequenceMeasure, sequenceDistances } from '../distances/index.ts';
import { type Factor, requireFactor, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { aggregateSequences } from '../sequences/equal-sequences.ts';
import { missingState, requireSequences, type StateSequences } from '../sequences/state-sequences.ts';
import { type AssociationStatistics, statisticNames } from './association-statistics.ts';
import type { WeightedObjects } from './discrepancy.ts';
import { associationOf } from './observed-association.ts';

export interface OverTimeOptions extends Omit<DistanceOptions, keyof Work>, Work {
  /** The window about each position: from `range[0]` before it (0 or less) to `range[1]` after. Default [0, 1]. R: `cmprange`. */
  readonly range?: readonly [number, number];
  /** How windows differ. Default the longest common subsequence, normalised. R: `seqdist.args`. */
  readonly measure?: SequenceMeasure;
  readonly squared?: boolean;
}

/** Associations, a position each. */
export interface DiscrepancyOverTime {
  /** The positions (from 0) whose window lies within the sequences. */
  readonly positions: Int32Array;
  /** NaN where fewer than two groups have careers in the window. */
  readonly statistics: readonly AssociationStatistics[];
  /** The discrepancy of each level and then of all, a row a position; NaN for a level without careers there. */
  readonly discrepancies: Float64Array;
}

/**
 * How much groups explain of the differences within a window, at every position. Sequences that have a missing state or end within the
 * window, or whose group is missing, are left out there. Time grows with the different windows, not with the careers.
 *
 * `weighted`: whether the sequences' weights count (they do unless told). Progress is in positions.
 * Throws `length-mismatch`, `code-outside-levels`, `option-invalid` for the range, `no-rows`; what `sequenceDistances` throws; `cancelled`.
 * Method: Studer, Ritschard, Gabadinho & Müller (2011), 4.4. R: `TraMineR::seqdiff(seq, group, cmprange, seqdist.args, with.missing,
 * weighted, squared)`, which has 0 for the discrepancy of an absent level.
 */
export function discrepancyOverTime(
  sequences: StateSequences,
  group: Factor,
  options: OverTimeOptions = {},
): DiscrepancyOverTime {
  const { range = [0, 1], measure = { method: 'LCS' }, normalisation = 'auto', squared = false } = options;
  requireSequences(sequences);
  requireSameLength({ sequences: { length: sequences.count }, group: group.codes });
  requireFactor('group', group, true);
  const [before, after] = range;
  const first = Math.max(0, -before);
  const last = Math.min(sequences.length, sequences.length - after) - 1;
  if (!(Number.isSafeInteger(before) && Number.isSafeInteger(after) && before <= after) || last < first) {
    throw new StatisticsError('option-invalid', { column: 'range' });
  }
  const { withMissing = false, weighted = true } = options;
  const positions = Int32Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const columns = group.levels.length + 1;
  const discrepancies = new Float64Array(positions.length * columns).fill(Number.NaN);
  const statistics = Array.from(positions, (position, at) => {
    checkpoint(options, at, positions.length);
    const window = windowOf(sequences, [position + before, position + after], group, withMissing);
    if (window.count === 0) return unknown;
    const cells = cellsOf(window, weighted, group.levels.length);
    const whole = sequenceDistances(cells.different, measure, { normalisation, withMissing, weighted: false });
    const distances: Dissimilarities = squared ? squaredDissimilarities(whole) : whole;
    const present = cells.groups.flatMap((members, level) => (members.objects.length > 0 ? [{ level, members }] : []));
    const found = associationOf(
      distances,
      present.map(({ members }) => members),
    );
    present.forEach(({ level }, each) => {
      const { inertia, weight } = found.groups[each] as { inertia: number; weight: number };
      discrepancies[at * columns + level] = inertia / weight;
    });
    discrepancies[at * columns + columns - 1] = found.inertia / found.weight;
    return present.length < 2 ? unknown : found.statistics;
  });
  return { positions, statistics, discrepancies };
}

const unknown = Object.fromEntries(
  statisticNames.map((name) => [name, Number.NaN]),
) as unknown as AssociationStatistics;

interface Window extends StateSequences {
  readonly codes: Int32Array;
}

/** The complete windows of sequences whose group is known. */
function windowOf(
  sequences: StateSequences,
  [from, to]: readonly [number, number],
  { codes }: Factor,
  withMissing: boolean,
): Window {
  const missing = missingState(sequences);
  const { states, length } = sequences;
  const kept: number[] = [];
  for (let row = 0; row < sequences.count; row += 1) {
    let complete = (codes[row] as number) >= 0;
    for (let position = from; complete && !withMissing && position <= to; position += 1) {
      complete = (states[row * length + position] as number) < missing;
    }
    if (complete) kept.push(row);
  }
  const width = to - from + 1;
  const windows = new Uint16Array(kept.length * width);
  kept.forEach((row, at) => {
    windows.set(states.subarray(row * length + from, row * length + to + 1), at * width);
  });
  return {
    alphabet: sequences.alphabet,
    count: kept.length,
    length: width,
    states: windows,
    weights: Float64Array.from(kept, (row) => sequences.weights?.[row] ?? 1),
    codes: Int32Array.from(kept, (row) => codes[row] as number),
  };
}

/** The different windows, and how much each weighs in each group. */
function cellsOf(
  window: Window,
  weighted: boolean,
  levels: number,
): { different: StateSequences; groups: WeightedObjects[] } {
  const { sequences: different, groups: cellOf } = aggregateSequences(window, { weighted: false });
  const weights = Array.from({ length: levels }, () => new Float64Array(different.count));
  cellOf.forEach((number, row) => {
    const own = weights[window.codes[row] as number] as Float64Array;
    own[number] = (own[number] as number) + (weighted ? (window.weights?.[row] as number) : 1);
  });
  const groups = weights.map((own) => {
    const objects = Int32Array.from(own.keys()).filter((number) => (own[number] as number) > 0);
    return { objects, weights: Float64Array.from(objects, (number) => own[number] as number) };
  });
  return { different, groups };
}
