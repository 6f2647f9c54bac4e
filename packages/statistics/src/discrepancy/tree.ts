// Discrepancy trees: objects parted in two, over and over, by the predictor that explains most.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { requireFactor, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type RandomStream, randomStream } from '../foundation/random.ts';
import { checkpoint } from '../foundation/work.ts';
import { requireWholeWeights, roundedWeights, type WeightPermutation } from './arrangements.ts';
import { type AssociationOptions, type DiscrepancyAssociation, discrepancyAssociation } from './association.ts';
import { centreDistances, discrepancy, inertia, prepared, total, type WeightedObjects } from './discrepancy.ts';
import { permutationPValues, requirePermutations } from './permutation-test.ts';
import { bestSplit, type FoundSplit, type Part, type Split, type TreePredictor } from './split.ts';

export interface TreeOptions extends Omit<AssociationOptions, 'weightPermutation'> {
  /** The least weight of a node, as a share of all below 1, or else absolute; parts must weigh more. Default 0.05. */
  readonly smallest?: number;
  /** The greatest depth; the root is 1. Default 5. */
  readonly deepest?: number;
  /** The greatest p-value of a split that is made. Default 0.01; not below 1 over the permutations. */
  readonly significance?: number;
  readonly weightPermutation?: Exclude<WeightPermutation, 'random-sampling'>;
  /** The predictor that parts the root, whatever the others would explain. */
  readonly first?: string;
}

/** A node of a tree: a leaf where `split` is null. */
export interface TreeNode {
  /** From 1, in the order in which nodes are met, a node before its left part and that before its right. */
  readonly number: number;
  readonly depth: number;
  readonly weight: number;
  readonly discrepancy: number;
  /** The object nearest to the node's centre. */
  readonly medoid: number;
  readonly objects: Int32Array;
  readonly split: (Split & { readonly pseudoR2: number; readonly pValue: number }) | null;
  readonly left: TreeNode | null;
  readonly right: TreeNode | null;
}

export interface DiscrepancyTree {
  readonly root: TreeNode;
  /** The number of each object's leaf. */
  readonly leaves: Int32Array;
  /** What the leaves explain together; null where there is one only. */
  readonly fit: DiscrepancyAssociation | null;
}

/**
 * Grows a regression tree of dissimilarities. A node is parted by the predictor, and in the way, that leaves the least discrepancy, if a
 * permutation test finds the split significant and both parts are large enough.
 *
 * Throws `option-invalid` for options, for a `first` that is no predictor, and for a factor of over 21 unordered levels; `length-mismatch`,
 * `code-outside-levels`; and as `discrepancyAssociation`. Progress is in nodes.
 * Method: Studer, Ritschard, Gabadinho & Müller (2011), sec. 5. R: `TraMineR::disstree(d ~ a + b, data, weights, min.size, max.depth, R,
 * pval, weight.permutation, squared, first)`; p-values agree in distribution, so a split near the bar may fall otherwise.
 */
export function discrepancyTree(
  dissimilarities: Dissimilarities,
  predictors: readonly TreePredictor[],
  options: TreeOptions = {},
): DiscrepancyTree {
  const { permutations = 1000, seed = 1, smallest = 0.05, deepest = 5, significance = 0.01 } = options;
  requirePermutations(permutations);
  const ready = prepared(dissimilarities, options);
  requirePredictors(predictors, ready.distances.size, options);
  const weighted = options.weights !== undefined;
  const weights = weighted ? treeWeights(ready.weights, options.weightPermutation) : ready.weights;
  const all = total(weights);
  const growing: Growing = {
    distances: ready.distances,
    weights,
    predictors,
    smallest: smallest < 1 ? smallest * all : smallest,
    deepest,
    significance: permutations < 2 ? 1 : Math.max(significance, 1 / permutations),
    permutations,
    copies: weighted && options.weightPermutation !== 'diss',
    random: randomStream(seed),
    options,
    grown: 0,
  };
  const objects = Int32Array.from({ length: ready.distances.size }, (_, object) => object);
  const root = grow(
    growing,
    { objects, weight: all, discrepancy: discrepancy(ready.distances, { weights }) },
    1,
    options.first,
  );
  const leaves = new Int32Array(objects.length);
  for (const leaf of leavesOf(root)) for (const object of leaf.objects) leaves[object] = leaf.number;
  return { root, leaves, fit: root.split === null ? null : fitOf(ready.distances, leaves, weights, options) };
}

interface Growing {
  readonly distances: Dissimilarities;
  readonly weights: Float64Array;
  readonly predictors: readonly TreePredictor[];
  readonly smallest: number;
  readonly deepest: number;
  readonly significance: number;
  readonly permutations: number;
  /** Whether copies of objects are permuted, instead of objects with their weight. */
  readonly copies: boolean;
  readonly random: RandomStream;
  readonly options: TreeOptions;
  grown: number;
}

/** The leaves of a tree or a branch, from left to right. R: `TraMineR::disstreeleaf(tree)`, its groups. */
export function leavesOf(node: TreeNode): TreeNode[] {
  if (node.left === null || node.right === null) return [node];
  return [...leavesOf(node.left), ...leavesOf(node.right)];
}

