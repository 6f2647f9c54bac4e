// The best way to part objects in two by one predictor.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { type Column, type Factor, isFactor } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { inertia, interInertia, type WeightedObjects } from './discrepancy.ts';

/** A predictor of a tree: a factor, whose levels have an order or none, or a number an object. A missing level or NaN is a level of its own. */
export interface TreePredictor {
  readonly name: string;
  readonly values: Factor | Column;
  /** Whether a factor's levels are in an order, which a split must keep. */
  readonly ordered?: boolean;
}

/** How a node is parted in two. */
export interface Split {
  /** The predictor's name. */
  readonly predictor: string;
  /** For a number: values up to this one go left. */
  readonly threshold?: number;
  /** For a factor: the levels (those that occur in the node) that go left and right. */
  readonly levels?: { readonly left: readonly string[]; readonly right: readonly string[] };
  /** Where objects go whose value is missing, if the node has any. */
  readonly missing?: 'left' | 'right';
}

export interface FoundSplit {
  readonly split: Split;
  /** The sum of squares that is left within the two parts. */
  readonly residual: number;
  readonly left: Part;
  readonly right: Part;
}

export interface Part {
  readonly objects: Int32Array;
  readonly weight: number;
  readonly discrepancy: number;
}

/** Without an order there are 2^(levels - 1) ways to part the levels: a million for 21. */
const mostUnorderedLevels = 21;

/** A level that occurs in a node: its objects, and its sums of squares within and to the others. */
interface LevelObjects extends WeightedObjects {
  readonly weight: number;
}

interface Parting {
  readonly levels: readonly LevelObjects[];
  /** Row-major, above the diagonal empty: the weighted sum of the dissimilarities of two levels' pairs. */
  readonly sums: Float64Array;
}

/**
 * The split by this predictor that leaves the least sum of squares, less than `within`; null where there is none whose parts both weigh
 * more than `smallest`. Of equally good ones the first, as R tries them.
 */
export function bestSplit(
  distances: Dissimilarities,
  node: WeightedObjects,
  predictor: TreePredictor,
  { within, smallest }: { readonly within: number; readonly smallest: number },
): FoundSplit | null {
  const { codes, count, missing } = codesIn(node, predictor);
  if (count < 2) return null;
  const levels = levelsOf(node, codes, count + (missing ? 1 : 0));
  const parting = { levels, sums: levelSums(distances, levels) };
  const allApart = levels.reduce(
    (sum, { weight }, at) => sum + (parting.sums[at * levels.length + at] as number) / weight,
    0,
  );
  if (allApart > within) return null;
  const ordered = predictor.ordered === true || !isFactor(predictor.values);
  if (!ordered && levels.length > mostUnorderedLevels) {
    throw new StatisticsError('option-invalid', {
      column: predictor.name,
      detail: `over ${mostUnorderedLevels} levels without an order`,
    });
  }
  const weight = levels.reduce((sum, each) => sum + each.weight, 0);
  let best: { readonly chosen: readonly number[]; readonly residual: number } | null = null;
  for (const chosen of ordered ? orderedChoices(count, missing) : unorderedChoices(levels.length)) {
    const left = chosen.reduce((sum, level) => sum + (levels[level] as LevelObjects).weight, 0);
    if (!(left > smallest && weight - left > smallest)) continue;
    const residual =
      sumAmong(parting, chosen) / left + sumAmong(parting, others(chosen, levels.length)) / (weight - left);
    if (residual < (best?.residual ?? within)) best = { chosen, residual };
  }
  return best === null ? null : described(node, predictor, { codes, count, missing }, parting, best);
}

interface NodeCodes {
  /** The level of each object of the node, from 0 among those that occur; `count` where it is missing. */
  readonly codes: Int32Array;
  readonly count: number;
  readonly missing: boolean;
}

function codesIn({ objects }: WeightedObjects, { values }: TreePredictor): NodeCodes {
  const lacks = (object: number) =>
    isFactor(values) ? (values.codes[object] as number) < 0 : Number.isNaN(values[object] as number);
  const positionOf = (object: number) => (isFactor(values) ? values.codes[object] : values[object]) as number;
  const occurring = [
    ...new Set(
      Array.from(objects)
        .filter((object) => !lacks(object))
        .map(positionOf),
    ),
  ];
  occurring.sort((one, other) => one - other);
  const code = new Map(occurring.map((value, at) => [value, at]));
  const codes = objects.map((object) => (lacks(object) ? occurring.length : (code.get(positionOf(object)) as number)));
  return { codes, count: occurring.length, missing: codes.includes(occurring.length) };
}

