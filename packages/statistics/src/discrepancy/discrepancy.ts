// Discrepancy: the variance of what has no mean, and how far each object lies from a centre that is no object.
import { requireDissimilarities, rowOffset, squaredDissimilarities } from '../clustering/pairs.ts';
import { objectWeights } from '../clustering/partition.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type Column, type Factor, requireFactor, requireSameLength } from '../foundation/columns.ts';

export interface DiscrepancyOptions {
  readonly weights?: Column;
  /** Whether dissimilarities are squared first: so the discrepancy of Euclidean distances is the variance. */
  readonly squared?: boolean;
}

/** Some of the objects, lowest first, and how much each counts. An object may be in several groups. */
export interface WeightedObjects {
  readonly objects: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The discrepancy of objects: half their mean dissimilarity, each with itself included. For squared Euclidean distances, the variance.
 *
 * Throws `length-mismatch`, `not-finite`, `distance-negative`, `weight-invalid`, `no-rows`.
 * Method: Studer, Ritschard, Gabadinho & Müller (2011). R: `TraMineR::dissvar(d, weights, squared)`.
 */
export function discrepancy(dissimilarities: Dissimilarities, options: DiscrepancyOptions = {}): number {
  const { distances, weights } = prepared(dissimilarities, options);
  const all = everyObject(distances.size, weights);
  return inertia(distances, all) / total(weights);
}

/** How far objects lie from the centre of their group. */
export interface CentreDistances {
  /** An object a number; negative where a dissimilarity is no Euclidean distance and the object lies amid the others. */
  readonly distances: Float64Array;
  /** Of each group, the object nearest to the centre; of equal ones the first. */
  readonly medoids: Int32Array;
}

/**
 * The distance of each object to the centre of its group, which need not be an object: the mean dissimilarity to the group less half the
 * group's mean. Its mean over a group is the group's discrepancy. Without groups all are one.
 *
 * Objects whose group is missing have NaN; a level without objects has the medoid -1.
 * Throws as {@link discrepancy}, and `code-outside-levels`.
 * R: `TraMineR::disscenter(d, group, weights, squared)`, and with `medoids.index = "first"`.
 */
export function distancesToCentre(
  dissimilarities: Dissimilarities,
  options: DiscrepancyOptions & { readonly group?: Factor } = {},
): CentreDistances {
  const { distances, weights } = prepared(dissimilarities, options);
  const { group } = options;
  const { size } = distances;
  const groups = group === undefined ? [everyObject(size, weights)] : groupsOf(group, size, weights);
  const found = new Float64Array(size).fill(Number.NaN);
  const medoids = groups.map((members) => {
    let medoid = -1;
    centreDistances(distances, members).forEach((distance, at) => {
      const object = members.objects[at] as number;
      found[object] = distance;
      if (medoid < 0 || distance < (found[medoid] as number)) medoid = object;
    });
    return medoid;
  });
  return { distances: found, medoids: Int32Array.from(medoids) };
}

/** The checked dissimilarities, squared where asked, and a weight an object. */
export function prepared(
  dissimilarities: Dissimilarities,
  { weights, squared = false }: DiscrepancyOptions,
): { readonly distances: Dissimilarities; readonly weights: Float64Array } {
  requireDissimilarities(dissimilarities);
  return {
    distances: squared ? squaredDissimilarities(dissimilarities) : dissimilarities,
    weights: objectWeights(weights, dissimilarities.size),
  };
}

export const everyObject = (size: number, weights: Float64Array): WeightedObjects => ({
  objects: Int32Array.from({ length: size }, (_, object) => object),
  weights,
});

/** The objects of each level; those whose level is missing are in none. */
export function groupsOf(group: Factor, size: number, weights: Float64Array): WeightedObjects[] {
  requireSameLength({ dissimilarities: { length: size }, group: group.codes });
  requireFactor('group', group, true);
  return group.levels.map((_, level) => {
    const objects: number[] = [];
    group.codes.forEach((code, object) => {
      if (code === level) objects.push(object);
    });
    return {
      objects: Int32Array.from(objects),
      weights: Float64Array.from(objects, (each) => weights[each] as number),
    };
  });
}

/** The weighted sum of squares of objects: the sum over pairs of both weights and the dissimilarity, over the weight of all. 0 where nothing weighs. */
export function inertia({ size, values }: Dissimilarities, { objects, weights }: WeightedObjects): number {
  let [sum, all] = [0, 0];
  for (let one = 0; one < objects.length; one += 1) {
    const object = objects[one] as number;
    const start = rowOffset(size, object);
    let row = 0;
    for (let other = one + 1; other < objects.length; other += 1) {
      row += (weights[other] as number) * (values[start + (objects[other] as number)] as number);
    }
    sum += (weights[one] as number) * row;
    all += weights[one] as number;
  }
  return all === 0 ? 0 : sum / all;
}

/** The sum over the pairs of two groups without a common object of both weights and the dissimilarity. */
export function interInertia(
  { size, values }: Dissimilarities,
  first: WeightedObjects,
  second: WeightedObjects,
): number {
  let sum = 0;
  first.objects.forEach((one, at) => {
    const start = rowOffset(size, one);
    let row = 0;
    for (let other = 0; other < second.objects.length; other += 1) {
      const object = second.objects[other] as number;
      const pair = object > one ? start + object : rowOffset(size, object) + one;
      row += (second.weights[other] as number) * (values[pair] as number);
    }
    sum += (first.weights[at] as number) * row;
  });
  return sum;
}

/** The distance of each object of a group to the group's centre. */
export function centreDistances(
  { size, values }: Dissimilarities,
  { objects, weights }: WeightedObjects,
): Float64Array {
  const sums = new Float64Array(objects.length);
  for (let one = 0; one < objects.length; one += 1) {
    const start = rowOffset(size, objects[one] as number);
    const weight = weights[one] as number;
    // Added in the order of objects, so that equal objects have equal sums to the last digit.
    let row = sums[one] as number;
    for (let other = one + 1; other < objects.length; other += 1) {
      const apart = values[start + (objects[other] as number)] as number;
      row += (weights[other] as number) * apart;
      sums[other] = (sums[other] as number) + weight * apart;
    }
    sums[one] = row;
  }
  const all = total(weights);
  let mean = 0;
  for (let one = 0; one < objects.length; one += 1) {
    sums[one] = (sums[one] as number) / all;
    mean += ((weights[one] as number) * (sums[one] as number)) / all;
  }
  return sums.map((each) => each - mean / 2);
}

export const total = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0);
