// Clustering many careers by several threads: the steps are those of one thread, and the threads measure.
import { clusterManySequences, type ManySequencesOptions } from '../clustering/index.ts';
import type { ManyClusters } from '../clustering/many-objects.ts';
import { type ManyMeasured, type ManyMeasuring, manySteps } from '../clustering/many-steps.ts';
import { positionTransitionCosts } from '../distances/index.ts';
import type { SequenceMeasure } from '../distances/measures.ts';
import { aggregateSequences, type StateSequences, selectSequences } from '../sequences/index.ts';
import {
  type ParallelDistanceOptions,
  parallelDistancesToReferences,
  parallelSequenceDistances,
} from './parallel-distances.ts';

export interface ParallelManyOptions extends ManySequencesOptions {
  /** How many threads; as many as the machine offers unless told. */
  readonly threads?: number;
}

/** Measures that look at all the sequences: a thread that is given some of them would measure otherwise. */
const ofAllSequences: readonly SequenceMeasure['method'][] = ['CHI2', 'EUCLID', 'OMstran'];

/**
 * `clusterManySequences` by several threads: the same clusters, bit by bit. Distances within a sample and to medoids are measured by the
 * threads; CHI2, EUCLID and OMstran, which look at all sequences for each distance, in one.
 * Takes, gives and throws (by rejecting) what `clusterManySequences` does; the threads are stopped when it is done, cancelled or has failed.
 */
export async function parallelClusterManySequences(
  sequences: StateSequences,
  measure: SequenceMeasure,
  options: ParallelManyOptions = {},
): Promise<ManyClusters[]> {
  const { threads, normalisation, withMissing, weighted, ...many } = options;
  if (ofAllSequences.includes(measure.method)) return clusterManySequences(sequences, measure, options);
  const taken = weighted === undefined ? {} : { weighted };
  const { sequences: different, firstRows, groups } = aggregateSequences(sequences, taken);
  const known: SequenceMeasure =
    measure.method === 'DHD' && measure.costs === undefined
      ? { method: 'DHD', costs: positionTransitionCosts(sequences, taken) }
      : measure;
  const { signal } = options;
  const how: ParallelDistanceOptions = {
    ...taken,
    ...(threads === undefined ? {} : { threads }),
    ...(normalisation === undefined ? {} : { normalisation }),
    ...(withMissing === undefined ? {} : { withMissing }),
    ...(signal === undefined ? {} : { signal }),
  };
  const steps = manySteps(different.count, different.weights, many);
  let step = steps.next();
  while (step.done !== true) step = steps.next(await measured(different, known, step.value, how));
  return step.value.map((found) => ({
    ...found,
    medoids: found.medoids.map((medoid) => firstRows[medoid] as number),
    partition: groups.map((group) => found.partition[group] as number),
  }));
}

async function measured(
  different: StateSequences,
  measure: SequenceMeasure,
  asked: ManyMeasuring,
  how: ParallelDistanceOptions,
): Promise<ManyMeasured> {
  if ('pairs' in asked) return parallelSequenceDistances(selectSequences(different, asked.pairs), measure, how);
  const all = asked.rows.length === different.count;
  // The medoids among the rows, in the order of all, so that each pair is measured the same way round as in one thread.
  const rows = all ? asked.rows : Int32Array.from(new Set([...asked.rows, ...asked.medoids])).sort();
  const some = all ? different : selectSequences(different, rows);
  const places = (wanted: Int32Array) => (all ? wanted : placesIn(rows, wanted));
  const { values, references } = await parallelDistancesToReferences(some, measure, places(asked.medoids), how);
  const kept = places(asked.rows);
  return Array.from(asked.medoids, (_, column) => {
    const apart = new Float64Array(kept.length);
    for (let at = 0; at < kept.length; at += 1)
      apart[at] = values[(kept[at] as number) * references + column] as number;
    return apart;
  });
}

/** Where each wanted row stands among sorted rows. */
function placesIn(rows: Int32Array, wanted: Int32Array): Int32Array {
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  return wanted.map((row) => places.get(row) as number);
}
