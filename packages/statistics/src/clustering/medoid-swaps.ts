// Swapping medoids: what it costs to put another object in a medoid's place, for all k places in one pass.
import { checkpoint, type Work } from '../foundation/work.ts';
import type { DissimilarityRows } from './pairs.ts';

/** How far below 0 a change must lie, relative to the total, to be more than rounding. */
const rounding = 16 * Number.EPSILON;

/** The nearest and the second nearest medoid of every object, as medoids change places. */
export class NearestMedoids {
  readonly rows: DissimilarityRows;
  readonly size: number;
  readonly weights: Float64Array;
  /** The medoid of each place. */
  readonly medoids: Int32Array;
  /** The place whose medoid is nearest; of equal ones the first. */
  readonly nearest: Int32Array;
  readonly second: Int32Array;
  readonly distance: Float64Array;
  readonly secondDistance: Float64Array;
  /** The rows of the medoids' dissimilarities. */
  readonly #rows: Float64Array[];

  constructor(rows: DissimilarityRows, medoids: Int32Array, weights: Float64Array) {
    const size = weights.length;
    this.rows = rows;
    this.size = size;
    this.weights = weights;
    this.medoids = medoids;
    this.nearest = new Int32Array(size);
    this.second = new Int32Array(size);
    this.distance = new Float64Array(size);
    this.secondDistance = new Float64Array(size);
    this.#rows = Array.from(medoids, (medoid) => rows.row(medoid).slice());
    this.#assign();
  }

  /** The weighted sum of the distances to the nearest medoid. */
  total(): number {
    let sum = 0;
    for (let object = 0; object < this.size; object += 1) {
      sum += (this.weights[object] as number) * (this.distance[object] as number);
    }
    return sum;
  }

  isMedoid(): Uint8Array {
    const medoid = new Uint8Array(this.size);
    for (const each of this.medoids) medoid[each] = 1;
    return medoid;
  }

  /** Puts the object in the medoid's place, and back where that did not better the total: changes are sums whose rounding could go round in circles. */
  replaceIfBetter(place: number, object: number): boolean {
    const [before, medoid] = [this.total(), this.medoids[place] as number];
    this.#replace(place, object);
    if (this.total() < before) return true;
    this.#replace(place, medoid);
    return false;
  }

  #replace(place: number, object: number): void {
    this.medoids[place] = object;
    (this.#rows[place] as Float64Array).set(this.rows.row(object));
    this.#assign();
  }

  /** Puts the medoids into the order of their numbers, so that ties go to the lower. */
  sortByNumber(): void {
    const order = Array.from(this.medoids, (medoid, place) => ({ medoid, row: this.#rows[place] as Float64Array }));
    order.sort((one, other) => one.medoid - other.medoid);
    order.forEach(({ medoid, row }, place) => {
      this.medoids[place] = medoid;
      this.#rows[place] = row;
    });
    this.#assign();
  }

  #assign(): void {
    const { size, nearest, second, distance, secondDistance } = this;
    distance.fill(Number.POSITIVE_INFINITY);
    secondDistance.fill(Number.POSITIVE_INFINITY);
    this.#rows.forEach((row, place) => {
      for (let object = 0; object < size; object += 1) {
        const apart = row[object] as number;
        if (apart < (distance[object] as number)) {
          second[object] = nearest[object] as number;
          secondDistance[object] = distance[object] as number;
          nearest[object] = place;
          distance[object] = apart;
        } else if (apart < (secondDistance[object] as number)) {
          second[object] = place;
          secondDistance[object] = apart;
        }
      }
    });
  }
}

/** What it costs to take each medoid away, its objects going to their second. */
function removalLosses(state: NearestMedoids, losses: Float64Array): void {
  losses.fill(0);
  if (losses.length === 1) return;
  for (let object = 0; object < state.size; object += 1) {
    const place = state.nearest[object] as number;
    losses[place] =
      (losses[place] as number) +
      (state.weights[object] as number) *
        ((state.secondDistance[object] as number) - (state.distance[object] as number));
  }
}

