// Representatives: the few objects that stand for many, and how well they do.
import { rowInto } from '../clustering/pairs.ts';
import { centreDistances, everyObject, prepared } from '../discrepancy/discrepancy.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type Column, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type RepresentativeGroup, representativeQuality } from './representative-quality.ts';

/** Scores of one's own: one an object, finite. */
export interface RepresentativeScores {
  readonly scores: Column;
  /** Whether a higher score makes a better representative; true unless told. */
  readonly higherIsBetter?: boolean;
}

/** By what objects are tried as representatives: the weight of those near, of those equal, the sum of distances, or scores. */
export type RepresentativeCriterion = 'density' | 'frequency' | 'centrality' | RepresentativeScores;

export interface RepresentativeOptions {
  /** Default `density`. R: `"density"`, `"freq"`, `"dist"`, `score`. */
  readonly criterion?: RepresentativeCriterion;
  /** The share of objects that shall have a representative near; default 0.25. */
  readonly coverage?: number;
  /** How many representatives, instead of a coverage. R: `nrep`. */
  readonly count?: number;
  /** What is near: a share of the greatest dissimilarity; default 0.1. Representatives are farther than this from each other. R: `pradius`. */
  readonly radius?: number;
  /** The greatest dissimilarity, if not that of these objects. R: `dmax`. */
  readonly maximum?: number;
  readonly weights?: Column;
}

export interface Representatives {
  /** The objects (from 0), in the order in which they were chosen. */
  readonly objects: Int32Array;
  /** The score of every object. */
  readonly scores: Float64Array;
  /** The representative (its place in `objects`) that is nearest to each object; of equal ones the first. */
  readonly nearest: Int32Array;
  readonly groups: readonly RepresentativeGroup[];
  readonly whole: RepresentativeGroup;
  /** The share of the objects' weight that has a representative near. */
  readonly coverage: number;
  /** How much nearer objects are to their representative than to the centre of all, from below 0 to 1. */
  readonly quality: number;
  readonly maximum: number;
  /** What is near, as a dissimilarity. */
  readonly radius: number;
}

/**
 * Chooses representatives: objects are tried from the best score down, and taken if no representative is within the radius, until enough
 * of the objects have one near. Ties are tried in the order of objects.
 *
 * Throws `option-invalid` for a coverage, a radius (both from 0 to 1), a count or a maximum that means nothing; `length-mismatch` and
 * `not-finite` for scores; and as `discrepancy`.
 * Method: Gabadinho & Ritschard (2013). R: `TraMineR::dissrep(d, criterion, score, decreasing, coverage, nrep, pradius, dmax, weights)`.
 */
export function representatives(
  dissimilarities: Dissimilarities,
  options: RepresentativeOptions = {},
): Representatives {
  const { criterion = 'density', coverage = 0.25, count, radius: share = 0.1 } = options;
  requireOptions(options);
  const { distances, weights } = prepared(
    dissimilarities,
    options.weights === undefined ? {} : { weights: options.weights },
  );
  const maximum = options.maximum ?? distances.values.reduce((most, each) => Math.max(most, each), 0);
  const radius = maximum * share;
  const { scores, higherIsBetter } = scored(distances, weights, criterion, radius);
  const order = Array.from(scores.keys());
  const direction = higherIsBetter ? -1 : 1;
  order.sort((one, other) => direction * ((scores[one] as number) - (scores[other] as number)) || one - other);
  const chosen = choose(distances, weights, order, { radius, enough: count === undefined ? { coverage } : { count } });
  const centre = centreDistances(distances, everyObject(distances.size, weights));
  const allEqual = distances.values.every((each) => each === 0);
  const quality = representativeQuality({ distances, weights, centre, radius, allEqual }, chosen);
  return { objects: Int32Array.from(chosen), scores, maximum, radius, ...quality };
}

function requireOptions({ criterion, coverage = 0.25, count, radius = 0.1, maximum }: RepresentativeOptions): void {
  if (!(coverage >= 0 && coverage <= 1)) throw new StatisticsError('option-invalid', { column: 'coverage' });
  if (!(radius >= 0 && radius <= 1)) throw new StatisticsError('option-invalid', { column: 'radius' });
  if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
    throw new StatisticsError('option-invalid', { column: 'count' });
  }
  if (count === undefined && coverage === 0) throw new StatisticsError('option-invalid', { column: 'coverage' });
  if (maximum !== undefined && !(maximum >= 0 && Number.isFinite(maximum))) {
    throw new StatisticsError('option-invalid', { column: 'maximum' });
  }
  const known = ['density', 'frequency', 'centrality', undefined];
  if (typeof criterion !== 'object' && !known.includes(criterion)) {
    throw new StatisticsError('option-invalid', { column: 'criterion' });
  }
}

function scored(
  distances: Dissimilarities,
  weights: Float64Array,
  criterion: RepresentativeCriterion,
  radius: number,
): { readonly scores: Float64Array; readonly higherIsBetter: boolean } {
  if (typeof criterion === 'object') {
    requireSameLength({ dissimilarities: { length: distances.size }, scores: criterion.scores });
    requireFinite('scores', criterion.scores);
    return { scores: criterion.scores, higherIsBetter: criterion.higherIsBetter ?? true };
  }
  const counts = {
    density: (apart: number) => (apart < radius ? 1 : 0),
    frequency: (apart: number) => (apart === 0 ? 1 : 0),
    centrality: (apart: number) => apart,
  }[criterion];
  const row = new Float64Array(distances.size);
  const scores = Float64Array.from({ length: distances.size }, (_, object) => {
    rowInto(distances, object, row);
    let sum = 0;
    for (let other = 0; other < row.length; other += 1)
      sum += (weights[other] as number) * counts(row[other] as number);
    return sum;
  });
  return { scores, higherIsBetter: criterion !== 'centrality' };
}

interface Choosing {
  readonly radius: number;
  readonly enough: { readonly coverage: number } | { readonly count: number };
}

function choose(
  distances: Dissimilarities,
  weights: Float64Array,
  order: readonly number[],
  { radius, enough }: Choosing,
): number[] {
  const chosen: number[] = [];
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const nearest = new Float64Array(distances.size).fill(Number.POSITIVE_INFINITY);
  const row = new Float64Array(distances.size);
  let covered = 0;
  for (const object of order) {
    if ('count' in enough ? chosen.length >= enough.count : covered / all >= enough.coverage) break;
    if (!((nearest[object] as number) > radius)) continue;
    chosen.push(object);
    rowInto(distances, object, row);
    covered = 0;
    for (let other = 0; other < row.length; other += 1) {
      if ((row[other] as number) < (nearest[other] as number)) nearest[other] = row[other] as number;
      if ((nearest[other] as number) < radius) covered += weights[other] as number;
    }
  }
  return chosen;
}
