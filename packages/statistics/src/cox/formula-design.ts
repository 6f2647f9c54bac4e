// Cox designs from formulas: factors, interactions and splines as the other regressions read them, without an intercept.
import type { Column, MissingRule } from '../foundation/columns.ts';
import { laidOut } from '../regression/collinearity.ts';
import { parseFormula } from '../regression/formula.ts';
import type { ModelDescription, NamedColumns } from '../regression/model-description.ts';
import { type DesignRecipe, designOn, modelFrame } from '../regression/model-frame.ts';
import type { CoxDesign, CoxTerm } from './cox-model.ts';

/** A design with what it was made by, so that it can be made again on other rows. */
export interface CoxFormulaDesign extends CoxDesign {
  readonly terms: readonly CoxTerm[];
  /** Of the formula's `offset(...)`: to be given to coxRegression with the data. */
  readonly offset?: Column;
  readonly recipe: DesignRecipe;
}

/** What a formula without an outcome describes. */
export type CoxDescription = Omit<ModelDescription, 'outcome' | 'intercept'>;

/**
 * The columns that a formula describes: `~ age + factor(grade) * seb + ns(years, df = 3)`. Levels are against the first, or the
 * reference named; names are R's. The intercept belongs to the baseline hazard and is left out, whatever the formula says.
 * Rows with something missing are refused, or with `missing: 'omit'` hold NaN, which coxRegression then leaves out in turn.
 * Throws `formula-invalid`, `not-finite`, `length-mismatch` and what the variables throw.
 * R: `model.matrix(~ ..., data)[, -1]`, as `coxph` makes it.
 */
export function coxDesign(
  model: string | CoxDescription,
  data: NamedColumns,
  { missing = 'refuse' }: { readonly missing?: MissingRule } = {},
): CoxFormulaDesign {
  const read = typeof model === 'string' ? parseFormula(`0 ${model}`, Object.keys(data)) : model;
  const frame = modelFrame({ ...read, outcome: '0', intercept: true }, data, { missing });
  const { design, kept, rowsGiven } = frame;
  const all = (column: Column) => spread(column, kept, rowsGiven);
  return {
    ...columnsOf(design, all),
    ...(frame.offset === null ? {} : { offset: all(frame.offset) }),
    recipe: frame.recipe,
  };
}

/**
 * The same columns on other rows, for predictions. Throws `level-unknown` for a level that the model was not fitted with.
 * R: `predict(fit, newdata)` and `survfit(fit, newdata)` do this to `newdata`.
 */
export function coxDesignOn(
  { recipe }: Pick<CoxFormulaDesign, 'recipe'>,
  data: NamedColumns,
): CoxDesign & { readonly offset?: Column } {
  const { design, offset } = designOn(recipe, data);
  return { ...columnsOf(design, (column) => column), ...(offset === null ? {} : { offset }) };
}

type Design = Parameters<typeof laidOut>[0];

function columnsOf(
  design: Design,
  all: (column: Column) => Column,
): { names: string[]; columns: Column[]; terms: CoxTerm[] } {
  const own = design.names.map((_, at) => at).filter((at) => (design.termOf[at] as number) >= 0);
  return {
    names: own.map((at) => design.names[at] as string),
    columns: own.map((at) => all(laidOut(design, at))),
    terms: design.terms
      .map((name, term) => ({ name, columns: own.flatMap((at, place) => (design.termOf[at] === term ? [place] : [])) }))
      .filter(({ columns }) => columns.length > 0),
  };
}

/** The kept rows' numbers at their places among all rows; NaN elsewhere. */
function spread(column: Column, kept: Int32Array | null, rows: number): Column {
  if (kept === null) return column;
  const all = new Float64Array(rows).fill(Number.NaN);
  for (let at = 0; at < kept.length; at += 1) all[kept[at] as number] = column[at] as number;
  return all;
}
