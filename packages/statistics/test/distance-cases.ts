// Arbitrary careers with few spells, and arbitrary costs, for the tests of distances.
import fc from 'fast-check';
import { givenCosts, type SequenceCosts, type StateSequences, stateSequencesFromCodes } from '../src/index.ts';
import type { Career } from './naive-distances.ts';

export const letters = (size: number): string[] =>
  Array.from({ length: size }, (_, at) => String.fromCharCode(65 + at));

/** Careers by spells of up to `longest` positions, so that runs meet runs of all lengths. */
export const careersOf = (
  states: number,
  {
    longest = 6,
    spells = 5,
    rows = 6,
    empty = true,
  }: { longest?: number; spells?: number; rows?: number; empty?: boolean } = {},
): fc.Arbitrary<Career[]> =>
  fc.array(
    fc
      .array(fc.tuple(fc.nat({ max: states - 1 }), fc.integer({ min: 1, max: longest })), {
        minLength: empty ? 0 : 1,
        maxLength: spells,
      })
      .map((given) => given.flatMap(([state, duration]) => new Array<number>(duration).fill(state))),
    { minLength: 2, maxLength: rows },
  );

/** Careers of one length. */
export const careersOfLength = (states: number, length: number, rows = 6): fc.Arbitrary<Career[]> =>
  careersOf(states, { rows, longest: length, spells: 6, empty: false }).map((careers) =>
    careers.map((career) => Array.from({ length }, (_, at) => career[Math.min(at, career.length - 1)] as number)),
  );

/** Careers as sequences of `states` letters; a state beyond them is missing. */
export function sequencesOf(careers: readonly Career[], states: number): StateSequences {
  const length = Math.max(1, ...careers.map((career) => career.length));
  // What a row lacks at its end is deleted; a missing state is put in afterwards, so that it may stand at the end too.
  const codes = careers.flatMap((career) => Array.from({ length }, (_, at) => Math.min(career[at] ?? -1, states - 1)));
  const made = stateSequencesFromCodes(codes, length, { alphabet: letters(states) });
  careers.forEach((career, row) => {
    career.forEach((state, at) => {
      if (state >= states) made.states[row * length + at] = states;
    });
  });
  return made;
}

/** Costs that need not be a metric: substitutions of 0, dearer than deleting and inserting, indels that differ widely. */
export const costsOf = (states: number, { withMissing = false } = {}): fc.Arbitrary<SequenceCosts> => {
  const size = states + (withMissing ? 1 : 0);
  const number = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ min: 0, max: 4, noNaN: true }));
  const above = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.double({ min: 0.1, max: 3, noNaN: true }));
  return fc
    .tuple(
      fc.array(number, { minLength: size * size, maxLength: size * size }),
      fc.oneof(above, fc.array(above, { minLength: size, maxLength: size })),
    )
    .map(([numbers, indel]) =>
      givenCosts({
        states: withMissing ? [...letters(states), '*'] : letters(states),
        substitution: Float64Array.from({ length: size * size }, (_, at) => {
          const [from, to] = [Math.floor(at / size), at % size];
          return from === to ? 0 : (numbers[Math.min(from, to) * size + Math.max(from, to)] as number);
        }),
        indel,
      }),
    );
};

/** Costs that are a metric, with an empty state at the indel: distances between points of a line. */
export const metricCostsOf = (states: number): fc.Arbitrary<SequenceCosts> =>
  fc
    .tuple(
      fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: states, maxLength: states }),
      fc.double({ min: 0.1, max: 3, noNaN: true }),
    )
    .map(([places, indel]) => {
      const apart = (one: number, other: number) =>
        one === other ? 0 : Math.min(2 * indel, 0.01 + Math.abs((places[one] as number) - (places[other] as number)));
      return givenCosts({
        states: letters(states),
        substitution: Float64Array.from({ length: states * states }, (_, at) =>
          apart(Math.floor(at / states), at % states),
        ),
        indel,
      });
    });
