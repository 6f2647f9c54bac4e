// Gaps between groups: Kitagawa's parts add up and cover; bounds are what trying everything gives.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type DeclaredOutcomes,
  gapBounds,
  type KitagawaOptions,
  kitagawaDecomposition,
  randomStream,
  type StatisticsErrorCode,
  tippingPoint,
} from '../src/index.ts';

const cell = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 60 }));
const cells = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }).map((rows) => {
  const side = (which: 0 | 1) => ({
    events: rows.map((row) => Math.min(row[which][0], row[which][1])),
    exposure: rows.map((row) => row[which][1]),
  });
  return { first: side(0), second: side(1) };
});

const comparable = ({ first, second }: { first: { exposure: number[] }; second: { exposure: number[] } }) =>
  first.exposure.some((time, at) => time > 0 && (second.exposure[at] as number) > 0);

describe("Kitagawa's decomposition", () => {
  it("splits the textbook's gap: sum((wa - wb) * (ra + rb) / 2) and sum((ra - rb) * (wa + wb) / 2)", () => {
    // Shares 0.5, 0.3, 0.2 against 0.2, 0.3, 0.5; rates 0.02, 0.05, 0.10 against 0.01, 0.05, 0.08.
    const first = { events: [100, 150, 200], exposure: [5000, 3000, 2000] };
    const second = { events: [20, 150, 400], exposure: [2000, 3000, 5000] };
    const answer = kitagawaDecomposition(first, second);
    expect(answer.gap.estimate).toBeCloseTo(0.045 - 0.057, 14);
    expect(answer.composition.estimate).toBeCloseTo(0.3 * 0.015 - 0.3 * 0.09, 14);
    expect(answer.remainder.estimate).toBeCloseTo(0.01 * 0.35 + 0.02 * 0.35, 14);
    expect(Array.from(answer.compositionByCell)).toEqual(
      [0.3 * 0.015, 0, -0.3 * 0.09].map((part) => expect.closeTo(part, 14)),
    );
  });

  it('adds up to the gap, and turns its sign with the groups', () => {
    fc.assert(
      fc.property(cells.filter(comparable), ({ first, second }) => {
        const forth = kitagawaDecomposition(first, second);
        const back = kitagawaDecomposition(second, first);
        const parts = (answer: typeof forth) =>
          answer.composition.estimate +
          answer.remainder.estimate +
          answer.firstOnly.estimate +
          answer.secondOnly.estimate;
        expect(parts(forth)).toBeCloseTo(forth.gap.estimate, 12);
        expect(back.composition.estimate).toBeCloseTo(-forth.composition.estimate, 12);
        expect(back.remainder.estimate).toBeCloseTo(-forth.remainder.estimate, 12);
        expect(back.firstOnly.estimate).toBeCloseTo(-forth.secondOnly.estimate, 12);
        expect(back.composition.standardError).toBeCloseTo(forth.composition.standardError, 12);
      }),
    );
  });

  it('has nothing to put down to composition where the mixes are one, nor to rates where they are', () => {
    const first = { events: [10, 40], exposure: [100, 200] };
    expect(kitagawaDecomposition(first, { events: [5, 5], exposure: [50, 100] }).composition.estimate).toBeCloseTo(
      0,
      15,
    );
    expect(kitagawaDecomposition(first, { events: [30, 10], exposure: [300, 50] }).remainder.estimate).toBeCloseTo(
      0,
      15,
    );
  });

  it('does not change when a cell is split in two of the same rate', () => {
    const whole = kitagawaDecomposition(
      { events: [20, 9], exposure: [100, 90] },
      { events: [8, 30], exposure: [80, 100] },
    );
    const split = kitagawaDecomposition(
      { events: [10, 10, 9], exposure: [50, 50, 90] },
      { events: [4, 4, 30], exposure: [40, 40, 100] },
    );
    expect(split.composition).toEqual({
      ...whole.composition,
      estimate: expect.closeTo(whole.composition.estimate, 14),
      low: expect.closeTo(whole.composition.low, 12),
      high: expect.closeTo(whole.composition.high, 12),
      standardError: expect.closeTo(whole.composition.standardError, 12),
      pValue: expect.closeTo(whole.composition.pValue, 10),
    });
  });

  test.each<[NonNullable<KitagawaOptions['sampling']>]>([['poisson'], ['binomial'], ['sampled']])(
    'its intervals hold the truth as often as they say: %s',
    (sampling) => {
      const stream = randomStream(11);
      // The third cell has people of the first group only.
      const [shares, rates] = [
        [
          [0.5, 0.3, 0.2],
          [0.3, 0.7, 0],
        ],
        [
          [0.1, 0.3, 0.5],
          [0.15, 0.25, 0],
        ],
      ] as [number[][], number[][]];
      const size = 900;
      const draw = (group: number) => {
        const exposure = shares[group]?.map((share) => share * size) ?? [];
        if (sampling === 'sampled') {
          exposure.fill(0);
          for (let person = 0; person < size; person += 1) {
            const point = stream.uniform();
            const [one = 0, two = 0] = shares[group] ?? [];
            const at = point < one ? 0 : point < one + two ? 1 : 2;
            exposure[at] = (exposure[at] as number) + 1;
          }
        }
        const events = exposure.map((time, at) => {
          // As Poisson: a hundredth of a unit of exposure at a time.
          const [trials, p] =
            sampling === 'poisson'
              ? [time * 10, (rates[group]?.[at] as number) / 10]
              : [time, rates[group]?.[at] as number];
          let count = 0;
          for (let trial = 0; trial < Math.round(trials); trial += 1) if (stream.uniform() < p) count += 1;
          return count;
        });
        return { events, exposure };
      };
      const truth = kitagawaDecomposition(
        { events: [50, 90, 100], exposure: [500, 300, 200] },
        { events: [45, 175, 0], exposure: [300, 700, 0] },
      );
      const parts = ['gap', 'composition', 'remainder', 'firstOnly'] as const;
      const held = [0, 0, 0, 0];
      const runs = 500;
      for (let run = 0; run < runs; run += 1) {
        const answer = kitagawaDecomposition(draw(0), draw(1), { sampling });
        for (const [at, part] of parts.entries()) {
          const { low, high } = answer[part];
          if (low <= truth[part].estimate && truth[part].estimate <= high) held[at] = (held[at] as number) + 1;
        }
      }
      for (const count of held) expect(Math.abs(count / runs - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / runs));
    },
  );
});

