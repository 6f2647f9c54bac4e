// Hierarchical clustering: against R digit by digit, against a naive Lance and Williams, and what must be true of any tree.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  agglomerativeCoefficient,
  agglomerativeNesting,
  between,
  cutDendrogram,
  cutDendrogramAt,
  type Dissimilarities,
  dissimilaritiesAmong,
  hierarchicalClustering,
  type Linkage,
} from '../src/index.ts';
import {
  agriculture,
  chosen,
  copies,
  dissimilarities,
  expectClose,
  expectRefused,
  scattered,
  tied,
} from './objects.ts';

const linkages: readonly Linkage[] = [
  'ward.D',
  'ward.D2',
  'single',
  'complete',
  'average',
  'mcquitty',
  'median',
  'centroid',
];

// R 4.2.2: h <- hclust(dist(cluster::agriculture), method); as.vector(t(h$merge)); h$height; h$order
const asR: readonly (readonly [Linkage, readonly number[], readonly number[], readonly number[]])[] = [
  [
    'ward.D2',
    [-1, -10, -2, -9, -3, 1, -6, -8, -5, -7, -12, 3, -4, -11, 4, 6, 2, 8, 5, 7, 9, 10],
    [
      1.64924225024706, 2.22036033111745, 2.42487113059643, 2.77308492477241, 3.14006369362152, 4.30058135604943,
      5.16236379965612, 6.71875484495949, 7.67924692488354, 12.04263260254999, 33.59142995864669,
    ],
    [2, 9, 6, 8, 12, 3, 1, 10, 5, 7, 4, 11],
  ],
  [
    'average',
    [-1, -10, -2, -9, -3, 1, -6, 3, -5, -7, -12, 4, 2, 6, -4, -11, -8, 7, 5, 8, 9, 10],
    [
      1.64924225024706, 2.22036033111745, 2.24835597259301, 2.76917517852838, 3.14006369362152, 4.02676809295832,
      4.78835236329761, 5.16236379965612, 5.29409238915181, 8.55075349444187, 14.77962929383007,
    ],
    [8, 2, 9, 12, 6, 3, 1, 10, 5, 7, 4, 11],
  ],
  [
    'mcquitty',
    [-1, -10, -2, -9, -3, 1, -6, 3, -5, -7, 2, 4, -8, 6, -4, -11, -12, 7, 5, 8, 9, 10],
    [
      1.64924225024706, 2.22036033111745, 2.24835597259301, 2.74114789667561, 3.14006369362152, 3.82220024493241,
      5.02946199526861, 5.16236379965612, 6.4080913490838, 8.55075349444187, 13.99172949498298,
    ],
    [12, 8, 2, 9, 6, 3, 1, 10, 5, 7, 4, 11],
  ],
  [
    'median',
    [-1, -10, -3, 1, -6, 2, -2, -9, 3, 4, -5, -7, -8, 5, -12, 7, -4, -11, 6, 9, 8, 10],
    [
      1.64924225024706, 1.83604541003124, 2.07598126288691, 2.22036033111745, 2.41553152953697, 3.14006369362152,
      3.72224475518665, 4.82392154024616, 5.16236379965612, 6.47514662112246, 9.3370741135623,
    ],
    [12, 8, 6, 3, 1, 10, 2, 9, 5, 7, 4, 11],
  ],
  [
    'centroid',
    [-1, -10, -3, 1, -6, 2, -2, -9, 3, 4, -5, -7, -8, 5, -12, 7, -4, -11, 6, 9, 8, 10],
    [
      1.64924225024706, 1.83604541003124, 2.08629137903582, 2.22036033111745, 2.63262512166137, 3.14006369362152,
      3.68363921187982, 3.79915815191626, 5.16236379965612, 6.47514662112246, 10.28361603328026,
    ],
    [12, 8, 6, 3, 1, 10, 2, 9, 5, 7, 4, 11],
  ],
];

