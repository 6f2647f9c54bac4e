// Fine and Gray's regression: what covariates do to the cumulative incidence of one cause among several.
import { chiSquareUpper } from '../distributions/index.ts';
import { type Column, type Factor, requireFactor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { ascendingOrder } from '../foundation/ordering.ts';
import type { Work } from '../foundation/work.ts';
import { choleskyFactor, choleskyInverse, diagonalRoots, type SquareMatrix } from '../linear/index.ts';
import type { ChiSquaredTest } from '../rates/index.ts';
import { kaplanMeier } from '../survival/curves.ts';
import type { CompetingData } from '../survival/data.ts';
import { checkedRows } from '../survival/rows.ts';
import type { CoxDesign } from './cox-model.ts';
import { type FineGrayData, fineGrayLikelihood, predictorsInto } from './fine-gray-sums.ts';
import { fineGrayCovariance } from './fine-gray-variance.ts';
import { dependentColumns, maximise } from './newton.ts';

export interface FineGrayOptions extends Work {
  /** The cause of interest, one of the data's. The others compete. */
  readonly cause: string;
  /** Censoring may differ between these groups; its distribution is estimated in each. R: `cengroup`. */
  readonly censoringGroups?: Factor;
  /** Stops as R's `crr(gtol)` (1e-6) does; default 0: until steps are below 1e-11 standard errors. */
  readonly gradientTolerance?: number;
  readonly maxIterations?: number;
}

export interface FineGrayFit {
  readonly names: readonly string[];
  /** Log subdistribution hazard ratios. */
  readonly coefficients: Column;
  readonly standardErrors: Column;
  readonly covariance: SquareMatrix;
  /** The information whose inverse would be the covariance, were the weights known. R: `fit$inf`. */
  readonly information: SquareMatrix;
  readonly logLikelihood: { readonly initial: number; readonly fitted: number };
  readonly likelihoodRatio: ChiSquaredTest;
  readonly iterations: number;
  readonly rows: number;
  readonly events: number;
  readonly competing: number;
  /** The times of the cause of interest, and the jump of the baseline subdistribution hazard at each. R: `fit$uftime`, `fit$bfitj`. */
  readonly time: Column;
  readonly baselineHazard: Column;
}

/**
 * Fits the proportional subdistribution hazards of one cause. Entries and weights are not taken here: for those use fineGrayRows with
 * coxRegression. Ties as Breslow's.
 * Throws `level-unknown` for a cause that there is not, `no-events`, `collinear`, `separated`, `no-convergence`, `option-invalid` for
 * data with entry or weights, and what bad columns are refused with.
 * Source: J. Fine and R. Gray, A proportional hazards model for the subdistribution of a competing risk, JASA 1999.
 * R: `cmprsk::crr(time, event, columns, failcode =, cengroup =)`.
 */
export function fineGrayRegression(data: CompetingData, design: CoxDesign, options: FineGrayOptions): FineGrayFit {
  const { prepared, scale } = prepare(data, design, options);
  const evaluate = (coefficients: Float64Array) => fineGrayLikelihood(prepared, coefficients);
  const initial = new Float64Array(prepared.covariates);
  const first = evaluate(initial);
  const dependent = dependentColumns(first.information, prepared.covariates, prepared.events.length);
  if (dependent.length > 0) {
    const names = dependent.map((at) => design.names[at] as string);
    throw new StatisticsError('collinear', { column: names[0] as string, detail: names.join(', ') });
  }
  const { coefficients, last, iterations } = maximise(evaluate, initial, first, {
    tolerance: 0,
    maxIterations: options.maxIterations ?? 100,
    work: options,
    rests: restsAsCrr(options.gradientTolerance ?? 0, scale),
    endless: () => false,
    refuseEndless: (direction) => refuseEndless(design, direction),
  });
  return fitOf(prepared, design, scale, {
    coefficients,
    first: first.logLikelihood,
    last: last.logLikelihood,
    iterations,
  });
}

/** R's rule: the largest |gradient| max(|coefficient|, 1) is below the tolerance times the log-likelihood. */
function restsAsCrr(tolerance: number, scale: Column) {
  if (tolerance === 0) return undefined;
  return (value: { readonly logLikelihood: number; readonly score: Float64Array }, coefficients: Float64Array) => {
    const steepest = value.score.reduce((most, each, at) => {
      const unit = scale[at] as number;
      return Math.max(most, Math.abs(each * unit) * Math.max(Math.abs((coefficients[at] as number) / unit), 1));
    }, 0);
    return steepest < Math.max(Math.abs(value.logLikelihood), 1) * tolerance;
  };
}

function refuseEndless({ names }: CoxDesign, direction: Float64Array): never {
  const largest = direction.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const named = names.filter((_, at) => Math.abs(direction[at] as number) > 1e-4 * largest);
  throw new StatisticsError('separated', { column: named[0] ?? '', detail: `infinite: ${named.join(', ')}` });
}

function prepare(data: CompetingData, { names, columns }: CoxDesign, options: FineGrayOptions) {
  const { time, event, causes } = data;
  if (data.entry !== undefined || data.weights !== undefined) {
    const column = data.entry === undefined ? 'weights' : 'entry';
    throw new StatisticsError('option-invalid', { column, detail: 'take fineGrayRows with coxRegression' });
  }
  if (names.length !== columns.length) throw new StatisticsError('length-mismatch', { column: 'names' });
  const named = Object.fromEntries(columns.map((column, at) => [names[at] as string, column]));
  requireSameLength({ time, event, censoringGroups: options.censoringGroups?.codes, ...named });
  checkedRows({ time, status: event }, causes.length);
  for (const [at, column] of columns.entries()) requireFinite(names[at] as string, column);
  if (options.censoringGroups !== undefined) requireFactor('censoringGroups', options.censoringGroups);
  const cause = causes.indexOf(options.cause) + 1;
  if (cause === 0) throw new StatisticsError('level-unknown', { column: 'cause' });
  if (!event.includes(cause)) throw new StatisticsError('no-events', { column: 'event' });
  const order = ascendingOrder(time);
  const sorted = Float64Array.from(order, (row) => time[row] as number);
  const kind = Uint8Array.from(order, (row) => (event[row] === 0 ? 0 : event[row] === cause ? 1 : 2));
  const group = Int32Array.from(order, (row) => options.censoringGroups?.codes[row] ?? 0);
  const groups = options.censoringGroups?.levels.length ?? 1;
  const { covariate, scale } = standardised(columns, order);
  const { eventTime, events } = eventTimes(sorted, kind);
  const censoring = censoringCurves(sorted, kind, group, groups);
  const uncensoredAt = new Float64Array(groups * eventTime.length);
  for (let each = 0; each < groups; each += 1)
    uncensoredAt.set(justBefore(censoring[each], eventTime), each * eventTime.length);
  const uncensoredOwn = new Float64Array(sorted.length);
  for (let each = 0; each < groups; each += 1) {
    const chances = justBefore(censoring[each], sorted);
    for (let row = 0; row < sorted.length; row += 1)
      if (group[row] === each) uncensoredOwn[row] = chances[row] as number;
  }
  const prepared: FineGrayData = {
    rows: sorted.length,
    covariates: names.length,
    time: sorted,
    kind,
    group,
    groups,
    covariate,
    eventTime,
    events,
    uncensoredAt,
    uncensoredOwn,
  };
  return { prepared, scale };
}

function standardised(columns: readonly Column[], order: Int32Array) {
  const [rows, size] = [order.length, columns.length];
  const covariate = new Float64Array(rows * size);
  const scale = new Float64Array(size);
  for (const [at, column] of columns.entries()) {
    const mean = column.reduce((sum, value) => sum + value, 0) / rows;
    const apart = column.reduce((sum, value) => sum + Math.abs(value - mean), 0) / rows;
    const constant = apart <= Math.abs(mean) * 1e-14;
    scale[at] = constant ? 1 : apart;
    for (let row = 0; row < rows && !constant; row += 1) {
      covariate[row * size + at] = ((column[order[row] as number] as number) - mean) / apart;
    }
  }
  return { covariate, scale };
}

function eventTimes(time: Column, kind: Uint8Array): { readonly eventTime: Column; readonly events: Int32Array } {
  const [times, events]: [number[], number[]] = [[], []];
  for (let row = 0; row < time.length; row += 1) {
    if (kind[row] !== 1) continue;
    if (times.at(-1) === time[row]) events[events.length - 1] = (events.at(-1) as number) + 1;
    else {
      times.push(time[row] as number);
      events.push(1);
    }
  }
  return { eventTime: Float64Array.from(times), events: Int32Array.from(events) };
}

interface CensoringCurve {
  readonly time: Column;
  readonly survival: Column;
}

function censoringCurves(
  time: Column,
  kind: Uint8Array,
  codes: Int32Array,
  groups: number,
): (CensoringCurve | undefined)[] {
  const levels = Array.from({ length: groups }, (_, group) => String(group));
  const event = kind.map((each) => (each === 0 ? 1 : 0));
  const { curves } = kaplanMeier({ time, event }, { groups: { levels, codes } });
  return levels.map((level) => curves.find(({ group }) => group === level));
}

/** The chance to be uncensored just before each of the ascending times; 0 after the group's last row, as in `crr`. */
function justBefore(curve: CensoringCurve | undefined, times: Column): Column {
  let passed = 0;
  return times.map((time) => {
    if (curve === undefined) return 0;
    const before = time * (1 - 100 * Number.EPSILON);
    while (passed < curve.time.length && (curve.time[passed] as number) <= before) passed += 1;
    const last = curve.time[curve.time.length - 1] as number;
    if (before >= last * (1 + 10 * Number.EPSILON)) return 0;
    return passed === 0 ? 1 : (curve.survival[passed - 1] as number);
  });
}

interface Rest {
  readonly coefficients: Float64Array;
  readonly first: number;
  readonly last: number;
  readonly iterations: number;
}

function fitOf(data: FineGrayData, design: CoxDesign, scale: Column, rest: Rest): FineGrayFit {
  const size = data.covariates;
  const value = fineGrayLikelihood(data, rest.coefficients);
  const risks = new Float64Array(data.rows);
  predictorsInto(data, rest.coefficients, risks, new Float64Array(size));
  const inverse = choleskyInverse(choleskyFactor(value.information, size));
  const unit = (cell: number) => (scale[Math.floor(cell / size)] as number) * (scale[cell % size] as number);
  const covariance = fineGrayCovariance(data, value, risks, inverse).map((each, cell) => each / unit(cell));
  const coefficients = rest.coefficients.map((each, at) => each / (scale[at] as number));
  const statistic = 2 * (rest.last - rest.first);
  const shift = shiftOf(design, coefficients);
  return {
    names: design.names,
    coefficients,
    standardErrors: diagonalRoots(covariance, size),
    covariance,
    information: value.information.map((each, cell) => each * unit(cell)),
    logLikelihood: { initial: rest.first, fitted: rest.last },
    likelihoodRatio: { statistic, degreesOfFreedom: size, pValue: chiSquareUpper(statistic, size) },
    iterations: rest.iterations,
    rows: data.rows,
    events: data.events.reduce((sum, each) => sum + each, 0),
    competing: data.kind.reduce((sum, each) => sum + (each === 2 ? 1 : 0), 0),
    time: data.eventTime,
    baselineHazard: data.eventTime.map(
      (_, step) => ((data.events[step] as number) / (value.total[step] as number)) * shift,
    ),
  };
}

/** exp of minus the linear predictor of the means: from risks around the means to risks around 0. */
function shiftOf({ columns }: CoxDesign, coefficients: Column): number {
  let sum = 0;
  for (const [at, column] of columns.entries()) {
    sum += ((coefficients[at] as number) * column.reduce((total, value) => total + value, 0)) / column.length;
  }
  return Math.exp(-sum);
}

/** The cumulative incidence of the cause at its event times, one curve a row. */
export interface FineGrayCurves {
  readonly time: Column;
  readonly incidence: readonly Column[];
}

/**
 * The predicted cumulative incidence of rows with these covariates: 1 - exp(-H exp(x b)).
 * R: `predict(fit, cov1)` of cmprsk. Throws `option-invalid` for a column that is missing.
 */
export function fineGrayIncidence(fit: FineGrayFit, rows: Pick<CoxDesign, 'names' | 'columns'>): FineGrayCurves {
  const columns = fit.names.map((name) => {
    const column = rows.columns[rows.names.indexOf(name)];
    if (column === undefined)
      throw new StatisticsError('option-invalid', { column: name, detail: 'not among the columns' });
    return column;
  });
  const count = requireSameLength(Object.fromEntries(columns.map((column, at) => [fit.names[at] as string, column])));
  const incidence = Array.from({ length: count }, (_, row) => {
    const predictor = columns.reduce(
      (sum, column, at) => sum + (fit.coefficients[at] as number) * (column[row] as number),
      0,
    );
    const risk = Math.exp(predictor);
    let hazard = 0;
    return fit.baselineHazard.map((jump) => {
      hazard += jump;
      return -Math.expm1(-hazard * risk);
    });
  });
  return { time: fit.time, incidence };
}
