// The time that one career spends in each state, summed up from its spells; shared by the indicators within careers.
import type { CareerSpells } from './spells.ts';

/** The times of one career in memory that the next career takes over. */
export interface CareerTimes {
  /** How many states the career visits. */
  visited: number;
  /** The states visited, in the order of their first visit: the first `visited` of them. */
  readonly states: Uint16Array;
  /** Positions in each state, by state; 0 where it is not visited. */
  readonly times: Uint32Array;
}

/** Sums up the spells of one career after the other, among `states` states. */
export function careerTimesReader(states: number): (spells: CareerSpells) => CareerTimes {
  const career: CareerTimes = { visited: 0, states: new Uint16Array(states), times: new Uint32Array(states) };
  return (spells) => {
    for (let each = 0; each < career.visited; each += 1) career.times[career.states[each] as number] = 0;
    career.visited = 0;
    for (let spell = 0; spell < spells.count; spell += 1) {
      const state = spells.states[spell] as number;
      if (career.times[state] === 0) {
        career.states[career.visited] = state;
        career.visited += 1;
      }
      career.times[state] = (career.times[state] as number) + (spells.durations[spell] as number);
    }
    return career;
  };
}

/** The entropy of a career's times, in nats; 0 for a career without a position. */
export function entropyOfTimes({ visited, states, times }: CareerTimes, total: number): number {
  let entropy = 0;
  for (let each = 0; each < visited; each += 1) {
    const share = (times[states[each] as number] as number) / total;
    entropy -= share * Math.log(share);
  }
  // A career in one state has -1 log 1, which is a negative zero.
  return entropy + 0;
}