describe('R 4.2.2 on agriculture', () => {
  test.each(asR)('hclust(d, "%s")', (linkage, merge, height, order) => {
    const tree = hierarchicalClustering(agriculture, linkage);
    expect([...tree.merge]).toEqual(merge);
    expectClose(tree.height, height, 13);
    expect([...tree.order]).toEqual(order.map((object) => object - 1));
  });

  it('hclust(d, "ward.D", members)', () => {
    const members = Float64Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3);
    const { height } = hierarchicalClustering(agriculture, 'ward.D', { members });
    const expected = [
      1.64924225024706, 2.22036033111745, 2.60782420600057, 2.77308492477241, 3.14006369362152, 5.01794342715203,
      5.16236379965612, 7.12020958594688, 8.52255136672384, 12.58798948098985, 49.91719777396528,
    ];
    expectClose(height, expected, 13);
  });

  // Of neighbours that tie, R keeps the one that it found when its own was joined, not the first: as.vector(t(hclust(d, method)$merge)).
  test.each<[Linkage, number, number[], number[]]>([
    ['single', 5, [4, 3, 4, 3, 4, 3, 2, 1, 3, 5], [-3, -4, -2, -5, -1, 1, 2, 3]],
    ['median', 6, [4, 1, 3, 3, 4, 4, 5, 5, 2, 3, 5, 3, 1, 4, 1], [-1, -3, -4, -5, -2, -6, 1, 2, 3, 4]],
  ])('hclust(d, "%s") on distances that tie', (linkage, size, values, merge) => {
    expect([...hierarchicalClustering({ size, values: Float64Array.from(values) }, linkage).merge]).toEqual(merge);
  });

  it('agnes(d, method = "ward")', () => {
    const tree = agglomerativeNesting(agriculture, 'ward');
    expectClose([agglomerativeCoefficient(tree)], [0.909164126756558], 13);
    expect([...cutDendrogram(tree, 4)]).toEqual([1, 2, 1, 3, 4, 1, 4, 1, 2, 1, 3, 1].map((each) => each - 1));
  });
});

/** Lance and Williams with matrices, and every pair looked at in every step; ties to the first pair. */
function naive(given: Dissimilarities, linkage: Linkage, members: readonly number[]) {
  const { size } = given;
  const square = linkage === 'ward.D2' ? 2 : 1;
  const apart = Array.from({ length: size }, (_, one) =>
    Array.from({ length: size }, (_each, other) => between(given, one, other) ** square),
  );
  const at = (one: number, other: number) => apart[one]?.[other] ?? Number.NaN;
  const clusters = new Map(members.map((count, object) => [object, count]));
  const joins: [number, number, number][] = [];
  while (clusters.size > 1) {
    let best: [number, number] = [-1, -1];
    for (const one of clusters.keys()) {
      for (const other of clusters.keys()) {
        if (one < other && (best[0] < 0 || at(one, other) < at(...best))) best = [one, other];
      }
    }
    const [i, j] = best;
    const [ni, nj] = [clusters.get(i) ?? 0, clusters.get(j) ?? 0];
    joins.push([i, j, at(i, j) ** (1 / square)]);
    for (const [k, nk] of clusters) {
      if (k === i || k === j) continue;
      const [dik, djk, dij, all] = [at(i, k), at(j, k), at(i, j), ni + nj];
      const to = {
        'ward.D': ((ni + nk) * dik + (nj + nk) * djk - nk * dij) / (all + nk),
        'ward.D2': ((ni + nk) * dik + (nj + nk) * djk - nk * dij) / (all + nk),
        single: Math.min(dik, djk),
        complete: Math.max(dik, djk),
        average: (ni * dik + nj * djk) / all,
        mcquitty: (dik + djk) / 2,
        median: (dik + djk) / 2 - dij / 4,
        centroid: (ni * dik + nj * djk - (ni * nj * dij) / all) / all,
      }[linkage];
      const [rowI, rowK] = [apart[i] ?? [], apart[k] ?? []];
      rowI[k] = to;
      rowK[i] = to;
    }
    clusters.set(i, ni + nj);
    clusters.delete(j);
  }
  return joins;
}

