// The search for frequent subsequences: each pattern is grown by one event at the places where its occurrences end.
import { checkpoint, type Work } from '../foundation/work.ts';
import type { EventConstraints, EventSubsequence } from './event-occurrences.ts';
import type { EventSequences } from './event-sequences.ts';

/** A subsequence that enough persons have, and the weight of those. */
export interface MinedSubsequence {
  readonly subsequence: EventSubsequence;
  readonly support: number;
}

interface Search {
  readonly least: number;
  readonly mostEvents: number;
  readonly bounds: Required<EventConstraints>;
  readonly work: Work | undefined;
}

/**
 * Where occurrences of a pattern end, by places in the list of all events, increasing, each with the latest time at which an occurrence that
 * ends there begins: what may follow one that began earlier may follow that one too, so that the others are not needed.
 */
interface Endings {
  readonly places: number[];
  readonly begins: number[];
}

/** All subsequences with the least support, each pattern before what continues it. */
export function mineSubsequences(events: EventSequences, weights: Float64Array, search: Search): MinedSubsequence[] {
  const { times, codes, offsets } = events;
  const { least, mostEvents, bounds, work } = search;
  const rows = new Uint32Array(times.length);
  for (let row = 0; row < events.count; row += 1) rows.fill(row, offsets[row], offsets[row + 1]);
  // Where a place stands in the list that it was last put into.
  const seats = new Uint32Array(times.length);
  const found: MinedSubsequence[] = [];

  const supportOf = ({ places }: Endings) => {
    let [sum, previous] = [0, -1];
    for (const place of places) {
      const row = rows[place] as number;
      if (row !== previous) sum += weights[row] as number;
      previous = row;
    }
    return sum;
  };
  const put = (lists: Map<number, Endings>, place: number, begin: number) => {
    const code = codes[place] as number;
    let list = lists.get(code);
    if (list === undefined) {
      list = { places: [], begins: [] };
      lists.set(code, list);
    }
    const seat = seats[place] as number;
    if (list.places[seat] === place) {
      list.begins[seat] = Math.max(list.begins[seat] as number, begin);
      return;
    }
    seats[place] = list.places.length;
    list.places.push(place);
    list.begins.push(begin);
  };
  const grow = (subsequence: EventSubsequence, size: number, endings: Endings) => {
    const support = supportOf(endings);
    if (support < least) return;
    found.push({ subsequence, support });
    checkpoint(work, found.length, found.length);
    if (size >= mostEvents) return;
    const [together, later] = extensions(endings);
    for (const [code, list] of together) {
      grow([...subsequence.slice(0, -1), [...(subsequence.at(-1) ?? []), code]], size + 1, list);
    }
    for (const [code, list] of later) grow([...subsequence, [code]], size + 1, list);
  };
  const extensions = ({ places, begins }: Endings) => {
    const [together, later] = [new Map<number, Endings>(), new Map<number, Endings>()];
    places.forEach((last, at) => {
      const [begin, time] = [begins[at] as number, times[last] as number];
      const end = offsets[(rows[last] as number) + 1] as number;
      for (let place = last + 1; place < end; place += 1) {
        const now = times[place] as number;
        if (now === time) {
          put(together, place, begin);
          continue;
        }
        if (now - time > bounds.largestGap || now - begin > bounds.window || now > bounds.latestEnd) break;
        put(later, place, begin);
      }
    });
    return [inOrder(together), inOrder(later)] as const;
  };

  const firsts = new Map<number, Endings>();
  for (let place = 0; place < times.length; place += 1) {
    const time = times[place] as number;
    if (time < bounds.earliestBegin || time > bounds.latestBegin || time > bounds.latestEnd) continue;
    put(firsts, place, time);
  }
  for (const [code, list] of inOrder(firsts)) grow([[code]], 1, list);
  return found;
}

const inOrder = (lists: Map<number, Endings>) => [...lists].sort(([one], [other]) => one - other);
