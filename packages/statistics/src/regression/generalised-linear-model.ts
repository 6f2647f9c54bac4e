// Generalised linear models: a family, a link and a formula, fitted by maximum likelihood.
import { normalTwoSided } from '../distributions/normal.ts';
import { studentTwoSided } from '../distributions/student.ts';
import { type Column, requireFinite } from '../foundation/columns.ts';
import { namingRowsGiven, StatisticsError } from '../foundation/errors.ts';
import { checkpoint } from '../foundation/work.ts';
import { choleskyFactor, choleskyInverse, choleskySolve, type SquareMatrix } from '../linear/cholesky.ts';
import { type WorkingBasis, wholeCoefficients, wholeCovariance, workingBasis } from './collinearity.ts';
import { selectColumns } from './design.ts';
import { type Family, type FamilyName, familyOf, type LinkName } from './families.ts';
import { type IterationOptions, type IterationResult, manyRows, maximise } from './iteration.ts';
import { akaike, nullDeviance } from './likelihood.ts';
import type { ModelDescription, NamedColumns } from './model-description.ts';
import { type FrameOptions, type ModelFrame, modelFrame } from './model-frame.ts';
import { columnsAlong, separationDirection } from './separation.ts';
import { pearsonDispersion } from './working-rows.ts';
import { type LikelihoodData, workingSums } from './working-sums.ts';

export interface RegressionOptions extends FrameOptions, IterationOptions {
  /** What becomes of a column that depends on those before it: `refuse` (default) throws `collinear` naming it; `drop` leaves it out with the coefficient NaN, as R does. */
  readonly collinear?: 'refuse' | 'drop';
}

export interface GeneralisedOptions extends RegressionOptions {
  readonly family: FamilyName;
  /** Default: the family's canonical link. */
  readonly link?: LinkName;
}

/** The coefficients of a model with what is known of them; NaN for a column that was dropped, and for errors where no degrees of freedom are left to estimate a dispersion. */
export interface CoefficientTable {
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  /** Coefficient over standard error: z where the dispersion is fixed, t where it is estimated. */
  readonly statistics: Float64Array;
  readonly pValues: Float64Array;
  /** Of the coefficients, row after row. */
  readonly covariance: SquareMatrix;
  /** The columns that were dropped because they depend on those before them. */
  readonly dropped: readonly string[];
}

/** A fitted generalised linear model. R: `summary(glm(...))`. */
export interface GeneralisedLinearModel extends CoefficientTable {
  readonly family: Family['name'];
  readonly link: LinkName;
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly residualDegreesOfFreedom: number;
  readonly nullDegreesOfFreedom: number;
  /** NaN for quasi-families, which have no likelihood. With weights that are no counts, a binomial one is rounded as R's. */
  readonly logLikelihood: number;
  readonly akaikeInformation: number;
  /** By the rows that weigh more than 0, as R's for `lm`; R's for `glm` counts the others too. */
  readonly bayesianInformation: number;
  readonly dispersion: number;
  readonly iterations: number;
  readonly rows: number;
  readonly rowsOmitted: number;
  /** What other functions need of the fit. */
  readonly fit: Fit;
}

/** The fit behind a model: its rows, and the basis that it was solved in. */
export interface Fit {
  readonly frame: ModelFrame;
  readonly family: Family;
  readonly basis: WorkingBasis;
  /** The likelihood's data in the working basis. */
  readonly data: LikelihoodData;
  readonly result: IterationResult;
  readonly iteration: IterationOptions;
}

/**
 * Fits a generalised linear model. `data` are named columns of one length; `model` a formula in R's notation, or the same as data.
 * R: `glm(model, family, data, weights, offset, na.action = na.omit, epsilon = tolerance)`.
 * Method: iteratively reweighted least squares (J. Nelder and R. Wedderburn, JRSS A 135, 1972) by blocks of rows; the design is never
 * laid out. Above 100,000 rows it begins at the fit of every 32nd row.
 * Throws `collinear` and `separated` naming the columns, `no-convergence`, `outcome-invalid` with the row, and what the frame throws.
 */
export function generalisedLinearModel(
  model: string | ModelDescription,
  data: NamedColumns,
  options: GeneralisedOptions,
): GeneralisedLinearModel {
  const family = familyOf(options.family, options.link);
  return fitFrame(modelFrame(model, data, options), family, options, 1e-11);
}