function requirePredictors(
  predictors: readonly TreePredictor[],
  size: number,
  { smallest = 0.05, deepest = 5, significance = 0.01, first }: TreeOptions,
): void {
  if (predictors.length === 0) throw new StatisticsError('option-invalid', { column: 'predictors' });
  for (const { name, values } of predictors) {
    requireSameLength({ dissimilarities: { length: size }, [name]: 'codes' in values ? values.codes : values });
    if ('codes' in values) requireFactor(name, values, true);
  }
  if (!(smallest >= 0)) throw new StatisticsError('option-invalid', { column: 'smallest' });
  if (!(Number.isSafeInteger(deepest) && deepest >= 1))
    throw new StatisticsError('option-invalid', { column: 'deepest' });
  if (!(significance > 0 && significance <= 1)) throw new StatisticsError('option-invalid', { column: 'significance' });
  if (first !== undefined && !predictors.some(({ name }) => name === first)) {
    throw new StatisticsError('option-invalid', { column: 'first' });
  }
}

function treeWeights(weights: Float64Array, mode: TreeOptions['weightPermutation'] = 'replicate'): Float64Array {
  if (mode === 'rounded-replicate') return roundedWeights(weights);
  if (mode === 'replicate') requireWholeWeights(weights);
  else if (mode !== 'diss') throw new StatisticsError('option-invalid', { column: 'weightPermutation' });
  return weights;
}

function grow(growing: Growing, part: Part, depth: number, first?: string): TreeNode {
  growing.grown += 1;
  checkpoint(growing.options, growing.grown, growing.grown + 1);
  const members = {
    objects: part.objects,
    weights: Float64Array.from(part.objects, (object) => growing.weights[object] as number),
  };
  const node = {
    number: growing.grown,
    depth,
    weight: part.weight,
    discrepancy: part.discrepancy,
    medoid: medoidOf(growing.distances, members),
    objects: part.objects,
  };
  const leaf = { ...node, split: null, left: null, right: null };
  if (depth >= growing.deepest) return leaf;
  const whole = part.discrepancy * part.weight;
  const found = bestOf(growing, members, whole, first);
  if (found === null) return leaf;
  const pValue = splitPValue(growing, members, found);
  if (pValue > growing.significance) return leaf;
  const split = { ...found.split, pseudoR2: 1 - found.residual / whole, pValue };
  const left = grow(growing, found.left, depth + 1);
  return { ...node, split, left, right: grow(growing, found.right, depth + 1) };
}

function bestOf(
  { distances, predictors, smallest }: Growing,
  members: WeightedObjects,
  whole: number,
  first: string | undefined,
): FoundSplit | null {
  let best: FoundSplit | null = null;
  for (const predictor of predictors) {
    if (first !== undefined && predictor.name !== first) continue;
    const found = bestSplit(distances, members, predictor, { within: best?.residual ?? whole, smallest });
    if (found !== null) best = found;
  }
  return best;
}

function medoidOf(distances: Dissimilarities, members: WeightedObjects): number {
  const centre = centreDistances(distances, members);
  let nearest = 0;
  centre.forEach((distance, at) => {
    if (distance < (centre[nearest] as number)) nearest = at;
  });
  return members.objects[nearest] as number;
}

/** How often chance parts the node as well. */
function splitPValue(growing: Growing, node: WeightedObjects, { left, residual }: FoundSplit): number {
  const { distances, random, copies, permutations, options } = growing;
  const places = copies
    ? Int32Array.from([...node.objects].flatMap((object, at) => new Array(node.weights[at] as number).fill(object)))
    : node.objects.slice();
  const count = copies ? left.weight : left.objects.length;
  const one = new Float64Array(growing.weights.length).fill(1);
  const statistics = () => {
    random.shuffle(places);
    const parts = [places.slice(0, count), places.slice(count)].map((each) =>
      heldOf(each.sort(), copies ? one : growing.weights),
    );
    return [-parts.reduce((sum, each) => sum + inertia(distances, each), 0)];
  };
  const { signal } = options;
  return permutationPValues(
    [-residual],
    permutations,
    statistics,
    signal === undefined ? undefined : { signal },
  )[0] as number;
}

/** Sorted objects, equal ones once with the sum of their weights. */
function heldOf(sorted: Int32Array, weights: Float64Array): WeightedObjects {
  const objects: number[] = [];
  const sums: number[] = [];
  for (const object of sorted) {
    if (objects[objects.length - 1] !== object) {
      objects.push(object);
      sums.push(0);
    }
    sums[sums.length - 1] = (sums[sums.length - 1] as number) + (weights[object] as number);
  }
  return { objects: Int32Array.from(objects), weights: Float64Array.from(sums) };
}

function fitOf(
  distances: Dissimilarities,
  leaves: Int32Array,
  weights: Float64Array,
  options: TreeOptions,
): DiscrepancyAssociation {
  const numbers = [...new Set(leaves)].sort((one, other) => one - other);
  const group = { levels: numbers.map(String), codes: leaves.map((leaf) => numbers.indexOf(leaf)) };
  const { squared: _, weights: given, ...rest } = options;
  return discrepancyAssociation(distances, group, { ...rest, ...(given === undefined ? {} : { weights }) });
}
