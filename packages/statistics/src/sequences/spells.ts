// Spells within sequences: the distinct successive states of each career and how long it stayed in them.
import { type MissingTaken, type StateSequences, statesTaken } from './state-sequences.ts';

/** The spells of all sequences, one after the other: those of sequence i stand from `offsets[i]` to before `offsets[i + 1]`. */
export interface StateSpells {
  readonly offsets: Uint32Array;
  /** The state of each spell, an index into the alphabet (its length for missing, where missing is a state). */
  readonly states: Uint16Array;
  /** Positions that each spell lasts; those passed over because they are missing do not count. */
  readonly durations: Uint32Array;
  /** The position, from 0, at which each spell begins. */
  readonly starts: Uint32Array;
}

/**
 * The distinct successive states of each sequence with their durations. Where missing states are passed over (the default), a spell goes
 * on across them: A * A is one spell of two positions.
 * R: `TraMineR::seqdss(s, with.missing)` and `seqdur(s, with.missing)`.
 */
export function distinctSuccessiveStates(sequences: StateSequences, options: MissingTaken = {}): StateSpells {
  const { count, length, states } = sequences;
  const taken = statesTaken(sequences, options);
  const offsets = new Uint32Array(count + 1);
  for (let row = 0; row < count; row += 1) {
    let [spells, previous] = [0, -1];
    const end = (row + 1) * length;
    for (let at = row * length; at < end; at += 1) {
      const state = states[at] as number;
      if (state < taken && state !== previous) [spells, previous] = [spells + 1, state];
    }
    offsets[row + 1] = (offsets[row] as number) + spells;
  }
  const total = offsets[count] as number;
  const result = {
    offsets,
    states: new Uint16Array(total),
    durations: new Uint32Array(total),
    starts: new Uint32Array(total),
  };
  const reader = spellReader(sequences, options);
  for (let row = 0; row < count; row += 1) {
    const spells = reader(row);
    const offset = offsets[row] as number;
    for (let spell = 0; spell < spells.count; spell += 1) {
      result.states[offset + spell] = spells.states[spell] as number;
      result.durations[offset + spell] = spells.durations[spell] as number;
      result.starts[offset + spell] = spells.starts[spell] as number;
    }
  }
  return result;
}

/** The spells of one sequence in memory that the next sequence takes over. */
export interface CareerSpells {
  /** How many spells. */
  count: number;
  /** How many positions they last together. */
  total: number;
  /** How many positions the sequence has, those passed over because they are missing among them. */
  length: number;
  readonly states: Uint16Array;
  readonly durations: Uint32Array;
  readonly starts: Uint32Array;
}

/** Reads the spells of one sequence after the other into the same memory; for kernels, which make nothing per career. */
export function spellReader(sequences: StateSequences, options: MissingTaken): (row: number) => CareerSpells {
  const { alphabet, length, states } = sequences;
  const missing = alphabet.length;
  const taken = statesTaken(sequences, options);
  const spells: CareerSpells = {
    count: 0,
    total: 0,
    length: 0,
    states: new Uint16Array(length),
    durations: new Uint32Array(length),
    starts: new Uint32Array(length),
  };
  return (row) => {
    const begin = row * length;
    let [count, total, previous, duration, passedOver] = [0, 0, -1, 0, 0];
    for (let position = 0; position < length; position += 1) {
      const state = states[begin + position] as number;
      if (state >= taken) {
        if (state === missing) passedOver += 1;
        continue;
      }
      total += 1;
      if (state === previous) {
        duration += 1;
        continue;
      }
      if (count > 0) spells.durations[count - 1] = duration;
      spells.states[count] = state;
      spells.starts[count] = position;
      [count, previous, duration] = [count + 1, state, 1];
    }
    if (count > 0) spells.durations[count - 1] = duration;
    spells.count = count;
    spells.total = total;
    spells.length = total + passedOver;
    return spells;
  };
}
