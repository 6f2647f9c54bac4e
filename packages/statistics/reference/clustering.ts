// Clustering beside R: medoids, joining, silhouettes, quality.
import {
  agglomerativeCoefficient,
  agglomerativeNesting,
  aggregateSequences,
  type ClusterQuality,
  clusterQualities,
  clusterQuality,
  cutDendrogram,
  type Dendrogram,
  hierarchicalClustering,
  type Medoids,
  partitionAroundMedoids,
  silhouettes,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { type DistanceName, distanceNames, referenceDistances, referenceWeights } from './reference-distances.ts';
import { referenceFile } from './reference-file.ts';
import { sequenceObject } from './sequence-objects.ts';

const file = () => referenceFile('clustering.json');
const numbers = (...path: readonly (string | number)[]) => file().numbers(...path);
const fromOne = (codes: Int32Array) => codes.map((code) => code + 1);

/** R's sizes of the clusters, in the order of their numbers. */
function counts(clusters: Int32Array): Float64Array {
  const sizes = new Float64Array(Math.max(...clusters) + 1);
  for (const cluster of clusters) sizes[cluster] = (sizes[cluster] as number) + 1;
  return sizes;
}

const ranges = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const inFours = new Map<DistanceName, Medoids>();

function fourMedoids(name: DistanceName): Medoids {
  const medoids = inFours.get(name) ?? partitionAroundMedoids(referenceDistances(name), 4);
  inFours.set(name, medoids);
  return medoids;
}

function* medoidCases(): Iterable<Case> {
  for (const name of distanceNames) {
    const four = fourMedoids(name);
    const { build, swap } = four.objective;
    yield { name: `${name} medoids`, ours: fromOne(four.medoids), theirs: numbers(name, 'pam', 'medoids') };
    yield { name: `${name} labels`, ours: fromOne(four.clusters), theirs: numbers(name, 'pam', 'labels') };
    yield { name: `${name} sizes`, ours: four.sizes, theirs: numbers(name, 'pam', 'sizes') };
    yield { name: `${name} objective`, ours: [build, swap], theirs: numbers(name, 'pam', 'objective') };
    for (const k of ranges) {
      const found = partitionAroundMedoids(referenceDistances(name), k);
      const path = [name, 'pam_k2_10', `k${k}`] as const;
      yield { name: `${path.join(' ')} objective`, ours: found.objective.swap, theirs: numbers(...path, 'objective') };
      yield { name: `${path.join(' ')} medoids`, ours: fromOne(found.medoids), theirs: numbers(...path, 'medoids') };
      yield { name: `${path.join(' ')} sizes`, ours: found.sizes.sort().reverse(), theirs: numbers(...path, 'sizes') };
    }
  }
}

function* weightedMedoidCases(): Iterable<Case> {
  for (const name of distanceNames) {
    for (const key of ['wcKMedoids', 'wcKMedoids_weighted']) {
      const distances = referenceDistances(name);
      const weights = key === 'wcKMedoids' ? new Float64Array(distances.size).fill(1) : referenceWeights(name);
      const { medoids, clusters } = partitionAroundMedoids(distances, 4, { weights });
      const sizes = counts(clusters);
      const order = Array.from(medoids.keys()).sort((one, other) => (medoids[one] ?? 0) - (medoids[other] ?? 0));
      yield {
        name: `${name} ${key} medoids`,
        ours: order.map((cluster) => (medoids[cluster] as number) + 1),
        theirs: file().keys(name, key, 'sizes').map(Number),
      };
      yield {
        name: `${name} ${key} sizes`,
        ours: order.map((cluster) => sizes[cluster] as number),
        theirs: numbers(name, key, 'sizes'),
      };
      const quality = clusterQuality(distances, clusters, { weights });
      yield { name: `${name} ${key} quality`, ours: measures(quality), theirs: numbers(name, key, 'stats') };
    }
  }
}

function* joinCases(): Iterable<Case> {
  for (const name of distanceNames) {
    const distances = referenceDistances(name);
    const members = referenceWeights(name);
    yield* dendrogramCases(name, 'ward_D', hierarchicalClustering(distances, 'ward.D'));
    yield* dendrogramCases(name, 'ward_D2', hierarchicalClustering(distances, 'ward.D2'));
    yield* dendrogramCases(name, 'average', hierarchicalClustering(distances, 'average'));
    yield* dendrogramCases(name, 'complete', hierarchicalClustering(distances, 'complete'));
    const weighted = hierarchicalClustering(distances, 'ward.D', { members });
    yield* dendrogramCases(name, 'ward_D_weighted_members', weighted);
  }
}

function* nestingCases(): Iterable<Case> {
  for (const name of distanceNames) {
    const tree = agglomerativeNesting(referenceDistances(name), 'ward');
    yield* dendrogramCases(name, 'agnes_ward', { ...tree, height: tree.height.slice().sort() });
  }
}

function* coefficientCases(): Iterable<Case> {
  for (const name of distanceNames) {
    const tree = agglomerativeNesting(referenceDistances(name), 'ward');
    yield { name, ours: agglomerativeCoefficient(tree), theirs: numbers(name, 'agnes_ward', 'ac') };
  }
}

function* dendrogramCases(name: DistanceName, key: string, tree: Dendrogram): Iterable<Case> {
  const clusters = cutDendrogram(tree, 4);
  const sum = tree.height.reduce((total, height) => total + height, 0);
  yield { name: `${name} ${key} labels`, ours: fromOne(clusters), theirs: numbers(name, key, 'labels') };
  yield { name: `${name} ${key} sizes`, ours: counts(clusters), theirs: numbers(name, key, 'sizes') };
  yield { name: `${name} ${key} heights`, ours: tree.height.slice(-20), theirs: numbers(name, key, 'last20_heights') };
  yield { name: `${name} ${key} sum of heights`, ours: sum, theirs: numbers(name, key, 'height_sum') };
}

function* silhouetteCases(): Iterable<Case> {
  for (const name of distanceNames) {
    const distances = referenceDistances(name);
    const { widths } = silhouettes(distances, wardClusters(name, [4])[0] as Int32Array);
    yield { name: `${name} Ward`, ours: widths, theirs: numbers(name, 'silhouette_wardD_k4') };
    const four = silhouettes(distances, fourMedoids(name).clusters);
    yield { name: `${name} pam mean`, ours: four.mean, theirs: numbers(name, 'pam', 'avg_sil') };
    yield { name: `${name} pam means`, ours: four.clusterMeans, theirs: numbers(name, 'pam', 'clus_avg_sil') };
    for (const k of ranges) {
      const { clusters } = partitionAroundMedoids(distances, k);
      const theirs = numbers(name, 'pam_k2_10', `k${k}`, 'asw');
      yield { name: `${name} pam ${k}`, ours: silhouettes(distances, clusters).mean, theirs };
    }
  }
}

const wardClusters = (name: DistanceName, sizes: readonly number[], members?: Float64Array) => {
  const tree = hierarchicalClustering(referenceDistances(name), 'ward.D', members === undefined ? {} : { members });
  return sizes.map((k) => cutDendrogram(tree, k));
};

/** In the order of WeightedCluster. */
const measures = (quality: ClusterQuality): number[] => [
  quality.pointBiserial,
  quality.hubertGamma,
  quality.hubertSomersD,
  quality.silhouette,
  quality.silhouetteWeighted,
  quality.calinskiHarabasz,
  quality.pseudoR2,
  quality.calinskiHarabaszSquared,
  quality.pseudoR2Squared,
  quality.hubertC,
];

function* qualityCases(): Iterable<Case> {
  for (const name of distanceNames) {
    for (const key of ['wcClusterQuality', 'wcClusterQuality_weighted']) {
      const options = key === 'wcClusterQuality' ? {} : { weights: referenceWeights(name) };
      const [clusters] = wardClusters(name, [4]) as [Int32Array];
      const quality = clusterQuality(referenceDistances(name), clusters, options);
      const { clusterSilhouettes, clusterSilhouettesWeighted } = quality;
      yield { name: `${name} ${key}`, ours: measures(quality), theirs: numbers(name, key, 'stats') };
      yield {
        name: `${name} ${key} silhouettes`,
        ours: [...clusterSilhouettes].flatMap((each, cluster) => [each, clusterSilhouettesWeighted[cluster] as number]),
        theirs: numbers(name, key, 'ASW'),
      };
    }
  }
}

const columns = 'PBC HG HGSD ASW ASWw CH R2 CHsq R2sq HC';

function* rangeCases(): Iterable<Case> {
  for (const name of distanceNames) {
    for (const key of ['clustrange_wardD', 'clustrange_wardD_weighted']) {
      const weights = key === 'clustrange_wardD' ? undefined : referenceWeights(name);
      const rows = file().value(name, key, 'rows') as readonly string[];
      if ((file().value(name, key, 'cols') as readonly string[]).join(' ') !== columns)
        throw new Error('columns differ');
      const partitions = wardClusters(
        name,
        rows.map((row) => Number(row.replace('cluster', ''))),
        weights,
      );
      const found = clusterQualities(referenceDistances(name), partitions, weights === undefined ? {} : { weights });
      yield { name: `${name} ${key}`, ours: found.flatMap(measures), theirs: numbers(name, key, 'values') };
    }
  }
}

/** WeightedCluster orders the different sequences by the texts of their states, which start with the number of the first. */
function* aggregateCases(): Iterable<Case> {
  const read = (key: string) => numbers('wcAggregateCases_mvad', key);
  const { sequences, firstRows, groups } = aggregateSequences(sequenceObject('mvad_w'));
  const weightOf = (row: number) => sequences.weights?.[groups[row - 1] as number] as number;
  const rows = read('first20_aggIndex');
  yield { name: 'mvad', ours: sequences.count, theirs: read('n_unique') };
  yield { name: 'mvad first rows', ours: rows.map((row) => (firstRows.includes(row - 1) ? row : -1)), theirs: rows };
  yield { name: 'mvad weights', ours: rows.map(weightOf), theirs: read('first20_weights') };
  const total = sequences.weights?.reduce((sum, weight) => sum + weight, 0) as number;
  yield { name: 'mvad total', ours: total, theirs: read('total') };
}

const closed = (name: string, r: string, cases: () => Iterable<Case>): Comparison => ({
  name,
  r,
  kind: 'closed-form',
  cases,
});

export const clusteringComparisons: readonly Comparison[] = [
  closed('partitionAroundMedoids', 'cluster::pam(d, k, diss = TRUE)', medoidCases),
  closed('partitionAroundMedoids', 'WeightedCluster::wcKMedoids(d, k, weights)', weightedMedoidCases),
  closed('hierarchicalClustering', 'hclust(d, method, members); cutree(tree, 4)', joinCases),
  closed('agglomerativeNesting', 'cluster::agnes(d, diss = TRUE, method = "ward")', nestingCases),
  closed('agglomerativeCoefficient', 'cluster::agnes(d, diss = TRUE, method = "ward")$ac', coefficientCases),
  closed('silhouettes', 'cluster::silhouette(clusters, d)', silhouetteCases),
  closed('clusterQuality', 'WeightedCluster::wcClusterQuality(d, clusters, weights)', qualityCases),
  closed('clusterQualities', 'WeightedCluster::as.clustrange(tree, d, weights, ncluster = 10)', rangeCases),
  closed('aggregateSequences', 'WeightedCluster::wcAggregateCases(seq, weights)', aggregateCases),
];
