// What an outcome is taken to be (family) and the scale that its mean is modelled on (link), as R's families define them.
import { logGamma } from '../distributions/gamma-function.ts';
import { normalCumulative, normalDensity, normalQuantile } from '../distributions/normal.ts';
import { StatisticsError } from '../foundation/errors.ts';

export type FamilyName = 'gaussian' | 'binomial' | 'poisson' | 'gamma' | 'quasibinomial' | 'quasipoisson';
export type LinkName = 'identity' | 'logit' | 'probit' | 'cloglog' | 'log' | 'sqrt' | 'inverse';

/** A link: linear predictor to mean and back. Limits as in R, so that a mean never reaches 0 or 1. */
export interface Link {
  readonly name: LinkName;
  readonly predictor: (mean: number) => number;
  readonly mean: (predictor: number) => number;
  /** The derivative of the mean by the linear predictor. */
  readonly slope: (predictor: number) => number;
  /** The second derivative, without limits. */
  readonly curvature: (predictor: number) => number;
}

/** A family: variance, deviance and likelihood of an outcome with weights. */
export interface Family {
  readonly name: FamilyName | 'negativeBinomial';
  readonly link: Link;
  /** Whether the dispersion is 1 and not estimated. */
  readonly fixedDispersion: boolean;
  /** Whether expected and observed information are the same, so that Newton's method converges quadratically. */
  readonly canonical: boolean;
  readonly variance: (mean: number) => number;
  /** The derivative of the variance by the mean. */
  readonly varianceSlope: (mean: number) => number;
  /** The deviance of one row, weight apart. */
  readonly deviance: (outcome: number, mean: number) => number;
  /** The mean that iteration starts from. */
  readonly start: (outcome: number, weight: number) => number;
  readonly validMean: (mean: number) => boolean;
  readonly validOutcome: (outcome: number) => boolean;
}

const epsilon = Number.EPSILON;
const probitLimit = -normalQuantile(epsilon);
const logisticLimit = 30;

const links: Readonly<Record<LinkName, Link>> = {
  identity: {
    name: 'identity',
    predictor: (mean) => mean,
    mean: (predictor) => predictor,
    slope: () => 1,
    curvature: () => 0,
  },
  logit: {
    name: 'logit',
    predictor: (mean) => Math.log(mean / (1 - mean)),
    mean: (predictor) => {
      if (predictor < -logisticLimit) return epsilon / (1 + epsilon);
      if (predictor > logisticLimit) return 1 / (1 + epsilon);
      return 1 / (1 + Math.exp(-predictor));
    },
    slope: (predictor) => {
      if (Math.abs(predictor) > logisticLimit) return epsilon;
      const odds = Math.exp(predictor);
      return odds / (1 + odds) ** 2;
    },
    curvature: (predictor) => {
      const odds = Math.exp(-Math.abs(predictor));
      return (-Math.sign(predictor) * odds * (1 - odds)) / (1 + odds) ** 3;
    },
  },
  probit: {
    name: 'probit',
    predictor: normalQuantile,
    mean: (predictor) => normalCumulative(Math.min(Math.max(predictor, -probitLimit), probitLimit)),
    slope: (predictor) => Math.max(normalDensity(predictor), epsilon),
    curvature: (predictor) => -predictor * normalDensity(predictor),
  },
  cloglog: {
    name: 'cloglog',
    predictor: (mean) => Math.log(-Math.log1p(-mean)),
    mean: (predictor) => Math.max(Math.min(-Math.expm1(-Math.exp(predictor)), 1 - epsilon), epsilon),
    slope: (predictor) => {
      const capped = Math.min(predictor, 700);
      return Math.max(Math.exp(capped) * Math.exp(-Math.exp(capped)), epsilon);
    },
    curvature: (predictor) => {
      const hazard = Math.exp(Math.min(predictor, 700));
      return hazard * Math.exp(-hazard) * (1 - hazard);
    },
  },
  log: {
    name: 'log',
    predictor: Math.log,
    mean: (predictor) => Math.max(Math.exp(predictor), epsilon),
    slope: (predictor) => Math.max(Math.exp(predictor), epsilon),
    curvature: Math.exp,
  },
  sqrt: {
    name: 'sqrt',
    predictor: Math.sqrt,
    mean: (predictor) => predictor * predictor,
    slope: (predictor) => 2 * predictor,
    curvature: () => 2,
  },
  inverse: {
    name: 'inverse',
    predictor: (mean) => 1 / mean,
    mean: (predictor) => 1 / predictor,
    slope: (predictor) => -1 / (predictor * predictor),
    curvature: (predictor) => 2 / predictor ** 3,
  },
};

