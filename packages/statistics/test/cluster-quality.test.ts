// The quality and the agreement of partitions: against the definitions, pair by pair, and what must be true of any.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  between,
  type ClusterQuality,
  clusterQualities,
  clusterQuality,
  type Dissimilarities,
  partitionAgreement,
} from '../src/index.ts';
import { chosen, copies, dissimilarities, expectClose, expectRefused, partitions, scattered, tied } from './objects.ts';

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

/** PBC, HG, HGSD, R2, R2sq and HC of every pair of objects, both ways round, and of each with itself. */
function byDefinition(given: Dissimilarities, clusters: Int32Array) {
  const pairs = [...clusters.keys()].flatMap((one) =>
    [...clusters.keys()].map((other) => ({
      apart: between(given, one, other),
      two: clusters[one] === clusters[other] ? 0 : 1,
    })),
  );
  const mean = (of: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [meanApart, meanTwo] = [mean(({ apart }) => apart), mean(({ two }) => two)];
  const covariance = mean(({ apart, two }) => (apart - meanApart) * (two - meanTwo));
  const spread = mean(({ apart }) => (apart - meanApart) ** 2) * mean(({ two }) => (two - meanTwo) ** 2);
  let [concordant, discordant, tiedPairs] = [0, 0, 0];
  for (const one of pairs) {
    for (const other of pairs) {
      if (one.two !== 0 || other.two !== 1) continue;
      if (one.apart < other.apart) concordant += 1;
      else if (one.apart > other.apart) discordant += 1;
      else tiedPairs += 1;
    }
  }
  const sorted = pairs.map(({ apart }) => apart).sort((one, other) => one - other);
  const within = pairs.filter(({ two }) => two === 0);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const least = sum(sorted.slice(0, within.length));
  const most = sum(sorted.slice(-within.length));
  const squares = (power: number) => {
    const groups = [...new Set(clusters)].map((cluster) => {
      const members = [...clusters.keys()].filter((object) => clusters[object] === cluster);
      return (
        sum(members.flatMap((one) => members.map((other) => between(given, one, other) ** power))) / 2 / members.length
      );
    });
    return 1 - sum(groups) / (sum(pairs.map(({ apart }) => apart ** power)) / 2 / clusters.length);
  };
  return [
    covariance / Math.sqrt(spread),
    (concordant - discordant) / (concordant + discordant),
    (2 * (concordant - discordant)) / (2 * (concordant + discordant) + tiedPairs),
    squares(1),
    squares(2),
    (sum(within.map(({ apart }) => apart)) - least) / (most - least),
  ];
}

const tiedPartitions = tied(7).chain((given) => fc.tuple(fc.constant(given), partitions(given.size, 2)));
const scatteredPartitions = scattered(8).chain((given) => fc.tuple(fc.constant(given), partitions(given.size, 3)));

describe('quality', () => {
  it('is what the definitions say, with ties and without', () => {
    fc.assert(
      fc.property(fc.oneof(tiedPartitions, scatteredPartitions), ([given, clusters]) => {
        const found = clusterQuality(given, clusters);
        const ours = [
          found.pointBiserial,
          found.hubertGamma,
          found.hubertSomersD,
          found.pseudoR2,
          found.pseudoR2Squared,
          found.hubertC,
        ];
        expectClose(ours, byDefinition(given, clusters), 8);
        const free = (clusters.length - found.clusters) / (found.clusters - 1);
        expectClose([found.calinskiHarabasz], [(free * found.pseudoR2) / (1 - found.pseudoR2)], 7);
      }),
    );
  });

  it('is that of copies where objects have weights, and of objects without those that weigh nothing', () => {
    fc.assert(
      fc.property(
        scatteredPartitions,
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        ([given, clusters], stream) => {
          // Each cluster's first object weighs something, so that no cluster is empty of weight.
          const weights = [...stream.take(given.size)].map((weight, object) => (object < 3 ? weight + 1 : weight));
          const of = copies(weights);
          const labels = Int32Array.from(of, (object) => clusters[object] ?? -1);
          const compact = measures(clusterQuality(given, clusters, { weights: Float64Array.from(weights) }));
          const expanded = measures(clusterQuality(chosen(given, of), labels));
          // R's weighted silhouettes take a cluster that weighs 1 for 1, in copies as in weights.
          expectClose(compact, expanded, 8);
        },
      ),
    );
  });

  it('does not depend on names of clusters or the order of objects; a range of partitions is each of them', () => {
    fc.assert(
      fc.property(scatteredPartitions, ([given, clusters]) => {
        const renamed = clusters.map((cluster) => (cluster + 1) % 3);
        const order = [...clusters.keys()].reverse();
        const turned = Int32Array.from(order, (object) => clusters[object] ?? -1);
        const own = measures(clusterQuality(given, clusters));
        expectClose(measures(clusterQuality(given, renamed)), own, 8);
        expectClose(measures(clusterQuality(chosen(given, order), turned)), own, 8);
        const both = clusterQualities(given, [renamed, clusters]);
        expect(measures(both[1] as ClusterQuality)).toEqual(own);
      }),
    );
  });

  it('of clusters far apart is nearly perfect', () => {
    const given = dissimilarities(6, (one, other) => (one < 3 === other < 3 ? 1 : 1000));
    const { hubertGamma, hubertC, silhouette, pseudoR2Squared } = clusterQuality(
      given,
      Int32Array.of(0, 0, 0, 1, 1, 1),
    );
    expect([hubertGamma, hubertC]).toEqual([1, 0]);
    expect(silhouette).toBeGreaterThan(0.99);
    expect(pseudoR2Squared).toBeGreaterThan(0.99);
  });

  it('has no correlation where all distances are 0', () => {
    const zeros = { size: 4, values: new Float64Array(6) };
    const found = clusterQuality(zeros, Int32Array.of(0, 0, 1, 1));
    expect([found.pointBiserial, found.hubertGamma, found.hubertC, found.pseudoR2]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(found.silhouette).toBe(0);
  });
});

describe('agreement', () => {
  it('counts pairs', () => {
    const both = fc.integer({ min: 4, max: 9 }).chain((size) => fc.tuple(partitions(size, 2), partitions(size, 3)));
    fc.assert(
      fc.property(both, fc.infiniteStream(fc.integer({ min: 1, max: 3 })), ([one, other], stream) => {
        const weights = [...stream.take(one.length)];
        const of = copies(weights);
        let [a, b, c, all, shared, either] = [0, 0, 0, 0, 0, 0];
        for (const first of of.keys()) {
          for (const second of of.keys()) {
            const inOne = one[of[first] ?? -1] === one[of[second] ?? -1];
            const inOther = other[of[first] ?? -1] === other[of[second] ?? -1];
            if (inOne && inOther) shared += 1;
            if (inOne || inOther) either += 1;
            if (second <= first) continue;
            all += 1;
            a += Number(inOne && inOther);
            b += Number(inOne);
            c += Number(inOther);
          }
        }
        const expected = (b * c) / all;
        const found = partitionAgreement(one, other, Float64Array.from(weights));
        expectClose([found.adjustedRand], [(a - expected) / ((b + c) / 2 - expected)], 9);
        expectClose([found.jaccard], [shared / either], 9);
      }),
    );
  });

  it('is whole where partitions are the same by other names', () => {
    const one = Int32Array.of(0, 0, 1, 2, 2, 1);
    expect(
      partitionAgreement(
        one,
        one.map((code) => 2 - code),
      ),
    ).toEqual({ adjustedRand: 1, jaccard: 1 });
    expect(partitionAgreement(new Int32Array(3), new Int32Array(3))).toEqual({ adjustedRand: 1, jaccard: 1 });
  });
});

describe('what has no meaning', () => {
  const line = dissimilarities(4, (one, other) => other - one);
  const halves = Int32Array.of(0, 0, 1, 1);
  test.each([
    ['one cluster', () => clusterQuality(line, new Int32Array(4)), 'clusters-invalid'],
    ['an empty cluster', () => clusterQuality(line, Int32Array.of(0, 0, 2, 2)), 'empty-group'],
    ['a code far outside', () => clusterQuality(line, Int32Array.of(0, 0, 1e9, 1)), 'code-outside-levels'],
    [
      'weights of another length',
      () => clusterQuality(line, halves, { weights: Float64Array.of(1) }),
      'length-mismatch',
    ],
    ['partitions of other objects', () => clusterQualities(line, [halves, Int32Array.of(0, 1)]), 'length-mismatch'],
    ['partitions that differ in length', () => partitionAgreement(halves, Int32Array.of(0, 1)), 'length-mismatch'],
    ['no objects', () => partitionAgreement(new Int32Array(0), new Int32Array(0)), 'no-rows'],
  ] as const)('%s', (_, run, code) => expectRefused(run, code));
});
