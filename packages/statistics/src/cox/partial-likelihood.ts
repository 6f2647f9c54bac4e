// Cox's partial likelihood with its first and second derivatives, in one pass backward in time (Efron's and Breslow's ties).
import type { RiskSets } from './risk-sets.ts';

/** The log-likelihood at some coefficients, its gradient, and minus its second derivatives (p x p, row after row). */
export interface LikelihoodValue {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
}

/** The sums over those at risk: of risk, risk times x, and risk times x x' (its lower triangle, row after row). */
interface Sums {
  risk: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * The partial likelihood at `coefficients` (of the standardised covariates). Each row is added to the sums once, at its time, and taken
 * out once, at its entry; tied events cost sums over their number only, not over covariates.
 * Method: D. Cox, Regression models and life-tables (1972); ties after N. Breslow (1974) and B. Efron (1977).
 */
export function partialLikelihood(sets: RiskSets, coefficients: Float64Array, efron: boolean): LikelihoodValue {
  const { covariates, time, event, weights, strata, covariate } = sets;
  const triangle = (covariates * (covariates + 1)) / 2;
  const atRisk = { risk: 0, first: new Float64Array(covariates), second: new Float64Array(triangle) };
  const tied = { risk: 0, first: new Float64Array(covariates), second: new Float64Array(triangle) };
  const score = new Float64Array(covariates);
  const lower = new Float64Array(triangle);
  const risks = new Float64Array(sets.places);
  let logLikelihood = linearPredictors(sets, coefficients, risks);
  for (let block = 0; block + 1 < strata.length; block += 1) {
    const [start, end] = [strata[block] as number, strata[block + 1] as number];
    clear(atRisk);
    let entered = start;
    for (let at = start; at < end; ) {
      const moment = time[at] as number;
      const from = at;
      let [events, eventWeight] = [0, 0];
      for (; at < end && time[at] === moment; at += 1) {
        const risk = risks[at] as number;
        add(atRisk, covariate, at * covariates, covariates, risk);
        if (event[at] === 0) continue;
        events += 1;
        const weight = weights === undefined ? 1 : (weights[at] as number);
        eventWeight += weight;
        for (let each = 0; each < covariates; each += 1) {
          score[each] = (score[each] as number) + weight * (covariate[at * covariates + each] as number);
        }
      }
      if (events === 0) continue;
      if (sets.byEntry !== undefined) entered = removeLater(sets, risks, atRisk, entered, end, moment);
      if (!efron || events === 1) {
        logLikelihood -= eventWeight * Math.log(atRisk.risk);
        addBreslow(atRisk, eventWeight, score, lower);
        continue;
      }
      clear(tied);
      for (let each = from; each < at; each += 1) {
        if (event[each] === 1) add(tied, covariate, each * covariates, covariates, risks[each] as number);
      }
      logLikelihood -= addEfron(atRisk, tied, events, eventWeight / events, score, lower);
    }
  }
  return { logLikelihood, score, information: wholeMatrix(lower, covariates) };
}

/** Fills the risks (weight times exp of the linear predictor) and gives the events' part of the log-likelihood. */
function linearPredictors(sets: RiskSets, coefficients: Float64Array, risks: Float64Array): number {
  const { covariates, covariate, weights, offset, event } = sets;
  let sum = 0;
  for (let at = 0; at < sets.places; at += 1) {
    let predictor = offset === undefined ? 0 : (offset[at] as number);
    const base = at * covariates;
    for (let each = 0; each < covariates; each += 1) {
      predictor += (coefficients[each] as number) * (covariate[base + each] as number);
    }
    const weight = weights === undefined ? 1 : (weights[at] as number);
    risks[at] = weight * Math.exp(predictor);
    if (event[at] === 1) sum += weight * predictor;
  }
  return sum;
}

function add(sums: Sums, covariate: Float64Array, base: number, covariates: number, risk: number): void {
  const { first, second } = sums;
  sums.risk += risk;
  let cell = 0;
  for (let row = 0; row < covariates; row += 1) {
    const weighted = risk * (covariate[base + row] as number);
    first[row] = (first[row] as number) + weighted;
    for (let column = 0; column <= row; column += 1) {
      second[cell] = (second[cell] as number) + weighted * (covariate[base + column] as number);
      cell += 1;
    }
  }
}

function clear(sums: Sums): void {
  sums.risk = 0;
  sums.first.fill(0);
  sums.second.fill(0);
}

/** Takes out the rows that enter at the moment or later (entry is excluded), and tells up to where. */
function removeLater(
  sets: RiskSets,
  risks: Float64Array,
  atRisk: Sums,
  from: number,
  end: number,
  moment: number,
): number {
  const [entry, byEntry] = [sets.entry as Float64Array, sets.byEntry as Int32Array];
  let at = from;
  while (at < end && (entry[byEntry[at] as number] as number) >= moment) {
    const place = byEntry[at] as number;
    add(atRisk, sets.covariate, place * sets.covariates, sets.covariates, -(risks[place] as number));
    at += 1;
  }
  return at;
}

function addBreslow(atRisk: Sums, weight: number, score: Float64Array, lower: Float64Array): void {
  const { risk, first, second } = atRisk;
  let cell = 0;
  for (let row = 0; row < first.length; row += 1) {
    const mean = (first[row] as number) / risk;
    score[row] = (score[row] as number) - weight * mean;
    for (let column = 0; column <= row; column += 1) {
      const spread = ((second[cell] as number) - mean * (first[column] as number)) / risk;
      lower[cell] = (lower[cell] as number) + weight * spread;
      cell += 1;
    }
  }
}

/**
 * Efron's ties: the k-th of d events meets those at risk less the share k/d of the tied. The sums over k of 1/D, its square and their
 * products with k/d are all that the covariates meet. Gives the events' share of log D.
 */
function addEfron(
  atRisk: Sums,
  tied: Sums,
  events: number,
  weight: number,
  score: Float64Array,
  lower: Float64Array,
): number {
  let [logs, one, share, square, shareSquare, shareShareSquare] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < events; k += 1) {
    const part = k / events;
    const inverse = 1 / (atRisk.risk - part * tied.risk);
    logs -= Math.log(inverse);
    one += inverse;
    share += part * inverse;
    square += inverse * inverse;
    shareSquare += part * inverse * inverse;
    shareShareSquare += part * part * inverse * inverse;
  }
  let cell = 0;
  for (let row = 0; row < score.length; row += 1) {
    const [all, own] = [atRisk.first[row] as number, tied.first[row] as number];
    score[row] = (score[row] as number) - weight * (all * one - own * share);
    const towardAll = all * square - own * shareSquare;
    const towardOwn = all * shareSquare - own * shareShareSquare;
    for (let column = 0; column <= row; column += 1) {
      const spread =
        (atRisk.second[cell] as number) * one -
        (tied.second[cell] as number) * share -
        (towardAll * (atRisk.first[column] as number) - towardOwn * (tied.first[column] as number));
      lower[cell] = (lower[cell] as number) + weight * spread;
      cell += 1;
    }
  }
  return weight * logs;
}

/** The whole of a symmetric matrix from its lower triangle. */
export function wholeMatrix(lower: Float64Array, size: number): Float64Array {
  const whole = new Float64Array(size * size);
  let cell = 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      whole[row * size + column] = lower[cell] as number;
      whole[column * size + row] = lower[cell] as number;
      cell += 1;
    }
  }
  return whole;
}
