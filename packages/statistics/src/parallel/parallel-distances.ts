// All pairs of sequences, or all sequences against references, measured by worker threads on shared memory.
import { availableParallelism } from 'node:os';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import {
  type DistanceOptions,
  distancesToReferences,
  everyNumber,
  measureContext,
  pairsBefore,
  pairValues,
  type ReferenceDistances,
  sequenceDistances,
  spreadOver,
  spreadRows,
  withReferences,
} from '../distances/distances.ts';
import type { SequenceMeasure } from '../distances/measures.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { Work } from '../foundation/work.ts';
import { aggregateSequences } from '../sequences/equal-sequences.ts';
import { requireSequences, type StateSequences } from '../sequences/state-sequences.ts';
import type { DistanceTask, ThreadInput } from './distance-worker.ts';
import { withThreads } from './threads.ts';

export interface ParallelDistanceOptions extends DistanceOptions {
  /** How many threads. Unless told: as many as the machine offers, or this one alone where they would take longer to start than to measure. */
  readonly threads?: number;
}

/** About how many microseconds a distance takes, of careers of 120 months and some four spells (measured). */
const microsecondsOf: Readonly<Record<SequenceMeasure['method'], number>> = {
  OM: 1.4,
  OMloc: 1.5,
  OMslen: 1.5,
  OMspell: 0.07,
  OMstran: 5,
  TWED: 24,
  LCS: 0.35,
  LCP: 0.01,
  RLCP: 0.01,
  HAM: 0.01,
  DHD: 0.04,
  CHI2: 0.6,
  EUCLID: 0.6,
  NMS: 13,
  NMSMST: 0.25,
  SVRspell: 0.3,
};

/** From how much work on threads, which take a tenth of a second to start, are worth it. */
const worthThreadsMicroseconds = 400_000;

/** What a thread takes at a time, in distances: often enough to tell of progress, and to end together. */
const distancesAtATime = 20_000;

/**
 * `sequenceDistances` by several threads. The threads are stopped when it is done, cancelled or has failed.
 * Takes, gives and throws (by rejecting) what `sequenceDistances` does. R: `TraMineR::seqdist`, as there, which runs in one thread.
 */
export async function parallelSequenceDistances(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ParallelDistanceOptions = {},
): Promise<Dissimilarities> {
  requireSequences(sequences);
  const distinct = aggregateSequences(sequences);
  const size = distinct.firstRows.length;
  const threads = threadsFor(options, measure, pairsBefore(size, size));
  if (threads === 1) return sequenceDistances(sequences, measure, options);
  const task = pairsTask(everyNumber(size));
  await measuredOnce(threadInput(sequences, distinct.firstRows, measure, options), task, threads, options);
  return spreadOver(distinct, { size, values: task.values });
}

/** `distancesToReferences` by several threads, as {@link parallelSequenceDistances} does all pairs. R: `TraMineR::seqdist(refseq = ...)`, as there. */
export async function parallelDistancesToReferences(
  sequences: StateSequences,
  measure: SequenceMeasure,
  references: StateSequences | ArrayLike<number>,
  options: ParallelDistanceOptions = {},
): Promise<ReferenceDistances> {
  requireSequences(sequences);
  const { together, rows, weighted } = withReferences(sequences, references, options);
  const distinct = aggregateSequences(together);
  const measured = distinct.firstRows.filter((row) => row < sequences.count).length;
  const threads = threadsFor(options, measure, measured * rows.length);
  if (threads === 1) return distancesToReferences(sequences, measure, references, options);
  const columns = Int32Array.from(rows, (row) => distinct.groups[row] as number);
  const task = tableTask(everyNumber(measured), columns);
  const input = threadInput(together, distinct.firstRows, measure, { ...options, weighted });
  await measuredOnce(input, task, threads, options);
  return spreadRows(sequences.count, distinct.groups, columns.length, task.values);
}

/** How many threads are told, or worth it for so many distances. Throws `option-invalid` for a number that is none. */
export function threadsFor({ threads }: ParallelDistanceOptions, measure: SequenceMeasure, distances: number): number {
  if (threads === undefined) {
    const alone = distances * microsecondsOf[measure.method] < worthThreadsMicroseconds;
    return alone ? 1 : availableParallelism();
  }
  if (!Number.isSafeInteger(threads) || threads < 1) throw new StatisticsError('option-invalid', { column: 'threads' });
  return threads;
}

/** What each thread is given: memory that all share, and nothing that they would have to wait for. */
export function threadInput(
  sequences: StateSequences,
  rows: Int32Array,
  measure: SequenceMeasure,
  options: DistanceOptions,
): ThreadInput {
  const states = new Uint16Array(new SharedArrayBuffer(2 * sequences.states.length));
  states.set(sequences.states);
  return { measure, context: measureContext({ ...sequences, states }, rows, options) };
}

/** All pairs of some sequences, by their numbers. Throws `too-many-pairs`. */
export function pairsTask(numbers: Int32Array): DistanceTask {
  const size = numbers.length;
  const values = pairValues(size, SharedArrayBuffer);
  return { numbers, references: null, values, chunks: chunksOfPairs(size), next: counter() };
}

/** Sequences against references, by their numbers. */
export function tableTask(numbers: Int32Array, references: Int32Array): DistanceTask {
  const width = references.length;
  const values = new Float64Array(new SharedArrayBuffer(8 * numbers.length * width));
  const height = Math.max(1, Math.floor(distancesAtATime / width));
  const chunks: [number, number][] = [];
  for (let from = 0; from < numbers.length; from += height)
    chunks.push([from, Math.min(numbers.length, from + height)]);
  return { numbers, references, values, chunks, next: counter() };
}

const counter = () => new Int32Array(new SharedArrayBuffer(4));

function measuredOnce(input: ThreadInput, task: DistanceTask, threads: number, work: Work): Promise<void> {
  return withThreads(input, Math.min(threads, task.chunks.length), work, (measure) => measure(task, work.onProgress));
}

function chunksOfPairs(size: number): readonly [number, number][] {
  const chunks: [number, number][] = [];
  let from = 0;
  while (from < size) {
    let to = from + 1;
    while (to < size && pairsBefore(size, to + 1) - pairsBefore(size, from) <= distancesAtATime) to += 1;
    chunks.push([from, to]);
    from = to;
  }
  return chunks;
}
