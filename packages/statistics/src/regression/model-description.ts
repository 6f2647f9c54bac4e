// The description of a model as data: its outcome, its terms and its offsets, each over named columns.
import { type Column, type Factor, isFactor } from '../foundation/columns.ts';

/** The rows of a data set by column name: numbers, or categories. */
export type NamedColumns = Readonly<Record<string, Column | Factor>>;

/**
 * What a term is made of. `of` names a column, or is an expression of columns in R's notation (`log(time)`, `I(age^2)`, `age > 30`).
 * `label` begins the coefficients' names; left out, it is R's name for it.
 */
export type Variable =
  | { readonly kind: 'value'; readonly of: string; readonly label?: string }
  | CategoriesVariable
  | SplineVariable
  | PolynomialVariable;

/**
 * What the columns of a factor say: `treatment` each level against the reference; `sum` each against the mean of all; `helmert` each
 * against the mean of those before it; `polynomial` linear, quadratic and so on over ordered levels; `last` each against the last level.
 * R: `contr.treatment`, `contr.sum`, `contr.helmert`, `contr.poly`, `contr.SAS`.
 */
export type ContrastName = 'treatment' | 'sum' | 'helmert' | 'polynomial' | 'last';

/** A factor, each level against the reference (the first level where none is named). A column of numbers becomes a factor of its values. */
export interface CategoriesVariable {
  readonly kind: 'categories';
  readonly of: string;
  readonly reference?: string;
  /** Default `treatment`. Levels that no row has are dropped before (R drops the contrasts then). */
  readonly contrasts?: ContrastName;
  /** Of `polynomial`: where the levels stand, in their order. Default: 1, 2, 3, ... */
  readonly scores?: readonly number[];
  /** How many of the contrasts' columns are taken, from the first. Default: all. */
  readonly columns?: number;
  readonly label?: string;
}

/** A spline. R: `splines::ns` (natural, cubic) and `splines::bs`. Knots left out are quantiles, boundaries the range, as there. */
export interface SplineVariable {
  readonly kind: 'naturalSpline' | 'bSpline';
  readonly of: string;
  readonly degreesOfFreedom?: number;
  readonly knots?: readonly number[];
  readonly boundary?: readonly [number, number];
  /** Of bSpline only (default 3). */
  readonly degree?: number;
  /** Whether the basis sums to the intercept (default false). */
  readonly intercept?: boolean;
  readonly label?: string;
}

/** Powers up to `degree`: orthogonal over the rows, or raw. R: `poly`. */
export interface PolynomialVariable {
  readonly kind: 'polynomial';
  readonly of: string;
  readonly degree: number;
  readonly raw?: boolean;
  readonly label?: string;
}

/** The outcome: a column (a factor's first level is 0 and the others 1), an expression, or counts of trials. R: `cbind(successes, failures)`. */
export type Outcome = string | { readonly successes: string; readonly failures: string };

/** One variable, or several whose product the term is (an interaction). */
export type TermDescription = readonly Variable[];

export interface ModelDescription {
  readonly outcome: Outcome;
  /** Default true. */
  readonly intercept?: boolean;
  readonly terms: readonly TermDescription[];
  /** Expressions added to the linear predictor with the coefficient 1. */
  readonly offsets?: readonly string[];
}

/** The columns on some of their rows. */
export function takeRows(data: NamedColumns, rows: Int32Array): NamedColumns {
  return Object.fromEntries(
    Object.entries(data).map(([name, column]) => [
      name,
      isFactor(column)
        ? { levels: column.levels, codes: rows.map((row) => column.codes[row] as number) }
        : Float64Array.from(rows, (row) => column[row] as number),
    ]),
  );
}
