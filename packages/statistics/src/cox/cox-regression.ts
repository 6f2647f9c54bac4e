// Cox's proportional hazards regression: what the hazard is multiplied by, a unit of each covariate.
import { chiSquareUpper } from '../distributions/index.ts';
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import {
  choleskyFactor,
  choleskyInverse,
  diagonalRoots,
  multiply,
  type SquareMatrix,
  transpose,
  waldStatistic,
} from '../linear/index.ts';
import type { ChiSquaredTest } from '../rates/index.ts';
import type { CoxFit } from './cox-fit.ts';
import type { CoxData, CoxDesign, CoxModel, CoxOptions } from './cox-model.ts';
import { isEndless, principalDirection } from './endless.ts';
import { exactLikelihood } from './exact-ties.ts';
import { dependentColumns, type Maximum, maximise } from './newton.ts';
import { type LikelihoodValue, partialLikelihood } from './partial-likelihood.ts';
import { prepareCoxModel, withoutColumns } from './prepare.ts';
import { type RiskSets, riskSetsOf } from './risk-sets.ts';
import { collapsed, scoreResiduals } from './row-residuals.ts';

/**
 * Fits a Cox model: what multiplies the hazard of an event, whatever the baseline hazard is.
 * Rows are (entry, time] with an event or without; a person may have several (covariates that change with time, delayed entry). For an
 * effect that itself changes with time, R's `tt()`, cut the rows at the times of events (`personPeriods`) and add the column.
 * Gives log hazard ratios, their covariance (robust where there are clusters), tests, and what residuals and predictions need.
 * Throws what bad columns are refused with (`length-mismatch`, `not-finite`, `time-negative`, `entry-not-before-exit`,
 * `status-invalid`, `weight-invalid`, `no-events`, ...), `collinear` naming the column that depends on those before it,
 * `separated` naming the columns whose coefficients are infinite, `no-convergence`, `cancelled`.
 * Method: Newton on the partial likelihood (Cox 1972), Efron's or Breslow's ties, or the exact discrete likelihood; robust errors
 * after D. Lin and L. Wei, The robust inference for the Cox proportional hazards model (1989).
 * R: `survival::coxph(Surv(entry, time, event) ~ ..., ties =, weights =, cluster =)`.
 */
export function coxRegression(data: CoxData, design: CoxDesign, options: CoxOptions = {}): CoxFit {
  const whole = prepareCoxModel(data, design, options);
  const { model, sets, dropped, first, evaluate, initial } = identified(whole, options);
  const maximum = maximise(evaluate, initial, first, {
    tolerance: options.tolerance ?? 0,
    maxIterations: options.maxIterations ?? 100,
    work: options,
    endless: (direction) => isEndless(sets, direction, model.ties === 'exact'),
    refuseEndless: (direction) => refuseEndless(model, direction),
  });
  return fitOf({ model, sets, dropped, maximum, initial, rowsOmitted: data.time.length - model.rows, options });
}

/** The model without the columns that are dropped, laid out, with the likelihood at the initial coefficients. */
function identified(whole: CoxModel, options: CoxOptions) {
  const left: number[] = [];
  for (;;) {
    const model = left.length === 0 ? whole : withoutColumns(whole, left);
    const sets = riskSetsOf(model);
    const initial = initialCoefficients(options.initial, whole, left, sets);
    const evaluate = (coefficients: Float64Array) =>
      model.ties === 'exact'
        ? exactLikelihood(sets, coefficients)
        : partialLikelihood(sets, coefficients, model.ties === 'efron');
    const first = evaluate(initial);
    const dependent = dependentColumns(first.information, model.names.length, model.events);
    const dropped = left.map((at) => whole.names[at] as string);
    if (dependent.length === 0) return { model, sets, dropped, first, evaluate, initial };
    const names = dependent.map((at) => model.names[at] as string);
    if (options.collinear !== 'drop') {
      throw new StatisticsError('collinear', { column: names[0] as string, detail: names.join(', ') });
    }
    left.push(...dependent.map((at) => whole.names.indexOf(model.names[at] as string)));
  }
}

function initialCoefficients(
  given: Column | undefined,
  whole: CoxModel,
  left: readonly number[],
  sets: RiskSets,
): Float64Array {
  if (given === undefined) return new Float64Array(sets.covariates);
  if (given.length !== whole.names.length || !given.every(Number.isFinite)) {
    throw new StatisticsError('option-invalid', { column: 'initial', detail: 'one finite number a column' });
  }
  const kept = given.filter((_, at) => !left.includes(at));
  return kept.map((value, at) => value * (sets.scale[at] as number));
}

function refuseEndless(model: CoxModel, direction: Float64Array): never {
  const principal = principalDirection(direction);
  const named = model.names
    .map((name, at) => ({ name, size: Math.abs(principal[at] as number) }))
    .filter(({ size }) => size > 0)
    .sort((one, other) => other.size - one.size)
    .map(({ name }) => name);
  throw new StatisticsError('separated', { column: named[0] ?? '', detail: `infinite: ${named.join(', ')}` });
}

