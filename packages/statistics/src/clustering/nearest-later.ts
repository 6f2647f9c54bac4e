// The nearest neighbours of clusters while they are joined: what hierarchical clustering spends its time on.
import type { JoinRule } from './join-rules.ts';
import { rowOffset } from './pairs.ts';

/** Stands for a neighbour that is to be looked for again. */
const unknown = -1;

/**
 * For each cluster, named by its lowest object, the nearest of those named later; kept as clusters are joined.
 *
 * A cluster whose neighbour is joined keeps its distance as a bound, below which it has none, and is only looked through again when that
 * bound is the least of all: a third as many looks as at once, for careers (D. Mullner, Modern hierarchical, agglomerative clustering
 * algorithms, 2011). Of equal neighbours that still finds the one that R, which looks at once, has found: see `#writeBefore`.
 */
export class NearestLater {
  readonly #pairs: Float64Array;
  readonly #last: boolean;
  readonly #neighbour: Int32Array;
  /** How far the neighbour is; where that is unknown, no later cluster is nearer. */
  readonly #bound: Float64Array;
  readonly #offset: Float64Array;
  /** The clusters that are left, lowest first, in the first `#count` places, and how many objects each has. */
  readonly #left: Int32Array;
  readonly #sizes: Float64Array;
  #count: number;
  /** Of the two that are joined, and of what they become: the dissimilarity to the cluster in each place. */
  readonly #toFirst: Float64Array;
  readonly #toSecond: Float64Array;
  readonly #toBoth: Float64Array;

  /** `pairs` and `sizes` are overwritten. `last`: whether, of equal pairs, the last is the nearest instead of the first. */
  constructor(pairs: Float64Array, sizes: Float64Array, last: boolean) {
    const size = sizes.length;
    this.#pairs = pairs;
    this.#last = last;
    this.#neighbour = new Int32Array(size).fill(unknown);
    this.#bound = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.#offset = Float64Array.from({ length: size }, (_, object) => rowOffset(size, object));
    this.#left = Int32Array.from({ length: size }, (_, object) => object);
    this.#sizes = sizes;
    this.#count = size;
    this.#toFirst = new Float64Array(size);
    this.#toSecond = new Float64Array(size);
    this.#toBoth = new Float64Array(size);
    for (let place = 0; place < size - 1; place += 1) this.#find(place);
  }

