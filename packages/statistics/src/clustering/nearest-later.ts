// The nearest neighbours of clusters while they are joined: what hierarchical clustering spends its time on.
import { type JoinRule, joinedDistance } from './join-rules.ts';
import { rowOffset } from './pairs.ts';

/** For each cluster, named by its lowest object, the nearest of those named later; kept as clusters are joined. */
export class NearestLater {
  readonly #pairs: Float64Array;
  readonly #last: boolean;
  readonly #neighbour: Int32Array;
  readonly #distance: Float64Array;
  readonly #offset: Float64Array;
  /** The clusters that are left, lowest first, in the first `#count` places. */
  readonly #left: Int32Array;
  #count: number;

  /** `pairs` are overwritten. `last`: whether, of equal pairs, the last is the nearest instead of the first. */
  constructor(size: number, pairs: Float64Array, last: boolean) {
    this.#pairs = pairs;
    this.#last = last;
    this.#neighbour = new Int32Array(size).fill(-1);
    this.#distance = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.#offset = Float64Array.from({ length: size }, (_, object) => rowOffset(size, object));
    this.#left = Int32Array.from({ length: size }, (_, object) => object);
    this.#count = size;
    for (let place = 0; place < size; place += 1) this.#find(place);
  }

  /** The nearest two clusters that are left, the lower first, and how far apart they are. */
  closest(): readonly [number, number, number] {
    const [left, distances, last] = [this.#left, this.#distance, this.#last];
    let [found, distance] = [-1, Number.POSITIVE_INFINITY];
    for (let place = 0; place < this.#count - 1; place += 1) {
      const one = left[place] as number;
      const apart = distances[one] as number;
      if (apart < distance || found < 0 || (last && apart === distance)) {
        found = one;
        distance = apart;
      }
    }
    return [found, this.#neighbour[found] as number, distance];
  }

  /** Takes the second cluster into the first: new distances, and new neighbours where they are needed. */
  join(first: number, second: number, rule: JoinRule, counts: Float64Array): void {
    const [left, neighbour] = [this.#left, this.#neighbour];
    const gone = left.subarray(0, this.#count).indexOf(second);
    left.copyWithin(gone, gone + 1, this.#count);
    this.#count -= 1;
    this.#update(first, second, rule, counts);
    for (let place = 0; place < this.#count; place += 1) {
      const one = left[place] as number;
      if (one === first || neighbour[one] === first || neighbour[one] === second) this.#find(place);
    }
  }

  /** The distances of the joined cluster to those before the first, between the two, and after the second. */
  #update(first: number, second: number, rule: JoinRule, counts: Float64Array): void {
    const [left, pairs, offset, neighbour, distances] = [
      this.#left,
      this.#pairs,
      this.#offset,
      this.#neighbour,
      this.#distance,
    ];
    const [firstRow, secondRow, count, last] = [
      offset[first] as number,
      offset[second] as number,
      this.#count,
      this.#last,
    ];
    const between = pairs[firstRow + second] as number;
    const [firstCount, secondCount] = [counts[first] as number, counts[second] as number];
    let place = 0;
    for (; (left[place] as number) < first; place += 1) {
      const other = left[place] as number;
      const row = offset[other] as number;
      const [one, two] = [pairs[row + first] as number, pairs[row + second] as number];
      const apart = joinedDistance(rule, one, two, between, firstCount, secondCount, counts[other] as number);
      pairs[row + first] = apart;
      const known = distances[other] as number;
      if (apart < known || (last && apart === known && first > (neighbour[other] as number))) {
        distances[other] = apart;
        neighbour[other] = first;
      }
    }
    for (place += 1; place < count && (left[place] as number) < second; place += 1) {
      const other = left[place] as number;
      const [one, two] = [pairs[firstRow + other] as number, pairs[(offset[other] as number) + second] as number];
      pairs[firstRow + other] = joinedDistance(
        rule,
        one,
        two,
        between,
        firstCount,
        secondCount,
        counts[other] as number,
      );
    }
    for (; place < count; place += 1) {
      const other = left[place] as number;
      const [one, two] = [pairs[firstRow + other] as number, pairs[secondRow + other] as number];
      pairs[firstRow + other] = joinedDistance(
        rule,
        one,
        two,
        between,
        firstCount,
        secondCount,
        counts[other] as number,
      );
    }
  }

  #find(place: number): void {
    const [left, pairs, last, count] = [this.#left, this.#pairs, this.#last, this.#count];
    const one = left[place] as number;
    const start = this.#offset[one] as number;
    let [neighbour, distance] = [-1, Number.POSITIVE_INFINITY];
    for (let at = place + 1; at < count; at += 1) {
      const other = left[at] as number;
      const apart = pairs[start + other] as number;
      if (apart < distance || (last && apart === distance)) {
        neighbour = other;
        distance = apart;
      }
    }
    this.#neighbour[one] = neighbour;
    this.#distance[one] = distance;
  }
}
