// Clustering many careers by several threads: the steps are those of one thread, and the threads measure.
import { clusterManySequences, type ManyClusters, type ManySequencesOptions } from '../clustering/index.ts';
import { ofAllCareers } from '../clustering/many-sequences.ts';
import { distancesOf, type ManyMeasured, type ManyMeasuring, manyPlan, manySteps } from '../clustering/many-steps.ts';
import type { SequenceMeasure } from '../distances/measures.ts';
import { aggregateSequences, requireSequences, type StateSequences } from '../sequences/index.ts';
import { pairsTask, tableTask, threadInput, threadsFor } from './parallel-distances.ts';
import { type MeasureTask, withThreads } from './threads.ts';

export interface ParallelManyOptions extends ManySequencesOptions {
  /** How many threads. Unless told: as many as the machine offers, or this one alone where they would take longer to start than to measure. */
  readonly threads?: number;
}

/**
 * `clusterManySequences` by several threads: the same clusters, bit by bit. The threads hold all different careers, and measure those that
 * each sample needs.
 * R: as of `clusterManySequences`. Takes, gives and throws (by rejecting) what that does; the threads are stopped when it is done, cancelled or has failed.
 */
export async function parallelClusterManySequences(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ParallelManyOptions = {},
): Promise<ManyClusters[]> {
  requireSequences(sequences);
  const distinct = aggregateSequences(sequences, options);
  const { count, weights } = distinct.sequences;
  const plan = manyPlan(count, weights, options);
  const threads = threadsFor(options, measure, distancesOf(plan));
  if (threads === 1) return clusterManySequences(sequences, measure, options);
  const input = threadInput(sequences, distinct.firstRows, measure, options);
  return withThreads(input, threads, options, async (measureTask) => {
    const steps = manySteps(plan, options);
    let step = steps.next();
    while (step.done !== true) step = steps.next(await measured(step.value, measureTask));
    return step.value.map((found) => ofAllCareers(found, distinct));
  });
}

async function measured(asked: ManyMeasuring, measure: MeasureTask): Promise<ManyMeasured> {
  if ('pairs' in asked) {
    const task = pairsTask(asked.pairs);
    await measure(task);
    return { size: asked.pairs.length, values: task.values };
  }
  const task = tableTask(asked.rows, asked.medoids);
  await measure(task);
  const width = asked.medoids.length;
  return Array.from(asked.medoids, (_, column) =>
    new Float64Array(asked.rows.length).map((__, row) => task.values[row * width + column] as number),
  );
}
