// The working weights, working residuals and deviance of a block of rows: quick loops for the common families, one for all others.
import type { Family } from './families.ts';

/**
 * Writes into `working` the weights and into `residual` the score's contributions of the first `count` rows, and returns their deviance.
 */
export type RowKernel = (
  predictor: Float64Array,
  outcome: Float64Array,
  prior: Float64Array,
  working: Float64Array,
  residual: Float64Array,
  count: number,
) => number;

/** The quickest kernel for the family. `observed`: weights of the observed information in place of the expected. */
export function rowKernel(family: Family, weighted: boolean, observed = false): RowKernel {
  if (observed && !family.canonical) return observedKernel(family);
  const isBinomial = family.name === 'binomial' || family.name === 'quasibinomial';
  if (isBinomial && family.link.name === 'logit' && !weighted) return logistic(generalKernel(family));
  return generalKernel(family);
}

function generalKernel({ link, variance, deviance, validMean }: Family): RowKernel {
  return (predictor, outcome, prior, working, residual, count) => {
    // Kahan's sum: R adds up deviances in extended precision, and its rule of stopping looks at their last digits.
    let sum = 0;
    let lost = 0;
    for (let at = 0; at < count; at += 1) {
      const eta = predictor[at] as number;
      const observed = outcome[at] as number;
      const weight = prior[at] as number;
      const mean = link.mean(eta);
      if (!validMean(mean)) return Number.NaN;
      const slope = link.slope(eta);
      const share = (weight * slope) / variance(mean);
      working[at] = share * slope;
      residual[at] = weight === 0 ? 0 : share * (observed - mean);
      if (weight === 0) continue;
      const term = weight * deviance(observed, mean) - lost;
      const next = sum + term;
      lost = next - sum - term;
      sum = next;
    }
    return sum;
  };
}

/**
 * The logit link for outcomes of 0 and 1: one exponential a row, and a logarithm for many rows at once (of the product of the
 * probabilities of what was seen). Rows with other outcomes, or beyond the limits of R's link, go the general way.
 */
function logistic(general: RowKernel): RowKernel {
  return (predictor, outcome, prior, working, residual, count) => {
    let product = 1;
    let sum = 0;
    for (let at = 0; at < count; at += 1) {
      const eta = predictor[at] as number;
      const observed = outcome[at] as number;
      if (!(eta < 30 && eta > -30) || (observed !== 0 && observed !== 1)) {
        return general(predictor, outcome, prior, working, residual, count);
      }
      const odds = Math.exp(-eta);
      const mean = 1 / (1 + odds);
      const opposite = odds * mean;
      working[at] = mean * opposite;
      residual[at] = observed === 1 ? opposite : -mean;
      product *= observed === 1 ? mean : opposite;
      if (product < 1e-250) {
        sum += Math.log(product);
        product = 1;
      }
    }
    return -2 * (sum + Math.log(product));
  };
}

/** As the general kernel, with the second derivatives of the likelihood as weights, which may fall below 0. */
function observedKernel(family: Family): RowKernel {
  const general = generalKernel(family);
  const { link, variance, varianceSlope } = family;
  return (predictor, outcome, prior, working, residual, count) => {
    const sum = general(predictor, outcome, prior, working, residual, count);
    for (let at = 0; at < count; at += 1) {
      const eta = predictor[at] as number;
      const mean = link.mean(eta);
      const slope = link.slope(eta);
      const spread = variance(mean);
      const turn = (link.curvature(eta) * spread - slope * slope * varianceSlope(mean)) / (spread * spread);
      working[at] = (working[at] as number) - (prior[at] as number) * ((outcome[at] as number) - mean) * turn;
    }
    return sum;
  };
}
