// Ordered regression: one linear predictor moves an outcome up and down a ladder of categories.
import { normalCumulative, normalDensity, normalQuantile } from '../distributions/normal.ts';
import { requireChoice } from '../foundation/errors.ts';
import { symmetricFromLower } from '../linear/matrices.ts';
import {
  type CategoricalFrame,
  type CategoricalModel,
  type CategoricalOptions,
  categoricalFrame,
  fitCategories,
} from './categorical-outcome.ts';
import { selectColumns } from './design.ts';
import type { ModelDescription, NamedColumns } from './model-description.ts';
import { designOn } from './model-frame.ts';
import type { LikelihoodPoint, SmoothLikelihood } from './newton.ts';
import { eachRow } from './working-rows.ts';

export type OrderedLink = 'logit' | 'probit' | 'cloglog';

export interface OrderedOptions extends CategoricalOptions {
  /** Default `logit`: proportional odds. R: `method` `logistic`, `probit`, `cloglog`. */
  readonly link?: OrderedLink;
}

/** An ordered model, the lowest category first; coefficients first, then the thresholds between neighbours: `Low|Medium`. */
export interface OrderedModel extends CategoricalModel {
  readonly link: OrderedLink;
  /** How many of the coefficients are thresholds, at the end. */
  readonly thresholds: number;
}

/** A distribution of what lies behind the ladder: cumulative, density, slope of the density. */
interface Latent {
  readonly cumulative: (value: number) => number;
  readonly density: (value: number) => number;
  readonly slope: (value: number) => number;
  readonly quantile: (probability: number) => number;
}

const logistic = (value: number) => 1 / (1 + Math.exp(-value));
const extreme = (value: number) => Math.exp(value - Math.exp(value));

const latents: Readonly<Record<OrderedLink, Latent>> = {
  logit: {
    cumulative: logistic,
    density: (value) => logistic(value) * logistic(-value),
    slope: (value) => logistic(value) * logistic(-value) * (logistic(-value) - logistic(value)),
    quantile: (probability) => Math.log(probability / (1 - probability)),
  },
  probit: {
    cumulative: normalCumulative,
    density: normalDensity,
    slope: (value) => (Number.isFinite(value) ? -value * normalDensity(value) : 0),
    quantile: normalQuantile,
  },
  cloglog: {
    cumulative: (value) => -Math.expm1(-Math.exp(value)),
    density: (value) => (value > 700 ? 0 : extreme(value)),
    slope: (value) => (value > 700 ? 0 : extreme(value) * (1 - Math.exp(value))),
    quantile: (probability) => Math.log(-Math.log1p(-probability)),
  },
};

/**
 * Fits P(outcome at or below k) = F(threshold k - x'b) by maximum likelihood (Newton, observed information). An intercept has no place
 * beside the thresholds and is left out.
 * R: `MASS::polr(model, data, weights, method)`, whose own rule stops earlier and whose errors are of a Hessian by differences.
 * Source: P. McCullagh, JRSS B 42 (1980).
 * Throws `outcome-invalid` for an outcome that is no factor, `one-group`, `collinear`, `separated`, `no-convergence`, and what frames throw.
 */
export function orderedModel(
  model: string | ModelDescription,
  data: NamedColumns,
  options: OrderedOptions = {},
): OrderedModel {
  const { link = 'logit' } = options;
  requireChoice('link', link, ['logit', 'probit', 'cloglog']);
  const frame = categoricalFrame(model, data, options, false);
  const latent = latents[link];
  const thresholds = frame.outcomes.slice(1).map((outcome, at) => `${frame.outcomes[at]}|${outcome}`);
  const names = [...frame.design.names, ...thresholds];
  const likelihood: SmoothLikelihood = {
    names,
    at: (parameters) => pointAt(frame, latent, parameters),
    proves: (direction, within) => proves(frame, direction, within),
  };
  return { ...fitCategories(frame, likelihood, startOf(frame, latent), options), link, thresholds: thresholds.length };
}

/** No effects, and thresholds at the shares of the outcomes. */
function startOf({ design, codes, weights, outcomes }: CategoricalFrame, latent: Latent): Float64Array {
  const shares = new Float64Array(outcomes.length);
  let total = 0;
  for (const [row, code] of codes.entries()) {
    const weight = weights === null ? 1 : (weights[row] as number);
    shares[code] = (shares[code] as number) + weight;
    total += weight;
  }
  let below = 0;
  // Half a row more in each keeps an outcome that only weights of 0 have off the ends.
  const thresholds = Array.from(shares.subarray(0, -1), (share) => {
    below += share + 0.5;
    return latent.quantile(below / (total + 0.5 * outcomes.length));
  });
  return Float64Array.from([...new Float64Array(design.names.length), ...thresholds]);
}

