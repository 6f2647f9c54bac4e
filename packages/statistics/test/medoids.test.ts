// Medoids and silhouettes: against R digit by digit, against brute force, and what must be true of any.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  between,
  type Dissimilarities,
  partitionAroundMedoids,
  silhouettes,
  weightedSilhouettes,
} from '../src/index.ts';
import {
  agriculture,
  chosen,
  copies,
  dissimilarities,
  expectClose,
  expectRefused,
  partitions,
  scattered,
  tied,
} from './objects.ts';

describe('R 4.2.2 on agriculture', () => {
  // R: p <- pam(dist(agriculture), k); p$objective; p$id.med
  test.each([
    [1, 6.48736599235549, [6]],
    [2, 3.36061008100134, [3, 11]],
    [3, 2.61966288685022, [3, 11, 5]],
    [5, 1.6529245780808, [1, 9, 11, 5, 6]],
    [10, 0.309232921921324, [1, 2, 4, 5, 6, 7, 8, 9, 11, 12]],
  ])('pam(d, %i)', (count, objective, medoids) => {
    const found = partitionAroundMedoids(agriculture, count);
    expectClose([found.objective.swap], [objective], 13);
    expect([...found.medoids].map((each) => each + 1).sort((one, other) => one - other)).toEqual(
      medoids.sort((one, other) => one - other),
    );
  });

  it('pam(d, 3, medoids = 1:3)', () => {
    const found = partitionAroundMedoids(agriculture, 3, { initial: [0, 1, 2] });
    expectClose([found.objective.build, found.objective.swap], [6.41000360064426, 2.61966288685022], 13);
    expect([...found.medoids]).toEqual([2, 10, 4]);
  });

  it('silhouette(pam(d, 3)$clustering, d)', () => {
    const { clusters } = partitionAroundMedoids(agriculture, 3);
    const { widths, neighbours } = silhouettes(agriculture, clusters);
    expectClose(
      widths,
      [
        0.677456476593183, 0.613029608950108, 0.718439955832176, 0.53432611668258, 0.663122807195752, 0.63247470250594,
        0.557901040687072, 0.224194395426999, 0.665065422738797, 0.65620769864866, 0.141853663346612, 0.485354434557446,
      ],
      13,
    );
    expect([...neighbours].map((each) => each + 1)).toEqual([3, 3, 3, 3, 1, 3, 2, 3, 3, 3, 3, 3]);
  });
});

const cost = (given: Dissimilarities, medoids: readonly number[], weights: ArrayLike<number>): number =>
  Array.from({ length: given.size }, (_, object) => object).reduce(
    (sum, object) =>
      sum + (weights[object] ?? 0) * Math.min(...medoids.map((medoid) => between(given, object, medoid))),
    0,
  );

function* subsets(size: number, count: number, from = 0): Iterable<number[]> {
  if (count === 0) yield [];
  else
    for (let first = from; first <= size - count; first += 1)
      for (const rest of subsets(size, count - 1, first + 1)) yield [first, ...rest];
}

const weighted = fc.infiniteStream(fc.integer({ min: 1, max: 5 }));
const counts = fc.integer({ min: 1, max: 3 });

