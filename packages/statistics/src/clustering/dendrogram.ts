// The tree that hierarchical clustering grows: R's conventions of merge, height and order, and cutting it into clusters.
import { StatisticsError } from '../foundation/errors.ts';
import { requireClusterCount } from './pairs.ts';

/** Two clusters that become one, each named by its lowest object, the first below the second. */
export interface Join {
  readonly first: number;
  readonly second: number;
  readonly height: number;
}

/** A dendrogram of `size` objects, as R's `hclust` object. */
export interface Dendrogram {
  readonly size: number;
  /** Two numbers a join, row by row: -(object + 1) for an object, and the number of a join from 1 on for what it made. Objects come first, then the lower. */
  readonly merge: Int32Array;
  /** The dissimilarity at which each join was made. */
  readonly height: Float64Array;
  /** The objects (from 0) in an order in which no branches cross. */
  readonly order: Int32Array;
}

/** The dendrogram of joins in the order in which they were made. */
export function dendrogramOf(joins: readonly Join[], size: number): Dendrogram {
  const merge = new Int32Array(2 * joins.length);
  const made = new Int32Array(size);
  joins.forEach(({ first, second }, step) => {
    const names = [first, second].map((object) =>
      (made[object] as number) === 0 ? -(object + 1) : (made[object] as number),
    );
    const [one, two] = names as [number, number];
    // R puts an object before a cluster, the lower cluster before the higher, and two objects as they come.
    const swapped = one > 0 && (two < 0 || two < one);
    merge[2 * step] = swapped ? two : one;
    merge[2 * step + 1] = swapped ? one : two;
    made[first] = step + 1;
  });
  return { size, merge, height: Float64Array.from(joins, ({ height }) => height), order: orderOf(merge, size) };
}

function orderOf(merge: Int32Array, size: number): Int32Array {
  const order = new Int32Array(size);
  const open = [merge.length / 2];
  let at = 0;
  while (open.length > 0) {
    const name = open.pop() as number;
    if (name < 0) {
      order[at] = -name - 1;
      at += 1;
    } else open.push(merge[2 * name - 1] as number, merge[2 * name - 2] as number);
  }
  return order;
}

/**
 * The clusters (from 0) of each object where the tree is cut into that many; numbered in the order in which objects meet them.
 * Throws `clusters-invalid`. R: `cutree(tree, k) - 1`.
 */
export function cutDendrogram({ size, merge }: Dendrogram, clusters: number): Int32Array {
  requireClusterCount(clusters, size);
  return afterJoins(merge, size, size - clusters);
}

/** As {@link cutDendrogram}, at a height: joins at it or below are made. Throws `option-invalid` where heights fall. R: `cutree(tree, h = height) - 1`. */
export function cutDendrogramAt({ size, merge, height }: Dendrogram, at: number): Int32Array {
  if (Number.isNaN(at)) throw new StatisticsError('option-invalid', { column: 'height' });
  requireRisingHeights(height);
  return afterJoins(merge, size, height.filter((each) => each <= at).length);
}

function requireRisingHeights(height: Float64Array): void {
  for (let step = 1; step < height.length; step += 1) {
    if ((height[step] as number) < (height[step - 1] as number)) {
      throw new StatisticsError('option-invalid', { column: 'height', detail: 'the heights of this tree fall' });
    }
  }
}

function afterJoins(merge: Int32Array, size: number, joins: number): Int32Array {
  const parent = Int32Array.from({ length: size + joins }, (_, node) => node);
  const nodeOf = (name: number) => (name < 0 ? -name - 1 : size + name - 1);
  for (let step = 0; step < joins; step += 1) {
    parent[nodeOf(merge[2 * step] as number)] = size + step;
    parent[nodeOf(merge[2 * step + 1] as number)] = size + step;
  }
  // A node's parent is made after it, so roots are known from the last node down.
  for (let node = size + joins - 1; node >= 0; node -= 1) parent[node] = parent[parent[node] as number] as number;
  const numbers = new Map<number, number>();
  const clusters = new Int32Array(size);
  for (let object = 0; object < size; object += 1) {
    const root = parent[object] as number;
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    clusters[object] = number;
  }
  return clusters;
}

/**
 * How much of a clustering structure a tree found, from 0 to 1: the mean over objects of 1 minus the height of their first join over that
 * of the last (Kaufman & Rousseeuw 1990, 5.1). It grows with the number of objects; NaN where all heights are 0. Throws `option-invalid` where heights fall.
 * R: `cluster::coef.hclust(tree)`, `agnes(...)$ac`.
 */
export function agglomerativeCoefficient({ size, merge, height }: Dendrogram): number {
  requireRisingHeights(height);
  const top = height[height.length - 1] ?? 0;
  let sum = 0;
  for (let at = 0; at < merge.length; at += 1) {
    if ((merge[at] as number) < 0) sum += 1 - (height[at >> 1] as number) / top;
  }
  return sum / size;
}