/**
 * The change of the total where the object of `row` takes each medoid's place, into `changes`: the loss of taking the medoid away, less
 * what the object brings. One pass for all k places (FastPAM1).
 */
function changesOf(state: NearestMedoids, row: Float64Array, losses: Float64Array, changes: Float64Array): void {
  const { size, weights, nearest, distance, secondDistance } = state;
  changes.set(losses);
  const alone = changes.length === 1;
  let shared = 0;
  for (let object = 0; object < size; object += 1) {
    const apart = row[object] as number;
    const near = distance[object] as number;
    if (alone) {
      shared += (weights[object] as number) * (apart - near);
      continue;
    }
    const far = secondDistance[object] as number;
    if (apart >= far) continue;
    const place = nearest[object] as number;
    const weight = weights[object] as number;
    if (apart < near) {
      shared += weight * (apart - near);
      // Without its medoid the object would have gone to the second; it comes here instead.
      changes[place] = (changes[place] as number) + weight * (near - far);
    } else changes[place] = (changes[place] as number) + weight * (apart - far);
  }
  for (let place = 0; place < changes.length; place += 1) changes[place] = (changes[place] as number) + shared;
}

/** Makes the best swap, if one betters; of equal ones the first, by object and then place (`byObject`), or by place and then object. */
export function bestSwap(state: NearestMedoids, byObject: boolean, work: Work): boolean {
  if (byObject) state.sortByNumber();
  const count = state.medoids.length;
  const [losses, changes] = [new Float64Array(count), new Float64Array(count)];
  removalLosses(state, losses);
  const medoid = state.isMedoid();
  const best = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const candidate = new Int32Array(count).fill(-1);
  for (let object = 0; object < state.size; object += 1) {
    if (object % 256 === 0) checkpoint(work.signal === undefined ? undefined : { signal: work.signal }, 0, 1);
    if (medoid[object] === 1) continue;
    changesOf(state, state.rows.row(object), losses, changes);
    for (let place = 0; place < count; place += 1) {
      if ((changes[place] as number) < (best[place] as number)) {
        best[place] = changes[place] as number;
        candidate[place] = object;
      }
    }
  }
  let found = -1;
  for (let place = 0; place < count; place += 1) {
    const [change, known] = [best[place] as number, found < 0 ? Number.POSITIVE_INFINITY : (best[found] as number)];
    const earlier = byObject && change === known && (candidate[place] as number) < (candidate[found] as number);
    if (change < known || earlier) found = place;
  }
  if (found < 0 || !((best[found] as number) < -rounding * state.total())) return false;
  return state.replaceIfBetter(found, candidate[found] as number);
}

/** Makes each swap that betters as it is found, over and over, until a whole round finds none (FasterPAM). Returns how many. */
export function eagerSwaps(state: NearestMedoids, work: Work): number {
  const count = state.medoids.length;
  const [losses, changes] = [new Float64Array(count), new Float64Array(count)];
  removalLosses(state, losses);
  let total = state.total();
  let [swaps, sinceSwap] = [0, 0];
  for (let object = 0; sinceSwap < state.size; object = (object + 1) % state.size) {
    if (object % 256 === 0) checkpoint(work, swaps, swaps + 1);
    sinceSwap += 1;
    if (state.medoids.includes(object)) continue;
    changesOf(state, state.rows.row(object), losses, changes);
    let place = 0;
    for (let other = 1; other < count; other += 1) {
      if ((changes[other] as number) < (changes[place] as number)) place = other;
    }
    if (!((changes[place] as number) < -rounding * total) || !state.replaceIfBetter(place, object)) continue;
    removalLosses(state, losses);
    total = state.total();
    swaps += 1;
    sinceSwap = 0;
  }
  return swaps;
}
