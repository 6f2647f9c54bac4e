// Multinomial regression: the odds of each category of an outcome against the first.
import { symmetricFromLower } from '../linear/matrices.ts';
import {
  type CategoricalFrame,
  type CategoricalModel,
  type CategoricalOptions,
  categoricalFrame,
  fitCategories,
} from './categorical-outcome.ts';
import type { ModelDescription, NamedColumns } from './model-description.ts';
import { designOn } from './model-frame.ts';
import type { LikelihoodPoint, SmoothLikelihood } from './newton.ts';
import { eachRow } from './working-rows.ts';

/** A multinomial model; coefficients category by category (without the first), each with all columns: `Medium:age`. */
export type MultinomialModel = CategoricalModel;

/**
 * Fits log(P(category) / P(first category)) = x'b by maximum likelihood (Newton).
 * R: `nnet::multinom(model, data, weights)`, whose own rule stops earlier (`reltol = 1e-8`).
 * Throws `outcome-invalid` for an outcome that is no factor, `one-group`, `collinear`, `separated`, `no-convergence`, and what frames throw.
 */
export function multinomialModel(
  model: string | ModelDescription,
  data: NamedColumns,
  options: CategoricalOptions = {},
): MultinomialModel {
  const frame = categoricalFrame(model, data, options, true);
  const columns = frame.design.names;
  const names = frame.outcomes.slice(1).flatMap((outcome) => columns.map((column) => `${outcome}:${column}`));
  const likelihood: SmoothLikelihood = {
    names,
    at: (parameters) => pointAt(frame, parameters),
    proves: (direction, within) => proves(frame, direction, within),
  };
  return fitCategories(frame, likelihood, new Float64Array(names.length), options);
}

/** The probabilities of one row, written into `into`. */
function probabilities(values: Float64Array, parameters: Float64Array, into: Float64Array): void {
  const size = values.length;
  into[0] = 0;
  let largest = 0;
  for (let each = 1; each < into.length; each += 1) {
    let sum = 0;
    for (let at = 0; at < size; at += 1) sum += (parameters[(each - 1) * size + at] as number) * (values[at] as number);
    into[each] = sum;
    largest = Math.max(largest, sum);
  }
  let total = 0;
  for (let each = 0; each < into.length; each += 1) {
    into[each] = Math.exp((into[each] as number) - largest);
    total += into[each] as number;
  }
  for (let each = 0; each < into.length; each += 1) into[each] = (into[each] as number) / total;
}

function pointAt({ design, codes, weights, outcomes }: CategoricalFrame, parameters: Float64Array): LikelihoodPoint {
  const size = design.names.length;
  const whole = parameters.length;
  const score = new Float64Array(whole);
  const information = new Float64Array(whole * whole);
  const shares = new Float64Array(outcomes.length);
  let deviance = 0;
  eachRow(design, (row, values) => {
    const weight = weights === null ? 1 : (weights[row] as number);
    if (weight === 0) return;
    const seen = codes[row] as number;
    probabilities(values, parameters, shares);
    deviance -= 2 * weight * Math.log(shares[seen] as number);
    for (let one = 1; one < outcomes.length; one += 1) {
      const share = shares[one] as number;
      const left = weight * ((seen === one ? 1 : 0) - share);
      const start = (one - 1) * size;
      for (let at = 0; at < size; at += 1)
        score[start + at] = (score[start + at] as number) + left * (values[at] as number);
      for (let other = 1; other <= one; other += 1) {
        const spread = weight * share * ((one === other ? 1 : 0) - (shares[other] as number));
        addBlock(information, values, spread, { whole, row: start, column: (other - 1) * size });
      }
    }
  });
  return { deviance, score, information: symmetricFromLower(information, whole) };
}

function addBlock(
  information: Float64Array,
  values: Float64Array,
  spread: number,
  { whole, row, column }: { readonly whole: number; readonly row: number; readonly column: number },
): void {
  for (let one = 0; one < values.length; one += 1) {
    const left = spread * (values[one] as number);
    if (left === 0) continue;
    const base = (row + one) * whole + column;
    for (let other = 0; other < values.length; other += 1) {
      information[base + other] = (information[base + other] as number) + left * (values[other] as number);
    }
  }
}

/** Separation: along the direction, no row's own category loses against another, and some gain. */
function proves(
  { design, codes, weights, outcomes }: CategoricalFrame,
  direction: Float64Array,
  within: number,
): boolean {
  const size = design.names.length;
  let [largest, against] = [0, 0];
  const along = new Float64Array(outcomes.length);
  eachRow(design, (row, values) => {
    if (weights !== null && weights[row] === 0) return;
    for (let each = 1; each < outcomes.length; each += 1) {
      let sum = 0;
      for (let at = 0; at < size; at += 1)
        sum += (direction[(each - 1) * size + at] as number) * (values[at] as number);
      along[each] = sum;
    }
    const own = along[codes[row] as number] as number;
    for (const value of along) {
      largest = Math.max(largest, Math.abs(own - value));
      against = Math.max(against, value - own);
    }
  });
  return largest > 0 && against <= within * largest;
}

/**
 * The probability of every category (columns in the order of `outcomes`), row after row, on other rows or on those fitted.
 * R: `predict(model, newdata, type = "probs")`.
 */
export function multinomialProbabilities(model: MultinomialModel, data: NamedColumns | null = null): Float64Array {
  const design = data === null ? model.frame.design : designOn(model.frame.frame.recipe, data).design;
  const count = model.outcomes.length;
  const found = new Float64Array(design.rows * count);
  eachRow(design, (row, values) => {
    probabilities(values, model.coefficients, found.subarray(row * count, (row + 1) * count));
  });
  return found;
}