const trials = (highest: number, lowest = 0) =>
  fc.tuple(fc.integer({ min: 0, max: highest }), fc.integer({ min: 0, max: highest })).map(([yes, no]) => ({
    successes: yes,
    trials: yes + Math.max(no, yes === 0 ? lowest : 0),
  }));
const declared: fc.Arbitrary<DeclaredOutcomes> = fc.record({
  first: trials(6, 1),
  second: trials(6, 1),
  other: trials(4),
  undeclared: trials(5),
});

/** The smallest and the largest gap over everything that the undeclared could have said. */
function tryEverything({ first, second, undeclared }: DeclaredOutcomes): readonly [number, number] {
  const failures = undeclared.trials - undeclared.successes;
  let [low, high] = [1, -1];
  for (let yesFirst = 0; yesFirst <= undeclared.successes; yesFirst += 1) {
    for (let yesSecond = 0; yesFirst + yesSecond <= undeclared.successes; yesSecond += 1) {
      for (let noFirst = 0; noFirst <= failures; noFirst += 1) {
        for (let noSecond = 0; noFirst + noSecond <= failures; noSecond += 1) {
          const one = (first.successes + yesFirst) / (first.trials + yesFirst + noFirst);
          const two = (second.successes + yesSecond) / (second.trials + yesSecond + noSecond);
          [low, high] = [Math.min(low, one - two), Math.max(high, one - two)];
        }
      }
    }
  }
  return [low, high];
}

