// What a Cox model predicts for given rows: survival and cumulative hazard over time, with intervals.
import type { Column } from '../foundation/columns.ts';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import { type IntervalKind, probabilityIntervals } from '../survival/intervals.ts';
import { type BaselineKind, type StratumBaseline, stratumBaselines } from './baseline.ts';
import type { CoxFit } from './cox-fit.ts';
import { type CoxNewRows, type PlacedRows, placedRows } from './new-rows.ts';

export interface CoxCurveOptions {
  /** Default `exponential`. R: `stype` 2 and 1. */
  readonly estimate?: BaselineKind;
  /** As `kaplanMeier`'s: `nelson-aalen` is Breslow's way (R: `ctype = 1`), `fleming-harrington` Efron's (`ctype = 2`). Default by the model's ties. */
  readonly tiedHazard?: 'nelson-aalen' | 'fleming-harrington';
  /** Default 0.95. */
  readonly confidence?: number;
  /** Default `log`. R: `conf.type`. */
  readonly interval?: IntervalKind;
}

/** Whether tied events add to the hazard one after the other. */
export const tiesInTurn = (fit: CoxFit, { tiedHazard }: Pick<CoxCurveOptions, 'tiedHazard'>): boolean =>
  tiedHazard === undefined ? fit.model.ties === 'efron' : tiedHazard === 'fleming-harrington';

/** The curve of one row in one stratum: one number for each time at which a row of the stratum ends, ascending. */
export interface CoxCurve {
  /** Index of the new row; 0 for the curve of the means. */
  readonly row: number;
  /** The stratum's level; absent without strata. */
  readonly stratum?: string;
  readonly time: Column;
  /** Weights at risk just before the time, with the event, and censored: of the rows that the model was fitted to. */
  readonly atRisk: Column;
  readonly events: Column;
  readonly censored: Column;
  readonly survival: Column;
  readonly low: Column;
  readonly high: Column;
  readonly cumulativeHazard: Column;
  /** Of the cumulative hazard, which is that of the logarithm of survival. R: `survfit(fit)$std.err`. */
  readonly standardError: Column;
}

/**
 * Survival of rows with these covariates: one curve for each row and stratum, or for each row in its own stratum where it says which.
 * Without rows, the curve at the means of the covariates (which is nobody's, with factors in particular).
 * Throws `option-invalid` for a column that is missing, `level-unknown`, `not-finite`, `confidence-invalid`.
 * Source: A. Tsiatis 1981; N. Breslow 1972; B. Efron 1977; standard errors as T. Therneau and P. Grambsch 2000, 10.
 * R: `survfit(fit, newdata, stype =, ctype =, conf.type =)`, whose `stype = 1` (3.5-3) finds the factor of tied events to 11 decimals only,
 * so that small ones are off where risks differ much.
 */
export function coxSurvival(fit: CoxFit, rows?: CoxNewRows, options: CoxCurveOptions = {}): readonly CoxCurve[] {
  const { estimate = 'exponential', interval = 'log', confidence = 0.95 } = options;
  requireConfidence(confidence);
  const efron = tiesInTurn(fit, options);
  const baselines = stratumBaselines(fit, estimate, efron);
  const placed = rows === undefined ? meanRow(fit) : placedRows(fit, rows);
  const curve = (baseline: StratumBaseline, row: number) => curveOf(fit, baseline, placed, row, interval, confidence);
  const indices = Array.from({ length: placed.rows }, (_, row) => row);
  if (placed.strata === undefined) return baselines.flatMap((baseline) => indices.map((row) => curve(baseline, row)));
  return indices.map((row) => {
    const baseline = baselines.find(({ stratum }) => stratum === placed.strata?.[row]);
    if (baseline === undefined) throw new StatisticsError('empty-group', { column: 'strata', row });
    return curve(baseline, row);
  });
}

const meanRow = ({ model }: CoxFit): PlacedRows => ({
  rows: 1,
  columns: [...model.means].map((mean) => Float64Array.of(mean)),
  linearPredictors: new Float64Array(1),
  strata: undefined,
});

function curveOf(
  fit: CoxFit,
  baseline: StratumBaseline,
  placed: PlacedRows,
  row: number,
  interval: IntervalKind,
  confidence: number,
): CoxCurve {
  const risk = Math.exp(placed.linearPredictors[row] as number);
  const cumulativeHazard = baseline.cumulativeHazard.map((hazard) => hazard * risk);
  const survival = survivalOf(baseline, cumulativeHazard, risk);
  const standardError = cumulativeErrors(fit, baseline, placed, row).map((error) => error * risk);
  const level = fit.model.strata?.levels[baseline.stratum];
  return {
    row,
    ...(level === undefined ? {} : { stratum: level }),
    time: baseline.time,
    atRisk: baseline.atRisk,
    events: baseline.events,
    censored: baseline.censored,
    survival,
    ...probabilityIntervals(survival, standardError, interval, confidence),
    cumulativeHazard,
    standardError,
  };
}

function survivalOf({ survivalStep }: StratumBaseline, cumulativeHazard: Column, risk: number): Column {
  if (survivalStep === undefined) return cumulativeHazard.map((hazard) => Math.exp(-hazard));
  let product = 1;
  return survivalStep.map((step) => {
    product *= step;
    return product ** risk;
  });
}

/** Of the baseline's cumulative hazard at the row's covariates: its own variance, and that of the coefficients. */
function cumulativeErrors(fit: CoxFit, baseline: StratumBaseline, placed: PlacedRows, row: number): Column {
  const { riskSets: sets, covariance, names } = fit;
  const size = names.length;
  const apart = new Float64Array(size);
  return baseline.variance.map((own, at) => {
    for (let each = 0; each < size; each += 1) {
      const [scale, centre] = [sets.scale[each] as number, sets.centre[each] as number];
      const x = ((placed.columns[each]?.[row] as number) - centre) / scale;
      const gap = x * (baseline.cumulativeHazard[at] as number) - (baseline.meanHazard[at * size + each] as number);
      apart[each] = gap * scale;
    }
    let spread = 0;
    for (let one = 0; one < size; one += 1) {
      for (let other = 0; other < size; other += 1) {
        spread += (apart[one] as number) * (apart[other] as number) * (covariance[one * size + other] as number);
      }
    }
    return Math.sqrt(own + spread);
  });
}

/** The baseline hazard of one stratum. */
export interface BaselineHazard {
  readonly stratum?: string;
  readonly time: Column;
  readonly cumulativeHazard: Column;
}

/**
 * The cumulative baseline hazard by stratum: with covariates at the model's means, or at 0 with `centred: false`.
 * R: `basehaz(fit, centered =)`.
 */
export function baselineHazard(fit: CoxFit, { centred = true } = {}): readonly BaselineHazard[] {
  const shift = fit.coefficients.reduce((sum, each, at) => sum + each * (fit.model.means[at] as number), 0);
  const factor = centred ? 1 : Math.exp(-shift);
  return stratumBaselines(fit, 'exponential', fit.model.ties === 'efron').map((baseline) => {
    const level = fit.model.strata?.levels[baseline.stratum];
    return {
      ...(level === undefined ? {} : { stratum: level }),
      time: baseline.time,
      cumulativeHazard: baseline.cumulativeHazard.map((hazard) => hazard * factor),
    };
  });
}