  /** Joins the nearest two clusters that are left by the rule. Gives the two, the lower first, and how far apart they were. */
  join(rule: JoinRule): { readonly first: number; readonly second: number; readonly height: number } {
    const [left, sizes, count] = [this.#left, this.#sizes, this.#count];
    const firstPlace = this.#closest();
    const first = left[firstPlace] as number;
    const second = this.#neighbour[first] as number;
    const height = this.#bound[first] as number;
    const secondPlace = left.indexOf(second, firstPlace + 1);
    this.#read(firstPlace, secondPlace);
    const [toFirst, toSecond, toBoth] = [this.#toFirst, this.#toSecond, this.#toBoth];
    const [ofFirst, ofSecond] = [sizes[firstPlace] as number, sizes[secondPlace] as number];
    rule({ between: height, first: ofFirst, second: ofSecond, toFirst, toSecond, sizes }, count, toBoth);
    this.#writeBefore(firstPlace, second);
    sizes[firstPlace] = ofFirst + ofSecond;
    left.copyWithin(secondPlace, secondPlace + 1, count);
    sizes.copyWithin(secondPlace, secondPlace + 1, count);
    this.#count -= 1;
    this.#writeAfter(firstPlace, secondPlace, second);
    return { first, second, height };
  }

  /** The place of the cluster that has the nearest neighbour. */
  #closest(): number {
    while (true) {
      const place = this.#leastBound();
      if (this.#neighbour[this.#left[place] as number] !== unknown) return place;
      this.#find(place);
    }
  }

  #leastBound(): number {
    const [left, bounds, last, end] = [this.#left, this.#bound, this.#last, this.#count - 1];
    let [found, least] = [0, bounds[left[0] as number] as number];
    for (let place = 1; place < end; place += 1) {
      const bound = bounds[left[place] as number] as number;
      if (bound < least || (last && bound === least)) {
        found = place;
        least = bound;
      }
    }
    return found;
  }

  /** Finds the neighbour of the cluster in a place. */
  #find(place: number): void {
    const [left, pairs, last, count] = [this.#left, this.#pairs, this.#last, this.#count];
    const one = left[place] as number;
    const start = this.#offset[one] as number;
    let neighbour = left[place + 1] as number;
    let distance = pairs[start + neighbour] as number;
    for (let at = place + 2; at < count; at += 1) {
      const other = left[at] as number;
      const apart = pairs[start + other] as number;
      if (apart < distance || (last && apart === distance)) {
        neighbour = other;
        distance = apart;
      }
    }
    this.#neighbour[one] = neighbour;
    this.#bound[one] = distance;
  }

  /** Reads the dissimilarities of two clusters to all others, by their places: each other's row once, because that is what waits for memory. */
  #read(firstPlace: number, secondPlace: number): void {
    const [left, pairs, offset, toFirst, toSecond] = [
      this.#left,
      this.#pairs,
      this.#offset,
      this.#toFirst,
      this.#toSecond,
    ];
    const [first, second] = [left[firstPlace] as number, left[secondPlace] as number];
    const [firstRow, secondRow] = [offset[first] as number, offset[second] as number];
    for (let at = 0; at < firstPlace; at += 1) {
      const row = offset[left[at] as number] as number;
      toFirst[at] = pairs[row + first] as number;
      toSecond[at] = pairs[row + second] as number;
    }
    for (let at = firstPlace + 1; at < secondPlace; at += 1) {
      const other = left[at] as number;
      toFirst[at] = pairs[firstRow + other] as number;
      toSecond[at] = pairs[(offset[other] as number) + second] as number;
    }
    for (let at = secondPlace + 1; at < this.#count; at += 1) {
      const other = left[at] as number;
      toFirst[at] = pairs[firstRow + other] as number;
      toSecond[at] = pairs[secondRow + other] as number;
    }
  }

  /**
   * Writes the dissimilarities of the joined cluster to those before it, and to whom of them it is a neighbour now.
   *
   * R looks for a new neighbour as soon as the old one is joined, and takes the first of equal ones; later it changes only for a nearer one.
   * Looked for later, the first of equal ones is the same, unless a cluster before it has come as near meanwhile: it has if it came nearer
   * than it was, and is no farther than what it has taken in. Then the neighbour is looked for before that.
   */
  #writeBefore(firstPlace: number, second: number): void {
    const [left, pairs, offset, neighbour, bounds] = [
      this.#left,
      this.#pairs,
      this.#offset,
      this.#neighbour,
      this.#bound,
    ];
    const [toFirst, toSecond, toBoth, last] = [this.#toFirst, this.#toSecond, this.#toBoth, this.#last];
    const first = left[firstPlace] as number;
    for (let place = 0; place < firstPlace; place += 1) {
      const other = left[place] as number;
      const apart = toBoth[place] as number;
      if (neighbour[other] === unknown && apart < (toFirst[place] as number) && apart <= (toSecond[place] as number)) {
        this.#find(place);
      }
      pairs[(offset[other] as number) + first] = apart;
      const [known, bound] = [neighbour[other] as number, bounds[other] as number];
      if (apart < bound) {
        bounds[other] = apart;
        if (known !== unknown) neighbour[other] = first;
      } else if (known === first || known === second) neighbour[other] = unknown;
      else if (last && apart === bound && first > known && known !== unknown) neighbour[other] = first;
    }
  }

  /** Writes the dissimilarities of the joined cluster to those after it, and the nearest of them; the second is no neighbour any more. */
  #writeAfter(firstPlace: number, secondPlace: number, second: number): void {
    const [left, pairs, neighbour, toBoth] = [this.#left, this.#pairs, this.#neighbour, this.#toBoth];
    const first = left[firstPlace] as number;
    const row = this.#offset[first] as number;
    toBoth.copyWithin(secondPlace, secondPlace + 1, this.#count + 1);
    for (let place = firstPlace + 1; place < this.#count; place += 1) {
      const other = left[place] as number;
      pairs[row + other] = toBoth[place] as number;
      if (neighbour[other] === second) neighbour[other] = unknown;
    }
    if (firstPlace + 1 < this.#count) this.#find(firstPlace);
  }
}
