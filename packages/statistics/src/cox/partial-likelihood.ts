// Cox's partial likelihood with its first and second derivatives, in one pass backward in time (Efron's and Breslow's ties).
import type { Column } from '../foundation/columns.ts';
import type { RiskSets } from './risk-sets.ts';

/** The log-likelihood at some coefficients, its gradient, and minus its second derivatives (p x p, row after row). */
export interface LikelihoodValue {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
}

/** Sums over rows: of risk, of risk times x, and of risk times x x' (its lower triangle, row after row). */
export interface RiskSums {
  risk: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** An event time, when all at risk are added up. */
export interface EventMoment {
  readonly time: number;
  /** The places that end then are from `from` below `to`; all of the stratum's that end later come before. */
  readonly from: number;
  readonly to: number;
  /** Events by head, and by weight. */
  readonly events: number;
  readonly eventWeight: number;
}

/** Told of every event time; `tied` are the sums over its events, filled where there are several and ties are Efron's. */
export type EventVisitor = (moment: EventMoment, atRisk: RiskSums, tied: RiskSums) => void;

/**
 * The partial likelihood at `coefficients` (of the standardised covariates). Each row is added to the sums once, at its time, and taken
 * out once, at its entry; tied events cost sums over their number only, not over covariates.
 * Method: D. Cox, Regression models and life-tables (1972); ties after N. Breslow (1974) and B. Efron (1977).
 */
export function partialLikelihood(sets: RiskSets, coefficients: Float64Array, efron: boolean): LikelihoodValue {
  const score = new Float64Array(sets.covariates);
  const lower = new Float64Array((sets.covariates * (sets.covariates + 1)) / 2);
  const mean = new Float64Array(sets.covariates);
  const spread = new Float64Array(lower.length);
  const risks = new Float64Array(sets.places);
  let logLikelihood = linearPredictors(sets, coefficients, risks);
  walkEvents(sets, risks, efron, (moment, atRisk, tied) => {
    logLikelihood -= meanAndSpread(moment, atRisk, tied, efron, mean, spread);
    addEventCovariates(sets, moment, score);
    for (let each = 0; each < mean.length; each += 1) score[each] = (score[each] as number) - (mean[each] as number);
    for (let cell = 0; cell < lower.length; cell += 1) {
      lower[cell] = (lower[cell] as number) + (spread[cell] as number);
    }
  });
  return { logLikelihood, score, information: wholeMatrix(lower, sets.covariates) };
}

/**
 * Below this share of the largest sum since they were last added up, sums from which rows were taken out are added up afresh: what
 * rounding left of a row that is e^20 times as large as those that stay would be 1e-7 of them.
 */
export const takenOut = 1e-3;

/** Goes backward in time through every stratum; `risks` are weight times exp of the linear predictor, at each place. */
export function walkEvents(sets: RiskSets, risks: Float64Array, efron: boolean, visit: EventVisitor): void {
  const { covariates, time, event, weights, strata, covariate } = sets;
  const [atRisk, tied] = [emptySums(covariates), emptySums(covariates)];
  for (let block = 0; block + 1 < strata.length; block += 1) {
    const [start, end] = [strata[block] as number, strata[block + 1] as number];
    clear(atRisk);
    let [entered, earliest, largest] = [start, start, 0];
    for (let at = start; at < end; ) {
      const moment = time[at] as number;
      const from = at;
      let [events, eventWeight] = [0, 0];
      for (; at < end && time[at] === moment; at += 1) {
        add(atRisk, covariate, at * covariates, covariates, risks[at] as number);
        if (event[at] === 0) continue;
        events += 1;
        eventWeight += weights === undefined ? 1 : (weights[at] as number);
      }
      if (events === 0) continue;
      if (sets.byEntry !== undefined) {
        largest = Math.max(largest, atRisk.risk);
        entered = removeLater(sets, risks, atRisk, entered, end, moment);
        if (atRisk.risk < takenOut * largest) {
          earliest = addAfresh(sets, risks, atRisk, earliest, at, moment);
          largest = atRisk.risk;
        }
      }
      if (efron && events > 1) {
        clear(tied);
        for (let each = from; each < at; each += 1) {
          if (event[each] === 1) add(tied, covariate, each * covariates, covariates, risks[each] as number);
        }
      }
      visit({ time: moment, from, to: at, events, eventWeight }, atRisk, tied);
    }
  }
}

/**
 * What an event time takes off the score (the mean over those at risk, times the events' weight) and adds to the information (the
 * spread, lower triangle); returns what it takes off the log-likelihood.
 */
export function meanAndSpread(
  { events, eventWeight }: EventMoment,
  atRisk: RiskSums,
  tied: RiskSums,
  efron: boolean,
  mean: Float64Array,
  spread: Float64Array,
): number {
  if (efron && events > 1) return efronParts(atRisk, tied, events, eventWeight / events, mean, spread);
  return breslowParts(atRisk, eventWeight, mean, spread);
}

/** Adds the covariates of the events of a moment, by weight. */
export function addEventCovariates(sets: RiskSets, { from, to }: EventMoment, sums: Float64Array): void {
  const { event, weights, covariate, covariates } = sets;
  for (let at = from; at < to; at += 1) {
    if (event[at] === 0) continue;
    const weight = weights === undefined ? 1 : (weights[at] as number);
    for (let each = 0; each < covariates; each += 1) {
      sums[each] = (sums[each] as number) + weight * (covariate[at * covariates + each] as number);
    }
  }
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

const emptySums = (covariates: number): RiskSums => ({
  risk: 0,
  first: new Float64Array(covariates),
  second: new Float64Array((covariates * (covariates + 1)) / 2),
});

function add(sums: RiskSums, covariate: Float64Array, base: number, covariates: number, risk: number): void {
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

function clear(sums: RiskSums): void {
  sums.risk = 0;
  sums.first.fill(0);
  sums.second.fill(0);
}

/** Takes out the rows that enter at the moment or later (entry is excluded), and tells up to where. */
function removeLater(
  sets: RiskSets,
  risks: Float64Array,
  atRisk: RiskSums,
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

/** The first of these places that has entered before the moment. */
export function earliestAtRisk(entry: Column, from: number, to: number, moment: number): number {
  let at = from;
  while (at < to && (entry[at] as number) >= moment) at += 1;
  return at;
}

/** Adds up the places below `to` that have entered before the moment; `from` and what is returned are places before which none has. */
function addAfresh(
  sets: RiskSets,
  risks: Float64Array,
  atRisk: RiskSums,
  from: number,
  to: number,
  moment: number,
): number {
  const entry = sets.entry as Float64Array;
  clear(atRisk);
  const earliest = earliestAtRisk(entry, from, to, moment);
  for (let at = earliest; at < to; at += 1) {
    if ((entry[at] as number) >= moment) continue;
    add(atRisk, sets.covariate, at * sets.covariates, sets.covariates, risks[at] as number);
  }
  return earliest;
}

function breslowParts(atRisk: RiskSums, weight: number, mean: Float64Array, spread: Float64Array): number {
  const { risk, first, second } = atRisk;
  const share = weight / risk;
  let cell = 0;
  for (let row = 0; row < first.length; row += 1) {
    const total = (first[row] as number) * share;
    mean[row] = total;
    const each = (first[row] as number) / risk;
    for (let column = 0; column <= row; column += 1) {
      spread[cell] = share * ((second[cell] as number) - each * (first[column] as number));
      cell += 1;
    }
  }
  return weight * Math.log(risk);
}

/**
 * Efron's ties: the k-th of d events meets those at risk less the share k/d of the tied. The sums over k of 1/D, its square and their
 * products with k/d are all that the covariates meet.
 */
function efronParts(
  atRisk: RiskSums,
  tied: RiskSums,
  events: number,
  weight: number,
  mean: Float64Array,
  spread: Float64Array,
): number {
  let [logs, one, share, square, shareSquare, shareShareSquare] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < events; k += 1) {
    const part = k / events;
    const rest = atRisk.risk - part * tied.risk;
    const inverse = 1 / rest;
    logs += Math.log(rest);
    one += inverse;
    share += part * inverse;
    square += inverse * inverse;
    shareSquare += part * inverse * inverse;
    shareShareSquare += part * part * inverse * inverse;
  }
  let cell = 0;
  for (let row = 0; row < mean.length; row += 1) {
    const [all, own] = [atRisk.first[row] as number, tied.first[row] as number];
    mean[row] = weight * (all * one - own * share);
    const towardAll = all * square - own * shareSquare;
    const towardOwn = all * shareSquare - own * shareShareSquare;
    for (let column = 0; column <= row; column += 1) {
      const within = (atRisk.second[cell] as number) * one - (tied.second[cell] as number) * share;
      const between = towardAll * (atRisk.first[column] as number) - towardOwn * (tied.first[column] as number);
      spread[cell] = weight * (within - between);
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
