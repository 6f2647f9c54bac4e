// The steps of the baseline hazard: what the rows at risk add up to at each event time, and what follows from it for hazards and means.
import type { Column } from '../foundation/columns.ts';
import { earliestAtRisk, takenOut } from './partial-likelihood.ts';
import type { RiskSets } from './risk-sets.ts';

/**
 * One step a stratum and event time, by block of the risk sets and ascending in time. Sums are over those at risk, of weight times
 * `risk` (exp of the linear predictor); covariates are the standardised ones. With Efron's ties the k-th of d events meets
 * D_k, those at risk less k/d of the tied, and h_k = (mean weight of the events) / D_k.
 */
export interface HazardSteps {
  readonly steps: number;
  readonly covariates: number;
  /** Where each block's steps begin, and where all end. */
  readonly blocks: Int32Array;
  readonly time: Column;
  readonly events: Int32Array;
  readonly eventWeight: Column;
  /** The hazard: the sum of h_k; what an event of that time itself meets of it: the sum of (1 - k/d) h_k. */
  readonly hazard: Column;
  readonly tiedHazard: Column;
  /** The variance of the hazard: the sum of h_k / D_k. */
  readonly variance: Column;
  /** The mean of the covariates over those at risk, the mean over k of it. */
  readonly mean: Float64Array;
  /** The sum of mean_k h_k, and of (1 - k/d) mean_k h_k. */
  readonly meanHazard: Float64Array;
  readonly tiedMeanHazard: Float64Array;
  /** Steps up to (and with) the end of the row at each place, and up to its entry: counted over all blocks. */
  readonly until: Int32Array;
  readonly after: Int32Array;
}

/** Walks the risk sets once. `risk` is exp of the linear predictor at each place. */
export function hazardSteps(sets: RiskSets, risk: Float64Array, efron: boolean): HazardSteps {
  const blocks = countSteps(sets);
  const steps = blocks[blocks.length - 1] as number;
  const { covariates } = sets;
  const column = () => new Float64Array(steps);
  const matrix = () => new Float64Array(steps * covariates);
  const result = {
    steps,
    covariates,
    blocks,
    time: column(),
    events: new Int32Array(steps),
    eventWeight: column(),
    hazard: column(),
    tiedHazard: column(),
    variance: column(),
    mean: matrix(),
    meanHazard: matrix(),
    tiedMeanHazard: matrix(),
    until: new Int32Array(sets.places),
    after: new Int32Array(sets.places),
  };
  for (let block = 0; block + 1 < sets.strata.length; block += 1) walkBlock(sets, risk, efron, block, result);
  return result;
}

function countSteps({ strata, time, event }: RiskSets): Int32Array {
  const blocks = new Int32Array(strata.length);
  for (let block = 0; block + 1 < strata.length; block += 1) {
    let count = blocks[block] as number;
    let last = Number.NaN;
    for (let at = strata[block] as number; at < (strata[block + 1] as number); at += 1) {
      if (event[at] === 0 || time[at] === last) continue;
      count += 1;
      last = time[at] as number;
    }
    blocks[block + 1] = count;
  }
  return blocks;
}

function walkBlock(sets: RiskSets, risk: Float64Array, efron: boolean, block: number, out: HazardSteps): void {
  const { covariates, covariate, time, event, weights, entry, byEntry } = sets;
  const [start, end] = [sets.strata[block] as number, sets.strata[block + 1] as number];
  const [firstStep, lastStep] = [out.blocks[block] as number, out.blocks[block + 1] as number];
  const [first, tiedFirst] = [new Float64Array(covariates), new Float64Array(covariates)];
  let [total, entered, step] = [0, start, lastStep];
  let [earliest, largest] = [start, 0];
  const include = (at: number, sign: number, sums: Float64Array) => {
    const weighted = sign * (weights === undefined ? 1 : (weights[at] as number)) * (risk[at] as number);
    for (let each = 0; each < covariates; each += 1) {
      sums[each] = (sums[each] as number) + weighted * (covariate[at * covariates + each] as number);
    }
    return weighted;
  };
  for (let at = start; at < end; ) {
    const moment = time[at] as number;
    let [events, eventWeight, tied] = [0, 0, 0];
    tiedFirst.fill(0);
    const from = at;
    for (; at < end && time[at] === moment; at += 1) {
      total += include(at, 1, first);
      if (event[at] === 0) continue;
      events += 1;
      eventWeight += weights === undefined ? 1 : (weights[at] as number);
      tied += include(at, 1, tiedFirst);
    }
    out.until.fill(step, from, at);
    if (events === 0) continue;
    largest = Math.max(largest, total);
    for (; entry !== undefined && entered < end; entered += 1) {
      const place = (byEntry as Int32Array)[entered] as number;
      if ((entry[place] as number) < moment) break;
      total += include(place, -1, first);
      out.after[place] = step;
    }
    if (entry !== undefined && total < takenOut * largest) {
      earliest = earliestAtRisk(entry, earliest, at, moment);
      total = 0;
      first.fill(0);
      for (let place = earliest; place < at; place += 1) {
        if ((entry[place] as number) < moment) total += include(place, 1, first);
      }
      largest = total;
    }
    step -= 1;
    (out.time as Float64Array)[step] = moment;
    (out.events as Int32Array)[step] = events;
    (out.eventWeight as Float64Array)[step] = eventWeight;
    fillStep(out, step, { total, tied, first, tiedFirst }, efron && events > 1 ? events : 1);
  }
  for (; entered < end; entered += 1) {
    const place = byEntry === undefined ? entered : (byEntry[entered] as number);
    out.after[place] = firstStep;
  }
}

interface StepSums {
  readonly total: number;
  readonly tied: number;
  readonly first: Float64Array;
  readonly tiedFirst: Float64Array;
}

function fillStep(out: HazardSteps, step: number, sums: StepSums, parts: number): void {
  const weight = (out.eventWeight[step] as number) / parts;
  const { covariates } = out;
  const [hazard, tiedHazard, variance] = [out.hazard, out.tiedHazard, out.variance] as Float64Array[];
  const base = step * covariates;
  for (let k = 0; k < parts; k += 1) {
    const share = k / parts;
    const inverse = 1 / (sums.total - share * sums.tied);
    const jump = weight * inverse;
    addTo(hazard as Float64Array, step, jump);
    addTo(tiedHazard as Float64Array, step, (1 - share) * jump);
    addTo(variance as Float64Array, step, jump * inverse);
    for (let each = 0; each < covariates; each += 1) {
      const mean = ((sums.first[each] as number) - share * (sums.tiedFirst[each] as number)) * inverse;
      addTo(out.mean, base + each, mean / parts);
      addTo(out.meanHazard, base + each, mean * jump);
      addTo(out.tiedMeanHazard, base + each, (1 - share) * mean * jump);
    }
  }
}

const addTo = (values: Float64Array, at: number, amount: number) => {
  values[at] = (values[at] as number) + amount;
};
