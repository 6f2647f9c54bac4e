// Comparing nested models: what each term, or a larger model, takes off the deviance.
import { chiSquareUpper } from '../distributions/chi-square.ts';
import { fUpper } from '../distributions/student.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { selectColumns } from './design.ts';
import type { GeneralisedLinearModel } from './generalised-linear-model.ts';
import { maximise } from './iteration.ts';

/** What was added, and what it took off the deviance. */
export interface DevianceStep {
  /** The term, or the number of the model. */
  readonly name: string;
  readonly degreesOfFreedom: number;
  readonly deviance: number;
  readonly residualDegreesOfFreedom: number;
  readonly residualDeviance: number;
  /** Chi-square, or F. */
  readonly statistic: number;
  readonly pValue: number;
}

export interface ComparisonOptions {
  /** `chi-square` (the default where the dispersion is fixed) or `F` (where it is estimated). */
  readonly test?: 'chi-square' | 'F';
}

/**
 * The terms added one after the other, from the null model. R: `anova(model, test = "Chisq")`, or `"F"` (and `anova(lm)`).
 * The terms' columns that were dropped count nothing.
 */
export function sequentialTests(model: GeneralisedLinearModel, options: ComparisonOptions = {}): DevianceStep[] {
  const { fit } = model;
  const { design } = fit.frame;
  const kept = [...fit.basis.kept];
  const steps: DevianceStep[] = [];
  let [deviance, freedom] = [model.nullDeviance, model.nullDegreesOfFreedom];
  for (const [term, name] of design.terms.entries()) {
    const columns = kept.filter((column) => (design.termOf[column] as number) <= term);
    const isWhole = columns.length === kept.length;
    const data = { ...fit.data, design: selectColumns(design, columns) };
    const next = isWhole ? model.deviance : maximise(data, null, fit.iteration).deviance;
    const nextFreedom = model.residualDegreesOfFreedom + kept.length - columns.length;
    steps.push(stepOf(name, [deviance, freedom], [next, nextFreedom], model, options));
    [deviance, freedom] = [next, nextFreedom];
  }
  return steps;
}

/**
 * Models of the same rows, the smaller first, each against the one before; the dispersion is the largest model's.
 * R: `anova(model1, model2, ..., test = "Chisq")`.
 * Throws `length-mismatch` where the models are of different numbers of rows, `option-invalid` where they are of different families.
 */
export function compareModels(
  models: readonly GeneralisedLinearModel[],
  options: ComparisonOptions = {},
): DevianceStep[] {
  const [first, ...others] = models;
  if (first === undefined || others.length === 0) throw new StatisticsError('one-group', { column: 'models' });
  for (const other of others) {
    if (other.rows !== first.rows) throw new StatisticsError('length-mismatch', { column: 'models' });
    if (other.family !== first.family)
      throw new StatisticsError('option-invalid', { column: 'models', detail: 'families differ' });
    if (other.fit.frame.outcomeName !== first.fit.frame.outcomeName)
      throw new StatisticsError('option-invalid', { column: 'models', detail: 'outcomes differ' });
  }
  const largest = models.reduce((one, other) =>
    other.residualDegreesOfFreedom < one.residualDegreesOfFreedom ? other : one,
  );
  return others.map((model, at) => {
    const before = models[at] as GeneralisedLinearModel;
    return stepOf(
      String(at + 2),
      [before.deviance, before.residualDegreesOfFreedom],
      [model.deviance, model.residualDegreesOfFreedom],
      largest,
      options,
    );
  });
}

function stepOf(
  name: string,
  [deviance, freedom]: readonly [number, number],
  [nextDeviance, nextFreedom]: readonly [number, number],
  scaleOf: GeneralisedLinearModel,
  options: ComparisonOptions,
): DevianceStep {
  const { fixedDispersion } = scaleOf.fit.family;
  const test = options.test ?? (fixedDispersion ? 'chi-square' : 'F');
  const degreesOfFreedom = freedom - nextFreedom;
  const taken = deviance - nextDeviance;
  const scaled = taken / scaleOf.dispersion;
  const statistic = test === 'F' ? scaled / degreesOfFreedom : scaled;
  return {
    name,
    degreesOfFreedom,
    deviance: taken,
    residualDegreesOfFreedom: nextFreedom,
    residualDeviance: nextDeviance,
    statistic,
    pValue: pValueOf(test, statistic, degreesOfFreedom, scaleOf),
  };
}

/** A model with fewer parameters later in the list is tested all the same, as R does, by the size of the difference. */
function pValueOf(
  test: 'chi-square' | 'F',
  statistic: number,
  freedom: number,
  scaleOf: GeneralisedLinearModel,
): number {
  if (freedom === 0) return Number.NaN;
  if (test === 'chi-square') return chiSquareUpper(statistic * Math.sign(freedom), Math.abs(freedom));
  if (scaleOf.fit.family.fixedDispersion) return chiSquareUpper(statistic * Math.abs(freedom), Math.abs(freedom));
  return fUpper(statistic, Math.abs(freedom), scaleOf.residualDegreesOfFreedom);
}
