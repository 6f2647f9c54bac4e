// Negative binomial regression: counts that vary more than Poisson's, the excess estimated with the coefficients.
import { digamma, logGamma, trigamma } from '../distributions/gamma-function.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type Family, familyOf } from './families.ts';
import {
  fitFrame,
  type GeneralisedLinearModel,
  type RegressionOptions,
  totalWeights,
} from './generalised-linear-model.ts';
import { fittedMeans } from './likelihood.ts';
import type { ModelDescription, NamedColumns } from './model-description.ts';
import { type ModelFrame, modelFrame } from './model-frame.ts';

export interface NegativeBinomialOptions extends RegressionOptions {
  /** Default `log`. */
  readonly link?: 'log' | 'sqrt' | 'identity';
}

/** A negative binomial model: variance mean + mean^2 / theta. Its likelihood and information count theta as a parameter. */
export interface NegativeBinomialModel extends GeneralisedLinearModel {
  readonly theta: number;
  readonly thetaStandardError: number;
  /** How often coefficients and theta were fitted in turn. */
  readonly alternations: number;
}

/**
 * Fits coefficients and theta in turn until neither moves. R: `MASS::glm.nb(model, data, weights)`, with `tolerance` for its
 * `control = glm.control(epsilon)` (1e-8 is R's own); steps to theta end as MASS ends them, and at rounding with `tolerance: 0`.
 * Source: W. Venables and B. Ripley, Modern Applied Statistics with S (2002), section 7.4.
 * Throws `no-convergence` where theta runs away, as it does where counts vary no more than Poisson's, and what
 * generalisedLinearModel throws.
 */
export function negativeBinomialModel(
  model: string | ModelDescription,
  data: NamedColumns,
  options: NegativeBinomialOptions = {},
): NegativeBinomialModel {
  const { link = 'log', tolerance = 1e-14 } = options;
  const thetaTolerance = tolerance === 0 ? 1e-14 : ownTolerance;
  const frame = modelFrame(model, data, options);
  let fitted = fitFrame(frame, familyOf('poisson', link), options, 1e-11);
  let means = meansOf(fitted);
  let theta = thetaFor(frame, means, thetaTolerance);
  const scale = Math.sqrt(2 * Math.max(1, fitted.residualDegreesOfFreedom));
  let likelihood = logLikelihood(frame, theta.value, means);
  let [before, moved, alternations] = [likelihood + 2 * scale, 1, 0];
  while (Math.abs(before - likelihood) / scale + Math.abs(moved) > tolerance) {
    if (alternations === 100) throw thetaLost();
    alternations += 1;
    const family = negativeBinomial(theta.value, link);
    fitted = fitFrame(frame, family, { ...options, start: fitted.fit.result.coefficients }, 1e-11);
    const fittedNow = meansOf(fitted);
    // As MASS: theta is fitted to the means of the step before.
    const next = thetaFor(frame, tolerance === 0 ? fittedNow : means, thetaTolerance);
    means = fittedNow;
    const stillBefore = Math.abs(moved) < 1e-13 * theta.value;
    moved = theta.value - next.value;
    theta = next;
    [before, likelihood] = [likelihood, logLikelihood(frame, theta.value, means)];
    // The last digits of theta move with the rounding of its sums; and it stands still every second time, the means being a step behind.
    if (tolerance <= 1e-13 && stillBefore && Math.abs(moved) < 1e-13 * theta.value) break;
  }
  return summarised(fitted, theta, likelihood, alternations);
}

function summarised(
  fitted: GeneralisedLinearModel,
  theta: { readonly value: number; readonly standardError: number },
  likelihood: number,
  alternations: number,
): NegativeBinomialModel {
  const parameters = fitted.fit.basis.kept.length + 1;
  const counted = fitted.residualDegreesOfFreedom + parameters - 1;
  return {
    ...fitted,
    theta: theta.value,
    thetaStandardError: theta.standardError,
    alternations,
    logLikelihood: likelihood,
    akaikeInformation: -2 * likelihood + 2 * parameters,
    bayesianInformation: -2 * likelihood + parameters * Math.log(counted),
  };
}

/** The family at a fixed theta. R: `MASS::negative.binomial(theta, link)`. */
export function negativeBinomial(theta: number, link: 'log' | 'sqrt' | 'identity'): Family {
  return {
    ...familyOf('poisson', link),
    name: 'negativeBinomial',
    canonical: false,
    variance: (mean) => mean + (mean * mean) / theta,
    varianceSlope: (mean) => 1 + (2 * mean) / theta,
    deviance: (outcome, mean) =>
      2 *
      (outcome * Math.log(Math.max(1, outcome) / mean) -
        (outcome + theta) * Math.log((outcome + theta) / (mean + theta))),
    start: (outcome) => outcome + (outcome === 0 ? 1 / 6 : 0),
  };
}

function meansOf({ fit }: GeneralisedLinearModel): Float64Array {
  return fittedMeans(fit.data, fit.family, fit.result.coefficients);
}

function logLikelihood(frame: ModelFrame, theta: number, means: Float64Array): number {
  const weights = totalWeights(frame);
  return frame.outcome.reduce((sum, seen, row) => {
    const mean = means[row] as number;
    const log =
      logGamma(theta + seen) -
      logGamma(theta) -
      logGamma(seen + 1) +
      theta * Math.log(theta) +
      seen * Math.log(mean + (seen === 0 ? 1 : 0)) -
      (theta + seen) * Math.log(theta + mean);
    return sum + (weights === null ? 1 : (weights[row] as number)) * log;
  }, 0);
}

/** Where MASS stops its steps to theta: its square is left in theta, and the information is of the step before. */
const ownTolerance = Number.EPSILON ** 0.25;

/** Theta by Newton's method at given means. R: `MASS::theta.ml`. */
function thetaFor(
  frame: ModelFrame,
  means: Float64Array,
  tolerance: number,
): { readonly value: number; readonly standardError: number } {
  const weights = totalWeights(frame);
  const { outcome } = frame;
  const weightOf = (row: number) => (weights === null ? 1 : (weights[row] as number));
  let [total, spread] = [0, 0];
  for (let row = 0; row < outcome.length; row += 1) {
    total += weightOf(row);
    spread += weightOf(row) * ((outcome[row] as number) / (means[row] as number) - 1) ** 2;
  }
  let theta = total / spread;
  let information = 0;
  for (let step = 0; step < 50; step += 1) {
    theta = Math.abs(theta);
    let score = 0;
    information = 0;
    for (let row = 0; row < outcome.length; row += 1) {
      const [seen, mean, weight] = [outcome[row] as number, means[row] as number, weightOf(row)];
      const all = theta + mean;
      score +=
        weight * (digamma(theta + seen) - digamma(theta) + Math.log(theta) + 1 - Math.log(all) - (seen + theta) / all);
      information +=
        weight * (-trigamma(theta + seen) + trigamma(theta) - 1 / theta + 2 / all - (seen + theta) / (all * all));
    }
    const move = score / information;
    theta += move;
    if (Math.abs(move) <= tolerance * (tolerance < ownTolerance ? Math.abs(theta) : 1)) break;
  }
  if (!(theta > 0 && theta < 1e8)) throw thetaLost();
  return { value: theta, standardError: Math.sqrt(1 / information) };
}

const thetaLost = () =>
  new StatisticsError('no-convergence', { detail: 'theta: do the counts vary more than a Poisson model says?' });
