// Costs: what they are made of, by their definitions and by R; and several channels at once, by brute force.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  channelCosts,
  channelPositionCosts,
  combineChannels,
  constantCosts,
  everyPosition,
  featureCosts,
  futureCosts,
  givenCosts,
  logRarityCosts,
  positionRarityCosts,
  positionTransitionCosts,
  proximities,
  rarityCosts,
  type SequenceCosts,
  sequenceDistances,
  transitionCosts,
  transitionRates,
} from '../src/index.ts';
import { careersOfLength, costsOf, letters, sequencesOf } from './distance-cases.ts';
import { cost, optimalMatching } from './naive-distances.ts';
import { lettered, near } from './sequences.ts';

const sequences = lettered(['AAB', 'ABB', 'ACC', 'CC.'], { right: 'missing' });
const matrix = ({ states, substitution }: SequenceCosts) =>
  states.map((_, row) => Array.from(substitution.slice(row * states.length, (row + 1) * states.length)));

describe('costs', () => {
  it('of transitions are what is left of the value', () => {
    const { values } = transitionRates(sequences);
    const costs = transitionCosts(sequences, { value: 3 });
    expect(cost(costs, 0, 1)).toBeCloseTo(3 - (values[1] as number) - (values[4] as number), 14);
    expect(costs.indel[0]).toBe(Math.max(...costs.substitution) / 2);
    expect(costs.states).toEqual(['A', 'B', 'C', 'D']);
  });

  it('take missing as the last state, at one cost or at what the data tell', () => {
    const fixed = transitionCosts(sequences, { withMissing: true, missingCost: 1.5 });
    expect(fixed.states).toEqual(['A', 'B', 'C', 'D', '*']);
    expect(matrix(fixed).map((row) => row[4])).toEqual([1.5, 1.5, 1.5, 1.5, 0]);
    const told = transitionCosts(sequences, { withMissing: true, missingCostFixed: false });
    expect(cost(told, 2, 4)).toBeCloseTo(2 - 1 / 3, 14);
    expect(matrix(constantCosts(sequences, { withMissing: true, value: 1, missingCost: 3 })).at(-1)).toEqual([
      3, 3, 3, 3, 0,
    ]);
  });

  it('take no state for missing where none is missing', () => {
    expect(constantCosts(lettered(['AB']), { withMissing: true }).states).toHaveLength(4);
  });

  it('of rarity are the inverse of shares of all positions, and as dear as numbers go where a state never occurs', () => {
    const costs = rarityCosts(sequences);
    expect(Array.from(costs.indel.slice(0, 3))).toEqual([12 / 4, 12 / 3, 12 / 4]);
    expect(cost(costs, 0, 1)).toBe(7);
    expect(Number.isFinite(cost(costs, 0, 3)) && cost(costs, 0, 3) > 1e300).toBe(true);
    expect(logRarityCosts(sequences).indel[0]).toBeCloseTo(Math.log(2 / (1 + 4 / 12)), 14);
  });

  it('of a common future are the chi-squared distance of rates', () => {
    const { values } = transitionRates(sequences);
    const column = (to: number) => [0, 1, 2, 3].reduce((sum, from) => sum + (values[from * 4 + to] as number), 0);
    const squared = [0, 1, 2]
      .map((to) => ((values[to] as number) - (values[4 + to] as number)) ** 2 / column(to))
      .reduce((sum, part) => sum + part, 0);
    expect(cost(futureCosts(sequences), 0, 1)).toBeCloseTo(Math.sqrt(squared), 14);
  });

  it('by position take the transitions there, twice at the ends', () => {
    // From A at the first position half go to B; at the second B stays, and C stays.
    const given = lettered(['AAB', 'ABB', 'ACC', 'ABA']);
    const at = (position: number, transition?: 'previous' | 'next' | 'both') =>
      positionTransitionCosts(given, transition === undefined ? {} : { transition }).substitution[position * 16 + 1];
    expect(at(0)).toBeCloseTo(4 - 2 * 0.5, 14);
    expect(at(1)).toBeCloseTo(4 - 0.5 - (1 + 0.5), 14);
    expect(at(2)).toBeCloseTo(4 - 2 * 1.5, 14);
    expect(at(0, 'previous')).toBe(2);
    expect(at(1, 'previous')).toBeCloseTo(1.5, 14);
    expect(at(1, 'next')).toBeCloseTo(0.5, 14);
    expect(at(2, 'next')).toBe(2);
  });

  it('by position are never below 0, and may be of rarity', () => {
    expect(Math.min(...positionTransitionCosts(sequences, { value: 0.1 }).substitution)).toBe(0);
    const costs = positionRarityCosts(sequences, { logarithm: true });
    expect(costs.substitution[1]).toBeCloseTo(Math.log(2 / (1 + 3 / 4)) + Math.log(2), 14);
    expect(positionRarityCosts(sequences).substitution[16 + 1]).toBe(4 + 4);
  });

  it('given are taken as they are, with half the largest for an indel', () => {
    const costs = givenCosts({
      states: ['A', 'B'],
      substitution: [
        [0, 3],
        [3, 0],
      ],
    });
    expect(Array.from(costs.indel)).toEqual([1.5, 1.5]);
    expect(Array.from(proximities(costs))).toEqual([1, 0, 0, 1]);
    expect(everyPosition(costs, 2).substitution).toEqual(Float64Array.of(0, 3, 3, 0, 0, 3, 3, 0));
  });

  it('of features are those of daisy', () => {
    // R: cluster::daisy(data.frame(rank = c(1, 2, 4, NA), kind = factor(c("a", "b", "a", "a")), level = ordered(c(10, 30, 20, 20)),
    //      flag = c(0, 0, 1, 1)), metric = "gower", weights = c(1, 2, 1, 0.5), type = list(asymm = 4))
    const costs = featureCosts(letters(4), [
      { values: [1, 2, 4, Number.NaN] },
      { values: [1, 2, 1, 1], kind: 'nominal', weight: 2 },
      { values: [10, 30, 20, 20], kind: 'ordinal' },
      { values: [0, 0, 1, 1], kind: 'asymmetric', weight: 0.5 },
    ]);
    const expected = [
      0.83333333333333337, 0.44444444444444442, 0.2857142857142857, 0.81481481481481488, 0.8571428571428571, 0,
    ];
    const found = [0, 1, 2].flatMap((to) => [1, 2, 3].filter((from) => from > to).map((from) => cost(costs, to, from)));
    expect(near(found, expected)).toBe(true);
    expect(costs.indel[0]).toBe(Math.max(...costs.substitution) / 2);
  });
});

