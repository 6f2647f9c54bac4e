// Regression output: enough observations beyond its parameters, enough people behind each coefficient, and no more digits than are known.
import { type Refusal, refuse } from '../refusal.ts';

export interface RegressionFacts {
  readonly observations: number;
  readonly parameters: number;
  /** Distinct combinations of the explaining variables. A model with as many parameters is a table of them. */
  readonly patterns: number;
  /** People behind each dummy variable, and behind its reference: those with 1 and those with 0. */
  readonly dummies: readonly { readonly name: string; readonly ones: number; readonly zeros: number }[];
  /** True where answers that are secret were read directly, not through published tables. */
  readonly readsAnswers: boolean;
}

export interface RegressionRule {
  readonly leastFreedom: number;
  readonly threshold: number;
}

export const regressionRule: RegressionRule = { leastFreedom: 10, threshold: 10 };

/**
 * Whether coefficients may leave; null where they may. Residuals, leverages, fitted values and the largest or smallest of anything never may.
 * Source: Statistical disclosure control handbook, Safe Data Access Professionals 2019, sections on regression.
 */
export function checkRegression(facts: RegressionFacts, rule: RegressionRule = regressionRule): Refusal | null {
  const unsafe = (field: string, message: string, remedy: string) => refuse('output-unsafe', field, message, remedy);
  if (facts.readsAnswers) {
    return unsafe(
      'readsAnswers',
      'The model was fitted to answers themselves: its coefficients are counts of them in another form.',
      'Fit it to the published tables by the answer, which are unbiased where they are measured.',
    );
  }
  // Each rule asks what must hold: a number that is none meets it no more than one that is too small.
  if (!(facts.observations - facts.parameters >= rule.leastFreedom)) {
    return unsafe('parameters', 'There are too few observations for so many parameters.', 'Leave variables out.');
  }
  if (!(facts.parameters < facts.patterns)) {
    return unsafe(
      'parameters',
      'The model is saturated: its coefficients are a table of means.',
      'Leave interactions out.',
    );
  }
  const few = facts.dummies.find(({ ones, zeros }) => !(Math.min(ones, zeros) >= rule.threshold));
  if (few === undefined) return null;
  return unsafe(
    `dummies.${few.name}`,
    'Too few people stand behind a coefficient, or behind its reference.',
    'Join the category with another.',
  );
}

/**
 * A coefficient and its error, the error to two digits and the coefficient to the same place: 1523.4 with an error of 234.5 is 1520 with
 * 230. Both are NaN where the error is none.
 */
export function roundCoefficient(coefficient: number, standardError: number) {
  if (!(standardError > 0 && Number.isFinite(standardError)))
    return { coefficient: Number.NaN, standardError: Number.NaN };
  const digits = Math.min(100, 1 - Math.floor(Math.log10(standardError)));
  const unit = 10 ** -digits;
  const rounded = (value: number) => (digits >= 0 ? Number(value.toFixed(digits)) : Math.round(value / unit) * unit);
  return { coefficient: rounded(coefficient), standardError: rounded(standardError) };
}