const chosenLinkage = fc.constantFrom(...linkages);

describe('any tree', () => {
  it('is that of the naive algorithm, heights and clusters', () => {
    fc.assert(
      fc.property(
        scattered(),
        chosenLinkage,
        fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
        (given, linkage, stream) => {
          const members = [...stream.take(given.size)];
          const joins = naive(given, linkage, members);
          const tree = hierarchicalClustering(given, linkage, { members: Float64Array.from(members) });
          expectClose(
            tree.height,
            joins.map(([, , height]) => height),
          );
          for (let count = 1; count <= given.size; count += 1) {
            const parent = Array.from({ length: given.size }, (_, object) => object);
            for (const [i, j] of joins.slice(0, given.size - count)) {
              for (const object of parent.keys()) if (parent[object] === j) parent[object] = i;
            }
            const numbers = [...new Set(parent)];
            expect([...cutDendrogram(tree, count)]).toEqual(parent.map((root) => numbers.indexOf(root)));
          }
        },
      ),
    );
  });

  it('joins at the same heights in whichever order the objects stand', () => {
    fc.assert(
      fc.property(scattered(), chosenLinkage, (given, linkage) => {
        const turned = chosen(given, [...Array(given.size).keys()].reverse());
        expectClose(hierarchicalClustering(turned, linkage).height, hierarchicalClustering(given, linkage).height, 9);
      }),
    );
  });

  it('has the ends of an order without crossing, and every object in it once', () => {
    fc.assert(
      fc.property(tied(), chosenLinkage, (given, linkage) => {
        const { order, merge } = hierarchicalClustering(given, linkage);
        expect([...order].sort((one, other) => one - other)).toEqual([...Array(given.size).keys()]);
        const spans: [number, number][] = [];
        const spanOf = (name: number) =>
          name < 0 ? [order.indexOf(-name - 1), order.indexOf(-name - 1)] : spans[name - 1];
        for (let step = 0; step < given.size - 1; step += 1) {
          const [one, other] = [spanOf(merge[2 * step] ?? 0), spanOf(merge[2 * step + 1] ?? 0)] as [number, number][];
          expect((one?.[1] ?? 0) + 1).toBe(other?.[0]);
          spans.push([one?.[0] ?? 0, other?.[1] ?? 0]);
        }
      }),
    );
  });

  it('takes members for copies of objects, which join first at 0', () => {
    fc.assert(
      fc.property(scattered(6), fc.constantFrom<Linkage>('average', 'single', 'complete'), (given, linkage) => {
        const weights = Array.from({ length: given.size }, (_, object) => 1 + (object % 3));
        const expanded = hierarchicalClustering(chosen(given, copies(weights)), linkage);
        const weighted = hierarchicalClustering(given, linkage, { members: Float64Array.from(weights) });
        expectClose(expanded.height.slice(-(given.size - 1)), weighted.height, 9);
      }),
    );
  });
});

describe('cutting', () => {
  it('by height keeps what joins above', () => {
    const tree = hierarchicalClustering(agriculture, 'average');
    expect([...cutDendrogramAt(tree, 8.56)]).toEqual([...cutDendrogram(tree, 2)]);
    expect([...cutDendrogramAt(tree, 0)]).toEqual([...Array(12).keys()]);
    expect(new Set(cutDendrogramAt(tree, 100)).size).toBe(1);
  });

  it('by height is refused where heights fall, as the coefficient is', () => {
    const falling = hierarchicalClustering({ size: 3, values: Float64Array.of(1, 1, 1.05) }, 'centroid');
    expect(falling.height[1]).toBeLessThan(falling.height[0] ?? 0);
    expectRefused(() => cutDendrogramAt(falling, 1), 'option-invalid');
    expectRefused(() => agglomerativeCoefficient(falling), 'option-invalid');
  });
});

