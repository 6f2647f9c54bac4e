// Representatives and relative frequency groups: against the definitions, R's cmdscale, and copies for weights.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  between,
  firstPrincipalCoordinate,
  type RepresentativeOptions,
  relativeFrequencyGroups,
  representatives,
  sequenceDistances,
  sequenceRepresentatives,
  stateSequences,
} from '../src/index.ts';
import {
  agriculture,
  chosen,
  copies,
  dissimilarities,
  euclidean,
  expectClose,
  expectRefused,
  scattered,
} from './objects.ts';

const criteria = fc.constantFrom<NonNullable<RepresentativeOptions['criterion']>>('density', 'frequency', 'centrality');
const weighted = fc.infiniteStream(fc.integer({ min: 1, max: 4 }));

describe('representatives', () => {
  it('are chosen and judged as the definitions say', () => {
    fc.assert(
      fc.property(
        scattered(),
        criteria,
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        weighted,
        (given, criterion, radius, stream) => {
          const weights = Float64Array.from(stream.take(given.size));
          const objects = [...Array(given.size).keys()];
          const found = representatives(given, { criterion, radius, coverage: 0.6, weights });
          const reach = radius * Math.max(...given.values);
          const total = weights.reduce((sum, each) => sum + each);
          const weightOf = (some: readonly number[]) => some.reduce((sum, object) => sum + (weights[object] ?? 0), 0);
          const score = (object: number) =>
            criterion === 'centrality'
              ? -objects.reduce((sum, other) => sum + (weights[other] ?? 0) * between(given, object, other), 0)
              : weightOf(
                  objects.filter((other) =>
                    criterion === 'density'
                      ? between(given, object, other) < reach
                      : between(given, object, other) === 0,
                  ),
                );
          const chosenNaively: number[] = [];
          const covered = () =>
            weightOf(objects.filter((object) => chosenNaively.some((each) => between(given, object, each) < reach))) /
            total;
          for (const object of objects.sort((one, other) => score(other) - score(one) || one - other)) {
            if (covered() >= 0.6) break;
            if (chosenNaively.every((each) => between(given, object, each) > reach)) chosenNaively.push(object);
          }
          expect([...found.objects]).toEqual(chosenNaively);
          expectClose([found.coverage], [covered()], 12);
          const near = objects.map((object) => Math.min(...chosenNaively.map((each) => between(given, object, each))));
          expectClose(
            [found.whole.distance],
            [objects.reduce((sum, object, at) => sum + (weights[object] ?? 0) * (near[at] ?? 0), 0)],
            10,
          );
          expectClose([found.quality], [1 - found.whole.distance / found.whole.distanceToCentre], 10);
          expectClose(
            [found.whole.assigned, found.groups.reduce((sum, each) => sum + each.assigned, 0)],
            [total, total],
            12,
          );
        },
      ),
    );
  });

  it('of copies are those of weights, their plain means aside', () => {
    fc.assert(
      fc.property(scattered(7), criteria, (given, criterion) => {
        const weights = Array.from({ length: given.size }, (_, object) => 2 ** object);
        const of = copies(weights);
        const expanded = representatives(chosen(given, of), { criterion, count: 2 });
        const compact = representatives(given, { criterion, count: 2, weights: Float64Array.from(weights) });
        expect([...expanded.objects].map((object) => of[object])).toEqual([...compact.objects]);
        expectClose([expanded.quality, expanded.coverage], [compact.quality, compact.coverage], 9);
      }),
    );
  });

  it('by scores of one’s own, higher or lower, and no more than are far enough apart', () => {
    const scores = Float64Array.from({ length: 12 }, (_, at) => at);
    expect(representatives(agriculture, { criterion: { scores }, count: 1 }).objects[0]).toBe(11);
    expect(representatives(agriculture, { criterion: { scores, higherIsBetter: false }, count: 1 }).objects[0]).toBe(0);
    expect(representatives(agriculture, { criterion: { scores }, count: 12, radius: 1 }).objects).toHaveLength(1);
    expect(representatives(agriculture, { count: 12, radius: 0, criterion: 'centrality' }).objects).toHaveLength(12);
  });

  it('of objects that are all equal is the first, for all of them', () => {
    const found = representatives({ size: 4, values: new Float64Array(6) });
    expect([...found.objects]).toEqual([0]);
    expect([found.groups[0]?.near, found.whole.meanDistance, found.quality]).toEqual([4, 0, Number.NaN]);
  });

  it('by states sum the shares of those who are there too, and how probable the sequence is', () => {
    const rows = ['AAB', 'AAB', 'AAB', 'ABB', 'BBB', 'BAA'].map((row) => [...row]);
    const sequences = stateSequences(rows, { alphabet: ['A', 'B'] });
    const distances = sequenceDistances(sequences, { method: 'HAM' });
    const modal = sequenceRepresentatives(sequences, distances, { criterion: 'modal-states', count: 1 });
    expectClose(modal.scores, [13 / 6, 13 / 6, 13 / 6, 11 / 6, 9 / 6, 7 / 6], 12);
    expect(modal.objects[0]).toBe(0);
    const probable = sequenceRepresentatives(sequences, distances, { criterion: 'probability', count: 1 });
    // A at first 4 of 6; from A to A then 3 of 4, B to B 1 of 2, and so on, at each step.
    expectClose([Math.exp(-(probable.scores[0] ?? 0))], [(4 / 6) * (3 / 4) * (3 / 4)], 12);
    const unweighted = sequenceRepresentatives(
      { ...sequences, weights: Float64Array.of(1, 1, 1, 1, 1, 9) },
      distances,
      { weighted: false },
    );
    expect([...unweighted.objects]).toEqual([...sequenceRepresentatives(sequences, distances).objects]);
  });
});

