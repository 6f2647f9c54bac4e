// How well representatives stand for the objects that are nearest to them.
import { dissimilaritiesAmong, rowInto } from '../clustering/pairs.ts';
import { centreDistances, everyObject } from '../discrepancy/discrepancy.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';

/** What a representative stands for, or all of them together. */
export interface RepresentativeGroup {
  /** The weight of the objects that are nearest to it. R: `na`. */
  readonly assigned: number;
  /** The weight of those of them that lie within the radius. R: `nb`. */
  readonly near: number;
  /** The weighted sum of their distances to it. R: `SD`. */
  readonly distance: number;
  readonly meanDistance: number;
  /** The weighted sum of their distances to the centre of all objects. R: `DC`. */
  readonly distanceToCentre: number;
  /** The discrepancy among them (R takes a plain mean over objects also where they have weights). R: `V`. */
  readonly discrepancy: number;
  /** How much nearer they are to it than to the centre of all, from below 0 to 1. R: `Q / 100`. */
  readonly quality: number;
}

export interface QualityGiven {
  readonly distances: Dissimilarities;
  readonly weights: Float64Array;
  /** The distance of each object to the centre of all. */
  readonly centre: Float64Array;
  readonly radius: number;
  readonly allEqual: boolean;
}

export interface RepresentativeQuality {
  readonly nearest: Int32Array;
  readonly groups: readonly RepresentativeGroup[];
  readonly whole: RepresentativeGroup;
  readonly coverage: number;
  readonly quality: number;
}

/** Sends each object to its nearest representative and sums up. */
export function representativeQuality(given: QualityGiven, chosen: readonly number[]): RepresentativeQuality {
  const { weights, radius, centre } = given;
  const { nearest, distance } = nearestOf(given.distances, chosen);
  const groups = chosen.map((_, place) => {
    const members = [...nearest.keys()].filter((object) => nearest[object] === place);
    return groupOf(given, members, distance);
  });
  const all = sumOver(weights.keys(), (object) => weights[object] as number);
  const apart = sumOver(weights.keys(), (object) => (weights[object] as number) * (distance[object] as number));
  const toCentre = sumOver(weights.keys(), (object) => (weights[object] as number) * (centre[object] as number));
  const near = groups.reduce((sum, group) => sum + group.near, 0);
  const whole: RepresentativeGroup = {
    assigned: groups.reduce((sum, group) => sum + group.assigned, 0),
    near,
    distance: apart,
    meanDistance: apart / all,
    distanceToCentre: toCentre,
    discrepancy: toCentre / all,
    quality: (toCentre - apart) / toCentre,
  };
  const within = sumOver(weights.keys(), (object) =>
    (distance[object] as number) < radius ? (weights[object] as number) : 0,
  );
  // One representative stands for all: R takes its figures from the whole.
  const alone = { ...whole, assigned: all };
  return {
    nearest,
    groups: chosen.length === 1 ? [alone] : groups,
    whole: chosen.length === 1 ? alone : whole,
    coverage: within / all,
    quality: whole.quality,
  };
}

function nearestOf(distances: Dissimilarities, chosen: readonly number[]) {
  const nearest = new Int32Array(distances.size);
  const distance = new Float64Array(distances.size).fill(Number.POSITIVE_INFINITY);
  const row = new Float64Array(distances.size);
  chosen.forEach((object, place) => {
    rowInto(distances, object, row);
    for (let other = 0; other < row.length; other += 1) {
      if (!((row[other] as number) < (distance[other] as number))) continue;
      distance[other] = row[other] as number;
      nearest[other] = place;
    }
  });
  return { nearest, distance };
}

function groupOf(
  { distances, weights, centre, radius, allEqual }: QualityGiven,
  members: readonly number[],
  distance: Float64Array,
): RepresentativeGroup {
  const weightOf = (object: number) => weights[object] as number;
  const assigned = sumOver(members, weightOf);
  const apart = sumOver(members, (object) => weightOf(object) * (distance[object] as number));
  const toCentre = sumOver(members, (object) => weightOf(object) * (centre[object] as number));
  const near = sumOver(members, (object) => (allEqual || (distance[object] as number) < radius ? weightOf(object) : 0));
  const among = dissimilaritiesAmong(distances, members);
  const own = centreDistances(among, everyObject(members.length, Float64Array.from(members, weightOf)));
  return {
    assigned,
    near,
    distance: apart,
    meanDistance: apart / assigned,
    distanceToCentre: toCentre,
    discrepancy: sumOver(own, (each) => each) / members.length,
    quality: (toCentre - apart) / toCentre,
  };
}

function sumOver<Item>(items: Iterable<Item>, numberOf: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += numberOf(item);
  return sum;
}