function levelsOf(node: WeightedObjects, codes: Int32Array, count: number): LevelObjects[] {
  return Array.from({ length: count }, (_, level) => {
    const at = Array.from(codes.keys()).filter((each) => codes[each] === level);
    const weights = Float64Array.from(at, (each) => node.weights[each] as number);
    const weight = weights.reduce((sum, each) => sum + each, 0);
    return { objects: Int32Array.from(at, (each) => node.objects[each] as number), weights, weight };
  });
}

function levelSums(distances: Dissimilarities, levels: readonly LevelObjects[]): Float64Array {
  const count = levels.length;
  const sums = new Float64Array(count * count);
  levels.forEach((one, first) => {
    sums[first * count + first] = inertia(distances, one) * one.weight;
    for (let second = 0; second < first; second += 1) {
      sums[first * count + second] = interInertia(distances, one, levels[second] as LevelObjects);
    }
  });
  return sums;
}

function sumAmong({ levels, sums }: Parting, chosen: readonly number[]): number {
  let sum = 0;
  for (const one of chosen) {
    for (const other of chosen) if (other <= one) sum += sums[one * levels.length + other] as number;
  }
  return sum;
}

const others = (chosen: readonly number[], count: number) =>
  Array.from({ length: count }, (_, level) => level).filter((level) => !chosen.includes(level));

/** The first levels, without the missing and with them. */
function* orderedChoices(count: number, missing: boolean): Iterable<readonly number[]> {
  for (let last = 0; last < count; last += 1) {
    const first = Array.from({ length: last + 1 }, (_, level) => level);
    if (last < count - 1 || missing) yield first;
    if (missing && last < count) yield [...first, count];
  }
}

/** Every choice of up to half of the levels, smaller ones first. */
function* unorderedChoices(count: number): Iterable<readonly number[]> {
  for (let size = 1; size <= Math.ceil(count / 2); size += 1) yield* combinations(count, size, 0);
}

function* combinations(count: number, size: number, from: number): Iterable<readonly number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= count - size; first += 1) {
    for (const rest of combinations(count, size - 1, first + 1)) yield [first, ...rest];
  }
}

function described(
  node: WeightedObjects,
  predictor: TreePredictor,
  { codes, count, missing }: NodeCodes,
  parting: Parting,
  { chosen, residual }: { readonly chosen: readonly number[]; readonly residual: number },
): FoundSplit {
  const right = others(chosen, parting.levels.length);
  const part = (levels: readonly number[]): Part => {
    const weight = levels.reduce((sum, level) => sum + (parting.levels[level] as LevelObjects).weight, 0);
    const objects = node.objects.filter((_, at) => levels.includes(codes[at] as number));
    return { objects, weight, discrepancy: sumAmong(parting, levels) / (weight * weight) };
  };
  const { values, name } = predictor;
  const kept = chosen.filter((level) => level < count);
  return {
    split: {
      predictor: name,
      ...(isFactor(values)
        ? {
            levels: {
              left: namesOf(values, node, codes, kept),
              right: namesOf(
                values,
                node,
                codes,
                right.filter((level) => level < count),
              ),
            },
          }
        : { threshold: thresholdOf(values, node, codes, kept) }),
      ...(missing ? { missing: chosen.includes(count) ? ('left' as const) : ('right' as const) } : {}),
    },
    residual,
    left: part(chosen),
    right: part(right),
  };
}

function namesOf(values: Factor, { objects }: WeightedObjects, codes: Int32Array, levels: readonly number[]): string[] {
  return levels.map(
    (level) => values.levels[values.codes[objects[codes.indexOf(level)] as number] as number] as string,
  );
}

function thresholdOf(
  values: Column,
  { objects }: WeightedObjects,
  codes: Int32Array,
  levels: readonly number[],
): number {
  return Math.max(...levels.map((level) => values[objects[codes.indexOf(level)] as number] as number));
}
