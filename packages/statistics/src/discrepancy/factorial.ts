// The share of a discrepancy that each of several factors explains beside the others.
import { dissimilaritiesAmong } from '../clustering/pairs.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type Column, type Factor, isFactor, requireFactor, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { randomStream } from '../foundation/random.ts';
import { type DiscrepancyOptions, prepared } from './discrepancy.ts';
import { DistanceModel } from './distance-model.ts';
import { type PermutationOptions, permutationPValues, requirePermutations } from './permutation-test.ts';

/** Something that may explain: a factor, or a number an object. */
export interface DiscrepancyPredictor {
  readonly name: string;
  readonly values: Factor | Column;
}

export interface FactorialOptions extends DiscrepancyOptions, PermutationOptions {}

/** What one factor explains, or all of them. */
export interface FactorialTerm {
  readonly name: string;
  readonly pseudoF: number;
  readonly pseudoR2: number;
  readonly pValue: number;
}

export interface FactorialDiscrepancy {
  /** Each factor, beside all the others (as sums of squares of type II and III). */
  readonly terms: readonly FactorialTerm[];
  readonly whole: FactorialTerm;
  /** Objects taken into account: those that lack no predictor. */
  readonly objects: number;
}

/**
 * What each of several factors explains of the discrepancy of objects beside the others, with permutation tests: of a factor by permuting
 * it alone, of all by permuting them together. Factors take a column for each level but the first that occurs, numbers take one.
 * Objects that lack a predictor are left out.
 *
 * Throws `collinear` (the predictor) where columns depend on each other, `no-rows` where no object is left, `one-group` for a factor of one
 * level, `length-mismatch`, `code-outside-levels`, `option-invalid`, and as `discrepancy`; `cancelled`. Progress is in permutations.
 * Method: McArdle & Anderson (2001); weights as Studer et al. (2011).
 * R: `TraMineR::dissmfacw(d ~ a + b, data, weights, R, squared)`; p-values agree in distribution.
 */
export function factorialDiscrepancy(
  dissimilarities: Dissimilarities,
  predictors: readonly DiscrepancyPredictor[],
  options: FactorialOptions = {},
): FactorialDiscrepancy {
  const { permutations = 1000, seed = 1, onProgress, signal } = options;
  requirePermutations(permutations);
  const ready = prepared(dissimilarities, options);
  const kept = completeObjects(predictors, ready.distances.size);
  const distances =
    kept.length === ready.distances.size ? ready.distances : dissimilaritiesAmong(ready.distances, kept);
  const weights = Float64Array.from(kept, (object) => ready.weights[object] as number);
  const blocks = predictors.map((predictor) => columnsOf(predictor, kept));
  const model = new DistanceModel(distances, weights, blocks);
  if (model.dependent >= 0) {
    throw new StatisticsError('collinear', { column: (predictors[model.dependent] as DiscrepancyPredictor).name });
  }
  const random = randomStream(seed);
  const order = Int32Array.from(kept.keys());
  const observed = model.measure(order);
  const count = predictors.length;
  const values = permutationPValues(
    observed.pseudoF,
    permutations,
    () => {
      random.shuffle(order);
      return model.measure(order).pseudoF;
    },
    { ...(onProgress && { onProgress }), ...(signal && { signal }) },
  );
  const term = (name: string, at: number): FactorialTerm => ({
    name,
    pseudoF: observed.pseudoF[at] as number,
    pseudoR2: observed.pseudoR2[at] as number,
    pValue: values[at] as number,
  });
  return {
    terms: predictors.map(({ name }, at) => term(name, at)),
    whole: term('Total', count),
    objects: kept.length,
  };
}

/** The objects that lack no predictor. */
function completeObjects(predictors: readonly DiscrepancyPredictor[], size: number): Int32Array {
  if (predictors.length === 0) throw new StatisticsError('option-invalid', { column: 'predictors' });
  for (const { name, values } of predictors) {
    requireSameLength({ dissimilarities: { length: size }, [name]: isFactor(values) ? values.codes : values });
    if (isFactor(values)) requireFactor(name, values, true);
  }
  const lacking = (object: number) =>
    predictors.some(({ values }) =>
      isFactor(values) ? (values.codes[object] as number) < 0 : !Number.isFinite(values[object] as number),
    );
  const kept = Int32Array.from({ length: size }, (_, object) => object).filter((object) => !lacking(object));
  if (kept.length === 0) throw new StatisticsError('no-rows', { detail: 'every object lacks a predictor' });
  return kept;
}

/** A predictor's columns: a number's own, or 0 and 1 for each level that occurs but the first. */
function columnsOf({ name, values }: DiscrepancyPredictor, kept: Int32Array): Float64Array[] {
  if (!isFactor(values)) return [Float64Array.from(kept, (object) => values[object] as number)];
  const codes = Array.from(kept, (object) => values.codes[object] as number);
  const occurring = [...new Set(codes)].sort((one, other) => one - other);
  if (occurring.length < 2) throw new StatisticsError('one-group', { column: name });
  return occurring.slice(1).map((level) => Float64Array.from(codes, (code) => (code === level ? 1 : 0)));
}
