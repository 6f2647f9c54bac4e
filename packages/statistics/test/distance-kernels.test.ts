// The kernels of distances, each way that a pair can be measured, against the full table; and that the compiled module is its source's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodedSequences, codedSequences } from '../src/distances/coded-sequences.ts';
import { tableAlignment } from '../src/distances/kernels/alignment.ts';
import { commonSubsequenceByBits } from '../src/distances/kernels/common-parts.ts';
import { equalStatesMatch } from '../src/distances/kernels/optimal-matching.ts';
import type { PairDistance } from '../src/distances/kernels/pair-distance.ts';
import { positionDistance } from '../src/distances/kernels/positions.ts';
import { runAlignment, runsApart } from '../src/distances/kernels/run-module.ts';
import type { SequenceCosts } from '../src/index.ts';
import { careersOf, costsOf, metricCostsOf, sequencesOf } from './distance-cases.ts';
import { type Career, longestCommon, optimalMatching } from './naive-distances.ts';

const states = 3;

function coded(careers: readonly Career[]): CodedSequences {
  return codedSequences(sequencesOf(careers, states), Int32Array.from(careers.keys()), false);
}

function expectAll(careers: readonly Career[], kernel: PairDistance, expected: (one: Career, other: Career) => number) {
  careers.forEach((one, row) => {
    careers.forEach((other, column) => {
      const [found, wanted] = [kernel(row, column), expected(one, other)];
      if (!(Math.abs(found - wanted) <= 1e-10 * Math.max(1, wanted))) expect.fail(`${found}, not ${wanted}`);
    });
  });
}

const lengths = [
  ['short runs', { longest: 3, spells: 30, rows: 3 }],
  ['long runs', { longest: 45, spells: 5, rows: 3 }],
  ['one run or none', { longest: 20, spells: 1, rows: 5 }],
] as const;

describe.each(lengths)('with %s', (_, shape) => {
  const anyCosts = fc.oneof(costsOf(states), metricCostsOf(states));
  const aligned = (kernel: (given: CodedSequences, costs: SequenceCosts, match: boolean) => PairDistance) =>
    fc.property(careersOf(states, shape), anyCosts, (careers, costs) => {
      const expected = (one: Career, other: Career) => optimalMatching(one, other, costs);
      // What is skipped where equal states match may be computed as well.
      expectAll(careers, kernel(coded(careers), costs, equalStatesMatch(costs.substitution, costs.indel)), expected);
      expectAll(careers, kernel(coded(careers), costs, false), expected);
    });

  it('optimal matching by runs is that of the full table', () => {
    fc.assert(
      aligned((given, costs, equalMatch) => runAlignment(given, { ...costs, equalMatch })),
      { numRuns: 100 },
    );
  });

  it('optimal matching row by row is that of the full table', () => {
    fc.assert(
      aligned((given, costs, equalMatch) => tableAlignment(given, costs.substitution, costs.indel, equalMatch)),
      { numRuns: 50 },
    );
  });

  it('the longest common subsequence by runs and by bits is that of the full table', () => {
    const property = fc.property(careersOf(states, shape), (careers) => {
      const given = coded(careers);
      expectAll(careers, commonSubsequenceByBits(given), longestCommon);
      expectAll(careers, runsApart(given), (one, other) => one.length + other.length - 2 * longestCommon(one, other));
    });
    fc.assert(property, { numRuns: 100 });
  });
});

/** Positions counted one at a time. */
const differences = (one: Career, other: Career) => one.filter((state, at) => state !== other[at]).length;

// A lane of the compiled count holds 255 differences, sixteen lanes at a time.
it.each([1, 15, 16, 17, 120, 4079, 4080, 4081, 5000])('positions that differ are counted, of %i', (length) => {
  const careers = [0, 1, 2, 3].map((first) =>
    Array.from({ length }, (_, at) => (first < 2 ? first : (at * first) % states)),
  );
  const one = Float64Array.of(0, 1, 1, 1, 0, 1, 1, 1, 0);
  expectAll(careers, positionDistance(coded(careers), one), differences);
  const two = one.map((cost) => 2 * cost);
  expectAll(careers, positionDistance(coded(careers), two), (a, b) => 2 * differences(a, b));
});

it('positions are counted beside costs that differ, and where a state costs something against itself', () => {
  const careers = [
    [0, 1, 2, 0, 1],
    [0, 2, 2, 1, 0],
    [1, 1, 0, 0, 2],
  ];
  for (const costs of [Float64Array.of(0, 1, 2, 1, 0, 1, 2, 1, 0), Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1)]) {
    const expected = (a: Career, b: Career) =>
      a.reduce((sum, state, at) => sum + (costs[state * states + (b[at] as number)] as number), 0);
    expectAll(careers, positionDistance(coded(careers), costs), expected);
  }
});

it('more states than a byte tells apart are told apart', () => {
  const careers = [
    Array.from({ length: 300 }, (_, at) => at),
    Array.from({ length: 300 }, (_, at) => (at + 256) % 300),
  ];
  const many = codedSequences(sequencesOf(careers, 300), Int32Array.of(0, 1), false);
  const costs = new Float64Array(300 * 300).map((_, at) => (at % 301 === 0 ? 0 : 1));
  expect(positionDistance(many, costs)(0, 1)).toBe(300);
});

it('equal states match only where no state is dearer to delete than to substitute by another that is deleted', () => {
  const substitution = Float64Array.of(0, 1, 1, 0);
  expect(equalStatesMatch(substitution, Float64Array.of(2, 2))).toBe(true);
  expect(equalStatesMatch(substitution, Float64Array.of(1, 2))).toBe(true);
  expect(equalStatesMatch(substitution, Float64Array.of(1, 2.5))).toBe(false);
});
