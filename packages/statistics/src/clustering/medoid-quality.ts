// How good medoids are for objects that are too many for all pairs: what the distances to the medoids alone tell.
import type { Column } from '../foundation/columns.ts';

/** Measures of a partition by medoids. */
export interface MedoidQuality {
  /** The weighted mean distance to the nearest medoid: what medoids are to make small. */
  readonly meanDistance: number;
  /** Davies and Bouldin's index, the mean over clusters of the worst (spread + spread) / distance; better when lower. */
  readonly daviesBouldin: number;
  /** Xie and Beni's index, the mean distance over the least distance of two medoids; better when lower. */
  readonly xieBeni: number;
  /** Pakhira, Bandyopadhyay and Maulik's index; better when higher. */
  readonly pbm: number;
  /** The mean of the silhouettes of objects between their nearest and second nearest medoid; better when higher. R: `AMS`. */
  readonly medoidSilhouette: number;
}

/** Whether more of a measure is better. */
export const higherIsBetter: Readonly<Record<keyof MedoidQuality, boolean>> = {
  meanDistance: false,
  daviesBouldin: false,
  xieBeni: false,
  pbm: true,
  medoidSilhouette: true,
};

/** The medoid nearest to each object (of equal ones the first), and the measures. */
export interface MedoidAssignment {
  readonly nearest: Int32Array;
  readonly quality: MedoidQuality;
}

/**
 * Sends objects to medoids. `columns`: for each medoid the distance of every object to it. `between`: the distance of two medoids.
 * R: `WeightedCluster::seqclararange`, its `Avg dist`, `DB`, `XB`, `PBM` and `AMS` (with objects that are as near to both medoids as to
 * none counting 0 in the last).
 */
export function assignToMedoids(
  columns: readonly Float64Array[],
  between: (one: number, other: number) => number,
  weights: Column,
): MedoidAssignment {
  const size = weights.length;
  const count = columns.length;
  const nearest = new Int32Array(size);
  const [distances, sums] = [new Float64Array(count), new Float64Array(count)];
  let [all, silhouette] = [0, 0];
  for (let object = 0; object < size; object += 1) {
    let [place, near, next] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let medoid = 0; medoid < count; medoid += 1) {
      const apart = (columns[medoid] as Float64Array)[object] as number;
      if (apart < near) {
        next = near;
        near = apart;
        place = medoid;
      } else if (apart < next) next = apart;
    }
    const weight = weights[object] as number;
    nearest[object] = place;
    sums[place] = (sums[place] as number) + weight;
    distances[place] = (distances[place] as number) + weight * near;
    all += weight;
    if (next > 0 && next < Number.POSITIVE_INFINITY) silhouette += (weight * (next - near)) / next;
  }
  const spreads = distances.map((sum, place) => ((sums[place] as number) > 0 ? sum / (sums[place] as number) : 0));
  const meanDistance = distances.reduce((sum, each) => sum + each, 0) / all;
  const { least, most } = extremes(count, between);
  return {
    nearest,
    quality: {
      meanDistance,
      daviesBouldin: daviesBouldin(spreads, between),
      xieBeni: meanDistance / least,
      pbm: (most / count / meanDistance) ** 2,
      medoidSilhouette: silhouette / all,
    },
  };
}

function extremes(count: number, between: (one: number, other: number) => number) {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let one = 1; one < count; one += 1) {
    for (let other = 0; other < one; other += 1) {
      least = Math.min(least, between(one, other));
      most = Math.max(most, between(one, other));
    }
  }
  return { least, most };
}

function daviesBouldin(spreads: Float64Array, between: (one: number, other: number) => number): number {
  const worst = spreads.map((spread, one) => {
    let most = 0;
    spreads.forEach((otherSpread, other) => {
      const ratio = (spread + otherSpread) / between(one, other);
      if (one !== other && Number.isFinite(ratio)) most = Math.max(most, ratio);
    });
    return most;
  });
  return worst.reduce((sum, each) => sum + each, 0) / worst.length;
}
