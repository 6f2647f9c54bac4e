// Equal sequences once: which sequences are the same, how many there are of each, and the most frequent.
import type { Column } from '../foundation/columns.ts';
import { type StateSequences, type WeightsTaken, weightsTaken } from './state-sequences.ts';

/** Sequences of which no two are equal. */
export interface AggregatedSequences {
  /** The different sequences, in the order in which they first appear, with the weight of all that equal each. */
  readonly sequences: StateSequences & { readonly weights: Column };
  /** The first row of each among the sequences given. R: `aggIndex`. */
  readonly firstRows: Int32Array;
  /** For each sequence given, which of the different ones it is. R: `disaggIndex`, which counts from 1. */
  readonly groups: Int32Array;
}

/**
 * Equal sequences joined, missing and void positions being part of what must be equal.
 * R: `WeightedCluster::wcAggregateCases(s, weights)`, in another order.
 */
export function aggregateSequences(given: StateSequences, options: WeightsTaken = {}): AggregatedSequences {
  const { count, length, states } = given;
  const weights = weightsTaken(given, options);
  const groups = new Int32Array(count);
  const firstRows = new Int32Array(count);
  let different = 0;
  // Open addressing over the different sequences: slots hold a group's number plus 1.
  const mask = slotsFor(count) - 1;
  const slots = new Uint32Array(mask + 1);
  for (let row = 0; row < count; row += 1) {
    let slot = hashOf(states, row, length) & mask;
    let group = (slots[slot] as number) - 1;
    while (group >= 0 && !equalRows(states, length, row, firstRows[group] as number)) {
      slot = (slot + 1) & mask;
      group = (slots[slot] as number) - 1;
    }
    if (group < 0) {
      group = different;
      slots[slot] = different + 1;
      firstRows[different] = row;
      different += 1;
    }
    groups[row] = group;
  }
  const joined = new Float64Array(different);
  for (let row = 0; row < count; row += 1) {
    const group = groups[row] as number;
    joined[group] = (joined[group] as number) + (weights === undefined ? 1 : (weights[row] as number));
  }
  const kept = new Uint16Array(different * length);
  for (let group = 0; group < different; group += 1) {
    const begin = (firstRows[group] as number) * length;
    kept.set(states.subarray(begin, begin + length), group * length);
  }
  return {
    sequences: { ...given, count: different, states: kept, weights: joined },
    firstRows: firstRows.slice(0, different),
    groups,
  };
}

function slotsFor(count: number): number {
  let slots = 16;
  while (slots < 2 * count) slots *= 2;
  return slots;
}

/** FNV-1a over the row's states. */
function hashOf(states: Uint16Array, row: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = row * length; at < (row + 1) * length; at += 1)
    hash = Math.imul(hash ^ (states[at] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function equalRows(states: Uint16Array, length: number, one: number, other: number): boolean {
  for (let position = 0; position < length; position += 1) {
    if (states[one * length + position] !== states[other * length + position]) return false;
  }
  return true;
}

/** The different sequences by how frequent they are. */
export interface SequenceFrequencies {
  /** The different sequences, the most frequent first; of equally frequent ones the one that appears first. */
  readonly sequences: StateSequences;
  /** The first row of each among the sequences given. */
  readonly firstRows: Int32Array;
  /** The weight (or number) of each, and its percentage of all. */
  readonly frequencies: Float64Array;
  readonly percentages: Float64Array;
}

/**
 * The most frequent sequences, `most` of them (all unless told). R: `TraMineR::seqtab(s, idxs = 1:most, weighted)`.
 */
export function sequenceFrequencies(
  given: StateSequences,
  options: WeightsTaken & { readonly most?: number } = {},
): SequenceFrequencies {
  const { sequences, firstRows } = aggregateSequences(given, options);
  const { weights } = sequences;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const order = Uint32Array.from(weights, (_, group) => group)
    .sort((one, other) => (weights[other] as number) - (weights[one] as number) || one - other)
    .subarray(0, options.most ?? weights.length);
  const { length } = sequences;
  const states = new Uint16Array(order.length * length);
  order.forEach((group, at) => {
    states.set(sequences.states.subarray(group * length, (group + 1) * length), at * length);
  });
  const frequencies = Float64Array.from(order, (group) => weights[group] as number);
  return {
    sequences: { ...sequences, count: order.length, states, weights: frequencies },
    firstRows: Int32Array.from(order, (group) => firstRows[group] as number),
    frequencies,
    percentages: frequencies.map((weight) => (100 * weight) / total),
  };
}