/** y log(y / mean), which is 0 where y is. */
const ylog = (outcome: number, mean: number) => (outcome === 0 ? 0 : outcome * Math.log(outcome / mean));

const binomial = {
  fixedDispersion: true,
  variance: (mean: number) => mean * (1 - mean),
  varianceSlope: (mean: number) => 1 - 2 * mean,
  deviance: (outcome: number, mean: number) => 2 * (ylog(outcome, mean) + ylog(1 - outcome, 1 - mean)),
  start: (outcome: number, weight: number) => (weight * outcome + 0.5) / (weight + 1),
  validMean: (mean: number) => mean > 0 && mean < 1,
  validOutcome: (outcome: number) => outcome >= 0 && outcome <= 1,
};

const poisson = {
  fixedDispersion: true,
  variance: (mean: number) => mean,
  varianceSlope: () => 1,
  deviance: (outcome: number, mean: number) => 2 * (ylog(outcome, mean) - (outcome - mean)),
  start: (outcome: number) => outcome + 0.1,
  validMean: (mean: number) => mean > 0,
  validOutcome: (outcome: number) => outcome >= 0,
};

const kinds = {
  binomial,
  quasibinomial: { ...binomial, fixedDispersion: false },
  poisson,
  quasipoisson: { ...poisson, fixedDispersion: false },
  gaussian: {
    fixedDispersion: false,
    variance: () => 1,
    varianceSlope: () => 0,
    deviance: (outcome: number, mean: number) => (outcome - mean) ** 2,
    start: (outcome: number) => outcome,
    validMean: () => true,
    validOutcome: () => true,
  },
  gamma: {
    fixedDispersion: false,
    variance: (mean: number) => mean * mean,
    varianceSlope: (mean: number) => 2 * mean,
    deviance: (outcome: number, mean: number) => -2 * (Math.log(outcome / mean) - (outcome - mean) / mean),
    start: (outcome: number) => outcome,
    validMean: (mean: number) => mean > 0,
    validOutcome: (outcome: number) => outcome > 0,
  },
};

/** Links that a family takes, its canonical one first. */
const allowed: Readonly<Record<FamilyName, readonly LinkName[]>> = {
  gaussian: ['identity', 'log', 'inverse'],
  binomial: ['logit', 'probit', 'cloglog', 'log'],
  quasibinomial: ['logit', 'probit', 'cloglog', 'log'],
  poisson: ['log', 'identity', 'sqrt'],
  quasipoisson: ['log', 'identity', 'sqrt'],
  gamma: ['inverse', 'log', 'identity'],
};

/** The family with its link (the canonical one where none is named). R: `binomial("probit")` and so on. Throws `option-invalid`. */
export function familyOf(name: FamilyName, link?: LinkName): Family {
  const choices = allowed[name];
  if (choices === undefined) throw new StatisticsError('option-invalid', { column: 'family' });
  const [canonical] = choices;
  const chosen = link ?? canonical;
  if (chosen === undefined || !choices.includes(chosen)) {
    throw new StatisticsError('option-invalid', { column: 'link', detail: `${name} takes ${choices.join(', ')}` });
  }
  return { name, link: links[chosen], canonical: chosen === canonical, ...kinds[name] };
}

/** The logarithm of the binomial probability of `successes` in `trials`. R: `dbinom(successes, trials, probability, log = TRUE)`. */
export function binomialLogProbability(successes: number, trials: number, probability: number): number {
  const ways = logGamma(trials + 1) - logGamma(successes + 1) - logGamma(trials - successes + 1);
  const hits = successes === 0 ? 0 : successes * Math.log(probability);
  const misses = trials === successes ? 0 : (trials - successes) * Math.log1p(-probability);
  return ways + hits + misses;
}