describe('several channels', () => {
  const property = (check: (careers: number[][][], costs: SequenceCosts[]) => void) =>
    fc.property(careersOfLength(3, 7, 4), careersOfLength(2, 7, 4), costsOf(3), costsOf(2), (one, other, a, b) => {
      const count = Math.min(one.length, other.length);
      check(
        [one.slice(0, count).map((career) => [...career]), other.slice(0, count).map((career) => [...career])],
        [a, b],
      );
    });

  it('cost what they cost each, by their weights', () => {
    const weights = [2, 0.5];
    const check = (careers: number[][][], costs: SequenceCosts[]) => {
      const [one = [], other = []] = careers;
      const combined = combineChannels([sequencesOf(one, 3), sequencesOf(other, 2)], { allCombinations: true });
      const together = channelCosts(combined, costs, { weights });
      const distances = sequenceDistances(combined.sequences, { method: 'OM', costs: together });
      // The costs of the six combined states by hand: three of the first channel, two of the second.
      const [a, b] = costs as [SequenceCosts, SequenceCosts];
      const byHand = givenCosts({
        states: letters(6),
        substitution: Float64Array.from({ length: 36 }, (_, at) => {
          const [from, to] = [Math.floor(at / 6), at % 6];
          return 2 * cost(a, from >> 1, to >> 1) + 0.5 * cost(b, from & 1, to & 1);
        }),
        indel: [0, 1, 2, 3, 4, 5].map(
          (state) => 2 * (a.indel[state >> 1] as number) + 0.5 * (b.indel[state & 1] as number),
        ),
      });
      const joined = one.map((career, row) => career.map((state, at) => 2 * state + (other[row]?.[at] as number)));
      joined.forEach((career, row) => {
        joined.forEach((facing, column) => {
          expect(between(distances, row, column)).toBeCloseTo(optimalMatching(career, facing, byHand), 8);
        });
      });
      const mean = channelCosts(combined, costs, { weights, link: 'mean' });
      expect(
        near(
          mean.substitution,
          together.substitution.map((each) => each / 2.5),
        ),
      ).toBe(true);
    };
    fc.assert(property(check), { numRuns: 40 });
  });

  it('by Hamming are the sum of the channels, as by dynamic Hamming', () => {
    const check = (careers: number[][][]) => {
      const channels = careers.map((each, channel) => sequencesOf(each, 3 - channel));
      const combined = combineChannels(channels);
      const costs = channelPositionCosts(
        combined,
        channels.map((each) => positionTransitionCosts(each)),
      );
      const together = sequenceDistances(combined.sequences, { method: 'DHD', costs });
      const [one, other] = channels.map((each) => sequenceDistances(each, { method: 'DHD' }).values);
      const sum = (one as Float64Array).map((value, at) => value + ((other as Float64Array)[at] as number));
      expect(near(together.values, sum, 1e-10)).toBe(true);
    };
    fc.assert(property(check), { numRuns: 30 });
  });
});