describe('the first principal coordinate', () => {
  it('is that of points on a line, and of copies for weights', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 20 }), (points) => {
        const given = dissimilarities(points.length, (one, other) =>
          Math.abs((points[one] ?? 0) - (points[other] ?? 0)),
        );
        const coordinate = firstPrincipalCoordinate(given);
        const mean = points.reduce((sum, each) => sum + each, 0) / points.length;
        const sign = Math.sign(coordinate[0] ?? 1) * Math.sign((points[0] ?? 0) - mean) || 1;
        const centred = points.map((each) => sign * (each - mean));
        if (Math.abs((points[0] ?? 0) - mean) > 1e-9) expectClose(coordinate, centred, 8);
        const weights = Float64Array.from(points, (_, at) => 1 + (at % 3));
        const of = copies([...weights]);
        const expanded = firstPrincipalCoordinate(chosen(given, of));
        expectClose(
          firstPrincipalCoordinate(given, weights).map(Math.abs),
          points.map((_, at) => Math.abs(expanded[of.indexOf(at)] ?? 0)),
          7,
        );
      }),
    );
  });

  it('is cmdscale(d, k = 1) of R, but for its sign', () => {
    const given = euclidean([
      [0, 0],
      [3, 1],
      [1, 4],
      [6, 2],
      [5, 5],
    ]);
    const coordinate = firstPrincipalCoordinate(given);
    // R: cmdscale(dist(cbind(c(0, 3, 1, 6, 5), c(0, 1, 4, 2, 5))), k = 1)
    expectClose(
      coordinate.map(Math.abs),
      [3.803874724159927, 0.712544472452974, 0.907243402880771, 2.378785779253977, 3.044876820239694],
      10,
    );
  });

  it('of objects that do not differ is 0', () => {
    expect([...firstPrincipalCoordinate({ size: 3, values: new Float64Array(3) })]).toEqual([0, 0, 0]);
  });
});

