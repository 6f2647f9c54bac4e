// Clustering many: beside medoids of all pairs, on careers, and what must hold of samples, seeds and cancelling.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { randomStream } from '../src/foundation/random.ts';
import {
  between,
  clusterManyObjects,
  clusterManySequences,
  type Dissimilarities,
  type ManyOptions,
  type MeasuredObjects,
  partitionAgreement,
  partitionAroundMedoids,
  sequenceDistances,
  stateSequencesFromCodes,
} from '../src/index.ts';
import { dissimilarities, euclidean, expectClose, expectRefused } from './objects.ts';

const measured = (given: Dissimilarities, weights?: Float64Array): MeasuredObjects => ({
  size: given.size,
  between: (one, other) => between(given, one, other),
  ...(weights === undefined ? {} : { weights }),
});

/** Points about a few centres, so that there is something to find. */
function clouds(size: number, centres: number, seed = 1): Dissimilarities {
  const random = randomStream(seed);
  const points = Array.from({ length: size }, (_, at) => {
    const angle = (2 * Math.PI * (at % centres)) / centres;
    return [10 * Math.cos(angle) + 4 * random.uniform(), 10 * Math.sin(angle) + 4 * random.uniform()];
  });
  return euclidean(points);
}

/** Careers over grades: months, spells of some length, mostly upwards. */
function careers(count: number, length = 48) {
  const random = randomStream(7);
  const codes = new Int32Array(count * length);
  for (let career = 0; career < count; career += 1) {
    const climbs = random.uniform() < 0.5;
    let grade = random.below(2);
    for (let month = 0; month < length; month += 1) {
      if (month % 12 === 0 && random.uniform() < (climbs ? 0.8 : 0.1)) grade = Math.min(4, grade + 1);
      codes[career * length + month] = grade;
    }
  }
  return stateSequencesFromCodes(codes, length, { alphabet: ['AO', 'EO', 'HEO', 'SEO', 'G7'] });
}

