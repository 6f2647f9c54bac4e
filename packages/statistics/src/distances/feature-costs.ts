// Costs by what states are like: how far apart they stand in features such as the grade's rank, by Gower's coefficient.
import { StatisticsError } from '../foundation/errors.ts';
import { filledMatrix, largest, requireCosts, type SequenceCosts } from './costs.ts';

/** A feature of the states: a number, or a category's code, for each state in their order; NaN where it is not known. */
export interface StateFeature {
  readonly values: ArrayLike<number>;
  /**
   * `interval`: numbers, by their distance over their range. `ordinal`: the same of their ranks. `nominal`: alike or not.
   * `asymmetric`: 0 or 1, where both 0 says nothing. Interval unless told.
   */
  readonly kind?: 'interval' | 'ordinal' | 'nominal' | 'asymmetric';
  /** 1 unless told. */
  readonly weight?: number;
}

/**
 * Substituting two states costs their dissimilarity in the features (Gower 1971), from 0 to 1; inserting or deleting half the largest.
 * R: `TraMineR::seqcost(s, "FEATURES", state.features, feature.weights, feature.type)`, which is `cluster::daisy(metric = "gower")`.
 * Throws `length-mismatch` for a feature without a value a state, `not-finite` for an infinite one, `weight-invalid`, `option-invalid`
 * where there is no feature or where two states have none in common, `costs-invalid` where all states are alike.
 */
export function featureCosts(states: readonly string[], features: readonly StateFeature[]): SequenceCosts {
  if (features.length === 0) throw new StatisticsError('option-invalid', { column: 'features', detail: 'none' });
  const columns = features.map((feature, at) => compared(feature, states.length, `features[${at}]`));
  const substitution = filledMatrix(states.length, (from, to) => {
    let [sum, weights] = [0, 0];
    for (const { apart, weight, says } of columns) {
      if (!says(from, to)) continue;
      sum += weight * apart(from, to);
      weights += weight;
    }
    if (weights > 0) return sum / weights;
    throw new StatisticsError('option-invalid', { column: 'features', detail: 'two states have none in common' });
  });
  const indel = new Float64Array(states.length).fill(largest(substitution) / 2);
  return requireCosts({ states, substitution, indel });
}

interface ComparedFeature {
  readonly weight: number;
  readonly apart: (from: number, to: number) => number;
  readonly says: (from: number, to: number) => boolean;
}

function compared(
  { values, kind = 'interval', weight = 1 }: StateFeature,
  size: number,
  column: string,
): ComparedFeature {
  if (values.length !== size) {
    throw new StatisticsError('length-mismatch', { column, detail: `${values.length} values for ${size} states` });
  }
  if (!(weight >= 0 && Number.isFinite(weight))) throw new StatisticsError('weight-invalid', { column });
  const given = Float64Array.from(values);
  if (given.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) {
    throw new StatisticsError('not-finite', { column });
  }
  const numbers = kind === 'ordinal' ? ranks(given) : given;
  const at = (state: number) => numbers[state] as number;
  const known = (from: number, to: number) => !Number.isNaN(at(from)) && !Number.isNaN(at(to));
  const unlike = (from: number, to: number) => (at(from) === at(to) ? 0 : 1);
  if (kind === 'nominal') return { weight, apart: unlike, says: known };
  if (kind === 'asymmetric') {
    return { weight, apart: unlike, says: (from, to) => known(from, to) && (at(from) !== 0 || at(to) !== 0) };
  }
  const present = numbers.filter((value) => !Number.isNaN(value));
  const range =
    present.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) -
    present.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return { weight, apart: (from, to) => (range > 0 ? Math.abs(at(from) - at(to)) / range : 0), says: known };
}

/** The place of each value among the different ones, as the levels of R's ordered factors. */
function ranks(values: Float64Array): Float64Array {
  const levels = [...new Set(values.filter((value) => !Number.isNaN(value)))].sort((one, other) => one - other);
  return values.map((value) => (Number.isNaN(value) ? value : levels.indexOf(value)));
}
