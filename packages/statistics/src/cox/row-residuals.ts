// Martingale and score residuals of every row, from the steps of the baseline hazard.

import type { CoxModel } from './cox-model.ts';
import { type HazardSteps, hazardSteps } from './hazard-steps.ts';
import type { RiskSets } from './risk-sets.ts';
import { StretchSums } from './stretch-sums.ts';

/** exp of the linear predictor, at each place. */
export function risksAt({ rows }: RiskSets, linearPredictors: Float64Array): Float64Array {
  const risks = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) risks[at] = Math.exp(linearPredictors[rows[at] as number] as number);
  return risks;
}

/**
 * Events less expected events of each row. Rows that are at risk at no event have 0 (or, were they events, would not be among these).
 * T. Therneau, P. Grambsch and T. Fleming, Martingale-based residuals for survival models (1990).
 */
export function martingales(model: CoxModel, sets: RiskSets, linearPredictors: Float64Array): Float64Array {
  const risk = risksAt(sets, linearPredictors);
  const steps = hazardSteps(sets, risk, model.ties === 'efron');
  const sums = new StretchSums(steps.hazard, steps.blocks);
  const residuals = new Float64Array(model.rows);
  const met = new Float64Array(1);
  for (let at = 0; at < sets.places; at += 1) {
    const [after, until] = [steps.after[at] as number, steps.until[at] as number];
    const own = sets.event[at] === 1 ? ownCorrection(steps, until - 1) : 0;
    sums.read(after, until, met);
    const hazard = (met[0] as number) + own;
    residuals[sets.rows[at] as number] = (sets.event[at] as number) - (risk[at] as number) * hazard;
  }
  return residuals;
}

/** What an event meets less of its own step than the others do. */
const ownCorrection = (steps: HazardSteps, step: number): number =>
  (steps.tiedHazard[step] as number) - (steps.hazard[step] as number);

/**
 * Score residuals, row after row (`rows` x coefficients): each row's share of the derivative of the log-likelihood, unweighted.
 * Therneau, Grambsch and Fleming (1990).
 */
export function scoreResiduals(model: CoxModel, sets: RiskSets, linearPredictors: Float64Array): Float64Array {
  const { covariates, covariate, event, rows, scale } = sets;
  const risk = risksAt(sets, linearPredictors);
  const steps = hazardSteps(sets, risk, model.ties === 'efron');
  const sums = new StretchSums(hazardAndMeans(steps), steps.blocks, covariates + 1);
  const metSums = new Float64Array(covariates + 1);
  const residuals = new Float64Array(model.rows * covariates);
  for (let at = 0; at < sets.places; at += 1) {
    const [after, until] = [steps.after[at] as number, steps.until[at] as number];
    const isEvent = event[at] === 1;
    const own = (until - 1) * covariates;
    sums.read(after, until, metSums);
    const met = (metSums[0] as number) + (isEvent ? ownCorrection(steps, until - 1) : 0);
    for (let each = 0; each < covariates; each += 1) {
      const x = covariate[at * covariates + each] as number;
      let metMean = metSums[each + 1] as number;
      let residual = 0;
      if (isEvent) {
        metMean += (steps.tiedMeanHazard[own + each] as number) - (steps.meanHazard[own + each] as number);
        residual = x - (steps.mean[own + each] as number);
      }
      residual -= (risk[at] as number) * (x * met - metMean);
      residuals[(rows[at] as number) * covariates + each] = residual * (scale[each] as number);
    }
  }
  return residuals;
}

/** Of each step its hazard, and the covariates' means times it. */
function hazardAndMeans({ steps, covariates, hazard, meanHazard }: HazardSteps): Float64Array {
  const width = covariates + 1;
  const both = new Float64Array(steps * width);
  for (let step = 0; step < steps; step += 1) {
    both[step * width] = hazard[step] as number;
    both.set(meanHazard.subarray(step * covariates, (step + 1) * covariates), step * width + 1);
  }
  return both;
}

/** The rows' numbers (`width` a row) times the weights, added up by cluster; each row is its own cluster where there are none. */
export function collapsed(model: CoxModel, values: Float64Array, width: number): Float64Array {
  const { cluster: clusters, weights, rows } = model;
  const sums = new Float64Array((clusters?.levels.length ?? rows) * width);
  for (let row = 0; row < rows; row += 1) {
    const to = (clusters === undefined ? row : (clusters.codes[row] as number)) * width;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    for (let each = 0; each < width; each += 1) {
      sums[to + each] = (sums[to + each] as number) + weight * (values[row * width + each] as number);
    }
  }
  return sums;
}
