// The distances that R clustered: optimal matching of mvad and synth, with constant and with transition-rate costs.
import {
  aggregateSequences,
  constantCosts,
  type Dissimilarities,
  type Factor,
  factor,
  pairIndex,
  type StateSequences,
  transitionCosts,
} from '../src/index.ts';
import { referenceData } from './reference-file.ts';
import { sequenceObject } from './sequence-objects.ts';

export const distanceNames = ['mvad_OM_CONSTANT', 'mvad_OM_TRATE', 'synth_OM_TRATE', 'synth_OM_CONSTANT'] as const;

/** The distances' name in the references: the sequences, the measure and its costs. Insertions and deletions cost 1. */
export type DistanceName = (typeof distanceNames)[number];

export const sequencesOf = (name: DistanceName) => (name.startsWith('mvad') ? 'mvad' : 'synth');

const known = new Map<DistanceName, Dissimilarities>();

/**
 * The distances to the last bit of R's: measured here cell by cell, in TraMineR's order of additions. `sequenceDistances` differs by
 * rounding (1e-16), and rounding decides which distances under transition rates tie: Hubert's gamma counts ties, representatives part them.
 */
export function referenceDistances(name: DistanceName): Dissimilarities {
  const before = known.get(name);
  if (before !== undefined) return before;
  const given = sequenceObject(sequencesOf(name));
  const { substitution } = name.endsWith('CONSTANT') ? constantCosts(given) : transitionCosts(given);
  const { sequences, groups } = aggregateSequences(given);
  const different = allPairs(sequences.count, cellByCell(sequences, substitution));
  const distances = allPairs(given.count, (one, other) => {
    const [first, second] = [groups[one] as number, groups[other] as number];
    return first === second ? 0 : (different.values[pairIndex(different.size, first, second)] as number);
  });
  known.set(name, distances);
  return distances;
}

function allPairs(size: number, between: (one: number, other: number) => number): Dissimilarities {
  const values = new Float64Array((size * (size - 1)) / 2);
  let at = 0;
  for (let one = 0; one < size; one += 1) {
    for (let other = one + 1; other < size; other += 1) {
      values[at] = between(one, other);
      at += 1;
    }
  }
  return { size, values };
}

/** Optimal matching of complete sequences by dynamic programming; insertions and deletions cost 1. */
function cellByCell({ alphabet, length, states }: StateSequences, substitution: Float64Array) {
  let [above, row] = [new Float64Array(length + 1), new Float64Array(length + 1)];
  return (one: number, other: number): number => {
    for (let column = 0; column <= length; column += 1) above[column] = column;
    for (let from = 0; from < length; from += 1) {
      const costs = (states[one * length + from] as number) * alphabet.length;
      row[0] = from + 1;
      for (let to = 0; to < length; to += 1) {
        const state = states[other * length + to] as number;
        const put = (above[to] as number) + (substitution[costs + state] as number);
        row[to + 1] = Math.min(put, (above[to + 1] as number) + 1, (row[to] as number) + 1);
      }
      [above, row] = [row, above];
    }
    return above[length] as number;
  };
}

const files = { mvad: 'mvad.csv', synth: 'synth_full.csv' } as const;

/** The weights of the careers of these distances. */
export function referenceWeights(name: DistanceName): Float64Array {
  return Float64Array.from(referenceData(files[sequencesOf(name)]), ({ weight }) => Number(weight));
}

/** A column of the careers' data as a factor; levels in R's order. */
export function referenceFactor(name: DistanceName, column: string): Factor {
  const order = column === 'seb' ? ['professional', 'intermediate', 'working'] : undefined;
  return factor(
    referenceData(files[sequencesOf(name)]).map((row) => row[column] ?? null),
    order,
  );
}