describe('any medoids', () => {
  it('with one cluster are the best of all objects', () => {
    fc.assert(
      fc.property(tied(), weighted, (given, stream) => {
        const weights = Float64Array.from(stream.take(given.size));
        const { objective } = partitionAroundMedoids(given, 1, { weights });
        const best = Math.min(...[...subsets(given.size, 1)].map((medoids) => cost(given, medoids, weights)));
        expectClose([objective.swap * weights.reduce((sum, each) => sum + each)], [best]);
      }),
    );
  });

  it('cannot be bettered by one swap, however swaps are made; and never beat the best of all sets', () => {
    fc.assert(
      fc.property(
        scattered(9),
        counts,
        weighted,
        fc.constantFrom('best' as const, 'eager' as const),
        (given, k, stream, swap) => {
          const weights = Float64Array.from(stream.take(given.size));
          const { medoids, objective, clusters, sizes } = partitionAroundMedoids(given, k, { weights, swap });
          const total = objective.swap * weights.reduce((sum, each) => sum + each);
          expectClose([total], [cost(given, [...medoids], weights)], 9);
          for (const place of medoids.keys()) {
            for (let object = 0; object < given.size; object += 1) {
              const swapped = [...medoids].map((medoid, at) => (at === place ? object : medoid));
              expect(cost(given, swapped, weights)).toBeGreaterThanOrEqual(total - 1e-9);
            }
          }
          const best = Math.min(...[...subsets(given.size, k)].map((each) => cost(given, each, weights)));
          expect(total).toBeGreaterThanOrEqual(best - 1e-9);
          for (const [cluster, medoid] of medoids.entries()) expect(clusters[medoid]).toBe(cluster);
          expect(sizes.reduce((sum, each) => sum + each)).toBe(weights.reduce((sum, each) => sum + each));
        },
      ),
    );
  });

  it('are those of copies where objects have weights', () => {
    fc.assert(
      fc.property(scattered(6), counts, (given, k) => {
        // No two objects weigh the same, so that either of a pair is not as good a medoid.
        const weights = Array.from({ length: given.size }, (_, object) => 2 ** object);
        const of = copies(weights);
        const expanded = partitionAroundMedoids(chosen(given, of), k, { swap: 'best' });
        const compact = partitionAroundMedoids(given, k, { weights: Float64Array.from(weights) });
        expectClose(
          [compact.objective.build, compact.objective.swap],
          [expanded.objective.build, expanded.objective.swap],
          9,
        );
        expect([...compact.medoids].sort()).toEqual([...expanded.medoids].map((each) => of[each]).sort());
      }),
    );
  });

  it('are as good without swaps, or worse, and no worse for more clusters', () => {
    fc.assert(
      fc.property(scattered(), (given) => {
        const found = [1, 2, 3].map((k) => partitionAroundMedoids(given, k));
        for (const { objective } of found) expect(objective.swap).toBeLessThanOrEqual(objective.build + 1e-12);
        expect(found[1]?.objective.build).toBeLessThanOrEqual((found[0]?.objective.build ?? 0) + 1e-12);
        const still = partitionAroundMedoids(given, 2, { swap: 'none' });
        expect([still.objective.swap, still.swaps]).toEqual([found[1]?.objective.build, 0]);
      }),
    );
  });
});

describe('silhouettes', () => {
  it('are those of the definition, and of copies for weights', () => {
    const cases = scattered(8).chain((given) =>
      fc.tuple(
        fc.constant(given),
        partitions(given.size, 3),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: given.size, maxLength: given.size }),
      ),
    );
    fc.assert(
      fc.property(cases, ([given, clusters, weights]) => {
        const of = copies(weights);
        const expanded = chosen(given, of);
        const labels = Int32Array.from(of, (object) => clusters[object] ?? -1);
        const compact = weightedSilhouettes(given, clusters, { weights: Float64Array.from(weights) });
        const all = silhouettes(expanded, labels);
        of.forEach((object, copy) => {
          const mean = (cluster: number) => {
            const members = [...of.keys()].filter((each) => each !== copy && labels[each] === cluster);
            return members.reduce((sum, each) => sum + between(expanded, copy, each), 0) / members.length;
          };
          const own = mean(clusters[object] ?? -1);
          const next = Math.min(...[0, 1, 2].filter((cluster) => cluster !== clusters[object]).map(mean));
          const alone = Number.isNaN(own);
          const width = alone ? 0 : (next - own) / Math.max(own, next);
          expectClose([all.widths[copy] ?? 0], [width], 9);
          // R's weighted silhouette of an object alone in its cluster is 1.
          expectClose([compact.widths[object] ?? 0], [alone ? 1 : width], 9);
        });
      }),
    );
  });

  it('by shares divide by the whole weight of the cluster', () => {
    const line = dissimilarities(4, (one, other) => other - one);
    const clusters = Int32Array.of(0, 0, 1, 1);
    const weights = Float64Array.of(1, 3, 1, 1);
    const { widths, mean, clusterMeans } = weightedSilhouettes(line, clusters, { weights, ownMean: 'aggregated' });
    // The first: 3 x 1 / 4 to its own, (2 + 3) / 2 to the other.
    expectClose(widths, [(2.5 - 0.75) / 2.5, (1.5 - 0.25) / 1.5, (1.25 - 0.5) / 1.25, (2.25 - 0.5) / 2.25], 13);
    expectClose([mean], [((clusterMeans[0] ?? 0) * 4 + (clusterMeans[1] ?? 0) * 2) / 6], 13);
  });
});