/** Fits a frame; `rankTolerance` is R's of `lm` or of `glm`; `start` are coefficients in the working basis. */
export function fitFrame(
  frame: ModelFrame,
  family: Family,
  options: RegressionOptions & { readonly start?: Float64Array },
  rankTolerance: number,
): GeneralisedLinearModel {
  requireOutcome(frame, family);
  requireTolerance(options);
  const weights = totalWeights(frame);
  const whole: LikelihoodData = { design: frame.design, outcome: frame.outcome, weights, offset: frame.offset, family };
  const sample = options.tolerance === undefined ? startFromSample(whole, options) : null;
  const first = workingSums(whole, sample);
  requireProducts(frame.design.names, first.information);
  const basis = workingBasis(frame.design, weights, first.information, rankTolerance);
  const reduced = withoutDependent(basis, frame, options);
  const likelihood = { ...whole, design: reduced.design };
  const isWhole = reduced.design === frame.design;
  const start = options.start ?? (isWhole ? sample : null);
  const result = namingSeparation(whole, reduced, () =>
    maximise(likelihood, start, { ...options, ...(isWhole && start === sample ? { first } : {}) }),
  );
  const { tolerance, maxIterations } = options;
  const iteration = {
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(maxIterations === undefined ? {} : { maxIterations }),
  };
  return summary({ frame, family, basis: reduced, data: likelihood, result, iteration });
}

/** In a turned basis the columns of a separation have no names of their own: they are found again in the columns themselves. */
function namingSeparation(whole: LikelihoodData, basis: WorkingBasis, fit: () => IterationResult): IterationResult {
  try {
    return fit();
  } catch (error) {
    if (!(error instanceof StatisticsError) || error.code !== 'separated') throw error;
    const [first] = whole.outcome;
    if (whole.outcome.every((value) => value === first)) {
      throw new StatisticsError('separated', { ...error.where, detail: 'every outcome is the same' });
    }
    if (basis.triangle === null) throw error;
    const size = whole.design.names.length;
    const direction = separationDirection({ ...whole, design: basis.design });
    const moves = direction === null ? new Float64Array(size) : wholeCoefficients(basis, size, direction);
    const column = columnsAlong(whole, moves, workingSums(whole, null).information).join(', ');
    throw new StatisticsError('separated', { column });
  }
}

function requireOutcome(frame: ModelFrame, family: Family): void {
  const { outcome, outcomeName: column, outcomeLevels, trials, kept } = frame;
  namingRowsGiven(kept, () => requireFinite(column, outcome));
  if (!/^(quasi)?binomial$/.test(family.name)) {
    const wrong = (what: string) =>
      new StatisticsError('outcome-invalid', { column, detail: `${what}, where ${family.name} takes numbers` });
    // FALSE and TRUE are 0 and 1, as in R.
    if (outcomeLevels !== null && outcomeLevels.join() !== 'FALSE,TRUE') throw wrong('categories');
    if (trials !== null) throw wrong('successes and failures');
  }
  if (trials?.every((count) => count === 0)) throw new StatisticsError('no-trials', { column });
  // A mean begins at its outcome, which a link without limits of its own must take.
  const start = family.name === 'gaussian' ? family.link.predictor : () => 0;
  for (let row = 0; row < outcome.length; row += 1) {
    const value = outcome[row] as number;
    if (family.validOutcome(value) && Number.isFinite(start(value))) continue;
    const detail = family.canonical ? family.name : `${family.name} with the ${family.link.name} link`;
    throw new StatisticsError('outcome-invalid', { column, row: kept?.[row] ?? row, detail });
  }
}

/** Throws `not-finite` for a column whose squares are too large to add up. */
function requireProducts(names: readonly string[], information: SquareMatrix): void {
  const at = names.findIndex((_, place) => !Number.isFinite(information[place * (names.length + 1)]));
  if (at >= 0) throw new StatisticsError('not-finite', { column: names[at] as string, detail: 'its squares' });
}

function requireTolerance({ tolerance = 0 }: RegressionOptions): void {
  if (!(tolerance >= 0)) throw new StatisticsError('option-invalid', { column: 'tolerance', detail: 'from 0 up' });
}

/** Case weights times trials. */
export function totalWeights({ weights, trials }: ModelFrame): Column | null {
  if (weights === null || trials === null) return weights ?? trials;
  return weights.map((weight, row) => weight * (trials[row] as number));
}

function withoutDependent(basis: WorkingBasis, frame: ModelFrame, options: RegressionOptions): WorkingBasis {
  if (basis.dependent.length === 0) return basis;
  const names = basis.dependent.map((column) => frame.design.names[column]).join(', ');
  if ((options.collinear ?? 'refuse') === 'refuse') throw new StatisticsError('collinear', { column: names });
  if (basis.kept.length === 0) throw new StatisticsError('collinear', { column: names, detail: 'no column is left' });
  // Without the columns that depend, the rest is mostly well conditioned as it is.
  const design = selectColumns(frame.design, basis.kept);
  const { information } = workingSums(
    { design, outcome: frame.outcome, weights: totalWeights(frame), offset: null, family: familyOf('gaussian') },
    null,
  );
  const again = workingBasis(design, totalWeights(frame), information, 0);
  return again.triangle === null ? { ...basis, design, triangle: null } : basis;
}

