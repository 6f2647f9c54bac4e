// Whether a likelihood has no maximum along a direction: whoever has an event has the largest value of all at risk, every time.
import type { RiskSets } from './risk-sets.ts';

/** Parts of a direction below this share of its largest are what is left of the other coefficients' steps. */
const negligible = 1e-4;

/** The direction with its negligible parts set to 0. */
export function principalDirection(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return direction.map((each) => (Math.abs(each) < negligible * largest ? 0 : each));
}

/**
 * Whether the log-likelihood never falls along the direction: at every event time all events have the largest value among those at risk
 * (with exact ties: none of the others has a larger value than an event), and at some time somebody at risk has a smaller one.
 * D. Albert and J. Anderson, On the existence of maximum likelihood estimates (1984); for Cox: M. Bryson and M. Johnson (1981).
 */
export function isEndless(sets: RiskSets, direction: Float64Array, exactTies: boolean): boolean {
  const principal = principalDirection(direction);
  const { values, largest } = valuesAlong(sets, principal);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  // Values that differ by their sums' rounding only do not differ.
  if (!(most - least > 1e-12 * largest)) return false;
  const slack = 1e-7 * (most - least) + 1e-12 * largest;
  let apart = false;
  for (let block = 0; block + 1 < sets.strata.length; block += 1) {
    const [start, end] = [sets.strata[block] as number, sets.strata[block + 1] as number];
    const verdict = judgeStratum(sets, values, start, end, slack, exactTies);
    if (verdict === 'falls') return false;
    apart ||= verdict === 'apart';
  }
  return apart;
}

function judgeStratum(
  sets: RiskSets,
  values: Float64Array,
  start: number,
  end: number,
  slack: number,
  exactTies: boolean,
): 'falls' | 'level' | 'apart' {
  const { time, event, entry } = sets;
  const others = new LargestPresent(values, entry);
  let least = Number.POSITIVE_INFINITY;
  let apart = false;
  for (let at = start; at < end; ) {
    const moment = time[at] as number;
    let [lowestEvent, highestEvent] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const from = at;
    for (; at < end && time[at] === moment; at += 1) {
      const value = values[at] as number;
      least = Math.min(least, value);
      if (event[at] === 0) others.add(at);
      else [lowestEvent, highestEvent] = [Math.min(lowestEvent, value), Math.max(highestEvent, value)];
    }
    if (lowestEvent < Number.POSITIVE_INFINITY) {
      if (others.largestAt(moment) > lowestEvent + slack) return 'falls';
      if (!exactTies && highestEvent > lowestEvent + slack) return 'falls';
      const bound = highestEvent - slack;
      apart ||= entry === undefined && !exactTies ? least < bound : someBelow(sets, values, start, at, bound);
    }
    for (let each = from; each < at; each += 1) if (event[each] === 1) others.add(each);
  }
  return apart ? 'apart' : 'level';
}

/** Whether somebody at risk at the time of the last place, without an event then, has a value below the bound. */
function someBelow(sets: RiskSets, values: Float64Array, start: number, end: number, bound: number): boolean {
  const { time, event, entry } = sets;
  const moment = time[end - 1] as number;
  for (let at = start; at < end; at += 1) {
    if ((values[at] as number) >= bound || (event[at] === 1 && time[at] === moment)) continue;
    if (entry === undefined || (entry[at] as number) < moment) return true;
  }
  return false;
}

/** The rows' values along the direction, and the largest sum of their parts' sizes. */
function valuesAlong({ places, covariates, covariate }: RiskSets, direction: Float64Array) {
  const values = new Float64Array(places);
  let largest = 0;
  for (let at = 0; at < places; at += 1) {
    let [sum, size] = [0, 0];
    for (let each = 0; each < covariates; each += 1) {
      const part = (direction[each] as number) * (covariate[at * covariates + each] as number);
      sum += part;
      size += Math.abs(part);
    }
    values[at] = sum;
    largest = Math.max(largest, size);
  }
  return { values, largest };
}

/** The largest value of the places added, those that have not entered yet passed over: a heap that drops them when they come up. */
class LargestPresent {
  private readonly heap: number[] = [];
  private readonly values: Float64Array;
  private readonly entry: Float64Array | undefined;
  constructor(values: Float64Array, entry: Float64Array | undefined) {
    this.values = values;
    this.entry = entry;
  }

  add(place: number): void {
    const { heap } = this;
    // Without entries nobody leaves, so that the largest is all there is to keep.
    if (this.entry === undefined && heap.length === 1) {
      if (this.value(place) > this.value(heap[0] as number)) heap[0] = place;
      return;
    }
    let at = heap.push(place) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.value(heap[parent] as number) >= this.value(heap[at] as number)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  largestAt(moment: number): number {
    const { heap, entry } = this;
    while (entry !== undefined && heap.length > 0 && (entry[heap[0] as number] as number) >= moment) this.dropFirst();
    return heap.length === 0 ? Number.NEGATIVE_INFINITY : this.value(heap[0] as number);
  }

  private dropFirst(): void {
    const { heap } = this;
    const last = heap.pop() as number;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ; ) {
      let largest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.value(heap[child] as number) > this.value(heap[largest] as number))
          largest = child;
      }
      if (largest === at) return;
      this.swap(at, largest);
      at = largest;
    }
  }

  private value(place: number): number {
    return this.values[place] as number;
  }

  private swap(one: number, other: number): void {
    const held = this.heap[one] as number;
    this.heap[one] = this.heap[other] as number;
    this.heap[other] = held;
  }
}
