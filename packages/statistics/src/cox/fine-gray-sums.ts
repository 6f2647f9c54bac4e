// What a Fine-Gray likelihood adds up: those at risk, and those who had a competing event, weighted by the chance of being uncensored.
import type { Column } from '../foundation/columns.ts';
import { type LikelihoodValue, wholeMatrix } from './partial-likelihood.ts';

/** The rows in ascending order of time. */
export interface FineGrayData {
  readonly rows: number;
  readonly covariates: number;
  readonly time: Column;
  /** 0 censored, 1 the cause of interest, 2 a competing cause. */
  readonly kind: Uint8Array;
  /** The censoring group of each row, from 0. */
  readonly group: Int32Array;
  readonly groups: number;
  /** Standardised covariates, row after row. */
  readonly covariate: Float64Array;
  /** The different times of the cause of interest, ascending, and its events at each. */
  readonly eventTime: Column;
  readonly events: Int32Array;
  /** Of each group (row after row, one number an event time): the chance to be uncensored just before. */
  readonly uncensoredAt: Float64Array;
  /** Of each row, in its group: the chance to be uncensored just before its time. */
  readonly uncensoredOwn: Column;
}

/** What is at risk at each event time: the sum of risk, and of risk times x; the second moments go to the visitor only. */
export interface FineGraySteps {
  readonly total: Column;
  /** Event times x covariates. */
  readonly mean: Float64Array;
}

/**
 * The log-likelihood with its derivatives; ties as Breslow. One pass over the rows: from the last event time back, rows join those at
 * risk; and competing events, whose sums by censoring group begin whole, leave theirs at their own time.
 */
export function fineGrayLikelihood(data: FineGrayData, coefficients: Float64Array): LikelihoodValue & FineGraySteps {
  const { covariates, covariate, eventTime, events, groups } = data;
  const width = 1 + covariates + (covariates * (covariates + 1)) / 2;
  const risks = new Float64Array(data.rows);
  const score = new Float64Array(covariates);
  let logLikelihood = predictorsInto(data, coefficients, risks, score);
  const atRisk = new Float64Array(width);
  const competing = new Float64Array(groups * width);
  for (let row = 0; row < data.rows; row += 1)
    if (data.kind[row] === 2) addCompeting(data, row, risks, competing, width, 1);
  const lower = new Float64Array(width - 1 - covariates);
  const total = new Float64Array(eventTime.length);
  const mean = new Float64Array(eventTime.length * covariates);
  const sums = new Float64Array(width);
  let row = data.rows;
  for (let step = eventTime.length - 1; step >= 0; step -= 1) {
    const moment = eventTime[step] as number;
    for (; row > 0 && (data.time[row - 1] as number) >= moment; row -= 1) {
      addMoments(atRisk, 0, covariate, (row - 1) * covariates, covariates, risks[row - 1] as number);
      if (data.kind[row - 1] === 2) addCompeting(data, row - 1, risks, competing, width, -1);
    }
    sums.set(atRisk);
    for (let group = 0; group < groups; group += 1) {
      const chance = data.uncensoredAt[group * eventTime.length + step] as number;
      for (let cell = 0; cell < width; cell += 1) {
        sums[cell] = (sums[cell] as number) + chance * (competing[group * width + cell] as number);
      }
    }
    const weight = events[step] as number;
    logLikelihood -= weight * Math.log(sums[0] as number);
    total[step] = sums[0] as number;
    takeMoments(sums, weight, covariates, score, lower, mean.subarray(step * covariates, (step + 1) * covariates));
  }
  return { logLikelihood, score, information: wholeMatrix(lower, covariates), total, mean };
}

/** Fills exp of the linear predictors, and adds the events' own part. */
export function predictorsInto(
  { rows, covariates, covariate, kind }: FineGrayData,
  coefficients: Float64Array,
  risks: Float64Array,
  score: Float64Array,
): number {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    let predictor = 0;
    for (let each = 0; each < covariates; each += 1) {
      predictor += (coefficients[each] as number) * (covariate[row * covariates + each] as number);
    }
    risks[row] = Math.exp(predictor);
    if (kind[row] !== 1) continue;
    sum += predictor;
    for (let each = 0; each < covariates; each += 1) {
      score[each] = (score[each] as number) + (covariate[row * covariates + each] as number);
    }
  }
  return sum;
}

function addCompeting(
  data: FineGrayData,
  row: number,
  risks: Float64Array,
  competing: Float64Array,
  width: number,
  sign: number,
): void {
  const { covariate, covariates, group, uncensoredOwn } = data;
  const weight = (sign * (risks[row] as number)) / (uncensoredOwn[row] as number);
  addMoments(competing, (group[row] as number) * width, covariate, row * covariates, covariates, weight);
}

/** Adds weight, weight times x and weight times x x' (lower triangle) at an offset. */
function addMoments(
  sums: Float64Array,
  offset: number,
  covariate: Float64Array,
  base: number,
  covariates: number,
  weight: number,
): void {
  sums[offset] = (sums[offset] as number) + weight;
  let cell = offset + 1 + covariates;
  for (let row = 0; row < covariates; row += 1) {
    const weighted = weight * (covariate[base + row] as number);
    sums[offset + 1 + row] = (sums[offset + 1 + row] as number) + weighted;
    for (let column = 0; column <= row; column += 1) {
      sums[cell] = (sums[cell] as number) + weighted * (covariate[base + column] as number);
      cell += 1;
    }
  }
}

function takeMoments(
  sums: Float64Array,
  weight: number,
  covariates: number,
  score: Float64Array,
  lower: Float64Array,
  mean: Float64Array,
): void {
  const risk = sums[0] as number;
  let cell = 0;
  for (let row = 0; row < covariates; row += 1) {
    const average = (sums[1 + row] as number) / risk;
    mean[row] = average;
    score[row] = (score[row] as number) - weight * average;
    for (let column = 0; column <= row; column += 1) {
      const spread = ((sums[1 + covariates + cell] as number) - average * (sums[1 + column] as number)) / risk;
      lower[cell] = (lower[cell] as number) + weight * spread;
      cell += 1;
    }
  }
}
