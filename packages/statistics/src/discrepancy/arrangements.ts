// Chance arrangements of objects in groups: what a permutation test compares with, with weights in the four ways of TraMineR.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { RandomStream } from '../foundation/random.ts';
import { cumulative, indexAt } from '../foundation/weighted-draws.ts';
import { type AssociationStatistics, associationStatistics, spreadOf } from './association-statistics.ts';
import { inertia, type WeightedObjects } from './discrepancy.ts';
import { associationOf, type ObservedAssociation } from './observed-association.ts';

/**
 * What is permuted where objects have weights: `replicate` puts as many copies of each object as it weighs (a whole number) into groups;
 * `rounded-replicate` rounds weights first; `diss` leaves each object its weight and moves objects; `random-sampling` draws objects and
 * group memberships independently, by weight.
 */
export type WeightPermutation = 'replicate' | 'rounded-replicate' | 'diss' | 'random-sampling';

/** Throws `weight-invalid` for a weight that is no whole number. */
export function requireWholeWeights(weights: Float64Array): void {
  const row = weights.findIndex((weight) => !Number.isInteger(weight));
  if (row < 0) return;
  throw new StatisticsError('weight-invalid', { column: 'weights', row, detail: 'replicate needs whole weights' });
}

/** Weights as whole numbers; halves to the even one, as R. */
export const roundedWeights = (weights: Float64Array): Float64Array =>
  weights.map((value) => {
    const below = Math.floor(value);
    if (value - below !== 0.5) return Math.round(value);
    return below % 2 === 0 ? below : below + 1;
  });

export interface Arranging {
  readonly distances: Dissimilarities;
  readonly groups: readonly WeightedObjects[];
  readonly observed: ObservedAssociation;
  readonly weighted: boolean;
  readonly weightPermutation: WeightPermutation;
  readonly random: RandomStream;
}

/** A function that makes the next arrangement and measures it. */
export function arrangements(arranging: Arranging): () => { readonly statistics: AssociationStatistics } {
  const { weighted, weightPermutation } = arranging;
  if (!weighted || weightPermutation === 'diss') return movedObjects(arranging);
  if (weightPermutation === 'replicate' || weightPermutation === 'rounded-replicate') return movedCopies(arranging);
  if (weightPermutation === 'random-sampling') return drawnObjects(arranging);
  throw new StatisticsError('option-invalid', { column: 'weightPermutation' });
}

/** Each object's weight and distance to the centre of the group that it was in; an object of several groups, once for each. */
interface Members {
  readonly objects: Int32Array;
  readonly weights: Float64Array;
  readonly toCentre: Float64Array;
}

function membersOf({ groups, observed }: Arranging): Members {
  return {
    objects: Int32Array.from(groups.flatMap(({ objects }) => [...objects])),
    weights: Float64Array.from(groups.flatMap(({ weights }) => [...weights])),
    toCentre: Float64Array.from(observed.centreDistances.flatMap((each) => [...each])),
  };
}

/** Objects change places; each keeps its weight, and each group its number of objects and, in the tests, its weight. */
function movedObjects(arranging: Arranging): () => { readonly statistics: AssociationStatistics } {
  const { distances, groups, observed, random } = arranging;
  const { objects, weights, toCentre } = membersOf(arranging);
  const [weightOf, centreOf] = [new Float64Array(distances.size), new Float64Array(distances.size)];
  objects.forEach((object, at) => {
    weightOf[object] = weights[at] as number;
    centreOf[object] = toCentre[at] as number;
  });
  const places = objects.slice();
  return () => {
    random.shuffle(places);
    let from = 0;
    const sums = groups.map((group, at) => {
      const moved = places.slice(from, from + group.objects.length).sort();
      from += moved.length;
      const movedWeights = Float64Array.from(moved, (object) => weightOf[object] as number);
      const centres = Float64Array.from(moved, (object) => centreOf[object] as number);
      return {
        weight: (observed.groups[at] as { weight: number }).weight,
        inertia: inertia(distances, { objects: moved, weights: movedWeights }),
        spread: spreadOf(centres, movedWeights),
      };
    });
    return { statistics: associationStatistics(sums, observed) };
  };
}

/** Copies change places: each object is there as often as it weighs. */
function movedCopies(arranging: Arranging): () => { readonly statistics: AssociationStatistics } {
  const { distances, groups, observed, random } = arranging;
  const { objects, weights, toCentre } = membersOf(arranging);
  const copies = Int32Array.from([...objects.keys()].flatMap((at) => new Array(weights[at] as number).fill(at)));
  const counts = new Float64Array(objects.length);
  const order = Int32Array.from(objects.keys()).sort(
    (one, other) => (objects[one] as number) - (objects[other] as number),
  );
  return () => {
    random.shuffle(copies);
    let from = 0;
    const sums = groups.map((_, at) => {
      const { weight } = observed.groups[at] as { weight: number };
      counts.fill(0);
      const to = from + weight;
      for (; from < to; from += 1) counts[copies[from] as number] = (counts[copies[from] as number] as number) + 1;
      const held = order.filter((each) => (counts[each] as number) > 0);
      const heldWeights = Float64Array.from(held, (each) => counts[each] as number);
      return {
        weight,
        inertia: inertia(distances, { objects: held.map((each) => objects[each] as number), weights: heldWeights }),
        spread: spreadOf(
          Float64Array.from(held, (each) => toCentre[each] as number),
          heldWeights,
        ),
      };
    });
    return { statistics: associationStatistics(sums, observed) };
  };
}

/** Objects, and the groups that they go to, are drawn independently and with replacement, by weight. */
function drawnObjects(arranging: Arranging): () => { readonly statistics: AssociationStatistics } {
  const { distances, groups, random } = arranging;
  const { objects, weights } = membersOf(arranging);
  const groupOf = Int32Array.from(groups.flatMap((group, at) => new Array(group.objects.length).fill(at)));
  const sums = cumulative(weights);
  const draw = () => indexAt(sums, random.uniform() * (sums[sums.length - 1] as number));
  return () => {
    const counts = groups.map(() => new Float64Array(distances.size));
    for (let drawn = 0; drawn < objects.length; drawn += 1) {
      const object = objects[draw()] as number;
      const count = counts[groupOf[draw()] as number] as Float64Array;
      count[object] = (count[object] as number) + 1;
    }
    const sampled = counts.map((count) => {
      const held = Int32Array.from([...count.keys()].filter((object) => (count[object] as number) > 0));
      return { objects: held, weights: Float64Array.from(held, (object) => count[object] as number) };
    });
    return associationOf(distances, sampled);
  };
}
