// The covariance of Fine and Gray's coefficients: the sandwich that allows for the censoring distribution being estimated.
import { type SquareMatrix, sandwichProduct } from '../linear/index.ts';
import type { FineGrayData, FineGraySteps } from './fine-gray-sums.ts';

/**
 * inverse M inverse, where M is the sum of squares over rows of eta (the row's own score) plus psi (what its censoring tells of the
 * weights of the others in its censoring group, at the events of that group, as in `crr`). In linear time, by sums over event times
 * before and after each row.
 * Source: J. Fine and R. Gray, A proportional hazards model for the subdistribution of a competing risk, JASA 1999, (7) and (8).
 */
export function fineGrayCovariance(
  data: FineGrayData,
  steps: FineGraySteps,
  risks: Float64Array,
  inverse: SquareMatrix,
): SquareMatrix {
  const { covariates, rows } = data;
  const all = Array.from({ length: data.groups }, () => data.events);
  const influence = ownScores(data, steps, risks, laterSums(data, steps, all));
  addCensoringPart(data, risks, laterSums(data, steps, eventsByGroup(data)), influence);
  const meat = new Float64Array(covariates * covariates);
  for (let row = 0; row < rows; row += 1) {
    for (let one = 0; one < covariates; one += 1) {
      const value = influence[row * covariates + one] as number;
      for (let other = 0; other < covariates; other += 1) {
        const cell = one * covariates + other;
        meat[cell] = (meat[cell] as number) + value * (influence[row * covariates + other] as number);
      }
    }
  }
  return sandwichProduct(inverse, meat, covariates);
}

/** The events of each censoring group at each event time. */
function eventsByGroup({ rows, kind, time, group, groups, eventTime }: FineGrayData): Int32Array[] {
  const events = Array.from({ length: groups }, () => new Int32Array(eventTime.length));
  let step = 0;
  for (let row = 0; row < rows; row += 1) {
    if (kind[row] !== 1) continue;
    while ((eventTime[step] as number) < (time[row] as number)) step += 1;
    const own = events[group[row] as number] as Int32Array;
    own[step] = (own[step] as number) + 1;
  }
  return events;
}

/** By group, over event times from a step on: the hazard times the chance to be uncensored, alone and times the mean of x. */
interface LaterSums {
  readonly hazard: Float64Array;
  readonly meanHazard: Float64Array;
}

function laterSums(
  { eventTime, groups, uncensoredAt, covariates }: FineGrayData,
  steps: FineGraySteps,
  events: readonly Int32Array[],
): LaterSums {
  const count = eventTime.length;
  const hazard = new Float64Array(groups * (count + 1));
  const meanHazard = new Float64Array(groups * (count + 1) * covariates);
  for (let group = 0; group < groups; group += 1) {
    for (let step = count - 1; step >= 0; step -= 1) {
      const at = group * (count + 1) + step;
      const jump =
        ((uncensoredAt[group * count + step] as number) * (events[group]?.[step] as number)) /
        (steps.total[step] as number);
      hazard[at] = (hazard[at + 1] as number) + jump;
      for (let each = 0; each < covariates; each += 1) {
        const after = meanHazard[(at + 1) * covariates + each] as number;
        meanHazard[at * covariates + each] = after + jump * (steps.mean[step * covariates + each] as number);
      }
    }
  }
  return { hazard, meanHazard };
}