const sampleStride = 32;

/** The fit of every 32nd row, which saves one step of the whole or more (a quarter of a million rows' time); null where there are few rows or it fails. */
function startFromSample(data: LikelihoodData, options: IterationOptions): Float64Array | null {
  if (data.design.rows < manyRows || !data.family.canonical || data.family.name === 'gaussian') return null;
  const size = data.design.names.length;
  let coefficients: Float64Array | null = null;
  for (let step = 0; step < 8; step += 1) {
    checkpoint(options, step, 8);
    const { information, score, deviance, reach } = workingSums(data, coefficients, { stride: sampleStride });
    const factor = choleskyFactor(information, size, { tolerance: 1e-10, relativeTo: 'own' });
    if (factor.rank < size || !Number.isFinite(deviance) || reach > 20) return null;
    const move = choleskySolve(factor, score);
    const from: Float64Array | null = coefficients;
    coefficients = move.map((value, at) => value + (from === null ? 0 : (from[at] as number)));
    const decrement = move.reduce((sum, value, at) => sum + value * (score[at] as number), 0);
    if (from !== null && decrement < 0.1) return coefficients;
  }
  return null;
}

function summary(fit: Fit): GeneralisedLinearModel {
  const { frame, family, basis, data, result } = fit;
  const names = frame.design.names;
  const size = names.length;
  const rank = basis.kept.length;
  const counted =
    data.weights === null ? frame.design.rows : data.weights.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  const residualDegreesOfFreedom = counted - rank;
  const dispersion = family.fixedDispersion ? 1 : pearsonDispersion(fit, residualDegreesOfFreedom);
  const factor = choleskyFactor(result.information, rank, { tolerance: 0, relativeTo: 'own' });
  if (factor.rank < rank) {
    // The weights at the solution can tie columns together that were free at the start.
    const column = factor.dependent.map((each) => data.design.names[each]).join(', ');
    throw new StatisticsError('collinear', { column, detail: 'at the solution' });
  }
  const inverse = choleskyInverse(factor);
  const unscaled = wholeCovariance(basis, size, inverse);
  const coefficients = wholeCoefficients(basis, size, result.coefficients);
  const aic = akaike(fit) + 2 * rank;
  const parameters = rank + (family.name === 'gaussian' || family.name === 'gamma' ? 1 : 0);
  const logLikelihood = parameters - aic / 2;
  const hasIntercept = frame.recipe.description.intercept ?? true;
  return {
    ...coefficientTable(
      names,
      coefficients,
      unscaled.map((value) => value * dispersion),
      family.fixedDispersion ? Number.POSITIVE_INFINITY : residualDegreesOfFreedom,
    ),
    family: family.name,
    link: family.link.name,
    deviance: result.deviance,
    nullDeviance: nullDeviance(fit),
    residualDegreesOfFreedom,
    nullDegreesOfFreedom: counted - (hasIntercept ? 1 : 0),
    logLikelihood,
    akaikeInformation: aic,
    bayesianInformation: -2 * logLikelihood + parameters * Math.log(counted),
    dispersion,
    iterations: result.iterations,
    rows: frame.design.rows,
    rowsOmitted: frame.rowsOmitted,
    fit,
  };
}

/** The table of coefficients with a covariance; endless degrees of freedom are the normal distribution. */
export function coefficientTable(
  names: readonly string[],
  coefficients: Float64Array,
  covariance: SquareMatrix,
  degreesOfFreedom: number,
): CoefficientTable {
  const size = names.length;
  const standardErrors = coefficients.map((_, at) => Math.sqrt(covariance[at * (size + 1)] as number));
  const statistics = coefficients.map((value, at) => value / (standardErrors[at] as number));
  const pValues = statistics.map((value) => {
    if (Number.isNaN(value) || degreesOfFreedom <= 0) return Number.NaN;
    return degreesOfFreedom === Number.POSITIVE_INFINITY
      ? normalTwoSided(value)
      : studentTwoSided(value, degreesOfFreedom);
  });
  const dropped = names.filter((_, at) => Number.isNaN(coefficients[at]));
  return { names, coefficients, standardErrors, statistics, pValues, covariance, dropped };
}
