// Partitions: every object in one cluster; their sizes, and how alike two of them are.
import { type Column, requireSameLength, requireWeights } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';

/** How many clusters a partition has: one more than its highest code. Throws `code-outside-levels` (row) and `empty-group` for a code that no object has. */
export function requirePartition(clusters: Int32Array, size: number, column = 'clusters'): number {
  requireSameLength({ dissimilarities: { length: size }, [column]: clusters });
  let count = 0;
  for (let object = 0; object < size; object += 1) {
    const code = clusters[object] as number;
    // A code at or past the number of objects would leave a cluster empty, and could ask for any amount of memory.
    if (code < 0 || code >= size) throw new StatisticsError('code-outside-levels', { column, row: object });
    count = Math.max(count, code + 1);
  }
  const taken = new Uint8Array(count);
  for (const code of clusters) taken[code] = 1;
  const empty = taken.indexOf(0);
  if (empty >= 0) throw new StatisticsError('empty-group', { column, detail: `cluster ${empty}` });
  return count;
}

/** The weight of each object, 1 where none are given; checked. */
export function objectWeights(weights: Column | undefined, size: number): Float64Array {
  if (weights === undefined) return new Float64Array(size).fill(1);
  requireSameLength({ dissimilarities: { length: size }, weights });
  requireWeights(weights);
  return weights;
}

/** The weight of each cluster. */
export function clusterWeights(clusters: Int32Array, count: number, weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(count);
  for (let object = 0; object < clusters.length; object += 1) {
    const cluster = clusters[object] as number;
    sums[cluster] = (sums[cluster] as number) + (weights[object] as number);
  }
  return sums;
}

/** How alike two partitions of the same objects are; 1 for equal ones, whatever their clusters are called. */
export interface PartitionAgreement {
  /** Hubert & Arabie's (1985) adjusted Rand index: 0 is what chance gives. */
  readonly adjustedRand: number;
  /** Jaccard's coefficient of the pairs that share a cluster. */
  readonly jaccard: number;
}

/**
 * The agreement of two partitions of the same objects, weighted: the weights count copies of an object.
 *
 * Throws `length-mismatch`, `weight-invalid`, `code-outside-levels`, `empty-group`.
 * R: `WeightedCluster:::adjustedRandIndex(tab)` and `jaccardCoef(tab)` of the weighted table; `mclust::adjustedRandIndex(x, y)`.
 * As WeightedCluster, and unlike Hennig (2007), Jaccard's pairs count an object with itself.
 */
export function partitionAgreement(one: Int32Array, other: Int32Array, weights?: Column): PartitionAgreement {
  const size = requireSameLength({ one, other });
  const [rows, columns] = [requirePartition(one, size, 'one'), requirePartition(other, size, 'other')];
  if (rows === 1 && columns === 1) return { adjustedRand: 1, jaccard: 1 };
  const table = new Float64Array(rows * columns);
  const counts = objectWeights(weights, size);
  for (let object = 0; object < size; object += 1) {
    const cell = (one[object] as number) * columns + (other[object] as number);
    table[cell] = (table[cell] as number) + (counts[object] as number);
  }
  const [rowSums, columnSums] = [clusterWeights(one, rows, counts), clusterWeights(other, columns, counts)];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const [both, inOne, inOther] = [pairs(table), pairs(rowSums), pairs(columnSums)];
  const expected = (inOne * inOther) / ((total * (total - 1)) / 2);
  const [alike, ones, others] = [squares(table), squares(rowSums), squares(columnSums)];
  return {
    adjustedRand: (both - expected) / ((inOne + inOther) / 2 - expected),
    jaccard: alike / (ones + others - alike),
  };
}

const pairs = (counts: Float64Array) => counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
const squares = (counts: Float64Array) => counts.reduce((sum, count) => sum + count * count, 0);
