// The exact (discrete) likelihood of tied events: each event time compares its set of events with all sets of that size.
import { type LikelihoodValue, wholeMatrix } from './partial-likelihood.ts';
import type { RiskSets } from './risk-sets.ts';

/** One event time: the risks (exp of the linear predictor) and places of those at risk. */
interface Moment {
  readonly places: readonly number[];
  readonly risks: readonly number[];
  readonly events: number;
}

/**
 * The conditional logistic likelihood of D. Cox (1972): the chance that, of those at risk, just these had the event. The sum over all
 * sets of d of n members is found in n d steps (M. Gail, J. Lubin and L. Rubinstein, Likelihood calculations for matched case-control
 * studies, 1981), and within the range of doubles, because the sets are weighed as outcomes of n independent trials whose expected
 * number of successes is d. R: `coxph(..., ties = 'exact')`.
 */
export function exactLikelihood(sets: RiskSets, coefficients: Float64Array): LikelihoodValue {
  const { covariates, covariate, strata, time, event } = sets;
  const score = new Float64Array(covariates);
  const lower = new Float64Array((covariates * (covariates + 1)) / 2);
  const predictor = predictors(sets, coefficients);
  let logLikelihood = 0;
  for (let block = 0; block + 1 < strata.length; block += 1) {
    const [start, end] = [strata[block] as number, strata[block + 1] as number];
    for (let at = start; at < end; ) {
      const moment = time[at] as number;
      let events = 0;
      for (; at < end && time[at] === moment; at += 1) {
        if (event[at] === 0) continue;
        events += 1;
        logLikelihood += predictor[at] as number;
        for (let each = 0; each < covariates; each += 1) {
          score[each] = (score[each] as number) + (covariate[at * covariates + each] as number);
        }
      }
      if (events === 0) continue;
      const places = membersAt(sets, start, at, moment);
      const risks = places.map((place) => Math.exp(predictor[place] as number));
      logLikelihood -= addAllSets(sets, { places, risks, events }, score, lower);
    }
  }
  return { logLikelihood, score, information: wholeMatrix(lower, covariates) };
}

function predictors({ places, covariates, covariate, offset }: RiskSets, coefficients: Float64Array): Float64Array {
  return Float64Array.from({ length: places }, (_, at) => {
    let sum = offset === undefined ? 0 : (offset[at] as number);
    for (let each = 0; each < covariates; each += 1) {
      sum += (coefficients[each] as number) * (covariate[at * covariates + each] as number);
    }
    return sum;
  });
}

function membersAt({ entry }: RiskSets, from: number, to: number, moment: number): number[] {
  const members: number[] = [];
  for (let place = from; place < to; place += 1) {
    if (entry === undefined || (entry[place] as number) < moment) members.push(place);
  }
  return members;
}

/** Takes the mean and the spread of the covariates' sum over all sets off the score and onto the information; gives the log of the sets' sum. */
function addAllSets(sets: RiskSets, moment: Moment, score: Float64Array, lower: Float64Array): number {
  const { places, risks, events } = moment;
  if (events === places.length) return addOnlySet(sets, moment, score);
  const odds = oddsUnit(risks, events);
  const width = 1 + score.length + lower.length;
  const sums = new Float64Array((events + 1) * width);
  sums[0] = 1;
  let logTrials = 0;
  for (const [member, place] of places.entries()) {
    const chance = 1 / (1 + 1 / (odds * (risks[member] as number)));
    logTrials += Math.log1p(odds * (risks[member] as number));
    const smallest = Math.max(0, events - (places.length - member - 1));
    for (let size = Math.min(member + 1, events); size >= smallest; size -= 1) {
      addMember(sums, size, width, chance, sets.covariate.subarray(place * score.length, (place + 1) * score.length));
    }
  }
  const last = events * width;
  const chance = sums[last] as number;
  let cell = 0;
  for (let row = 0; row < score.length; row += 1) {
    const mean = (sums[last + 1 + row] as number) / chance;
    score[row] = (score[row] as number) - mean;
    for (let column = 0; column <= row; column += 1) {
      const product = (sums[last + 1 + score.length + cell] as number) / chance;
      lower[cell] = (lower[cell] as number) + product - (mean * (sums[last + 1 + column] as number)) / chance;
      cell += 1;
    }
  }
  return Math.log(chance) + logTrials - events * Math.log(odds);
}

/** All at risk have the event: there is one set only. */
function addOnlySet({ covariate }: RiskSets, { places, risks }: Moment, score: Float64Array): number {
  for (const place of places) {
    for (let each = 0; each < score.length; each += 1) {
      score[each] = (score[each] as number) - (covariate[place * score.length + each] as number);
    }
  }
  return risks.reduce((sum, risk) => sum + Math.log(risk), 0);
}

/** The unit by which risks become odds such that the expected number of successes is the number of events. */
function oddsUnit(risks: readonly number[], events: number): number {
  const expected = (odds: number) => risks.reduce((sum, risk) => sum + 1 / (1 + 1 / (odds * risk)), 0);
  let low = events / risks.reduce((sum, risk) => sum + risk, 0);
  let high = low;
  while (expected(high) < events && high < 1e300) high *= 4;
  for (let halving = 0; halving < 30; halving += 1) {
    const middle = Math.sqrt(low * high);
    if (expected(middle) < events) low = middle;
    else high = middle;
  }
  return high;
}

/** One more member, in or out of the sets of a size: their chance, the sum of x over them, and of x x' (lower triangle). */
function addMember(sums: Float64Array, size: number, width: number, chance: number, x: Float64Array): void {
  const [to, from, out] = [size * width, (size - 1) * width, 1 - chance];
  if (size === 0) {
    sums[0] = out * (sums[0] as number);
    return;
  }
  const sets = sums[from] as number;
  let cell = 1 + x.length;
  for (let row = 0; row < x.length; row += 1) {
    const value = x[row] as number;
    for (let column = 0; column <= row; column += 1) {
      const other = x[column] as number;
      const crossed = value * (sums[from + 1 + column] as number) + other * (sums[from + 1 + row] as number);
      const joined = (sums[from + cell] as number) + crossed + value * other * sets;
      sums[to + cell] = out * (sums[to + cell] as number) + chance * joined;
      cell += 1;
    }
  }
  for (let row = 0; row < x.length; row += 1) {
    const joined = (sums[from + 1 + row] as number) + (x[row] as number) * sets;
    sums[to + 1 + row] = out * (sums[to + 1 + row] as number) + chance * joined;
  }
  sums[to] = out * (sums[to] as number) + chance * sets;
}
