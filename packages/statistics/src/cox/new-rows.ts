// Rows that a fitted model is asked about: their covariates by name, their stratum by the level's name.
import { type Column, type Factor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { CoxFit } from './cox-fit.ts';
import type { CoxDesign } from './cox-model.ts';

export interface CoxNewRows extends Pick<CoxDesign, 'names' | 'columns'> {
  readonly offset?: Column;
  /** Levels are matched by name with the model's. */
  readonly strata?: Factor;
}

/** The rows as the model sees them. */
export interface PlacedRows {
  readonly rows: number;
  /** The model's columns, in its order. */
  readonly columns: readonly Column[];
  /** Covariates less the model's means, times the coefficients, plus the offset less the mean of the model's offset. */
  readonly linearPredictors: Column;
  /** The model's code of each row's stratum; absent where none is said. */
  readonly strata: Int32Array | undefined;
}

/**
 * Throws `option-invalid` for a column of the model that is not there, `level-unknown` for a stratum that it does not have,
 * `length-mismatch`, `no-rows`, `not-finite`.
 */
export function placedRows(fit: CoxFit, given: CoxNewRows): PlacedRows {
  const columns = fit.names.map((name) => {
    const column = given.columns[given.names.indexOf(name)];
    if (column === undefined)
      throw new StatisticsError('option-invalid', { column: name, detail: 'not among the columns' });
    return column;
  });
  const named = Object.fromEntries(columns.map((column, at) => [fit.names[at] as string, column]));
  const rows = requireSameLength({
    ...named,
    offset: given.offset,
    strata: given.strata?.codes,
    columns: given.columns[0],
  });
  for (const [at, column] of columns.entries()) requireFinite(fit.names[at] as string, column);
  if (given.offset !== undefined) requireFinite('offset', given.offset);
  const linearPredictors = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    // An offset's mean was taken off the model's own.
    let sum = given.offset === undefined ? 0 : (given.offset[row] as number) - fit.model.offsetMean;
    for (const [at, column] of columns.entries()) {
      sum += (fit.coefficients[at] as number) * ((column[row] as number) - (fit.model.means[at] as number));
    }
    linearPredictors[row] = sum;
  }
  return { rows, columns, linearPredictors, strata: strataCodes(fit, given.strata) };
}

function strataCodes({ model }: CoxFit, given: Factor | undefined): Int32Array | undefined {
  if (given === undefined || model.strata === undefined) return undefined;
  const { levels } = model.strata;
  const codes = given.levels.map((level) => levels.indexOf(level));
  return Int32Array.from(given.codes, (code, row) => {
    const known = codes[code] ?? -1;
    if (known < 0) throw new StatisticsError('level-unknown', { column: 'strata', row });
    return known;
  });
}
