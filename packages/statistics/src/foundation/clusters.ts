// Rows that belong together: a person's, a department's. What names their cluster, as codes.
import { type Factor, requireFactor } from './columns.ts';
import { StatisticsError } from './errors.ts';

/**
 * The cluster of each row (a person, a department): a factor, or numbers that name it. Rows of one cluster may depend on each other, and
 * robust standard errors allow for it. Missing is a factor's -1, or NaN.
 */
export type Clusters = Factor | ArrayLike<number>;

/** The units' names as whole numbers from 0, in order of first sight (-1 for a missing one, where that is allowed), and how many there are. Throws `not-finite`. */
export function denseNames(
  unit: ArrayLike<number>,
  column = 'id',
  missingAllowed = false,
): { readonly codes: Int32Array; readonly count: number } {
  const seen = new Map<number, number>();
  const codes = new Int32Array(unit.length);
  for (let row = 0; row < unit.length; row += 1) {
    const name = unit[row] as number;
    if (Number.isNaN(name) && missingAllowed) {
      codes[row] = -1;
      continue;
    }
    if (!Number.isFinite(name)) throw new StatisticsError('not-finite', { column, row });
    let code = seen.get(name);
    if (code === undefined) {
      code = seen.size;
      seen.set(name, code);
    }
    codes[row] = code;
  }
  return { codes, count: seen.size };
}

/** Clusters as a factor; numbers become levels in order of first sight. Throws `not-finite` for a missing number, unless that is allowed. */
export function clusterFactor(clusters: Clusters, missingAllowed = false): Factor {
  if ('codes' in clusters) return clusters;
  const { codes, count } = denseNames(clusters, 'cluster', missingAllowed);
  return { levels: new Array<string>(count).fill(''), codes };
}

/** Clusters as numbers, NaN where missing. Throws `code-outside-levels`. */
export function clusterNumbers(clusters: Clusters): ArrayLike<number> {
  if (!('codes' in clusters)) return clusters;
  requireFactor('cluster', clusters, true);
  return Float64Array.from(clusters.codes, (code) => (code < 0 ? Number.NaN : code));
}