describe('relative frequency groups', () => {
  it('are of one weight, in order, each with its own medoid', () => {
    fc.assert(
      fc.property(scattered(12), weighted, fc.integer({ min: 2, max: 4 }), (given, stream, count) => {
        const weights = Float64Array.from(stream.take(given.size));
        const order = Float64Array.from({ length: given.size }, (_, at) => Math.cos(at * 3));
        const found = relativeFrequencyGroups(given, { groups: count, weights, order });
        const total = weights.reduce((sum, each) => sum + each);
        const parts = new Float64Array(given.size);
        let last = Number.NEGATIVE_INFINITY;
        found.groups.forEach(({ objects, weights: own, distances }, group) => {
          expectClose([own.reduce((sum, each) => sum + each)], [total / count], 9);
          objects.forEach((object, at) => {
            expect(order[object]).toBeGreaterThanOrEqual(last);
            last = order[object] ?? 0;
            parts[object] = (parts[object] ?? 0) + (own[at] ?? 0);
            expect(distances[at]).toBe(between(given, object, found.medoids[group] ?? -1));
          });
          expect([...objects]).toContain(found.medoids[group]);
        });
        expectClose(parts, weights, 9);
        expect(found.pseudoR2).toBeLessThanOrEqual(1);
        expectClose([found.pseudoF], [(found.pseudoR2 / (count - 1) / (1 - found.pseudoR2)) * (total - count)], 8);
      }),
    );
  });

  it('of whole objects are one larger at first, or at random', () => {
    const sizes = (allocation: 'first' | 'random', seed = 1) =>
      relativeFrequencyGroups(agriculture, { groups: 5, allocation, seed }).groups.map(({ objects }) => objects.length);
    expect(sizes('first')).toEqual([3, 3, 2, 2, 2]);
    expect(sizes('random', 5)).toEqual(sizes('random', 5));
    expect([1, 2, 3, 4, 5].map((seed) => sizes('random', seed).join())).not.toEqual(new Array(5).fill('3,3,2,2,2'));
  });

  it('explain all of what lies in as many heaps', () => {
    const heaps = dissimilarities(12, (one, other) => 10 * Math.abs((one % 3) - (other % 3)));
    const found = relativeFrequencyGroups(heaps, { groups: 3 });
    expect([found.pseudoR2, found.pValue]).toEqual([1, 0]);
    const squared = relativeFrequencyGroups(agriculture, { groups: 3, squared: true });
    expect(squared.pseudoR2).toBeGreaterThan(relativeFrequencyGroups(agriculture, { groups: 3 }).pseudoR2);
  });
});

describe('what has no meaning', () => {
  const refused: readonly (readonly [string, () => unknown, Parameters<typeof expectRefused>[1]])[] = [
    ['a coverage above 1', () => representatives(agriculture, { coverage: 1.1 }), 'option-invalid'],
    ['no coverage and no count', () => representatives(agriculture, { coverage: 0 }), 'option-invalid'],
    ['a radius above 1', () => representatives(agriculture, { radius: 2 }), 'option-invalid'],
    ['no representative', () => representatives(agriculture, { count: 0 }), 'option-invalid'],
    [
      'a greatest distance that is no number',
      () => representatives(agriculture, { maximum: Number.NaN }),
      'option-invalid',
    ],
    ['an unknown criterion', () => representatives(agriculture, { criterion: 'x' as 'density' }), 'option-invalid'],
    [
      'scores of others',
      () => representatives(agriculture, { criterion: { scores: Float64Array.of(1) } }),
      'length-mismatch',
    ],
    [
      'scores that are no numbers',
      () => representatives(agriculture, { criterion: { scores: new Float64Array(12).fill(Number.NaN) } }),
      'not-finite',
    ],
    ['weights that are all 0', () => representatives(agriculture, { weights: new Float64Array(12) }), 'weight-invalid'],
    ['sequences of others', () => sequenceRepresentatives(stateSequences([['A']]), agriculture), 'length-mismatch'],
    ['one group', () => relativeFrequencyGroups(agriculture, { groups: 1 }), 'option-invalid'],
    ['more groups than objects', () => relativeFrequencyGroups(agriculture, { groups: 13 }), 'option-invalid'],
    ['few objects and no number of groups', () => relativeFrequencyGroups(agriculture), 'option-invalid'],
    [
      'whole objects with weights',
      () =>
        relativeFrequencyGroups(agriculture, { groups: 2, allocation: 'first', weights: new Float64Array(12).fill(1) }),
      'option-invalid',
    ],
    [
      'an order of others',
      () => relativeFrequencyGroups(agriculture, { groups: 2, order: Float64Array.of(1) }),
      'length-mismatch',
    ],
    ['a power of 0', () => relativeFrequencyGroups(agriculture, { groups: 2, power: 0 }), 'option-invalid'],
  ];
  test.each(refused)('%s', (_, run, code) => expectRefused(run, code));
});
