// Columns: the typed arrays that every statistic takes, the checks that they share, and the one rule for missing values.
import { StatisticsError } from './errors.ts';

/** A number a row. NaN stands for a missing value, and only there where the function says how it takes it. */
export type Column = Float64Array;

/** A category a row: the index of its level, or -1 where it is missing. The first level is the reference unless told. */
export interface Factor {
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** Whether a column is one of categories. R: `is.factor(column)`. */
export function isFactor(column: Column | Factor): column is Factor {
  return 'codes' in column;
}

/** What becomes of rows with a missing value: `refuse` throws `not-finite`; `omit` leaves them out, as R's `na.omit`, and the answer says how many. */
export type MissingRule = 'refuse' | 'omit';

/**
 * A factor of the values, levels in the order given, or sorted by code unit where none are given; null is missing.
 * R: `factor(values, levels)`, whose own order follows the locale.
 * Throws `level-unknown` for a value that the given levels lack.
 */
export function factor(values: readonly (string | null)[], levels?: readonly string[]): Factor {
  const ordered = levels ?? [...new Set(values.filter((value) => value !== null))].sort();
  const index = new Map(ordered.map((level, code) => [level, code]));
  const codes = Int32Array.from(values, (value, row) => {
    if (value === null) return -1;
    const code = index.get(value);
    if (code === undefined) throw new StatisticsError('level-unknown', { row });
    return code;
  });
  return { levels: ordered, codes };
}

/** The common length of the named columns; those undefined are passed over. Throws `length-mismatch` (naming the column) and `no-rows`. */
export function requireSameLength(columns: Readonly<Record<string, { readonly length: number } | undefined>>): number {
  let length: number | undefined;
  for (const [column, values] of Object.entries(columns)) {
    if (values === undefined) continue;
    length ??= values.length;
    if (values.length !== length) {
      throw new StatisticsError('length-mismatch', { column, detail: `${values.length} rows against ${length}` });
    }
  }
  if (length === undefined || length === 0) throw new StatisticsError('no-rows');
  return length;
}

/** Throws `not-finite` for the first row that is not a finite number. */
export function requireFinite(column: string, values: ArrayLike<number>): void {
  for (let row = 0; row < values.length; row += 1) {
    if (!Number.isFinite(values[row])) throw new StatisticsError('not-finite', { column, row });
  }
}

/** Throws `weight-invalid` for a weight below 0 or not finite, and where all are 0. */
export function requireWeights(weights: ArrayLike<number>, column = 'weights'): void {
  let total = 0;
  for (let row = 0; row < weights.length; row += 1) {
    const weight = weights[row] ?? Number.NaN;
    if (!(weight >= 0 && Number.isFinite(weight))) throw new StatisticsError('weight-invalid', { column, row });
    total += weight;
  }
  if (total === 0) throw new StatisticsError('weight-invalid', { column });
}

/** Throws `code-outside-levels` for a code below -1 (or below 0 where missing is not allowed) or past the last level. */
export function requireFactor(column: string, { levels, codes }: Factor, missingAllowed = false): void {
  const lowest = missingAllowed ? -1 : 0;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? -2;
    if (code < lowest || code >= levels.length) throw new StatisticsError('code-outside-levels', { column, row });
  }
}