describe('what has no meaning', () => {
  const line = dissimilarities(4, (one, other) => other - one);
  const zeros = { size: 4, values: new Float64Array(6) };
  const bad = { size: 4, values: line.values.map((each, at) => (at === 3 ? Number.NaN : each)) };
  test.each([
    ['no cluster', () => partitionAroundMedoids(line, 0), 'clusters-invalid'],
    ['more clusters than objects', () => partitionAroundMedoids(line, 5), 'clusters-invalid'],
    ['more clusters than different objects', () => partitionAroundMedoids(zeros, 2), 'clusters-invalid'],
    ['a distance that is no number', () => partitionAroundMedoids(bad, 2), 'not-finite'],
    [
      'weights that are all 0',
      () => partitionAroundMedoids(line, 2, { weights: new Float64Array(4) }),
      'weight-invalid',
    ],
    [
      'a weight below 0',
      () => partitionAroundMedoids(line, 2, { weights: Float64Array.of(1, -1, 1, 1) }),
      'weight-invalid',
    ],
    [
      'weights of another length',
      () => partitionAroundMedoids(line, 2, { weights: Float64Array.of(1) }),
      'length-mismatch',
    ],
    ['medoids given twice', () => partitionAroundMedoids(line, 2, { initial: [1, 1] }), 'option-invalid'],
    ['medoids that are no objects', () => partitionAroundMedoids(line, 2, { initial: [1, 4] }), 'option-invalid'],
    ['an unknown swap', () => partitionAroundMedoids(line, 2, { swap: 'x' as 'best' }), 'option-invalid'],
    ['a partition of others', () => silhouettes(line, Int32Array.of(0, 1)), 'length-mismatch'],
    ['a missing cluster', () => silhouettes(line, Int32Array.of(0, 1, -1, 0)), 'code-outside-levels'],
    ['an empty cluster', () => silhouettes(line, Int32Array.of(0, 0, 2, 2)), 'empty-group'],
    ['one cluster', () => silhouettes(line, new Int32Array(4)), 'clusters-invalid'],
    ['every object a cluster', () => silhouettes(line, Int32Array.of(0, 1, 2, 3)), 'clusters-invalid'],
    [
      'an unknown mean',
      () => weightedSilhouettes(line, Int32Array.of(0, 0, 1, 1), { ownMean: 'x' as 'aggregated' }),
      'option-invalid',
    ],
  ] as const)('%s', (_, run, code) => expectRefused(run, code));

  it('one object is its own medoid, and all-equal objects are one cluster', () => {
    expect([...partitionAroundMedoids({ size: 1, values: new Float64Array(0) }, 1).medoids]).toEqual([0]);
    expect(partitionAroundMedoids(zeros, 1).objective.swap).toBe(0);
    expect([...silhouettes(zeros, Int32Array.of(0, 0, 1, 1)).widths]).toEqual([0, 0, 0, 0]);
  });

  it('is cancelled', () => {
    const many = dissimilarities(400, (one, other) => Math.abs(Math.sin(one * other + one)));
    const control = new AbortController();
    control.abort();
    expectRefused(() => partitionAroundMedoids(many, 5, { signal: control.signal }), 'cancelled');
    expectRefused(
      () => partitionAroundMedoids(many, 5, { signal: control.signal, initial: [1, 2, 3, 4, 5] }),
      'cancelled',
    );
  });
});
