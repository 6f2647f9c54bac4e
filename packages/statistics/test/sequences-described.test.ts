// Sequences described: rates, distributions, indicators, against plain ones of our own and what must hold for any careers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  plainComplexity,
  plainEntropy,
  plainSpells,
  plainTransitionRates,
  plainTurbulence,
} from '../bench/naive-sequences.ts';
import {
  complexityIndex,
  distinctSuccessiveStates,
  firstPositions,
  type IndicatorName,
  longitudinalEntropy,
  meanTimes,
  modalStates,
  objectiveVolatility,
  type StateSequences,
  type StatisticsErrorCode,
  selectSequences,
  sequenceIndicators,
  sequenceLogProbabilities,
  spellDurations,
  stateChanges,
  stateDistributions,
  stateFrequencies,
  stateTimes,
  subsequenceCounts,
  timeVaryingTransitionCounts,
  timeVaryingTransitionRates,
  transitionCounts,
  transitionRates,
  turbulence,
} from '../src/index.ts';
import { alphabet, careers, lettered, made, near } from './sequences.ts';

const weightsFor = (rows: readonly unknown[]) => Float64Array.from(rows, (_, row) => 1 + ((row * 7) % 3));

/** Everything that describes sequences, as one list of numbers, those of single careers left out. */
const described = (sequences: StateSequences, withMissing: boolean) => [
  ...transitionRates(sequences, { withMissing }).values,
  ...transitionCounts(sequences, { withMissing, lag: 2 }).values,
  ...timeVaryingTransitionRates(sequences, { withMissing }).values,
  ...stateDistributions(sequences, { withMissing }).entropy,
  ...modalStates(sequences, { withMissing }).frequencies,
  ...meanTimes(sequences, { withMissing }).mean,
  ...stateFrequencies(sequences, { withMissing }),
];

describe('against the plain way', () => {
  test('rates of transition, weighted', () => {
    fc.assert(
      fc.property(careers({ missing: true }), (rows) => {
        const weights = weightsFor(rows);
        const plain = plainTransitionRates(rows, weights);
        const ours = transitionRates(made(rows, { right: 'missing', weights }));
        const expected = ours.states.flatMap((from) => ours.states.map((to) => plain.get(`${from}>${to}`) ?? 0));
        expect(near(ours.values, expected)).toBe(true);
      }),
    );
  });

  test('spells, entropy, complexity, turbulence of each career', () => {
    fc.assert(
      fc.property(careers({ missing: true }), (rows) => {
        fc.pre(rows.every((row) => row.some((state) => state !== null)));
        const length = Math.max(...rows.map((row) => row.length));
        const full = rows.map((row) => [...row, ...new Array<null>(length - row.length).fill(null)]);
        const sequences = made(full, { right: 'missing' });
        const spells = distinctSuccessiveStates(sequences);
        const ours = rows.map((_, row) => {
          const [from, to] = [spells.offsets[row], spells.offsets[row + 1]];
          const durations = spells.durations.slice(from, to);
          return Array.from(spells.states.slice(from, to), (state, at) => ({
            state: alphabet[state],
            duration: durations[at],
          }));
        });
        expect(ours).toEqual(full.map(plainSpells));
        expect(
          near(
            longitudinalEntropy(sequences),
            full.map((row) => plainEntropy(row, 4)),
          ),
        ).toBe(true);
        expect(
          near(
            complexityIndex(sequences),
            full.map((row) => plainComplexity(row, 4)),
          ),
        ).toBe(true);
        expect(near(turbulence(sequences), full.map(plainTurbulence), 1e-10)).toBe(true);
      }),
    );
  });

  test('subsequences, by writing all of them down', () => {
    fc.assert(
      fc.property(careers(), (rows) => {
        const all = (states: readonly string[]) => {
          let seen = new Set(['']);
          for (const state of states) seen = new Set([...seen, ...[...seen].map((text) => text + state)]);
          return seen.size;
        };
        const sequences = made(rows);
        expect([...subsequenceCounts(sequences)]).toEqual(
          rows.map((row) => all(plainSpells(row).map(({ state }) => state))),
        );
        expect([...subsequenceCounts(sequences, { allPositions: true })]).toEqual(
          rows.map((row) => all(row.filter((state) => state !== null))),
        );
      }),
    );
  });
});