describe('dissimilarities among some', () => {
  it('are theirs, in the order in which they are named', () => {
    fc.assert(
      fc.property(scattered(), fc.infiniteStream(fc.nat()), (given, stream) => {
        const objects = [...stream.take(5)].map((each) => each % given.size);
        expect(dissimilaritiesAmong(given, objects)).toEqual(chosen(given, objects));
      }),
    );
  });

  it.each([[-1], [12], [0.5], [Number.NaN]])('of object %s are refused', (object) => {
    expectRefused(() => dissimilaritiesAmong(agriculture, [0, object]), 'option-invalid');
  });
});

describe('what has no meaning', () => {
  const line = dissimilarities(4, (one, other) => other - one);
  const withValue = (value: number) => ({ size: 4, values: line.values.map((each, at) => (at === 2 ? value : each)) });
  test.each([
    ['a distance that is no number', () => hierarchicalClustering(withValue(Number.NaN), 'average'), 'not-finite'],
    [
      'an infinite distance',
      () => hierarchicalClustering(withValue(Number.POSITIVE_INFINITY), 'average'),
      'not-finite',
    ],
    ['a distance below 0', () => hierarchicalClustering(withValue(-1), 'average'), 'distance-negative'],
    [
      'pairs of another number of objects',
      () => hierarchicalClustering({ ...line, size: 5 }, 'average'),
      'length-mismatch',
    ],
    ['no objects', () => hierarchicalClustering({ size: 0, values: new Float64Array(0) }, 'average'), 'no-rows'],
    [
      'one object',
      () => hierarchicalClustering({ size: 1, values: new Float64Array(0) }, 'average'),
      'clusters-invalid',
    ],
    ['an unknown linkage', () => hierarchicalClustering(line, 'ward' as 'average'), 'option-invalid'],
    ['an unknown nesting', () => agglomerativeNesting(line, 'ward.D' as 'ward'), 'option-invalid'],
    [
      'members of another length',
      () => hierarchicalClustering(line, 'average', { members: Float64Array.of(1) }),
      'length-mismatch',
    ],
    [
      'no members',
      () => hierarchicalClustering(line, 'average', { members: Float64Array.of(1, 0, 1, 1) }),
      'weight-invalid',
    ],
    ['too many clusters', () => cutDendrogram(hierarchicalClustering(line, 'average'), 5), 'clusters-invalid'],
    ['no cluster', () => cutDendrogram(hierarchicalClustering(line, 'average'), 0), 'clusters-invalid'],
    ['half a cluster', () => cutDendrogram(hierarchicalClustering(line, 'average'), 1.5), 'clusters-invalid'],
    [
      'a height that is no number',
      () => cutDendrogramAt(hierarchicalClustering(line, 'average'), Number.NaN),
      'option-invalid',
    ],
  ] as const)('%s', (_, run, code) => expectRefused(run, code));

  it('is cancelled, and tells how far it is', () => {
    const many = dissimilarities(200, (one, other) => Math.abs(Math.sin(one * other + one)));
    const control = new AbortController();
    const seen: number[] = [];
    const onProgress = (done: number, total: number) => {
      seen.push(done / total);
      if (done > 100) control.abort();
    };
    expectRefused(() => hierarchicalClustering(many, 'average', { onProgress, signal: control.signal }), 'cancelled');
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBeLessThan(1);
  });

  it('all distances 0 join at 0', () => {
    const tree = hierarchicalClustering({ size: 4, values: new Float64Array(6) }, 'ward.D2');
    expect([...tree.height]).toEqual([0, 0, 0]);
    expect(agglomerativeCoefficient(tree)).toBeNaN();
  });
});
