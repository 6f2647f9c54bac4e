// A thread that measures distances: takes one stretch of the work after the other until there is none left, and tells of each.
import { parentPort, workerData } from 'node:worker_threads';
import { fillPairs, fillTable } from '../distances/distances.ts';
import type { SequenceMeasure } from '../distances/measures.ts';
import { type MeasureContext, preparedMeasure } from '../distances/prepare.ts';
import { StatisticsError, type StatisticsErrorCode, type Where } from '../foundation/errors.ts';

/** What is to be measured: all pairs of the context's rows, or each against references. `values` is shared. */
export interface DistanceJob {
  readonly measure: SequenceMeasure;
  readonly context: MeasureContext;
  readonly references: readonly number[] | null;
  readonly values: Float64Array;
}

export interface WorkerInput {
  readonly job: DistanceJob;
  readonly chunks: readonly (readonly [from: number, to: number])[];
  /** The next stretch that nobody has taken; shared. */
  readonly next: Int32Array;
}

/** What a thread says: a stretch is done, or the argument has no meaning. */
export type WorkerSays =
  | { readonly done: number }
  | { readonly refused: { readonly code: StatisticsErrorCode; readonly where: Where } };

function work({ job, chunks, next }: WorkerInput, say: (message: WorkerSays) => void): void {
  const { measure, context, references, values } = job;
  const distance = preparedMeasure(measure, context);
  for (let chunk = Atomics.add(next, 0, 1); chunk < chunks.length; chunk = Atomics.add(next, 0, 1)) {
    const [from, to] = chunks[chunk] as readonly [number, number];
    if (references === null) fillPairs(distance, context.rows.length, from, to, values);
    else fillTable(distance, references, from, to, values);
    say({ done: chunk });
  }
}

if (parentPort !== null) {
  const port = parentPort;
  try {
    work(workerData as WorkerInput, (message) => port.postMessage(message));
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    port.postMessage({ refused: { code: error.code, where: error.where } } satisfies WorkerSays);
  }
}
