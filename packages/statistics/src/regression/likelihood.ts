// What is read off a fitted likelihood: Akaike's criterion, the null deviance, Pearson's dispersion, means row by row.
import { logGamma } from '../distributions/gamma-function.ts';
import { buildDesign } from './design.ts';
import { binomialLogProbability, type Family } from './families.ts';
import type { Fit } from './generalised-linear-model.ts';
import { maximise } from './iteration.ts';
import { DesignBlock, type LikelihoodData } from './working-sums.ts';

/** The linear predictor of every row. */
export function linearPredictor(
  { design, offset }: Pick<LikelihoodData, 'design' | 'offset'>,
  coefficients: Float64Array,
): Float64Array {
  const predictor = new Float64Array(design.rows);
  const block = new DesignBlock(design);
  const along = new Float64Array(DesignBlock.size);
  for (let from = 0; from < design.rows; from += DesignBlock.size) {
    const count = Math.min(DesignBlock.size, design.rows - from);
    block.fill({ from, count, stride: 1 });
    block.predict(coefficients, offset === null ? null : offset.subarray(from, from + count), along);
    predictor.set(along.subarray(0, count), from);
  }
  return predictor;
}

/** -2 log likelihood as R's families give it to `AIC` (without 2 times the rank). Source: R's `family()$aic`. */
export function akaike({ data, family, frame, result }: Fit): number {
  const { weights, outcome } = data;
  if (family.name === 'binomial' && weights === null && outcome.every((seen) => seen === 0 || seen === 1)) {
    return result.deviance;
  }
  const weightOf = (row: number) => (weights === null ? 1 : (weights[row] as number));
  const predictor = linearPredictor(data, result.coefficients);
  const mean = (row: number) => family.link.mean(predictor[row] as number);
  const rows = outcome.length;
  if (family.name === 'gaussian') return gaussianAkaike(weights, rows, result.deviance);
  let sum = 0;
  if (family.name === 'poisson') {
    for (let row = 0; row < rows; row += 1) {
      const seen = outcome[row] as number;
      const log = seen === 0 ? 0 : seen * Math.log(mean(row));
      sum += weightOf(row) * (log - mean(row) - logGamma(seen + 1));
    }
    return -2 * sum;
  }
  if (family.name === 'binomial') {
    const hasTrials = frame.trials?.some((trials) => trials > 1) ?? false;
    for (let row = 0; row < rows; row += 1) {
      const trials = hasTrials ? (frame.trials?.[row] as number) : weightOf(row);
      if (!(trials > 0)) continue;
      const successes = halfEven(trials * (outcome[row] as number));
      sum += (weightOf(row) / trials) * binomialLogProbability(successes, halfEven(trials), mean(row));
    }
    return -2 * sum;
  }
  if (family.name === 'gamma') return gammaAkaike(data, mean, result.deviance);
  return Number.NaN;
}

function gaussianAkaike(weights: Float64Array | null, rows: number, deviance: number): number {
  const logs = weights === null ? 0 : weights.reduce((sum, weight) => sum + Math.log(weight), 0);
  return rows * (Math.log((2 * Math.PI * deviance) / rows) + 1) + 2 - logs;
}

function gammaAkaike({ weights, outcome }: LikelihoodData, mean: (row: number) => number, deviance: number): number {
  const total = weights === null ? outcome.length : weights.reduce((sum, weight) => sum + weight, 0);
  const dispersion = deviance / total;
  const shape = 1 / dispersion;
  let sum = 0;
  for (let row = 0; row < outcome.length; row += 1) {
    const scale = mean(row) * dispersion;
    const seen = outcome[row] as number;
    const log = (shape - 1) * Math.log(seen) - seen / scale - shape * Math.log(scale) - logGamma(shape);
    sum += (weights === null ? 1 : (weights[row] as number)) * log;
  }
  return -2 * sum + 2;
}

/** To the nearest whole number, halves to the even one. R: `round`. */
function halfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The deviance of the intercept alone (with the offset); without an intercept, of the offset alone. */
export function nullDeviance({ data, family, frame, iteration }: Fit): number {
  const { outcome, weights, offset } = data;
  const hasIntercept = frame.recipe.description.intercept ?? true;
  if (hasIntercept && offset !== null) {
    const design = buildDesign(outcome.length, [{ name: '(Intercept)', term: -1, parts: [] }], [], []);
    return maximise({ ...data, design }, null, iteration).deviance;
  }
  const mean = hasIntercept ? weightedMean(outcome, weights) : null;
  let sum = 0;
  for (let row = 0; row < outcome.length; row += 1) {
    const weight = weights === null ? 1 : (weights[row] as number);
    const at = mean ?? family.link.mean(offset === null ? 0 : (offset[row] as number));
    if (weight !== 0) sum += weight * family.deviance(outcome[row] as number, at);
  }
  return sum;
}

function weightedMean(values: Float64Array, weights: Float64Array | null): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const weight = weights === null ? 1 : (weights[row] as number);
    sum += weight * (values[row] as number);
    total += weight;
  }
  return sum / total;
}

/** The mean of every row. */
export function fittedMeans(data: LikelihoodData, family: Family, coefficients: Float64Array): Float64Array {
  return linearPredictor(data, coefficients).map(family.link.mean);
}
