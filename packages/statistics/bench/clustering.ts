// Clustering: joining and medoids beside R on the same distances, and many careers beside all their pairs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '../src/foundation/random.ts';
import {
  clusterManyObjects,
  clusterManySequences,
  type Dissimilarities,
  hierarchicalClustering,
  partitionAroundMedoids,
  preparedDistances,
  type StateSequences,
  selectSequences,
  sequenceDistances,
  silhouettes,
  stateSequencesFromCodes,
} from '../src/index.ts';
import { againstPeer, medianSeconds, peakMegabytes, rscript, type StatisticsBench } from './harness.ts';

/** Careers of 120 months over seven grades and an exit: spells of half a year to four and a half, mostly upwards. */
export function gradeCareers(count: number, months = 120, seed = 1): StateSequences {
  const random = randomStream(seed);
  const codes = new Int32Array(count * months);
  for (let career = 0; career < count; career += 1) {
    const climbing = [0.75, 0.45, 0.2][random.below(3)] ?? 0.5;
    let [grade, left] = [Math.floor(random.uniform() ** 2 * 5), 6 + random.below(48)];
    for (let month = 0; month < months; month += 1) {
      if (left === 0 && grade < 7) {
        const chance = random.uniform();
        grade = chance < climbing ? Math.min(6, grade + 1) : chance < 0.9 ? Math.max(0, grade - 1) : 7;
        left = 6 + random.below(48);
      }
      codes[career * months + month] = grade;
      left = Math.max(0, left - 1);
    }
  }
  return stateSequencesFromCodes(codes, months, { alphabet: ['AO', 'EO', 'HEO', 'SEO', 'G7', 'G6', 'SCS', 'OUT'] });
}

const objectCount = 2_000;
let known: Dissimilarities | undefined;

/** Distances of 2,000 careers by their longest common subsequences: whole numbers, as constant costs give. */
const distancesOfCareers = (): Dissimilarities => {
  known ??= sequenceDistances(gradeCareers(objectCount), { method: 'LCS' });
  return known;
};

/** The median seconds that R takes for a call on the distances `d`, or NaN without R. */
function rSeconds(distances: Dissimilarities, call: string, repeats = 3): number {
  const folder = mkdtempSync(join(tmpdir(), 'clew-bench-'));
  try {
    const path = join(folder, 'distances');
    writeFileSync(
      path,
      new Uint8Array(distances.values.buffer, distances.values.byteOffset, distances.values.byteLength),
    );
    const printed = rscript(
      `library(cluster); n <- ${distances.size}L; v <- readBin("${path}", "double", n * (n - 1) / 2)
       d <- structure(v, Size = n, Diag = FALSE, Upper = FALSE, class = "dist"); g <- rep(1:8, length.out = n)
       cat(median(replicate(${repeats}, system.time(${call})[3])))`,
    );
    return printed === null ? Number.NaN : Number(printed.trim().split('\n').at(-1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Beside {
  readonly name: string;
  readonly about: string;
  readonly ours: (distances: Dissimilarities) => unknown;
  readonly call: string;
  readonly peer: string;
  readonly repeats?: number;
}

const bench = ({ name, about, ours, call, peer, repeats = 3 }: Beside): StatisticsBench => ({
  name,
  about: `${about}, ${objectCount.toLocaleString('en')} careers`,
  run: async () => {
    const distances = distancesOfCareers();
    const seconds = await medianSeconds(() => ours(distances), { repeats: 5, warm: true });
    return againstPeer(name, seconds, { name: peer, seconds: rSeconds(distances, call, repeats) });
  },
});

const besideR: readonly StatisticsBench[] = [
  bench({
    name: 'hierarchical-ward',
    about: "Ward's clustering",
    ours: (distances) => hierarchicalClustering(distances, 'ward.D2'),
    call: 'hclust(d, "ward.D2")',
    peer: 'hclust, R stats (Fortran)',
  }),
  bench({
    name: 'medoids',
    about: 'Medoids of 8 clusters, the best swap each time',
    ours: (distances) => partitionAroundMedoids(distances, 8),
    call: 'pam(d, 8, diss = TRUE)',
    peer: 'pam, R cluster (C)',
    repeats: 1,
  }),
  bench({
    name: 'medoids-eager',
    about: 'Medoids of 8 clusters, every swap that betters, from the first 8',
    ours: (distances) => partitionAroundMedoids(distances, 8, { swap: 'eager', initial: [0, 1, 2, 3, 4, 5, 6, 7] }),
    call: 'pam(d, 8, diss = TRUE, variant = "faster", medoids = 1:8)',
    peer: 'pam variant "faster", R cluster (C)',
  }),
  bench({
    name: 'silhouettes',
    about: 'Silhouettes of 8 clusters',
    ours: (distances) =>
      silhouettes(
        distances,
        Int32Array.from({ length: objectCount }, (_, at) => at % 8),
      ),
    call: 'silhouette(g, d)',
    peer: 'silhouette, R cluster (C)',
  }),
];

const clusters = [2, 3, 4, 5, 6];
const sampled = { clusters, samples: 10, sampleSize: 1_000 };
const pairedCareers = 3_000;

/**
 * Clusters careers by samples. The reference is what it stands in for: medoids of all pairs, of 3,000 of the careers; their times the
 * squares of the numbers would be those of all. Quality is beside the same: the mean distance to medoids, found by samples and by all pairs.
 */
const manyBench = (name: string, count: number): StatisticsBench => ({
  name,
  about: `${count.toLocaleString('en')} careers by Hamming in 2 to 6 clusters, 10 samples of 1,000, beside medoids of all pairs of ${pairedCareers.toLocaleString('en')}`,
  run: async () => {
    const careers = gradeCareers(count);
    const seconds = await medianSeconds(() => clusterManySequences(careers, { method: 'HAM' }, sampled), {
      repeats: 1,
    });
    const some = selectSequences(
      careers,
      Int32Array.from({ length: pairedCareers }, (_, at) => at),
    );
    let whole: readonly number[] = [];
    const peer = await medianSeconds(
      () => {
        const distances = sequenceDistances(some, { method: 'HAM' });
        whole = clusters.map((k) => partitionAroundMedoids(distances, k, { swap: 'eager' }).objective.swap);
      },
      { repeats: 1 },
    );
    const { distinct, between } = preparedDistances(some, { method: 'HAM' });
    const found = clusterManyObjects({ size: pairedCareers, between }, sampled);
    const worse = found.map(({ quality }, at) => quality.meanDistance / (whole[at] ?? Number.NaN) - 1);
    return {
      ...againstPeer(name, seconds, {
        name: `all pairs of ${pairedCareers} careers, and their medoids`,
        seconds: peer,
      }),
      detail: {
        peer: `all pairs of ${pairedCareers} careers, and their medoids`,
        peakMegabytes: peakMegabytes(),
        careers: count,
        pairsMeasuredAtMost: 10 * (sampled.sampleSize ** 2 / 2) + 10 * 20 * Math.min(count, 50_000) + 20 * count,
        meanDistanceWorseThanAllPairs: `${(100 * Math.max(...worse)).toFixed(2)}% at most, of ${distinct.firstRows.length} different`,
        weightedCluster20000: '681 s in R (single run, another time, such a machine)',
      },
    };
  },
});

export const clusteringBenches: readonly StatisticsBench[] = [
  ...besideR,
  manyBench('cluster-20000-careers', 20_000),
  manyBench('cluster-100000-careers', 100_000),
  manyBench('cluster-1000000-careers', 1_000_000),
];
