// Relative frequency groups: objects in an order, cut into groups of one size, each shown by its medoid.
import { dissimilaritiesAmong } from '../clustering/pairs.ts';
import { centreDistances, everyObject, prepared, type WeightedObjects } from '../discrepancy/discrepancy.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { fUpper } from '../distributions/index.ts';
import { type Column, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { randomStream } from '../foundation/random.ts';
import type { Work } from '../foundation/work.ts';
import { firstPrincipalCoordinate } from './principal-coordinate.ts';

export interface RelativeFrequencyOptions extends Work {
  /** How many groups; a tenth of the objects (or of their weight), at most 100, unless told. R: `k`. */
  readonly groups?: number;
  /** What objects are ordered by; the first principal coordinate unless given. R: `sortv`. */
  readonly order?: Column;
  readonly weights?: Column;
  /**
   * How objects come into groups of one size: `proportional` cuts an object that lies across two (the default, and the only way with
   * weights); `first` and `random` leave objects whole, and make the first groups, or groups at random, one larger.
   */
  readonly allocation?: 'proportional' | 'first' | 'random';
  /** Whether dissimilarities are squared for centres and for what is explained. */
  readonly squared?: boolean;
  /** The power of the distances in what is explained; 2 where squared, else 1. R: `pow`. */
  readonly power?: number;
  /** Of `random`; default 1. */
  readonly seed?: number;
}

export interface RelativeFrequency {
  /** Objects (from 0) with the part of their weight in each group, in order, and the distances to the group's medoid. */
  readonly groups: readonly (WeightedObjects & { readonly distances: Float64Array })[];
  readonly medoids: Int32Array;
  /** How much nearer objects are to their group's medoid than to the medoid of all. */
  readonly pseudoR2: number;
  readonly pseudoF: number;
  /** Of the pseudo F, as if it had an F distribution. */
  readonly pValue: number;
  /** The weight of all, and of a group. */
  readonly weight: number;
  readonly groupWeight: number;
}

/**
 * Cuts ordered objects into groups of one size, each shown by its medoid: a picture of many careers by few that they are near to.
 *
 * Throws `option-invalid` (fewer than 2 groups, more than objects, another allocation with weights), `length-mismatch`, `not-finite`, and
 * as `discrepancy`; `no-convergence`; `cancelled`.
 * Method: Fasang & Liao (2014); weighted Ritschard & Liao. R: `TraMineR::dissrf(d, k, sortv, weights, grp.meth, squared, pow)` and
 * `seqrf(seq, diss = d, ...)`. R divides by the unweighted sum of distances to the medoid of all also where objects have weights; here it
 * is weighted. An object that only touches a group's end is no part of it, where R keeps it at weight 0.
 */
export function relativeFrequencyGroups(
  dissimilarities: Dissimilarities,
  options: RelativeFrequencyOptions = {},
): RelativeFrequency {
  const { allocation = 'proportional', squared = false } = options;
  const power = options.power ?? (squared ? 2 : 1);
  const given = options.weights === undefined ? {} : { weights: options.weights };
  const { distances, weights } = prepared(dissimilarities, given);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const count = options.groups ?? Math.min(Math.floor(weight / 10), 100);
  requireGroups(options, count, distances.size);
  const order = orderOf(distances, weights, options);
  const cut =
    allocation === 'proportional'
      ? proportional(order, weights, count, weight)
      : wholeObjects(order, count, allocation === 'random' ? (options.seed ?? 1) : null);
  const medoidAmong = (members: WeightedObjects) => medoidOf(distances, members, squared);
  const overall = medoidAmong(everyObject(distances.size, weights));
  const groups = cut.map((members) => {
    const medoid = medoidAmong(members);
    return { ...members, medoid, distances: distancesTo(distances, members.objects, medoid) };
  });
  const sum = (members: WeightedObjects, apart: Float64Array) =>
    apart.reduce((total, each, at) => total + (members.weights[at] as number) * each ** power, 0);
  const all = everyObject(distances.size, weights);
  const whole = sum(all, distancesTo(distances, all.objects, overall));
  const within = groups.reduce((total, group) => total + sum(group, group.distances), 0);
  const pseudoR2 = 1 - within / whole;
  const pseudoF = pseudoR2 / (count - 1) / ((1 - pseudoR2) / (weight - count));
  return {
    groups: groups.map(({ objects, weights: own, distances: apart }) => ({ objects, weights: own, distances: apart })),
    medoids: Int32Array.from(groups, ({ medoid }) => medoid),
    pseudoR2,
    pseudoF,
    pValue: pseudoF > 0 ? fUpper(pseudoF, count - 1, weight - count) : 1,
    weight,
    groupWeight: weight / count,
  };
}

function requireGroups(options: RelativeFrequencyOptions, count: number, size: number): void {
  const { allocation = 'proportional', order, weights, power = 1 } = options;
  if (
    !['proportional', 'first', 'random'].includes(allocation) ||
    (allocation !== 'proportional' && weights !== undefined)
  ) {
    throw new StatisticsError('option-invalid', { column: 'allocation' });
  }
  if (!(Number.isSafeInteger(count) && count >= 2 && count <= size)) {
    throw new StatisticsError('option-invalid', { column: 'groups', detail: `from 2 to ${size}` });
  }
  if (!(power > 0)) throw new StatisticsError('option-invalid', { column: 'power' });
  if (order === undefined) return;
  requireSameLength({ dissimilarities: { length: size }, order });
  requireFinite('order', order);
}

function orderOf(distances: Dissimilarities, weights: Float64Array, options: RelativeFrequencyOptions): Int32Array {
  const { squared = false } = options;
  const scaled = squared ? { size: distances.size, values: distances.values.map((each) => each * each) } : distances;
  const by = options.order ?? firstPrincipalCoordinate(scaled, weights, options);
  return Int32Array.from(by.keys()).sort((one, other) => (by[one] as number) - (by[other] as number) || one - other);
}

/** Groups of exactly one weight; an object that lies across a bound is in both with its parts. */
function proportional(order: Int32Array, weights: Float64Array, count: number, all: number): WeightedObjects[] {
  const dust = 1e-12 * all;
  const groups = Array.from({ length: count }, () => ({ objects: [] as number[], weights: [] as number[] }));
  let before = 0;
  let group = 0;
  for (const object of order) {
    const after = before + (weights[object] as number);
    for (let from = before; group < count; group += 1) {
      const bound = group === count - 1 ? Number.POSITIVE_INFINITY : ((group + 1) * all) / count;
      const part = Math.min(after, bound) - from;
      const { objects, weights: parts } = groups[group] as (typeof groups)[number];
      if (part > dust) {
        objects.push(object);
        parts.push(part);
      }
      if (after < bound) break;
      from = bound;
    }
    before = after;
  }
  return groups.map((each) => ({ objects: Int32Array.from(each.objects), weights: Float64Array.from(each.weights) }));
}

/** Groups of whole objects, some one larger than others: the first, or those that the seed draws. */
function wholeObjects(order: Int32Array, count: number, seed: number | null): WeightedObjects[] {
  const [least, larger] = [Math.floor(order.length / count), order.length % count];
  const places = Int32Array.from({ length: count }, (_, group) => group);
  if (seed !== null) randomStream(seed).shuffle(places);
  const isLarger = new Set(places.slice(0, larger));
  let from = 0;
  return Array.from({ length: count }, (_, group) => {
    const objects = order.slice(from, from + least + (isLarger.has(group) ? 1 : 0));
    from += objects.length;
    return { objects, weights: new Float64Array(objects.length).fill(1) };
  });
}

/** Of the objects, that nearest to their centre; of equal ones the first in the group. */
function medoidOf(distances: Dissimilarities, { objects, weights }: WeightedObjects, squared: boolean): number {
  const among = dissimilaritiesAmong(distances, objects);
  const used = squared ? { size: among.size, values: among.values.map((each) => each * each) } : among;
  const centre = centreDistances(used, everyObject(objects.length, weights));
  let nearest = 0;
  centre.forEach((each, at) => {
    if (each < (centre[nearest] as number)) nearest = at;
  });
  return objects[nearest] as number;
}

function distancesTo(distances: Dissimilarities, objects: Int32Array, medoid: number): Float64Array {
  return Float64Array.from(objects, (object) => dissimilaritiesAmong(distances, [medoid, object]).values[0] as number);
}