describe('whatever the careers', () => {
  test('rates of those who move sum to 1; time-varying counts add up to all; shares and entropies stay within bounds', () => {
    fc.assert(
      fc.property(careers({ missing: true }), fc.boolean(), fc.constantFrom(1, 2, -1), (rows, withMissing, lag) => {
        const sequences = made(rows, { right: 'missing', weights: weightsFor(rows) });
        const { states, values } = transitionRates(sequences, { withMissing, lag });
        const counts = transitionCounts(sequences, { withMissing, lag }).values;
        const varying = timeVaryingTransitionCounts(sequences, { withMissing, lag });
        states.forEach((_, from) => {
          const sum = values
            .subarray(from * states.length, (from + 1) * states.length)
            .reduce((all, each) => all + each, 0);
          expect(sum === 0 || Math.abs(sum - 1) < 1e-12).toBe(true);
        });
        counts.forEach((count, cell) => {
          let sum = 0;
          for (let t = 0; t < varying.positions; t += 1) sum += varying.values[t * counts.length + cell] ?? 0;
          expect(sum).toBeCloseTo(count, 10);
        });
        const table = sequenceIndicators(sequences, { withMissing });
        for (const name of [
          'entropy',
          'complexity',
          'visitedShare',
          'changeShare',
          'volatility',
          'turbulenceNormalised',
        ] as const) {
          expect(
            table[name].every((value) => Number.isNaN(value) || (value >= 0 && value <= 1 + 1e-12)),
            name,
          ).toBe(true);
        }
      }),
    );
  });

  test('looking back counts what looking ahead counts, the other way round', () => {
    fc.assert(
      fc.property(careers({ missing: true }), fc.integer({ min: 1, max: 3 }), (rows, lag) => {
        const sequences = made(rows);
        const [ahead, back] = [
          transitionCounts(sequences, { lag }).values,
          transitionCounts(sequences, { lag: -lag }).values,
        ];
        ahead.forEach((count, cell) => {
          expect(back[(cell % 4) * 4 + Math.floor(cell / 4)]).toBe(count);
        });
      }),
    );
  });

  test('the order of the rows means nothing', () => {
    fc.assert(
      fc.property(careers({ missing: true }), fc.boolean(), (rows, withMissing) => {
        const sequences = made(rows, { right: 'missing', weights: weightsFor(rows) });
        const turned = selectSequences(
          sequences,
          rows.map((_, row) => rows.length - 1 - row),
        );
        expect(near(described(sequences, withMissing), described(turned, withMissing))).toBe(true);
        const [one, other] = [
          sequenceIndicators(sequences, { withMissing }),
          sequenceIndicators(turned, { withMissing }),
        ];
        for (const name of Object.keys(one) as IndicatorName[])
          expect(near(one[name], [...other[name]].reverse()), name).toBe(true);
      }),
    );
  });

  test('weights are rows given as often', () => {
    fc.assert(
      fc.property(careers({ missing: true }), fc.boolean(), (rows, withMissing) => {
        const weights = weightsFor(rows);
        const often = [...weights].flatMap((weight, row) => new Array<number>(weight).fill(row));
        const weighted = made(rows, { right: 'missing', weights });
        const repeated = selectSequences(made(rows, { right: 'missing' }), often);
        expect(near(described(weighted, withMissing), described(repeated, withMissing))).toBe(true);
        expect(
          near(
            described({ ...weighted, weights: weights.map((weight) => weight * 10) }, withMissing).slice(0, 16),
            described(weighted, withMissing).slice(0, 16),
          ),
        ).toBe(true);
      }),
    );
  });

  test('names of states mean nothing: the indicators of each career stay when states change their letters', () => {
    fc.assert(
      fc.property(careers({ missing: true }), fc.boolean(), (rows, withMissing) => {
        const other = { A: 'C', B: 'D', C: 'B', D: 'A' };
        const renamed = rows.map((row) => row.map((state) => (state === null ? null : other[state])));
        const [one, two] = [rows, renamed].map((each) =>
          sequenceIndicators(made(each, { right: 'missing' }), { withMissing }),
        );
        for (const name of Object.keys(one ?? {}) as IndicatorName[])
          expect(near(one?.[name] ?? [], two?.[name] ?? []), name).toBe(true);
      }),
    );
  });

  test('the table holds what the single functions give', () => {
    fc.assert(
      fc.property(careers({ missing: true }), fc.boolean(), (rows, withMissing) => {
        const sequences = made(rows, { right: 'missing' });
        const table = sequenceIndicators(sequences, { withMissing });
        const [one, all] = [
          spellDurations(sequences, { withMissing }),
          spellDurations(sequences, { withMissing, countUnvisited: true }),
        ];
        const single: readonly (readonly [IndicatorName, Float64Array])[] = [
          ['entropy', longitudinalEntropy(sequences, { withMissing })],
          ['complexity', complexityIndex(sequences, { withMissing })],
          ['volatility', objectiveVolatility(sequences, { withMissing })],
          ['changes', stateChanges(sequences, { withMissing })],
          ['subsequences', subsequenceCounts(sequences, { withMissing })],
          ['turbulence', turbulence(sequences, { withMissing })],
          ['turbulenceNormalised', turbulence(sequences, { withMissing, normalised: true })],
          ['turbulenceWithUnvisited', turbulence(sequences, { withMissing, countUnvisited: true })],
          ['meanDuration', one.mean],
          ['durationDeviation', one.variance.map(Math.sqrt)],
          ['durationDeviationWithUnvisited', all.variance.map(Math.sqrt)],
        ];
        for (const [name, values] of single) expect(near(table[name], values), name).toBe(true);
      }),
    );
  });

  test('the longest possible variance is never passed', () => {
    fc.assert(
      fc.property(careers(), (rows) => {
        const { variance, largestVariance } = spellDurations(made(rows));
        for (const [row, each] of variance.entries())
          expect(each).toBeLessThanOrEqual((largestVariance[row] ?? 0) + 1e-9);
      }),
    );
  });

  test('-log P adds up: by given rates that never move, a career that stays costs its start alone', () => {
    const sequences = lettered(['AAAA', 'BBB']);
    const still = Float64Array.from({ length: 16 }, (_, cell) => (cell % 5 === 0 ? 1 : 0));
    const half = [0.5, 0.5, 0, 0];
    expect([...sequenceLogProbabilities(sequences, { rates: still, start: half })]).toEqual([Math.LN2, Math.LN2]);
    const even = new Float64Array(16).fill(0.25);
    expect(sequenceLogProbabilities(sequences, { rates: even, start: half })[0]).toBeCloseTo(
      Math.LN2 + 3 * Math.log(4),
      12,
    );
    const byPosition = Float64Array.from([...still, ...even, ...still]);
    expect(sequenceLogProbabilities(sequences, { rates: byPosition, start: half })[0]).toBeCloseTo(
      Math.LN2 + Math.log(4),
      12,
    );
    // Frequencies: A is 4 of 7 positions, B 3 of 7; at the first position each is a half.
    const frequencies = sequenceLogProbabilities(sequences, { model: 'frequencies', timeVarying: false, start: 'all' });
    expect(frequencies[0]).toBeCloseTo(-4 * Math.log(4 / 7), 12);
    expect(sequenceLogProbabilities(sequences, { model: 'frequencies' })[1]).toBeCloseTo(3 * Math.LN2, 12);
  });
});