/** Each row's part of the score: its event's, less what it met while at risk, less (weighted) what it met after a competing event. */
function ownScores(data: FineGrayData, steps: FineGraySteps, risks: Float64Array, later: LaterSums): Float64Array {
  const { rows, covariates, covariate, kind, time, eventTime, events } = data;
  const scores = new Float64Array(rows * covariates);
  const count = eventTime.length;
  const metMean = new Float64Array(covariates);
  let [step, met] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    for (; step < count && (eventTime[step] as number) <= (time[row] as number); step += 1) {
      const jump = (events[step] as number) / (steps.total[step] as number);
      met += jump;
      for (let each = 0; each < covariates; each += 1) {
        metMean[each] = (metMean[each] as number) + jump * (steps.mean[step * covariates + each] as number);
      }
    }
    const risk = risks[row] as number;
    const after = (data.group[row] as number) * (count + 1) + step;
    const weight = kind[row] === 2 ? risk / (data.uncensoredOwn[row] as number) : 0;
    for (let each = 0; each < covariates; each += 1) {
      const x = covariate[row * covariates + each] as number;
      let score = -risk * (x * met - (metMean[each] as number));
      if (kind[row] === 1) score += x - (steps.mean[(step - 1) * covariates + each] as number);
      if (weight > 0) {
        score -=
          weight * (x * (later.hazard[after] as number) - (later.meanHazard[after * covariates + each] as number));
      }
      scores[row * covariates + each] = score;
    }
  }
  return scores;
}

/** Adds psi: at every time with censorings, what the competing events before it still weigh at the event times from then on. */
function addCensoringPart(data: FineGrayData, risks: Float64Array, later: LaterSums, influence: Float64Array): void {
  const { rows, covariates, kind, time, group, groups, eventTime } = data;
  const atRisk = new Float64Array(groups);
  for (let row = 0; row < rows; row += 1) atRisk[group[row] as number] = (atRisk[group[row] as number] as number) + 1;
  const past: PastCompeting = { share: new Float64Array(groups), mean: new Float64Array(groups * covariates) };
  const [running, weight] = [new Float64Array(groups * covariates), new Float64Array(groups * covariates)];
  let step = 0;
  for (let first = 0; first < rows; ) {
    const moment = time[first] as number;
    let end = first;
    while (end < rows && time[end] === moment) end += 1;
    while (step < eventTime.length && (eventTime[step] as number) < moment) step += 1;
    if (kind.subarray(first, end).includes(0)) pendingWeight(data, later, step, past, weight);
    for (let row = first; row < end; row += 1) {
      const own = group[row] as number;
      if (kind[row] === 0) addScaled(running, own, weight, own, covariates, -1 / (atRisk[own] as number) ** 2);
    }
    for (let row = first; row < end; row += 1) {
      const own = group[row] as number;
      addScaled(influence, row, running, own, covariates, 1);
      if (kind[row] === 0) addScaled(influence, row, weight, own, covariates, 1 / (atRisk[own] as number));
    }
    for (let row = first; row < end; row += 1) {
      const own = group[row] as number;
      atRisk[own] = (atRisk[own] as number) - 1;
      if (kind[row] !== 2) continue;
      const share = (risks[row] as number) / (data.uncensoredOwn[row] as number);
      past.share[own] = (past.share[own] as number) + share;
      addScaled(past.mean, own, data.covariate, row, covariates, share);
    }
    first = end;
  }
}

/** By group: the sum over the competing events so far of risk / chance to be uncensored, and of that times x. */
interface PastCompeting {
  readonly share: Float64Array;
  readonly mean: Float64Array;
}

/** Adds a multiple of one matrix's row to another's. */
function addScaled(
  to: Float64Array,
  row: number,
  from: Float64Array,
  other: number,
  width: number,
  factor: number,
): void {
  for (let each = 0; each < width; each += 1) {
    const at = row * width + each;
    to[at] = (to[at] as number) + factor * (from[other * width + each] as number);
  }
}

/** By group, what its competing events so far still weigh at the event times from a step on. */
function pendingWeight(
  { groups, covariates, eventTime }: FineGrayData,
  later: LaterSums,
  step: number,
  past: PastCompeting,
  weight: Float64Array,
): void {
  for (let group = 0; group < groups; group += 1) {
    const at = group * (eventTime.length + 1) + step;
    for (let each = 0; each < covariates; each += 1) {
      const whole = (past.mean[group * covariates + each] as number) * (later.hazard[at] as number);
      const part = (past.share[group] as number) * (later.meanHazard[at * covariates + each] as number);
      weight[group * covariates + each] = whole - part;
    }
  }
}
