// A fitted model's coefficients as they are reported: hazard ratios with intervals and p-values.
import { normalReach, normalTwoSided } from '../distributions/index.ts';
import type { CoxFit } from './cox-fit.ts';

export interface HazardRatio {
  readonly name: string;
  readonly coefficient: number;
  readonly standardError: number;
  /** Coefficient over standard error: R's z. */
  readonly statistic: number;
  readonly pValue: number;
  /** exp of the coefficient: what a unit more multiplies the hazard by. */
  readonly hazardRatio: number;
  readonly low: number;
  readonly high: number;
}

/** One entry a coefficient, intervals of `confidence` (0.95) by Wald. R: `summary(fit, conf.int =)`. Throws `confidence-invalid`. */
export function hazardRatios(
  fit: Pick<CoxFit, 'names' | 'coefficients' | 'standardErrors'>,
  { confidence = 0.95 } = {},
): readonly HazardRatio[] {
  const reach = normalReach(confidence);
  return fit.names.map((name, at) => {
    const [coefficient, standardError] = [fit.coefficients[at] as number, fit.standardErrors[at] as number];
    const statistic = coefficient / standardError;
    return {
      name,
      coefficient,
      standardError,
      statistic,
      pValue: normalTwoSided(statistic),
      hazardRatio: Math.exp(coefficient),
      low: Math.exp(coefficient - reach * standardError),
      high: Math.exp(coefficient + reach * standardError),
    };
  });
}