describe('careers at the edges', () => {
  const empty = lettered(['...', 'ABA']);

  test('a career without a state', () => {
    const table = sequenceIndicators(empty);
    expect([table.length[0], table.spells[0], table.entropy[0], table.complexity[0], table.subsequences[0]]).toEqual([
      0, 0, 0, 0, 1,
    ]);
    expect([table.turbulence[0], table.meanDuration[0], table.recurrence[0]]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([table.turbulenceWithUnvisited[0], table.turbulenceWithUnvisitedNormalised[0], table.volatility[0]]).toEqual(
      [0, 0, 0],
    );
    expect([...meanTimes(empty, { proportions: true }).mean]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  test('one state in the alphabet, and always the same one', () => {
    const single = made([['A', 'A']], { alphabet: ['A'] });
    const table = sequenceIndicators(single);
    expect([table.entropy[0], table.complexity[0], table.volatility[0], table.turbulence[0]]).toEqual([0, 0, 0, 1]);
    expect(turbulence(single, { normalised: true })[0]).toBe(0);
    expect([...transitionRates(single).values]).toEqual([1]);
  });

  test('so many changes that the subsequences are past every number: turbulence stays right', () => {
    const long = made([Array.from({ length: 4000 }, (_, at) => alphabet[at % 4] ?? 'A')]);
    expect(subsequenceCounts(long)[0]).toBe(Number.POSITIVE_INFINITY);
    // With all durations 1, turbulence is the logarithm of the count, which whole numbers of any size give.
    let [count, before] = [1n, [0n, 0n, 0n, 0n]];
    for (let at = 0; at < 4000; at += 1) [count, before[at % 4]] = [2n * count - (before[at % 4] ?? 0n), count];
    const logarithm = (whole: bigint) => {
      const bits = whole.toString(2);
      return bits.length - 53 + Math.log2(Number.parseInt(bits.slice(0, 53), 2));
    };
    expect(turbulence(long)[0]).toBeCloseTo(logarithm(count), 9);
    expect(turbulence(long, { normalised: true })[0]).toBeCloseTo(1, 12);
  });

  test('first positions, modal states of ties, nobody at a position', () => {
    expect([...firstPositions(lettered(['.AB', 'CCC']), 'B')]).toEqual([2, Number.NaN]);
    expect([...modalStates(lettered(['BA', 'AB'])).modal]).toEqual([0, 0]);
    const late = lettered(['.A', '.B']);
    expect([...modalStates(late).modal]).toEqual([-1, 0]);
    expect(stateDistributions(late).validStates[0]).toBe(0);
    expect(stateDistributions(late).entropy[0]).toBeNaN();
  });

  test('a lag as long as the careers counts nothing', () => {
    expect([...transitionCounts(lettered(['AB']), { lag: 2 }).values]).toEqual(new Array(16).fill(0));
    expect(timeVaryingTransitionRates(lettered(['AB']), { lag: 5 }).positions).toBe(0);
  });

  test('times in states, as shares of each career', () => {
    expect([...stateTimes(lettered(['AAB.', 'CCCC'], { right: 'missing' }), { proportions: true })]).toEqual([
      2 / 3,
      1 / 3,
      0,
      0,
      0,
      0,
      1,
      0,
    ]);
  });
});

const sequences = lettered(['AB.A', 'AABB']);
test('long work tells how far it is, and stops when it is told to', () => {
  const many = selectSequences(lettered(['AB']), new Uint8Array(9000));
  const told: number[] = [];
  sequenceIndicators(many, { onProgress: (done) => told.push(done) });
  expect(told).toEqual([0, 4096, 8192]);
  const controller = new AbortController();
  const work = { signal: controller.signal, onProgress: (done: number) => done > 0 && controller.abort() };
  expect(() => sequenceIndicators(many, work)).toThrow(expect.objectContaining({ code: 'cancelled' }));
});

const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode])[] = [
  ['a lag of 0', () => transitionRates(sequences, { lag: 0 }), 'option-invalid'],
  ['half a lag', () => transitionCounts(sequences, { lag: 0.5 }), 'option-invalid'],
  ['a weight above 1', () => objectiveVolatility(sequences, { visitedWeight: 1.1 }), 'option-invalid'],
  ['NaN as a weight', () => objectiveVolatility(sequences, { visitedWeight: Number.NaN }), 'option-invalid'],
  ['a state that there is not', () => firstPositions(sequences, 'X'), 'state-outside-alphabet'],
  ['missing states without their probability', () => sequenceLogProbabilities(sequences), 'state-missing'],
  [
    'rates of another size',
    () => sequenceLogProbabilities(sequences, { withMissing: true, rates: [1] }),
    'length-mismatch',
  ],
  [
    'a start of another size',
    () => sequenceLogProbabilities(sequences, { withMissing: true, start: [1] }),
    'length-mismatch',
  ],
  [
    'a probability above 1',
    () => sequenceLogProbabilities(sequences, { withMissing: true, start: [2, 0, 0, 0, 0] }),
    'probability-invalid',
  ],
];

test.each(refused)('refuses %s', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});