interface Fitted {
  readonly model: CoxModel;
  readonly sets: RiskSets;
  readonly dropped: readonly string[];
  readonly maximum: Maximum;
  readonly initial: Float64Array;
  readonly rowsOmitted: number;
  readonly options: CoxOptions;
}

function fitOf({ model, sets, dropped, maximum, initial, rowsOmitted, options }: Fitted): CoxFit {
  const size = model.names.length;
  const coefficients = maximum.coefficients.map((value, at) => value / (sets.scale[at] as number));
  const inverse = choleskyInverse(choleskyFactor(maximum.last.information, size));
  const naive = inverse.map((value, cell) => value / (unitOf(sets, cell, size) * unitOf(sets, cell % size, 1)));
  const linearPredictors = linearPredictorsOf(model, coefficients);
  const robust = options.robust ?? (model.cluster !== undefined || hasFractions(model.weights));
  if (robust && model.ties === 'exact') {
    throw new StatisticsError('option-invalid', { column: 'robust', detail: 'with exact ties' });
  }
  const covariance = robust ? sandwich(model, sets, linearPredictors, naive) : naive;
  const moved = maximum.coefficients.map(
    (value, at) => value / (sets.scale[at] as number) - startOf(initial, sets, at),
  );
  const logLikelihood = { initial: maximum.first.logLikelihood, fitted: maximum.last.logLikelihood };
  return {
    names: model.names,
    dropped,
    coefficients,
    standardErrors: diagonalRoots(covariance, size),
    covariance,
    naiveCovariance: robust ? naive : undefined,
    logLikelihood,
    iterations: maximum.iterations,
    rows: model.rows,
    events: model.events,
    rowsOmitted,
    linearPredictors,
    tests: {
      likelihoodRatio: chiSquareTest(2 * (logLikelihood.fitted - logLikelihood.initial), size),
      wald: chiSquareTest(size === 0 ? 0 : waldStatistic(covariance, moved).statistic, size),
      score: chiSquareTest(scoreStatistic(maximum.first), size),
      robustScore: robust ? robustScore(model, sets, initial) : undefined,
    },
    akaikeInformation: -2 * logLikelihood.fitted + 2 * size,
    bayesianInformation: -2 * logLikelihood.fitted + Math.log(model.events) * size,
    model,
    riskSets: sets,
  };
}

const unitOf = (sets: RiskSets, cell: number, size: number) => sets.scale[Math.floor(cell / size)] as number;

const startOf = (initial: Float64Array, sets: RiskSets, at: number) =>
  (initial[at] as number) / (sets.scale[at] as number);

const hasFractions = (weights: Column | undefined) => weights?.some((weight) => weight !== Math.floor(weight)) ?? false;

const chiSquareTest = (statistic: number, degreesOfFreedom: number): ChiSquaredTest => ({
  statistic,
  degreesOfFreedom,
  pValue: degreesOfFreedom === 0 ? Number.NaN : chiSquareUpper(statistic, degreesOfFreedom),
});

function scoreStatistic({ information, score }: LikelihoodValue): number {
  return score.length === 0 ? 0 : waldStatistic(information, score).statistic;
}

function linearPredictorsOf({ columns, means, offset, rows }: CoxModel, coefficients: Float64Array): Float64Array {
  const predictors = new Float64Array(rows);
  if (offset !== undefined) predictors.set(offset);
  for (const [at, column] of columns.entries()) {
    const [coefficient, mean] = [coefficients[at] as number, means[at] as number];
    for (let row = 0; row < rows; row += 1) {
      predictors[row] = (predictors[row] as number) + coefficient * ((column[row] as number) - mean);
    }
  }
  return predictors;
}

/** D'D of the weighted dfbeta residuals D, added up by cluster. */
function sandwich(model: CoxModel, sets: RiskSets, predictors: Float64Array, naive: SquareMatrix): SquareMatrix {
  const size = model.names.length;
  const scores = collapsed(model, scoreResiduals(model, sets, predictors), size);
  const shape = { rows: scores.length / size, inner: size, columns: size };
  const changes = multiply(scores, naive, shape);
  return crossProduct(changes, size);
}

/** The transpose of the matrix times the matrix. */
function crossProduct(matrix: Float64Array, size: number): SquareMatrix {
  const rows = matrix.length / size;
  return multiply(transpose(matrix, rows, size), matrix, { rows: size, inner: rows, columns: size });
}

/** The score test at the initial coefficients with the spread of the clusters' scores. As R's, it takes 0 for the predictors. */
function robustScore(model: CoxModel, sets: RiskSets, initial: Float64Array): ChiSquaredTest {
  const size = model.names.length;
  const predictors = new Float64Array(model.rows);
  if (initial.some((value) => value !== 0)) {
    predictors.set(
      linearPredictorsOf(
        model,
        initial.map((value, at) => value / (sets.scale[at] as number)),
      ),
    );
  }
  const scores = collapsed(model, scoreResiduals(model, sets, predictors), size);
  const total = new Float64Array(size);
  for (let at = 0; at < scores.length; at += 1) {
    total[at % size] = (total[at % size] as number) + (scores[at] as number);
  }
  return chiSquareTest(waldStatistic(crossProduct(scores, size), total).statistic, size);
}
