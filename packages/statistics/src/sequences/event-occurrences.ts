// Where a subsequence of events occurs in a person's events, under time constraints, and how its occurrences are counted.
import { StatisticsError } from '../foundation/errors.ts';
import type { EventSequences } from './event-sequences.ts';

/** Events that happen at once, one group after the other: the codes of each group increase. */
export type EventSubsequence = readonly (readonly number[])[];

/** When events count as an occurrence. R: `TraMineR::seqeconstraint`. */
export interface EventConstraints {
  /** The most time between one group of events and the next. R: `max.gap`. */
  readonly largestGap?: number;
  /** The most time between the first and the last event. R: `window.size`. */
  readonly window?: number;
  /** The times between which it may begin, both included. R: `age.min`, `age.max`. */
  readonly earliestBegin?: number;
  readonly latestBegin?: number;
  /**
   * The time until which it must have ended, included. R: `age.max.end`, which TraMineR does not look at for the first event, so that it
   * counts a subsequence of one event after that time; here the bound holds for every event.
   */
  readonly latestEnd?: number;
}

/**
 * How the occurrences in one person's events count (Joshi, Karypis and Kumar 2001): `once` (COBJ), `occurrences` all of them, sharing events
 * or not (CDIST_O), `windows` of the constraint's length, slid by 1 from before the first event to the last, that hold one (CWIN), `shortest`
 * first events from which it takes as little time as anywhere (CMINWIN), `disjoint` occurrences that share no event, from the left (CDIST).
 * R: `TraMineR::seqeconstraint(count.method =)`. On purpose unlike its CDIST, an event that an occurrence took stays taken; TraMineR takes
 * the flag off again at times.
 */
export type OccurrenceCounting = 'once' | 'occurrences' | 'windows' | 'shortest' | 'disjoint';

/** The constraints with every bound set. Throws `option-invalid` for a bound that is not a number, or a gap or window below 0. */
export function boundsOf(constraints: EventConstraints): Required<EventConstraints> {
  const bounds = {
    largestGap: Number.POSITIVE_INFINITY,
    window: Number.POSITIVE_INFINITY,
    earliestBegin: Number.NEGATIVE_INFINITY,
    latestBegin: Number.POSITIVE_INFINITY,
    latestEnd: Number.POSITIVE_INFINITY,
    ...constraints,
  };
  for (const [column, bound] of Object.entries(bounds)) {
    const low = column === 'largestGap' || column === 'window' ? 0 : Number.NEGATIVE_INFINITY;
    if (!(bound >= low)) throw new StatisticsError('option-invalid', { column });
  }
  return bounds;
}

/** Tells of an occurrence by the places of its events; true ends the search from this first event. */
type Told = (places: readonly number[]) => boolean;

/** Finds the occurrences of a subsequence in one person's events, those that begin earlier first. */
function eachOccurrence(
  events: EventSequences,
  row: number,
  wanted: EventSubsequence,
  bounds: Required<EventConstraints>,
  tell: Told,
): void {
  const { times, codes, offsets } = events;
  const end = offsets[row + 1] as number;
  const steps = wanted.flatMap((group) => group.map((code, at) => ({ code, together: at > 0 })));
  const places: number[] = [];
  const follow = (step: number): boolean => {
    const next = steps[step];
    if (next === undefined) return tell(places);
    const last = places[step - 1] as number;
    const [first, time] = [times[places[0] as number] as number, times[last] as number];
    for (let at = last + 1; at < end; at += 1) {
      const gap = (times[at] as number) - time;
      if (next.together ? gap > 0 : gap > bounds.largestGap || (times[at] as number) - first > bounds.window) break;
      if ((times[at] as number) > bounds.latestEnd) break;
      if (codes[at] !== next.code || gap > 0 === next.together) continue;
      places.push(at);
      const stop = follow(step + 1);
      places.pop();
      if (stop) return true;
    }
    return false;
  };
  for (let at = offsets[row] as number; at < end; at += 1) {
    const time = times[at] as number;
    if (time > bounds.latestBegin || time > bounds.latestEnd) break;
    if (time < bounds.earliestBegin || codes[at] !== steps[0]?.code) continue;
    places.push(at);
    follow(1);
    places.pop();
  }
}

/** How often a subsequence occurs in one person's events. */
export function countOccurrences(
  events: EventSequences,
  row: number,
  wanted: EventSubsequence,
  bounds: Required<EventConstraints>,
  counting: OccurrenceCounting,
): number {
  if (counting === 'once') return Number.isNaN(firstOccurrence(events, row, wanted, bounds)) ? 0 : 1;
  if (counting === 'windows') return countWindows(events, row, wanted, bounds);
  if (counting === 'disjoint') return countDisjoint(events, row, wanted, bounds);
  let [count, shortest, lastFirst] = [0, Number.POSITIVE_INFINITY, -1];
  eachOccurrence(events, row, wanted, bounds, (places) => {
    if (counting === 'occurrences') {
      count += 1;
      return false;
    }
    const [first, last] = [places[0] as number, places.at(-1) as number];
    const span = (events.times[last] as number) - (events.times[first] as number);
    if (span > shortest || (span === shortest && first === lastFirst)) return false;
    count = span < shortest ? 1 : count + 1;
    [shortest, lastFirst] = [span, first];
    return false;
  });
  return count;
}

/** When the first occurrence begins; NaN where there is none. R: `TraMineR::seqeapplysub(method = "age")`, -1 where there is none. */
export function firstOccurrence(
  events: EventSequences,
  row: number,
  wanted: EventSubsequence,
  bounds: Required<EventConstraints>,
): number {
  let begin = Number.NaN;
  eachOccurrence(events, row, wanted, bounds, (places) => {
    if (Number.isNaN(begin)) begin = events.times[places[0] as number] as number;
    return true;
  });
  return begin;
}

function countDisjoint(
  events: EventSequences,
  row: number,
  wanted: EventSubsequence,
  bounds: Required<EventConstraints>,
): number {
  const used = new Set<number>();
  let count = 0;
  eachOccurrence(events, row, wanted, bounds, (places) => {
    if (places.some((place) => used.has(place))) return false;
    for (const place of places) used.add(place);
    count += 1;
    return true;
  });
  return count;
}

function countWindows(
  events: EventSequences,
  row: number,
  wanted: EventSubsequence,
  bounds: Required<EventConstraints>,
): number {
  const { times, offsets } = events;
  const [begin, end] = [offsets[row] as number, offsets[row + 1] as number];
  if (!Number.isFinite(bounds.window))
    throw new StatisticsError('option-invalid', { column: 'window', detail: 'counting windows needs one' });
  if (begin === end) return 0;
  const from = Number.isFinite(bounds.earliestBegin) ? bounds.earliestBegin : (times[begin] as number) - bounds.window;
  const until = Number.isFinite(bounds.latestEnd) ? bounds.latestEnd : (times[end - 1] as number) + bounds.window;
  const windows = new Uint8Array(Math.max(0, Math.round(until - from - bounds.window + 1)));
  eachOccurrence(events, row, wanted, bounds, (places) => {
    const [first, last] = [times[places[0] as number] as number, times[places.at(-1) as number] as number];
    for (
      let each = Math.max(0, Math.ceil(last - bounds.window - from));
      each < windows.length && from + each <= first;
      each += 1
    )
      windows[each] = 1;
    return false;
  });
  return windows.reduce((sum, held) => sum + held, 0);
}
