// Distances between sequences: of all pairs, to references, or of whichever pairs one asks for; equal sequences are measured once.
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { type AggregatedSequences, aggregateSequences, sequenceFrequencies } from '../sequences/equal-sequences.ts';
import {
  type MissingTaken,
  requireSequences,
  type StateSequences,
  type WeightsTaken,
} from '../sequences/state-sequences.ts';
import { type Dissimilarities, pairIndex } from './dissimilarities.ts';
import type { PairDistance } from './kernels/pair-distance.ts';
import type { Normalisation, SequenceMeasure } from './measures.ts';
import { preparedMeasure } from './prepare.ts';

/** How distances are taken. Weights count where costs or shares are made of the data. */
export interface DistanceOptions extends MissingTaken, WeightsTaken, Work {
  /** `none` unless told. R: `norm`. */
  readonly normalisation?: Normalisation;
}

/** Distances that are measured when asked for. */
export interface PreparedDistances {
  /** The different sequences, with their weights as the options take them. */
  readonly distinct: AggregatedSequences;
  /** The distance of two rows. */
  readonly between: PairDistance;
  /** The distance of two of the different sequences, by their numbers in `distinct`. */
  readonly betweenDistinct: PairDistance;
}

/**
 * The distances between sequences, measured as they are asked for: for clusterings that do not need all pairs.
 * Takes and throws what {@link sequenceDistances} does. R has none: `seqdist` measures all pairs, or all against references.
 */
export function preparedDistances(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: DistanceOptions = {},
): PreparedDistances {
  requireSequences(sequences);
  if (sequences.count === 0) throw new StatisticsError('no-rows');
  const distinct = aggregateSequences(sequences, options);
  const { firstRows, groups } = distinct;
  const betweenDistinct = preparedMeasure(measure, measureContext(sequences, firstRows, options));
  const between: PairDistance = (one, other) => {
    const [low, high] = inOrder(groups[one] as number, groups[other] as number);
    return low === high ? 0 : betweenDistinct(low, high);
  };
  return { distinct, between, betweenDistinct };
}

/**
 * The distance of every pair of sequences by the measure. Equal sequences are measured once.
 *
 * `sequences`: n of at most `length` positions, which may differ in length (but for HAM and DHD). `measure`: the method with its costs and
 * parameters, as {@link SequenceMeasure} says. Progress is told in pairs of different sequences.
 * Gives each pair once, in the order of R's `dist`.
 * R: `TraMineR::seqdist(s, method, norm, indel, sm, with.missing, full.matrix = FALSE, ...)`.
 * Throws StatisticsError: `no-rows`; `state-missing` where a state is missing and `withMissing` is not set; `costs-invalid` (not for these
 * states, or no costs); `lengths-differ` (HAM, DHD); `sequence-empty` (OMloc); `option-invalid`; `weight-invalid`; `too-many-pairs`;
 * `cancelled`; and what {@link requireSequences} throws.
 */
export function sequenceDistances(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: DistanceOptions = {},
): Dissimilarities {
  const { distinct, betweenDistinct } = preparedDistances(sequences, measure, options);
  const size = distinct.firstRows.length;
  const values = pairValues(size);
  fillPairs(betweenDistinct, everyNumber(size), 0, size, values, options);
  return spreadOver(distinct, { size, values });
}

/** Distances of `rows` sequences (in rows) to `references` (in columns). */
export interface ReferenceDistances {
  readonly rows: number;
  readonly references: number;
  /** Row by row: of sequence i to reference j at `values[i * references + j]`. */
  readonly values: Float64Array;
}

/**
 * The distance of every sequence to some references: rows of the sequences by their numbers from 0 (the medoids of a clustering), or other
 * sequences of the same alphabet. Equal sequences are measured once. Other sequences do not count where costs or shares are made of the data.
 * R: `TraMineR::seqdist(s, method, refseq = ...)`, one reference at a time, or two sets of rows.
 * Throws what {@link sequenceDistances} does, and `option-invalid` for references that are no rows, or of another alphabet.
 */
export function distancesToReferences(
  sequences: StateSequences,
  measure: SequenceMeasure,
  references: StateSequences | ArrayLike<number>,
  options: DistanceOptions = {},
): ReferenceDistances {
  const { together, rows, weighted } = withReferences(sequences, references, options);
  const { distinct, betweenDistinct } = preparedDistances(together, measure, { ...options, weighted });
  const columns = Int32Array.from(rows, (row) => distinct.groups[row] as number);
  // The numbers of the different sequences that are not references alone come first.
  const measured = distinct.firstRows.filter((row) => row < sequences.count).length;
  const table = new Float64Array(measured * columns.length);
  fillTable(betweenDistinct, everyNumber(measured), columns, 0, measured, table, options);
  return spreadRows(sequences.count, distinct.groups, columns.length, table);
}

/**
 * The row of the sequence that most careers follow, by their weights where they have some; the first of those that tie.
 * R: `TraMineR::seqdist(s, refseq = 0)`, its reference.
 */
export function mostFrequentSequence(sequences: StateSequences, options: WeightsTaken = {}): number {
  requireSequences(sequences);
  const { firstRows } = sequenceFrequencies(sequences, { ...options, most: 1 });
  const [first] = firstRows;
  if (first === undefined) throw new StatisticsError('no-rows');
  return first;
}

const inOrder = (one: number, other: number): readonly [number, number] => (one < other ? [one, other] : [other, one]);

