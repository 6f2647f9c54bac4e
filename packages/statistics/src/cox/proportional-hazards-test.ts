// Whether hazards are proportional: the score test of each coefficient's change with time, and of all together.
import { chiSquareUpper } from '../distributions/index.ts';
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { choleskyFactor, choleskySolve, quadraticForm, type SquareMatrix, waldStatistic } from '../linear/index.ts';
import type { ChiSquaredTest } from '../rates/index.ts';
import type { CoxFit } from './cox-fit.ts';
import { addEventCovariates, meanAndSpread, walkEvents, wholeMatrix } from './partial-likelihood.ts';
import { risksAt } from './row-residuals.ts';
import { type TimeTransform, transformedTimes } from './time-transform.ts';

export interface ProportionalHazardsOptions {
  /** Default `km`. */
  readonly transform?: TimeTransform;
  /** A test for each term (all levels of a factor together), or for each column. Default true. */
  readonly byTerm?: boolean;
  /** Tests a term of several columns by its linear predictor only, with one degree of freedom. Default false. R: `singledf`. */
  readonly oneDegree?: boolean;
}

/** The tests; small p-values speak against proportional hazards. */
export interface ProportionalHazardsTest {
  readonly terms: readonly (ChiSquaredTest & { readonly name: string })[];
  readonly all: ChiSquaredTest;
}

/** What the test rests on: derivatives of the likelihood with a coefficient's change with the (centred) time added. */
interface TimedDerivatives {
  readonly score: Float64Array;
  readonly information: SquareMatrix;
  /** The information between a coefficient and its change, and of the changes. */
  readonly crossed: SquareMatrix;
  readonly timed: SquareMatrix;
}

/**
 * Tests whether the log hazard ratios change with time. Within the model's strata, with its weights and ties (exact ones as Breslow's).
 * Throws `option-invalid` for a model without coefficients, or a transform that is not finite.
 * Source: P. Grambsch and T. Therneau, Proportional hazards tests and diagnostics, Biometrika 1994; as the score test of survival 3.
 * R: `cox.zph(fit, transform =, terms =)`; for `singledf = TRUE` survival 3.5-3 multiplies by the inverse variance's quadratic form
 * where it should divide by the variance's, so that its statistic depends on the covariates' units; `oneDegree` divides.
 */
export function proportionalHazardsTest(
  fit: CoxFit,
  { transform = 'km', byTerm = true, oneDegree = false }: ProportionalHazardsOptions = {},
): ProportionalHazardsTest {
  if (fit.names.length === 0) throw new StatisticsError('option-invalid', { column: 'fit', detail: 'no coefficients' });
  const derivatives = timedDerivatives(fit, centredOnEvents(fit, transformedTimes(fit.model, transform)));
  const terms = byTerm ? fit.model.terms : fit.names.map((name, at) => ({ name, columns: [at] }));
  return {
    terms: terms.map(({ name, columns }) => ({
      name,
      ...(oneDegree && columns.length > 1
        ? testOf(derivatives, fit.names.length, columns, (at) => standardisedCoefficient(fit, at))
        : testOf(derivatives, fit.names.length, columns)),
    })),
    all: testOf(
      derivatives,
      fit.names.length,
      fit.names.map((_, at) => at),
    ),
  };
}

const standardisedCoefficient = (fit: CoxFit, at: number) =>
  (fit.coefficients[at] as number) * (fit.riskSets.scale[at] as number);

function centredOnEvents({ model }: CoxFit, times: Column): Column {
  let [sum, largest] = [0, 0];
  for (let row = 0; row < model.rows; row += 1) {
    const time = times[row] as number;
    if (model.event[row] === 0) continue;
    if (!Number.isFinite(time)) throw new StatisticsError('option-invalid', { column: 'transform', row });
    sum += time;
  }
  const mean = sum / model.events;
  const centred = times.map((time) => time - mean);
  for (let row = 0; row < model.rows; row += 1) {
    if (model.event[row] === 1) largest = Math.max(largest, Math.abs(centred[row] as number));
  }
  // The unit of time does not matter to the test; near 1 it keeps the digits.
  return largest > 0 ? centred.map((time) => time / largest) : centred;
}

function timedDerivatives({ model, riskSets: sets, linearPredictors }: CoxFit, times: Column): TimedDerivatives {
  const size = sets.covariates;
  const triangle = (size * (size + 1)) / 2;
  const efron = model.ties === 'efron';
  const risks = risksAt(sets, linearPredictors);
  if (sets.weights !== undefined) {
    for (let at = 0; at < risks.length; at += 1) risks[at] = (risks[at] as number) * (sets.weights[at] as number);
  }
  const [score, mean, own] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const [plain, crossed, timed, spread] = Array.from({ length: 4 }, () => new Float64Array(triangle)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  walkEvents(sets, risks, efron, (moment, atRisk, tied) => {
    const time = times[sets.rows[moment.from] as number] as number;
    meanAndSpread(moment, atRisk, tied, efron, mean, spread);
    own.fill(0);
    addEventCovariates(sets, moment, own);
    for (let each = 0; each < size; each += 1) {
      score[each] = (score[each] as number) + time * ((own[each] as number) - (mean[each] as number));
    }
    for (let cell = 0; cell < triangle; cell += 1) {
      const amount = spread[cell] as number;
      plain[cell] = (plain[cell] as number) + amount;
      crossed[cell] = (crossed[cell] as number) + time * amount;
      timed[cell] = (timed[cell] as number) + time * time * amount;
    }
  });
  return {
    score,
    information: wholeMatrix(plain, size),
    crossed: wholeMatrix(crossed, size),
    timed: wholeMatrix(timed, size),
  };
}

/** The score test that these columns do not change; with `coefficient`, that their linear predictor does not. */
function testOf(
  derivatives: TimedDerivatives,
  size: number,
  columns: readonly number[],
  coefficient?: (at: number) => number,
): ChiSquaredTest {
  const score = Float64Array.from(columns, (at) => derivatives.score[at] as number);
  const spread = changeInformation(derivatives, size, columns);
  const statistic =
    coefficient === undefined
      ? waldStatistic(spread, score, { relativeTo: 'own', tolerance: 1e-12 }).statistic
      : alongStatistic(spread, score, Float64Array.from(columns, coefficient));
  const degreesOfFreedom = coefficient === undefined ? columns.length : 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}

const alongStatistic = (spread: SquareMatrix, score: Float64Array, along: Float64Array) =>
  along.reduce((sum, each, at) => sum + each * (score[at] as number), 0) ** 2 / quadraticForm(spread, along);

/** The information of the changes of these columns, with what the coefficients take of it taken off (Schur's complement). */
function changeInformation(derivatives: TimedDerivatives, size: number, columns: readonly number[]): SquareMatrix {
  const factor = choleskyFactor(derivatives.information, size);
  const count = columns.length;
  const rest = new Float64Array(count * count);
  for (const [row, at] of columns.entries()) {
    const explained = choleskySolve(factor, derivatives.crossed.subarray(at * size, (at + 1) * size));
    for (const [column, other] of columns.entries()) {
      let taken = 0;
      for (let each = 0; each < size; each += 1) {
        taken += (explained[each] as number) * (derivatives.crossed[other * size + each] as number);
      }
      rest[row * count + column] = (derivatives.timed[at * size + other] as number) - taken;
    }
  }
  return rest;
}
