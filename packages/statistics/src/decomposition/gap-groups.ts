// Who is compared: the rows of the two groups of a decomposition, and the clusters that they belong to.
import { type Clusters, denseNames } from '../foundation/clusters.ts';
import { type Factor, isFactor, requireFactor } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type NamedColumns, takeRows } from '../regression/model-description.ts';
import type { GapOptions } from './oaxaca-blinder.ts';

/** The rows of the two groups, among those given. */
export interface Compared {
  /** Their columns. */
  readonly data: NamedColumns;
  /** Their places among the rows given. */
  readonly rows: Int32Array;
  /** 1 in the first group, 0 in the second. */
  readonly inFirst: Uint8Array;
  /** A whole number a row; null where each is its own. */
  readonly clusters: Int32Array | null;
  /** How many were left out because their cluster is missing. */
  readonly omitted: number;
}

/**
 * The rows of the two groups. Throws `option-invalid`, `level-unknown`, `one-group`, `empty-group`, `length-mismatch`, and `not-finite` for
 * a missing cluster unless such rows are left out.
 */
export function comparedRows(data: NamedColumns, options: GapOptions): Compared {
  const { group, first, second, missing = 'refuse' } = options;
  const column = data[group];
  if (column === undefined || !isFactor(column)) throw new StatisticsError('option-invalid', { column: group });
  requireFactor(group, column, true);
  const [one, other] = [levelOf(group, column, first), levelOf(group, column, second)];
  if (one === other) throw new StatisticsError('one-group', { column: group });
  const clusters = clustersOf(data, options);
  const ofGroups = Int32Array.from(column.codes.keys()).filter(
    (row) => column.codes[row] === one || column.codes[row] === other,
  );
  const rows = ofGroups.filter((row) => clusters === null || (clusters[row] as number) >= 0);
  const omitted = ofGroups.length - rows.length;
  if (omitted > 0 && missing === 'refuse') {
    const row = ofGroups.find((each) => (clusters?.[each] as number) < 0) as number;
    throw new StatisticsError('not-finite', { column: options.cluster ?? 'cluster', row });
  }
  const inFirst = Uint8Array.from(rows, (row) => (column.codes[row] === one ? 1 : 0));
  if (!inFirst.includes(1)) throw new StatisticsError('empty-group', { column: group, detail: first });
  if (!inFirst.includes(0)) throw new StatisticsError('empty-group', { column: group, detail: second });
  const own = clusters === null ? null : rows.map((row) => clusters[row] as number);
  if (own?.every((cluster) => cluster === own[0])) {
    throw new StatisticsError('one-group', { column: options.cluster ?? 'cluster' });
  }
  requireRows(data, column.codes.length);
  return { data: takeRows(data, rows), rows, inFirst, clusters: own, omitted };
}

function requireRows(data: NamedColumns, given: number): void {
  for (const [name, each] of Object.entries(data)) {
    const { length } = isFactor(each) ? each.codes : each;
    if (length === given) continue;
    throw new StatisticsError('length-mismatch', { column: name, detail: `${length} rows against ${given}` });
  }
}

/** A whole number for each cluster, -1 where it is missing. */
function clustersOf(data: NamedColumns, { group, cluster }: GapOptions): Int32Array | null {
  if (cluster === undefined) return null;
  const column: Clusters | undefined = data[cluster];
  if (column === undefined) throw new StatisticsError('option-invalid', { column: cluster, detail: 'no such column' });
  const codes = 'codes' in column ? column.codes : denseNames(column, cluster, true).codes;
  if ('codes' in column) requireFactor(cluster, column, true);
  const rows = (data[group] as Factor).codes.length;
  if (codes.length !== rows) {
    throw new StatisticsError('length-mismatch', { column: cluster, detail: `${codes.length} rows against ${rows}` });
  }
  return codes;
}

function levelOf(column: string, { levels }: Factor, level: string): number {
  const code = levels.indexOf(level);
  if (code < 0) throw new StatisticsError('level-unknown', { column, detail: level });
  return code;
}