/** What a measure is prepared with, from the options. */
export const measureContext = (sequences: StateSequences, rows: Int32Array, options: DistanceOptions) => ({
  sequences,
  rows,
  normalisation: options.normalisation ?? 'none',
  withMissing: options.withMissing ?? false,
  weighted: options.weighted ?? true,
});

/** Room for the pairs of so many. Throws `too-many-pairs`. */
export function pairValues(size: number, room: new (bytes: number) => ArrayBufferLike = ArrayBuffer): Float64Array {
  const pairs = (size * (size - 1)) / 2;
  try {
    return new Float64Array(new room(pairs * 8));
  } catch {
    throw new StatisticsError('too-many-pairs', { detail: `${size} different sequences` });
  }
}

/** The numbers of so many sequences, in their order. */
export const everyNumber = (count: number): Int32Array => Int32Array.from({ length: count }, (_, number) => number);

/** Measures pairs of the sequences whose numbers, ascending, are given: those at `from` to before `to` with all that come after them. */
export function fillPairs(
  between: PairDistance,
  numbers: Int32Array,
  from: number,
  to: number,
  values: Float64Array,
  work?: Work,
): void {
  const size = numbers.length;
  const total = pairsBefore(size, to) - pairsBefore(size, from);
  let done = 0;
  for (let at = from; at < to; at += 1) {
    const begin = pairsBefore(size, at) - at - 1;
    const one = numbers[at] as number;
    for (let other = at + 1; other < size; other += 1) values[begin + other] = between(one, numbers[other] as number);
    done += size - at - 1;
    checkpoint(work, done, total);
  }
}

/** How many pairs come before those of a number with all after it. */
export const pairsBefore = (size: number, number: number): number => number * size - (number * (number + 1)) / 2;

/** Measures the sequences whose numbers stand at `from` to before `to` against the references, a row each. */
export function fillTable(
  between: PairDistance,
  numbers: Int32Array,
  references: Int32Array,
  from: number,
  to: number,
  table: Float64Array,
  work?: Work,
): void {
  for (let at = from; at < to; at += 1) {
    const number = numbers[at] as number;
    for (let column = 0; column < references.length; column += 1) {
      const [low, high] = inOrder(number, references[column] as number);
      table[at * references.length + column] = low === high ? 0 : between(low, high);
    }
    if ((at & 255) === 0 || at === to - 1) checkpoint(work, at + 1 - from, to - from);
  }
}

/** The distances of all sequences from those of the different ones. */
export function spreadOver({ groups }: AggregatedSequences, distances: Dissimilarities): Dissimilarities {
  const size = groups.length;
  if (size === distances.size) return distances;
  const values = pairValues(size);
  let at = 0;
  for (let one = 0; one < size; one += 1) {
    const own = groups[one] as number;
    const begin = pairsBefore(distances.size, own) - own - 1;
    for (let other = one + 1; other < size; other += 1) {
      const theirs = groups[other] as number;
      if (theirs > own) values[at] = distances.values[begin + theirs] as number;
      else if (theirs < own) values[at] = distances.values[pairIndex(distances.size, theirs, own)] as number;
      at += 1;
    }
  }
  return { size, values };
}

/** The table of all sequences from that of the different ones. */
export function spreadRows(
  count: number,
  groups: Int32Array,
  references: number,
  table: Float64Array,
): ReferenceDistances {
  const values = new Float64Array(count * references);
  for (let row = 0; row < count; row += 1) {
    const begin = (groups[row] as number) * references;
    for (let column = 0; column < references; column += 1) {
      values[row * references + column] = table[begin + column] as number;
    }
  }
  return { rows: count, references, values };
}

/** The sequences with references that are not among them, and the rows of the references. */
export function withReferences(
  sequences: StateSequences,
  references: StateSequences | ArrayLike<number>,
  { weighted = true }: WeightsTaken,
): { readonly together: StateSequences; readonly rows: readonly number[]; readonly weighted: boolean } {
  if (!('alphabet' in references)) {
    const rows = Array.from(references);
    const wrong = rows.find((row) => !(Number.isSafeInteger(row) && row >= 0 && row < sequences.count));
    if (wrong !== undefined || rows.length === 0) throw new StatisticsError('option-invalid', { column: 'references' });
    return { together: sequences, rows, weighted };
  }
  requireSequences(sequences);
  requireSequences(references);
  const { alphabet } = sequences;
  if (references.count === 0 || references.alphabet.join('\n') !== alphabet.join('\n')) {
    throw new StatisticsError('option-invalid', { column: 'references', detail: 'another alphabet' });
  }
  if (references.length > sequences.length) {
    throw new StatisticsError('option-invalid', { column: 'references', detail: 'longer than the sequences' });
  }
  const count = sequences.count + references.count;
  const states = new Uint16Array(count * sequences.length).fill(alphabet.length + 1);
  states.set(sequences.states);
  for (let row = 0; row < references.count; row += 1) {
    const from = references.states.subarray(row * references.length, (row + 1) * references.length);
    states.set(from, (sequences.count + row) * sequences.length);
  }
  // The references weigh nothing, so that what is made of the data is made of the sequences alone.
  const weights = new Float64Array(count);
  weights.set((weighted ? sequences.weights : undefined) ?? new Float64Array(sequences.count).fill(1));
  const together = { alphabet, count, length: sequences.length, states, weights };
  return {
    together,
    rows: Array.from({ length: references.count }, (_, row) => sequences.count + row),
    weighted: true,
  };
}