function pointAt(frame: CategoricalFrame, latent: Latent, parameters: Float64Array): LikelihoodPoint {
  const { design, codes, weights, outcomes } = frame;
  const size = design.names.length;
  const whole = parameters.length;
  const score = new Float64Array(whole);
  const information = new Float64Array(whole * whole);
  const last = outcomes.length - 1;
  const add = (row: number, column: number, value: number) => {
    const [lower, upper] = row < column ? [column, row] : [row, column];
    information[lower * whole + upper] = (information[lower * whole + upper] as number) + value;
  };
  let deviance = 0;
  eachRow(design, (row, values) => {
    const weight = weights === null ? 1 : (weights[row] as number);
    if (weight === 0) return;
    const seen = codes[row] as number;
    const { chance, first, second } = derivatives(latent, parameters, values, { seen, last, size });
    deviance -= 2 * weight * Math.log(chance);
    const ends = [
      [seen < last ? size + seen : -1, first[0], second[0] + second[2]],
      [seen > 0 ? size + seen - 1 : -1, first[1], second[1] + second[2]],
    ] as const;
    const slope = weight * (first[0] + first[1]);
    const curve = weight * (second[0] + second[1] + 2 * second[2]);
    for (const [place, rise, bend] of ends) {
      if (place < 0) continue;
      score[place] = (score[place] as number) + weight * rise;
      add(place, place, -weight * (bend - second[2]));
      for (let at = 0; at < size; at += 1) add(place, at, weight * bend * (values[at] as number));
    }
    if (ends[0][0] >= 0 && ends[1][0] >= 0) add(ends[0][0], ends[1][0], -weight * second[2]);
    for (let one = 0; one < size; one += 1) {
      const value = values[one] as number;
      if (value === 0) continue;
      score[one] = (score[one] as number) - slope * value;
      for (let other = 0; other <= one; other += 1) add(one, other, -curve * value * (values[other] as number));
    }
  });
  return { deviance, score, information: symmetricFromLower(information, whole) };
}

/** The chance of what was seen, and the derivatives of its logarithm by the upper and the lower end (second: upper, lower, both). */
function derivatives(
  { cumulative, density, slope }: Latent,
  parameters: Float64Array,
  values: Float64Array,
  { seen, last, size }: { readonly seen: number; readonly last: number; readonly size: number },
) {
  let predictor = 0;
  for (let at = 0; at < size; at += 1) predictor += (parameters[at] as number) * (values[at] as number);
  const upper = seen < last ? (parameters[size + seen] as number) - predictor : Number.POSITIVE_INFINITY;
  const lower = seen > 0 ? (parameters[size + seen - 1] as number) - predictor : Number.NEGATIVE_INFINITY;
  const chance = (seen < last ? cumulative(upper) : 1) - (seen > 0 ? cumulative(lower) : 0);
  const rise = seen < last ? density(upper) / chance : 0;
  const fall = seen > 0 ? density(lower) / chance : 0;
  const bendUp = seen < last ? slope(upper) / chance - rise * rise : 0;
  const bendDown = seen > 0 ? -slope(lower) / chance - fall * fall : 0;
  return { chance, first: [rise, -fall] as const, second: [bendUp, bendDown, rise * fall] as const };
}

/** Separation: along the direction, no row's upper end falls and no lower end rises, and some move. */
function proves(
  { design, codes, weights, outcomes }: CategoricalFrame,
  direction: Float64Array,
  within: number,
): boolean {
  const size = design.names.length;
  let [largest, against] = [0, 0];
  eachRow(design, (row, values) => {
    if (weights !== null && weights[row] === 0) return;
    const seen = codes[row] as number;
    let along = 0;
    for (let at = 0; at < size; at += 1) along += (direction[at] as number) * (values[at] as number);
    const up = seen < outcomes.length - 1 ? (direction[size + seen] as number) - along : 0;
    const down = seen > 0 ? (direction[size + seen - 1] as number) - along : 0;
    largest = Math.max(largest, Math.abs(up), Math.abs(down));
    against = Math.max(against, -up, down);
  });
  return largest > 0 && against <= within * largest;
}

/**
 * The probability of every category (columns in the order of `outcomes`), row after row, on other rows or on those fitted.
 * R: `predict(model, newdata, type = "probs")`.
 */
export function orderedProbabilities(model: OrderedModel, data: NamedColumns | null = null): Float64Array {
  const { cumulative } = latents[model.link];
  const whole = data === null ? model.frame.design : designOn(model.frame.frame.recipe, data).design;
  const columns = [...whole.names.keys()].filter((column) => (whole.termOf[column] as number) >= 0);
  const design = data === null ? whole : selectColumns(whole, columns);
  const size = design.names.length;
  const count = model.outcomes.length;
  const found = new Float64Array(design.rows * count);
  eachRow(design, (row, values) => {
    let predictor = 0;
    for (let at = 0; at < size; at += 1) predictor += (model.coefficients[at] as number) * (values[at] as number);
    let below = 0;
    for (let each = 0; each < count; each += 1) {
      const upTo = each === count - 1 ? 1 : cumulative((model.coefficients[size + each] as number) - predictor);
      found[row * count + each] = upTo - below;
      below = upTo;
    }
  });
  return found;
}
