// Average marginal effects: how much the expected outcome moves with a variable, averaged over the rows.
import { normalReach, normalTwoSided } from '../distributions/normal.ts';
import { type Column, type Factor, isFactor, requireSameLength, requireWeights } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { SquareMatrix } from '../linear/cholesky.ts';
import { quadraticForm, requireSquare } from '../linear/matrices.ts';
import type { Design } from './design.ts';
import type { Link } from './families.ts';
import type { GeneralisedLinearModel } from './generalised-linear-model.ts';
import { type NamedColumns, takeRows } from './model-description.ts';
import { compact, designOn } from './model-frame.ts';
import { type Average, marginsStep, numericalAverage, type Shifted } from './numerical-average.ts';
import { namesIn, parseSyntax } from './syntax.ts';
import { DesignBlock } from './working-sums.ts';

export interface MarginalEffectsOptions {
  /** The columns to take; default: all that terms are made of. */
  readonly variables?: readonly string[];
  /** Weights of the rows in the average, one for each row of the data; default: all 1. */
  readonly weights?: Column;
  /** In place of the model's covariance, such as a robust one. */
  readonly covariance?: SquareMatrix;
  readonly confidence?: number;
  /**
   * `exact` (default), or `margins`: differences with the steps of R's package margins 0.3 (sqrt(1e-7) of the largest value, 1e-7 of a
   * coefficient), which is equal to it to rounding and to the exact effects to seven digits, their errors to five.
   */
  readonly derivatives?: 'exact' | 'margins';
}

/** The effect of a column of numbers (per unit), or of a level of a factor against its reference. */
export interface MarginalEffect {
  /** The column, with the level behind it where it is a factor's. */
  readonly name: string;
  readonly variable: string;
  readonly level?: string;
  readonly effect: number;
  readonly standardError: number;
  /** Effect over standard error: R's z. */
  readonly statistic: number;
  readonly pValue: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Average marginal effects on the outcome's mean over the rows given (those fitted, or any others): of numbers by the derivative, of
 * factors, and of numbers that a term takes as categories (`factor(x)`), by the change from the reference to each level; standard errors
 * by the delta method.
 * R: `summary(margins::margins(model, data))` with `derivatives: 'margins'`.
 * An offset of the formula is applied to the rows; one that the fit was given as an option is not (as in predictModel).
 * The derivative of a basis (spline, polynomial, function of a column) is taken by central differences of the basis alone.
 * Throws `formula-invalid` for a variable that no term is made of, or that an expression makes categories of (`x > 30`),
 * `length-mismatch` and `weight-invalid` for weights, `length-mismatch` for a covariance of other columns.
 */
export function averageMarginalEffects(
  model: GeneralisedLinearModel,
  data: NamedColumns,
  given: MarginalEffectsOptions = {},
): MarginalEffect[] {
  const used = columnsUsed(model);
  const variables = given.variables ?? used;
  const { rows, weights } = rowsFitted(model, data, given.weights);
  const options = { ...given, ...(weights && { weights }) };
  if (options.covariance !== undefined) requireSquare('covariance', options.covariance, model.names.length);
  return variables.flatMap((variable) => {
    const column = rows[variable];
    if (!used.includes(variable)) {
      throw new StatisticsError('formula-invalid', { column: variable, detail: 'no term is made of it' });
    }
    if (column === undefined) {
      throw new StatisticsError('formula-invalid', { column: variable, detail: 'there is no such column' });
    }
    if (!isFactor(column) && !makesCategories(model, variable)) {
      return [derivativeEffect(model, rows, variable, column, options)];
    }
    return levelEffects(model, rows, variable, column, options);
  });
}

/** Of the data that the model was fitted on, the rows that were not omitted, with their weights. */
function rowsFitted(
  { fit: { frame } }: GeneralisedLinearModel,
  data: NamedColumns,
  weights: Column | undefined,
): { readonly rows: NamedColumns; readonly weights?: Column } {
  const { kept, rowsGiven } = frame;
  const lengths = Object.fromEntries(
    Object.entries(data).map(([name, column]) => [name, isFactor(column) ? column.codes : column]),
  );
  const given = requireSameLength({ ...lengths, weights });
  const isOmitted = kept !== null && given === rowsGiven;
  const own = (weights && isOmitted ? compact(weights, kept) : weights) ?? undefined;
  if (own !== undefined) requireWeights(own);
  const rows = isOmitted ? takeRows(data, kept) : data;
  return { rows, ...(own && { weights: own }) };
}

/** Whether a term of categories is made of the column, as `factor(x)` is of numbers. */
function makesCategories({ fit }: GeneralisedLinearModel, column: string): boolean {
  return fit.frame.recipe.variables.some(
    ({ kind, of }) => kind === 'categorical' && namesIn(parseSyntax(of)).has(column),
  );
}

/** The columns that the terms are made of, in their order. */
function columnsUsed({ fit }: GeneralisedLinearModel): string[] {
  return [...new Set(fit.frame.recipe.variables.flatMap(({ of }) => [...namesIn(parseSyntax(of))]))];
}

function derivativeEffect(
  model: GeneralisedLinearModel,
  data: NamedColumns,
  variable: string,
  column: Column,
  options: MarginalEffectsOptions,
): MarginalEffect {
  const { recipe } = model.fit.frame;
  const { design, offset } = designOn(recipe, data);
  const asMargins = options.derivatives === 'margins';
  const largest = column.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  // The cube root of the precision: the error of a central difference is then of its square.
  const steps = column.map((value) =>
    asMargins ? largest * Math.sqrt(marginsStep) : Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value)),
  );
  const shifted = (sign: number) =>
    designOn(recipe, { ...data, [variable]: column.map((value, row) => value + sign * (steps[row] as number)) }).design;
  const widths = column.map((value, row) => {
    const step = steps[row] as number;
    return value + step - (value - step);
  });
  const slopes = { up: shifted(1), down: shifted(-1), widths };
  const average = asMargins
    ? numericalAverage(model, { ...slopes, offset }, options.weights)
    : averageDerivative(model, design, offset, slopes, options.weights);
  return effectOf(variable, { variable }, average, model, options);
}

