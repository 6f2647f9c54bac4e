// All pairs of sequences, or all sequences against references, measured by worker threads on shared memory.
import { availableParallelism } from 'node:os';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import {
  type DistanceOptions,
  distancesToReferences,
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
import { aggregateSequences } from '../sequences/equal-sequences.ts';
import { requireSequences, type StateSequences } from '../sequences/state-sequences.ts';
import type { DistanceJob } from './distance-worker.ts';
import { runThreads } from './threads.ts';

export interface ParallelDistanceOptions extends DistanceOptions {
  /** How many threads; as many as the machine offers unless told. With 1, or too little to do, it goes on here and now. */
  readonly threads?: number;
}

/** Below so many distances a thread takes longer to start than to measure. */
const worthThreads = 50_000;

/** What a thread takes at a time, in distances: often enough to tell of progress, and to end together. */
const distancesAtATime = 20_000;

/**
 * `sequenceDistances` by several threads. The threads are stopped when it is done, cancelled or has failed.
 * Takes, gives and throws (by rejecting) what `sequenceDistances` does.
 */
export async function parallelSequenceDistances(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ParallelDistanceOptions = {},
): Promise<Dissimilarities> {
  requireSequences(sequences);
  const distinct = aggregateSequences(sequences);
  const size = distinct.firstRows.length;
  const threads = threadsFor(options, pairsBefore(size, size));
  if (threads === 1) return sequenceDistances(sequences, measure, options);
  const values = pairValues(size, SharedArrayBuffer);
  const job: DistanceJob = { ...jobOf(sequences, distinct.firstRows, measure, options), references: null, values };
  await runThreads(job, chunksOfPairs(size), threads, options);
  return spreadOver(distinct, { size, values });
}

/** `distancesToReferences` by several threads, as {@link parallelSequenceDistances} does all pairs. */
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
  const threads = threadsFor(options, measured * rows.length);
  if (threads === 1) return distancesToReferences(sequences, measure, references, options);
  const columns = rows.map((row) => distinct.groups[row] as number);
  const values = new Float64Array(new SharedArrayBuffer(8 * measured * rows.length));
  const job: DistanceJob = {
    ...jobOf(together, distinct.firstRows, measure, { ...options, weighted }),
    references: columns,
    values,
  };
  const height = Math.max(1, Math.floor(distancesAtATime / rows.length));
  const chunks: [number, number][] = [];
  for (let from = 0; from < measured; from += height) chunks.push([from, Math.min(measured, from + height)]);
  await runThreads(job, chunks, threads, options);
  return spreadRows(sequences.count, distinct.groups, rows.length, values);
}

function threadsFor({ threads = availableParallelism() }: ParallelDistanceOptions, distances: number): number {
  if (!Number.isSafeInteger(threads) || threads < 1) throw new StatisticsError('option-invalid', { column: 'threads' });
  return distances < worthThreads ? 1 : threads;
}

/** What each thread is given: memory that all share, and nothing that they would have to wait for. */
function jobOf(sequences: StateSequences, rows: Int32Array, measure: SequenceMeasure, options: DistanceOptions) {
  const shared = new Uint16Array(new SharedArrayBuffer(2 * sequences.states.length));
  shared.set(sequences.states);
  const { signal: _signal, onProgress: _onProgress, ...how } = options;
  return { measure, context: measureContext({ ...sequences, states: shared }, rows, how) };
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
