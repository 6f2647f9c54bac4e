// What models of an outcome with several categories share: their options, their frame, their fit and what is said of it.
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { Work } from '../foundation/work.ts';
import { symmetricInverse } from '../linear/matrices.ts';
import { workingBasis } from './collinearity.ts';
import { type Design, selectColumns } from './design.ts';
import { familyOf } from './families.ts';
import { type CoefficientTable, coefficientTable } from './generalised-linear-model.ts';
import type { IterationOptions } from './iteration.ts';
import type { ModelDescription, NamedColumns } from './model-description.ts';
import { describe, type FrameOptions, type ModelFrame, modelFrame, outcomeFactor } from './model-frame.ts';
import { newtonMaximum, type SmoothLikelihood } from './newton.ts';
import { workingSums } from './working-sums.ts';

export interface CategoricalOptions
  extends Omit<FrameOptions, 'outcomeAs' | 'offset'>,
    Pick<IterationOptions, 'maxIterations' | keyof Work> {}

/** What is said of a fit. The dispersion is 1; the coefficients' p-values are the normal distribution's. */
export interface CategoricalModel extends CoefficientTable {
  /** The categories of the outcome that rows have, in the factor's order. */
  readonly outcomes: readonly string[];
  readonly deviance: number;
  readonly logLikelihood: number;
  readonly akaikeInformation: number;
  readonly iterations: number;
  readonly rows: number;
  readonly rowsOmitted: number;
  readonly frame: CategoricalFrame;
}

/** Rows with the place of their outcome among those in use. */
export interface CategoricalFrame {
  readonly frame: ModelFrame;
  readonly design: Design;
  readonly outcomes: readonly string[];
  readonly codes: Int32Array;
  readonly weights: Column | null;
}

/** The frame. Throws `one-group` for an outcome of one category, `collinear`, `formula-invalid` for an offset, and what frames throw. */
export function categoricalFrame(
  model: string | ModelDescription,
  data: NamedColumns,
  options: CategoricalOptions,
  keepIntercept: boolean,
): CategoricalFrame {
  const description = describe(model, data);
  if ((description.offsets ?? []).length > 0)
    throw new StatisticsError('formula-invalid', { detail: 'offsets are not taken' });
  const frame = modelFrame(description, data, { ...options, outcomeAs: 'codes' });
  const { levels } = outcomeFactor(description.outcome, data, frame.rowsGiven);
  const place = new Int32Array(levels.length).fill(-1);
  const outcomes = levels.filter((_, code) => frame.outcome.includes(code));
  for (const [at, level] of outcomes.entries()) place[levels.indexOf(level)] = at;
  if (outcomes.length < 2) throw new StatisticsError('one-group', { column: frame.outcomeName });
  requireIndependent(frame);
  const columns = [...frame.design.names.keys()].filter(
    (column) => keepIntercept || (frame.design.termOf[column] as number) >= 0,
  );
  return {
    frame,
    design: keepIntercept ? frame.design : selectColumns(frame.design, columns),
    outcomes,
    codes: Int32Array.from(frame.outcome, (code) => place[code] as number),
    weights: frame.weights,
  };
}

function requireIndependent(frame: ModelFrame): void {
  const { design, weights } = frame;
  const outcome = new Float64Array(design.rows);
  const { information } = workingSums({ design, outcome, weights, offset: null, family: familyOf('gaussian') }, null);
  const { dependent } = workingBasis(design, weights, information, 1e-11);
  if (dependent.length > 0) {
    throw new StatisticsError('collinear', { column: dependent.map((column) => design.names[column]).join(', ') });
  }
}

/** The maximum of the likelihood from `start`, and what is said of it. Throws `separated`, `collinear`, `no-convergence`. */
export function fitCategories(
  frame: CategoricalFrame,
  likelihood: SmoothLikelihood,
  start: Float64Array,
  options: CategoricalOptions,
): CategoricalModel {
  const { names } = likelihood;
  const { parameters, information, deviance, iterations } = newtonMaximum(likelihood, start, options);
  const covariance = symmetricInverse(information, names.length, { tolerance: 0, relativeTo: 'own' });
  return {
    ...coefficientTable(names, parameters, covariance, Number.POSITIVE_INFINITY),
    outcomes: frame.outcomes,
    deviance,
    logLikelihood: -deviance / 2,
    akaikeInformation: deviance + 2 * names.length,
    iterations,
    rows: frame.design.rows,
    rowsOmitted: frame.frame.rowsOmitted,
    frame,
  };
}
