// The distributions of a parametric survival model, as errors of the logarithm of time.
import { normalDensity, normalQuantile, normalUpper, normalUpperLog } from '../distributions/index.ts';

/** Distributions of the time to the event. */
export type SurvivalDistribution = 'weibull' | 'exponential' | 'lognormal' | 'loglogistic';

/** log f, log S and their first two derivatives at z, written into the five-number scratch by `density` and `tail`. */
export interface ErrorFamily {
  /** Writes log density, its first and second derivative. */
  readonly density: (z: number, into: Float64Array) => void;
  /** Writes log survival, its first and second derivative. */
  readonly tail: (z: number, into: Float64Array) => void;
  readonly survival: (z: number) => number;
  /** The z below which a probability lies. */
  readonly quantile: (probability: number) => number;
  /** The scale that the distribution fixes. */
  readonly fixedScale?: number;
}

function write(into: Float64Array, value: number, first: number, second: number): void {
  into[0] = value;
  into[1] = first;
  into[2] = second;
}

const extreme: ErrorFamily = {
  density: (z, into) => {
    const rate = Math.exp(z);
    write(into, z - rate, 1 - rate, -rate);
  },
  tail: (z, into) => {
    const rate = Math.exp(z);
    write(into, -rate, -rate, -rate);
  },
  survival: (z) => Math.exp(-Math.exp(z)),
  quantile: (probability) => Math.log(-Math.log1p(-probability)),
};

const logistic: ErrorFamily = {
  density: (z, into) => {
    const [share, rest] = [1 / (1 + Math.exp(-z)), 1 / (1 + Math.exp(z))];
    write(into, -Math.abs(z) - 2 * Math.log1p(Math.exp(-Math.abs(z))), 1 - 2 * share, -2 * share * rest);
  },
  tail: (z, into) => {
    const [share, rest] = [1 / (1 + Math.exp(-z)), 1 / (1 + Math.exp(z))];
    write(into, -Math.max(z, 0) - Math.log1p(Math.exp(-Math.abs(z))), -share, -share * rest);
  },
  survival: (z) => 1 / (1 + Math.exp(z)),
  quantile: (probability) => Math.log(probability / (1 - probability)),
};

const gaussian: ErrorFamily = {
  density: (z, into) => write(into, -0.5 * z * z - 0.5 * Math.log(2 * Math.PI), -z, -1),
  tail: (z, into) => {
    const log = normalUpperLog(z);
    const mills = log > -700 ? normalDensity(z) / Math.exp(log) : z + 1 / z;
    write(into, log, -mills, -mills * (mills - z));
  },
  survival: normalUpper,
  quantile: normalQuantile,
};

export const errorFamilies: Readonly<Record<SurvivalDistribution, ErrorFamily>> = {
  weibull: extreme,
  exponential: { ...extreme, fixedScale: 1 },
  lognormal: gaussian,
  loglogistic: logistic,
};