describe('bounds of a gap when declaration is not at random', () => {
  it('worst case: what trying every answer of the silent gives', () => {
    fc.assert(
      fc.property(declared, (people) => {
        const [low, high] = tryEverything(people);
        const bounds = gapBounds(people);
        expect(bounds.low).toBeCloseTo(low, 12);
        expect(bounds.high).toBeCloseTo(high, 12);
      }),
    );
  });

  it('widens with the sensitivity, within the worst case, and the tipping point is where 0 comes in', () => {
    fc.assert(
      fc.property(declared, fc.double({ min: 1, max: 50, noNaN: true }), (people, sensitivity) => {
        const [narrow, wide, worst] = [1, sensitivity, Number.POSITIVE_INFINITY].map((each) =>
          gapBounds(people, { sensitivity: each }),
        ) as [ReturnType<typeof gapBounds>, ReturnType<typeof gapBounds>, ReturnType<typeof gapBounds>];
        expect(wide.low).toBeLessThanOrEqual(narrow.low + 1e-12);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high - 1e-12);
        expect(worst.low).toBeLessThanOrEqual(wide.low + 1e-12);
        expect(worst.high).toBeGreaterThanOrEqual(wide.high - 1e-12);
        expect(narrow.high).toBeCloseTo(narrow.low, 12);
        const tip = tippingPoint(people);
        if (tip > 1 && tip < 1e6) {
          const before = gapBounds(people, { sensitivity: 1 + (tip - 1) * 0.999 });
          expect(before.low > 0 || before.high < 0).toBe(true);
        }
      }),
    );
  });

  it('nobody silent: the declared gap, and no width', () => {
    const people = {
      first: { successes: 30, trials: 100 },
      second: { successes: 45, trials: 90 },
      undeclared: { successes: 0, trials: 0 },
    };
    const { low, high, declaredGap, declarationRate, interval } = gapBounds(people);
    expect([low, high]).toEqual([declaredGap, declaredGap]);
    expect(declarationRate).toBe(1);
    // Then the interval is Wald's of two proportions: R, prop.test(c(30, 45), c(100, 90), correct = FALSE)$conf.int.
    expect(interval.low).toBeCloseTo(-0.3368860199941, 9);
    expect(interval.high).toBeCloseTo(-0.0631139800059, 9);
  });

  it("holds the truth as often as it says, wherever it lies: at an end of Imbens and Manski's interval", () => {
    const stream = randomStream(5);
    const binomial = (size: number, p: number) =>
      Array.from({ length: size }).filter(() => stream.uniform() < p).length;
    // All the silent with the outcome are of the first group and all without of the second: the truth is the upper bound.
    const size = 600;
    let held = 0;
    const runs = 600;
    for (let run = 0; run < runs; run += 1) {
      const [a, b] = [binomial(size, 0.3), binomial(size, 0.4)];
      const silentYes = binomial(a, 0.2);
      const silentNo = binomial(size - b, 0.3);
      const people = {
        first: { successes: a - silentYes, trials: size - silentYes },
        second: { successes: b, trials: size - silentNo },
        undeclared: { successes: silentYes, trials: silentYes + silentNo },
      };
      const { interval } = gapBounds(people);
      if (interval.low <= -0.1 && -0.1 <= interval.high) held += 1;
    }
    expect(Math.abs(held / runs - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / runs));
  });
});

describe('what has no meaning is refused by name', () => {
  const fine = { events: [1], exposure: [10] };
  const half = { successes: 5, trials: 10 };
  test.each<[string, () => unknown, StatisticsErrorCode]>([
    ['lengths', () => kitagawaDecomposition(fine, { events: [1, 2], exposure: [1, 2] }), 'length-mismatch'],
    ['no cells', () => kitagawaDecomposition({ events: [], exposure: [] }, { events: [], exposure: [] }), 'no-rows'],
    [
      'a missing exposure',
      () => kitagawaDecomposition(fine, { events: [1], exposure: [Number.NaN] }),
      'exposure-invalid',
    ],
    ['an event of nobody', () => kitagawaDecomposition(fine, { events: [1], exposure: [0] }), 'exposure-invalid'],
    ['a group of nobody', () => kitagawaDecomposition(fine, { events: [0], exposure: [0] }), 'empty-group'],
    [
      'nothing in common',
      () => kitagawaDecomposition({ events: [1, 0], exposure: [9, 0] }, { events: [0, 1], exposure: [0, 9] }),
      'nothing-in-common',
    ],
    [
      'more events than people',
      () => kitagawaDecomposition({ events: [11], exposure: [10] }, fine, { sampling: 'binomial' }),
      'more-successes-than-trials',
    ],
    ['confidence', () => kitagawaDecomposition(fine, fine, { confidence: 0 }), 'confidence-invalid'],
    [
      'nobody declared the first',
      () => gapBounds({ first: { successes: 0, trials: 0 }, second: half, undeclared: half }),
      'empty-group',
    ],
    [
      'sensitivity below 1',
      () => gapBounds({ first: half, second: half, undeclared: half }, { sensitivity: 0.5 }),
      'option-invalid',
    ],
    [
      'more successes',
      () => gapBounds({ first: { successes: 3, trials: 2 }, second: half, undeclared: half }),
      'more-successes-than-trials',
    ],
  ])('%s', (_, ask, code) => {
    expect(ask).toThrow(expect.objectContaining({ code }));
  });
});
