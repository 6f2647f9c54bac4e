// The last check of a release, on figures and people made by hand: which changes of a figure tell of too few people, against which release.
import { describe, expect, test } from 'vitest';
import { seal } from '../src/content-hash.ts';
import {
  checkRelease,
  defineClassification,
  exposedChanges,
  type Published,
  type Registry,
  registerLattice,
} from '../src/index.ts';

const place = defineClassification({ name: 'place', secret: false, codes: ['north', 'south'] });
const answer = defineClassification({ name: 'answer', secret: true, codes: ['yes', 'no'] });
const all = registerLattice([place, answer]);
const byPlace: Registry = { ...all, tables: all.tables.filter(({ name }) => name === 'headcount by place') };
const byAnswer: Registry = { ...all, tables: all.tables.filter(({ name }) => name === 'headcount by answer') };

/** A release of these figures, made from people by their numbers in either place. */
function releaseOf(
  number: number,
  values: readonly number[],
  north: readonly number[],
  south: readonly number[],
): Published {
  const people = [...north.map((person) => [person, 0]), ...south.map((person) => [person, 1])] as [number, number][];
  const sorted = people.toSorted(([one], [other]) => one - other);
  const column = Uint16Array.from(sorted, ([, where]) => where);
  const table = (name: string) => ({
    name,
    quantity: 'headcount' as const,
    dimensions: [],
    shape: [2],
    values: Float64Array.from(values),
    standardErrors: new Float64Array(2),
    basis: new Uint8Array(2),
  });
  return {
    release: seal({
      number,
      referenceDate: `20${10 + number}-03-31`,
      method: 'any',
      parameters: {},
      tables: [table('headcount by place'), table('headcount by answer')],
      estimates: [],
      measurements: [],
    }),
    workforce: {
      referenceDate: `20${10 + number}-03-31`,
      people: sorted.length,
      personNumber: Uint32Array.from(sorted, ([person]) => person),
      columns: new Map([
        ['place', column],
        ['answer', column],
      ]),
    },
  };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => from + place);
const found = (candidate: Published, earlier: readonly Published[], leastChange = 3, registry = byPlace) =>
  exposedChanges(registry, candidate, earlier, leastChange).map(
    ({ cell, earlierRelease, contributorsChanged }) => [cell, earlierRelease, contributorsChanged] as const,
  );

const [north, south] = [numbers(0, 20), numbers(100, 120)];
const before = releaseOf(1, [20, 20], north, south);

describe('a figure that changed', () => {
  test.each([
    ['two joined', [22, 20], [...north, 50, 51], south, [[0, 1, 2]]],
    ['two left', [18, 20], north.slice(2), south, [[0, 1, 2]]],
    ['one came and one went', [21, 20], [...north.slice(1), 50], south, [[0, 1, 2]]],
    [
      'one moved: in both',
      [19, 21],
      north.slice(1),
      [0, ...south],
      [
        [0, 1, 1],
        [1, 1, 1],
      ],
    ],
    ['nobody changed', [21, 20], north, south, [[0, 1, 0]]],
    ['it was withheld', [Number.NaN, 20], north.slice(1), south, [[0, 1, 1]]],
    ['three joined: enough', [23, 20], [...north, 50, 51, 52], south, []],
    ['three moved: enough', [17, 23], north.slice(3), [0, 1, 2, ...south], []],
    ['one joined, and it was repeated', [20, 20], [...north, 50], south, []],
  ] as const)('where %s', (_, values, inNorth, inSouth, exposed) => {
    expect(found(releaseOf(2, values, inNorth, inSouth), [before])).toEqual(exposed);
  });

  test('is compared with every release that showed a figure first, not with the last alone', () => {
    const between = releaseOf(2, [30, 20], [...north, ...numbers(50, 60)], south);
    const back = releaseOf(3, [21, 20], [...north, 50], south);
    expect(found(back, [before, between])).toEqual([[0, 1, 1]]);
    // What repeats the figure of then shows nothing new.
    expect(found(releaseOf(3, [20, 20], [...north, 50], south), [before, between])).toEqual([]);
  });

  test('is not compared where it is by an answer: those are judged by their loss', () => {
    const changed = releaseOf(2, [21, 20], [...north, 50], south);
    expect(found(changed, [before], 3, byAnswer)).toEqual([]);
    expect(found(changed, [before])).toHaveLength(1);
  });
});

describe('a release', () => {
  test('may go where nothing is exposed, and may not where something is', () => {
    const bad = releaseOf(2, [21, 20], [...north, 50], south);
    expect(checkRelease(byPlace, before, [], 3)).toBeNull();
    const refusal = checkRelease(byPlace, bad, [before], 3);
    expect(refusal).toMatchObject({ code: 'release-differs-too-little', retryable: true });
    // It names neither cell nor count.
    expect(refusal?.message).toBe('Figures of 1 tables differ from an earlier release by fewer than 3 people.');
  });

  test('that was altered is found, be it the candidate or an earlier one', () => {
    const altered = (each: Published): Published => ({
      ...each,
      release: { ...each.release, referenceDate: '2000-01-01' },
    });
    const next = releaseOf(2, [20, 20], north, south);
    expect(checkRelease(byPlace, altered(next), [before], 3)).toMatchObject({ code: 'release-altered' });
    expect(checkRelease(byPlace, next, [altered(before)], 3)).toMatchObject({ code: 'release-altered' });
    expect(checkRelease(byPlace, next, [before], 3)).toBeNull();
  });
});
