// Distances and clusters by several threads: the same kernels and the same answers, bit by bit, as in one.

export { type ParallelManyOptions, parallelClusterManySequences } from './parallel-clustering.ts';
export {
  type ParallelDistanceOptions,
  parallelDistancesToReferences,
  parallelSequenceDistances,
} from './parallel-distances.ts';