/** The mean of d mean / d x = slope(predictor) (dX/dx)'b, and its gradient. */
function averageDerivative(
  { coefficients, fit }: GeneralisedLinearModel,
  design: Design,
  offset: Column | null,
  { up, down, widths }: Shifted,
  weights: Column | undefined,
): Average {
  const size = design.names.length;
  const gradient = new Float64Array(size);
  const change = new Float64Array(size);
  let [value, total] = [0, 0];
  const { link } = fit.family;
  rowsOf([design, up, down], (row, [values, above, below]) => {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    for (let at = 0; at < size; at += 1) {
      change[at] = ((above[at] as number) - (below[at] as number)) / (widths[row] as number);
    }
    const predictor = along(values, coefficients) + (offset === null ? 0 : (offset[row] as number));
    const moved = along(change, coefficients);
    const [slope, curvature] = [link.slope(predictor), link.curvature(predictor)];
    value += weight * slope * moved;
    total += weight;
    for (let at = 0; at < size; at += 1) {
      const part = curvature * moved * (values[at] as number) + slope * (change[at] as number);
      gradient[at] = (gradient[at] as number) + weight * part;
    }
  });
  return { value: value / total, gradient: gradient.map((each) => each / total) };
}

function levelEffects(
  model: GeneralisedLinearModel,
  data: NamedColumns,
  variable: string,
  column: Column | Factor,
  options: MarginalEffectsOptions,
): MarginalEffect[] {
  const { recipe } = model.fit.frame;
  const fitted = recipe.variables.find((each) => each.kind === 'categorical' && each.of === variable);
  if (fitted?.kind !== 'categorical') {
    throw new StatisticsError('formula-invalid', { column: variable, detail: 'it stands within an expression' });
  }
  // Everybody in one level: numbers stay numbers, since other terms may take them as such.
  const everybody = (level: string) =>
    isFactor(column)
      ? { levels: [level], codes: new Int32Array(column.codes.length) }
      : new Float64Array(column.length).fill(Number(level));
  const at = (level: string) => designOn(recipe, { ...data, [variable]: everybody(level) });
  const [reference = '', ...levels] = fitted.levels;
  const base = at(reference);
  return levels.map((level) => {
    const { link } = model.fit.family;
    const { offset, design } = base;
    const other = at(level).design;
    const widths = new Float64Array(design.rows).fill(1);
    const average =
      options.derivatives === 'margins'
        ? numericalAverage(model, { up: other, down: design, widths, offset }, options.weights)
        : averageChange(model, [design, other], offset, link, options.weights);
    return effectOf(`${variable}${level}`, { variable, level }, average, model, options);
  });
}

