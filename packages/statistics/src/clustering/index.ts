// Clustering. The public face.

export { agglomerativeCoefficient, cutDendrogram, cutDendrogramAt, type Dendrogram } from './dendrogram.ts';
export {
  agglomerativeNesting,
  type HierarchicalOptions,
  hierarchicalClustering,
  type Linkage,
  type NestingLinkage,
} from './hierarchical.ts';
export {
  clusterManyObjects,
  type ManyClusters,
  type ManyOptions,
  type MeasuredObjects,
} from './many-objects.ts';
export { clusterManySequences, type ManySequencesOptions } from './many-sequences.ts';
export type { MedoidQuality } from './medoid-quality.ts';
export { type Medoids, type MedoidsOptions, partitionAroundMedoids } from './medoids.ts';
export { dissimilaritiesAmong } from './pairs.ts';
export { type PartitionAgreement, partitionAgreement } from './partition.ts';
export { type ClusterQuality, clusterQualities, clusterQuality, type QualityOptions } from './quality.ts';
export { type OwnClusterMean, type Silhouettes, silhouettes, weightedSilhouettes } from './silhouettes.ts';