describe('medoids of samples', () => {
  const given = clouds(300, 4);
  const options: ManyOptions = { clusters: [2, 3, 4, 5], samples: 8, sampleSize: 60 };

  it('are nearly as near as medoids of all pairs, and find what is there', () => {
    for (const found of clusterManyObjects(measured(given), options)) {
      const whole = partitionAroundMedoids(given, found.clusters);
      expect(found.quality.meanDistance).toBeGreaterThanOrEqual(whole.objective.swap - 1e-12);
      expect(found.quality.meanDistance).toBeLessThan(1.1 * whole.objective.swap);
    }
    const [, , four] = clusterManyObjects(measured(given), options);
    const truth = Int32Array.from({ length: 300 }, (_, at) => at % 4);
    expect(partitionAgreement(four?.partition ?? truth.slice(0, 1), truth).adjustedRand).toBe(1);
  });

  it('have the quality that the definitions say', () => {
    const [found] = clusterManyObjects(measured(given), { ...options, clusters: [3] });
    const { medoids, partition, quality } = found as NonNullable<typeof found>;
    const to = (object: number, cluster: number) => between(given, object, medoids[cluster] ?? -1);
    const objects = [...Array(given.size).keys()];
    const sorted = objects.map((object) =>
      [0, 1, 2].map((cluster) => to(object, cluster)).sort((one, other) => one - other),
    );
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    const nearest = mean(sorted.map(([near = 0]) => near));
    const apart = [
      between(given, medoids[0] ?? 0, medoids[1] ?? 0),
      between(given, medoids[0] ?? 0, medoids[2] ?? 0),
      between(given, medoids[1] ?? 0, medoids[2] ?? 0),
    ];
    const spread = [0, 1, 2].map((cluster) =>
      mean(objects.filter((object) => partition[object] === cluster).map((object) => to(object, cluster))),
    );
    const worst = [0, 1, 2].map((one) =>
      Math.max(
        ...[0, 1, 2]
          .filter((other) => other !== one)
          .map(
            (other) =>
              ((spread[one] ?? 0) + (spread[other] ?? 0)) / between(given, medoids[one] ?? 0, medoids[other] ?? 0),
          ),
      ),
    );
    objects.forEach((object) => {
      expect(to(object, partition[object] ?? -1)).toBe(sorted[object]?.[0]);
    });
    expectClose([quality.meanDistance], [nearest]);
    expectClose([quality.daviesBouldin], [mean(worst)]);
    expectClose([quality.xieBeni], [nearest / Math.min(...apart)]);
    expectClose([quality.pbm], [(Math.max(...apart) / 3 / nearest) ** 2]);
    expectClose([quality.medoidSilhouette], [mean(sorted.map(([near = 0, next = 0]) => (next - near) / next))]);
  });

  test.each([
    ['daviesBouldin', 1],
    ['xieBeni', 1],
    ['pbm', -1],
    ['medoidSilhouette', -1],
    ['meanDistance', 1],
  ] as const)('are the best of all samples by %s', (criterion, sign) => {
    for (const { criteria, quality, sample } of clusterManyObjects(measured(given), { ...options, criterion })) {
      expect(criteria).toHaveLength(8);
      expect(criteria[sample]).toBe(quality[criterion]);
      for (const each of criteria) expect(sign * each).toBeGreaterThanOrEqual(sign * quality[criterion]);
    }
  });

  it('are the same for the same seed, and stable where there is structure', () => {
    const run = (seed: number) => clusterManyObjects(measured(given), { ...options, seed, stability: true });
    expect(run(3)).toEqual(run(3));
    const [, , four] = run(3);
    expect(four?.stability).toHaveLength(8);
    for (const { adjustedRand, jaccard } of four?.stability ?? [])
      expect(Math.min(adjustedRand, jaccard)).toBeGreaterThan(0.8);
    expect(clusterManyObjects(measured(given), options)[0]?.stability).toBeNull();
  });

  it('draw no object that weighs nothing, and count the others by weight', () => {
    const weights = Float64Array.from({ length: 300 }, (_, at) => (at % 4 === 3 ? 0 : 1 + (at % 3)));
    const [found] = clusterManyObjects(measured(given, weights), { ...options, clusters: [3] });
    expect([...(found?.medoids ?? [])].map((medoid) => medoid % 4).sort()).toEqual([0, 1, 2]);
    const sum = weights.reduce((total, weight) => total + weight);
    const mean = weights.reduce(
      (total, weight, at) => total + (weight / sum) * between(given, at, found?.medoids[found.partition[at] ?? 0] ?? 0),
      0,
    );
    expectClose([found?.quality.meanDistance ?? 0], [mean]);
  });

  it('compare samples on some of many objects, and are judged on all', () => {
    const many = clusterManyObjects(measured(given), { ...options, evaluationSize: 50 });
    const all = clusterManyObjects(measured(given), options);
    many.forEach(({ quality, partition }, at) => {
      expect(partition).toHaveLength(300);
      expect(quality.meanDistance).toBeLessThan(1.15 * (all[at]?.quality.meanDistance ?? 0));
    });
  });

  it('tell how far they are, and stop when they are told to', () => {
    const control = new AbortController();
    const seen: string[] = [];
    const onProgress = (done: number, total: number) => {
      seen.push(`${done}/${total}`);
      if (done === 3) control.abort();
    };
    expectRefused(
      () => clusterManyObjects(measured(given), { ...options, onProgress, signal: control.signal }),
      'cancelled',
    );
    expect(seen).toEqual(['0/12', '1/12', '2/12', '3/12']);
  });
});

