// A thread that measures distances: prepares the measure once, then takes stretches of each task until there is none left, and tells of each.
import { parentPort, workerData } from 'node:worker_threads';
import { fillPairs, fillTable } from '../distances/distances.ts';
import type { PairDistance } from '../distances/kernels/pair-distance.ts';
import type { SequenceMeasure } from '../distances/measures.ts';
import { type MeasureContext, preparedMeasure } from '../distances/prepare.ts';
import { StatisticsError, type StatisticsErrorCode, type Where } from '../foundation/errors.ts';

/** What each thread prepares before its first task. */
export interface ThreadInput {
  readonly measure: SequenceMeasure;
  readonly context: MeasureContext;
}

/** Distances between the context's rows, by their numbers, ascending: of all pairs of some, or of each against references. */
export interface DistanceTask {
  readonly numbers: Int32Array;
  readonly references: Int32Array | null;
  /** Where they are written; shared. */
  readonly values: Float64Array;
  /** Stretches of `numbers`, each for one thread. */
  readonly chunks: readonly (readonly [from: number, to: number])[];
  /** The next stretch that nobody has taken; shared. */
  readonly next: Int32Array;
}

/** What a thread says: a stretch is done, or the argument has no meaning. */
export type ThreadSays =
  | { readonly done: number }
  | { readonly refused: { readonly code: StatisticsErrorCode; readonly where: Where } };

function work(between: PairDistance, task: DistanceTask, say: (message: ThreadSays) => void): void {
  const { numbers, references, values, chunks, next } = task;
  for (let chunk = Atomics.add(next, 0, 1); chunk < chunks.length; chunk = Atomics.add(next, 0, 1)) {
    const [from, to] = chunks[chunk] as readonly [number, number];
    if (references === null) fillPairs(between, numbers, from, to, values);
    else fillTable(between, numbers, references, from, to, values);
    say({ done: chunk });
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const say = (message: ThreadSays) => port.postMessage(message);
  try {
    const { measure, context } = workerData as ThreadInput;
    const between = preparedMeasure(measure, context);
    port.on('message', (task: DistanceTask) => work(between, task, say));
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    say({ refused: { code: error.code, where: error.where } });
  }
}
