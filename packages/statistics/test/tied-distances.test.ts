// Distances that tie: R breaks ties in its own ways, and partitions of careers under constant costs hang on them.
import { describe, expect, it, test } from 'vitest';
import {
  agglomerativeNesting,
  cutDendrogram,
  hierarchicalClustering,
  type Linkage,
  type NestingLinkage,
  partitionAroundMedoids,
} from '../src/index.ts';
import { dissimilarities, expectClose } from './objects.ts';

const x = [0, 1, 2, 0, 1, 2, 5, 5, 6, 3];
const y = [0, 0, 1, 2, 2, 2, 0, 1, 1, 4];
/** R: d <- dist(cbind(x, y), "manhattan") */
const blocks = dissimilarities(
  10,
  (one, other) => Math.abs((x[one] ?? 0) - (x[other] ?? 0)) + Math.abs((y[one] ?? 0) - (y[other] ?? 0)),
);

describe('R 4.2.2 on city blocks', () => {
  // R: as.vector(t(hclust(d, method)$merge))
  test.each<readonly [Linkage, readonly number[]]>([
    ['ward.D2', [-1, -2, -3, -6, -4, -5, -7, -8, -9, 4, 2, 3, 1, 6, -10, 7, 5, 8]],
    ['average', [-1, -2, -3, -6, -4, -5, -7, -8, -9, 4, 2, 3, 1, 6, -10, 7, 5, 8]],
    ['complete', [-1, -2, -3, -6, -4, -5, -7, -8, -9, 4, 1, 3, 2, 6, -10, 5, 7, 8]],
    ['single', [-1, -2, -3, -6, -5, 2, -4, 3, -7, -8, -9, 5, 1, 4, 6, 7, -10, 8]],
  ])('hclust(d, "%s")', (linkage, merge) => {
    expect([...hierarchicalClustering(blocks, linkage).merge]).toEqual(merge);
  });

  // R: sort(agnes(d, TRUE, method = method)$height)
  test.each<readonly [NestingLinkage, readonly number[]]>([
    [
      'ward',
      [
        1, 1, 1, 1.73205080756888, 1.73205080756888, 2.44948974278318, 4.16333199893227, 6.25261849909605,
        10.06833792497195,
      ],
    ],
    ['average', [1, 1, 1, 1.5, 1.5, 2, 2.75, 4.83333333333333, 5.33333333333333]],
    ['complete', [1, 1, 1, 2, 2, 3, 4, 6, 7]],
  ])('agnes(d, method = "%s")', (linkage, heights) => {
    const tree = agglomerativeNesting(blocks, linkage);
    expectClose(tree.height.slice().sort(), heights, 13);
    expect([...cutDendrogram(tree, 4)]).toEqual([0, 0, 1, 1, 1, 1, 2, 2, 2, 3]);
  });

  // R: p <- pam(d, k); p$id.med; p$clustering; p$objective
  test.each([
    [2, [5, 8], [1, 1, 1, 1, 1, 1, 2, 2, 2, 1], [1.7, 1.5]],
    [3, [4, 3, 8], [1, 2, 2, 1, 1, 2, 3, 3, 3, 2], [1.2, 1.2]],
    [4, [4, 3, 8, 10], [1, 2, 2, 1, 1, 2, 3, 3, 3, 4], [0.8, 0.8]],
  ])('pam(d, %i)', (count, medoids, clusters, objective) => {
    const found = partitionAroundMedoids(blocks, count);
    expect([...found.medoids].map((each) => each + 1)).toEqual(medoids);
    expect([...found.clusters].map((each) => each + 1)).toEqual(clusters);
    expectClose([found.objective.build, found.objective.swap], objective, 13);
  });

  it('with weights ties go to the medoid that was found first', () => {
    const found = partitionAroundMedoids(blocks, 3, { weights: new Float64Array(10).fill(1) });
    expectClose([found.objective.swap], [1.2], 13);
  });
});