describe('careers', () => {
  const sequences = careers(600);
  const options: ManyOptions = { clusters: [2, 3], samples: 6, sampleSize: 80 };

  it('go to the nearest medoid, equal ones together', () => {
    const [found] = clusterManySequences(sequences, { method: 'HAM' }, options);
    const { medoids, partition, quality } = found as NonNullable<typeof found>;
    const distances = sequenceDistances(sequences, { method: 'HAM' });
    let sum = 0;
    for (let row = 0; row < sequences.count; row += 1) {
      const apart = Array.from(medoids, (medoid) => between(distances, row, medoid));
      const own = apart[partition[row] ?? -1] ?? -1;
      expect(own).toBe(Math.min(...apart));
      sum += own;
    }
    expectClose([quality.meanDistance], [sum / sequences.count]);
    const whole = partitionAroundMedoids(distances, 2);
    expect(quality.meanDistance).toBeLessThan(1.05 * whole.objective.swap);
  });

  it('count by their weights unless told otherwise', () => {
    const weights = Float64Array.from({ length: 600 }, (_, row) => 1 + (row % 5));
    const weighted = { ...sequences, weights };
    const without = clusterManySequences(weighted, { method: 'HAM' }, { ...options, weighted: false });
    expect(without).toEqual(clusterManySequences(sequences, { method: 'HAM' }, options));
    const [found] = clusterManySequences(weighted, { method: 'HAM' }, options);
    const distances = sequenceDistances(sequences, { method: 'HAM' });
    const { medoids, partition, quality } = found as NonNullable<typeof found>;
    const sum = weights.reduce(
      (total, weight, row) => total + weight * between(distances, row, medoids[partition[row] ?? 0] ?? 0),
      0,
    );
    expectClose([quality.meanDistance], [sum / weights.reduce((total, weight) => total + weight)]);
  });
});

describe('what has no meaning', () => {
  const line = measured(dissimilarities(30, (one, other) => other - one));
  const refused: readonly (readonly [string, () => unknown, Parameters<typeof expectRefused>[1]])[] = [
    ['one cluster', () => clusterManyObjects(line, { clusters: [1] }), 'clusters-invalid'],
    ['no number of clusters', () => clusterManyObjects(line, { clusters: [] }), 'clusters-invalid'],
    [
      'more clusters than a sample',
      () => clusterManyObjects(line, { clusters: [9], sampleSize: 8 }),
      'clusters-invalid',
    ],
    [
      'more clusters than objects',
      () => clusterManyObjects({ ...line, size: 3 }, { clusters: [4], samples: 2 }),
      'clusters-invalid',
    ],
    ['no sample', () => clusterManyObjects(line, { samples: 0 }), 'option-invalid'],
    ['a sample of one', () => clusterManyObjects(line, { clusters: [2], sampleSize: 1 }), 'option-invalid'],
    ['an unknown criterion', () => clusterManyObjects(line, { criterion: 'x' as 'pbm' }), 'option-invalid'],
    ['no object to compare on', () => clusterManyObjects(line, { evaluationSize: 0 }), 'option-invalid'],
    ['no objects', () => clusterManyObjects({ ...line, size: 0 }), 'no-rows'],
    [
      'weights of another length',
      () => clusterManyObjects({ ...line, weights: Float64Array.of(1) }),
      'length-mismatch',
    ],
    ['weights that are all 0', () => clusterManyObjects({ ...line, weights: new Float64Array(30) }), 'weight-invalid'],
    [
      'distances that are no numbers',
      () => clusterManyObjects({ size: 30, between: () => Number.NaN }, { clusters: [2] }),
      'not-finite',
    ],
    [
      'distances below 0',
      () => clusterManyObjects({ size: 30, between: () => -1 }, { clusters: [2] }),
      'distance-negative',
    ],
    [
      'objects that are all equal',
      () => clusterManyObjects({ size: 30, between: () => 0 }, { clusters: [2], samples: 3 }),
      'clusters-invalid',
    ],
  ];
  test.each(refused)('%s', (_, run, code) => expectRefused(run, code));

  it('any sizes are clustered or refused by name', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 2, max: 9 }),
        (size, k, sampleSize) => {
          const given = measured(euclidean(Array.from({ length: size }, (_, at) => [at * at, at % 3])));
          try {
            const [found] = clusterManyObjects(given, { clusters: [k], samples: 3, sampleSize });
            expect(new Set(found?.medoids).size).toBe(k);
          } catch (error) {
            expect((error as { code?: string }).code).toBe('clusters-invalid');
          }
        },
      ),
    );
  });
});