/** The mean of the mean in one design less that in another, and its gradient. */
function averageChange(
  { coefficients }: GeneralisedLinearModel,
  designs: readonly [Design, Design],
  offset: Column | null,
  link: Link,
  weights: Column | undefined,
): Average {
  const gradient = new Float64Array(coefficients.length);
  let [value, total] = [0, 0];
  rowsOf(designs, (row, [from, to]) => {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const added = offset === null ? 0 : (offset[row] as number);
    const [before, after] = [along(from, coefficients) + added, along(to, coefficients) + added];
    value += weight * (link.mean(after) - link.mean(before));
    total += weight;
    const [slopeBefore, slopeAfter] = [link.slope(before), link.slope(after)];
    for (let at = 0; at < gradient.length; at += 1) {
      const part = slopeAfter * (to[at] as number) - slopeBefore * (from[at] as number);
      gradient[at] = (gradient[at] as number) + weight * part;
    }
  });
  return { value: value / total, gradient: gradient.map((each) => each / total) };
}

function effectOf(
  name: string,
  of: { readonly variable: string; readonly level?: string },
  { value, gradient }: Average,
  model: GeneralisedLinearModel,
  { covariance = model.covariance, confidence = 0.95 }: MarginalEffectsOptions,
): MarginalEffect {
  // A dropped column has no covariance and no part.
  const known = covariance.map((each) => (Number.isNaN(each) ? 0 : each));
  const standardError = Math.sqrt(quadraticForm(known, gradient));
  const statistic = value / standardError;
  const reach = normalReach(confidence) * standardError;
  return {
    name,
    ...of,
    effect: value,
    standardError,
    statistic,
    pValue: normalTwoSided(statistic),
    low: value - reach,
    high: value + reach,
  };
}

function along(values: Float64Array, coefficients: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) {
    const coefficient = coefficients[at] as number;
    if (!Number.isNaN(coefficient)) sum += coefficient * (values[at] as number);
  }
  return sum;
}

/** The rows of several designs side by side. */
function rowsOf<const Designs extends readonly Design[]>(
  designs: Designs,
  visit: (row: number, values: { [Each in keyof Designs]: Float64Array }) => void,
): void {
  const [first] = designs;
  if (first === undefined) return;
  const size = first.names.length;
  const blocks = designs.map((design) => ({
    block: new DesignBlock(design),
    rows: new Float64Array(DesignBlock.size * size),
  }));
  for (let from = 0; from < first.rows; from += DesignBlock.size) {
    const count = Math.min(DesignBlock.size, first.rows - from);
    for (const { block, rows } of blocks) {
      block.fill({ from, count, stride: 1 });
      block.rows(rows);
    }
    for (let at = 0; at < count; at += 1) {
      const values = blocks.map(({ rows }) => rows.subarray(at * size, (at + 1) * size));
      visit(from + at, values as unknown as { [Each in keyof Designs]: Float64Array });
    }
  }
}
