// Discrepancy trees, and groups over time: against every split tried by hand, and against each window measured alone.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type Column,
  type Dissimilarities,
  discrepancy,
  discrepancyAssociation,
  discrepancyOverTime,
  discrepancyTree,
  type Factor,
  leavesOf,
  sequenceDistances,
  stateSequences,
  type TreeNode,
  type TreePredictor,
} from '../src/index.ts';
import { chosen, copies, dissimilarities, expectClose, expectRefused, scattered } from './objects.ts';

const factorOf = (codes: readonly number[], count: number): Factor => ({
  levels: Array.from({ length: count }, (_, level) => `l${level}`),
  codes: Int32Array.from(codes),
});

const squaresIn = (given: Dissimilarities, objects: readonly number[]): number =>
  objects.length === 0 ? 0 : discrepancy(chosen(given, objects)) * objects.length;

/** The least that any way of parting the objects by the predictor leaves; missing values may go either way. */
function leastLeft(given: Dissimilarities, values: Factor | Column, ordered: boolean, smallest: number): number {
  const positionOf = (object: number) =>
    'codes' in values ? (values.codes[object] ?? -1) : (values[object] ?? Number.NaN);
  const objects = [...Array(given.size).keys()];
  const missing = (object: number) => ('codes' in values ? positionOf(object) < 0 : Number.isNaN(positionOf(object)));
  const present = [...new Set(objects.filter((object) => !missing(object)).map(positionOf))].sort(
    (one, other) => one - other,
  );
  // R does not part those who have the only value from those who have none.
  if (present.length < 2) return Number.POSITIVE_INFINITY;
  const levels = objects.some(missing) ? [...present, null] : present;
  let least = Number.POSITIVE_INFINITY;
  for (let bits = 1; bits < 2 ** levels.length - 1; bits += 1) {
    const left = levels.filter((_, at) => (bits >> at) & 1);
    const values = left.filter((level) => level !== null);
    if (ordered && !(values.length > 0 && values.every((level, at) => level === present[at]))) continue;
    const goes = (object: number) => (missing(object) ? left.includes(null) : left.includes(positionOf(object)));
    const [one, other] = [objects.filter(goes), objects.filter((object) => !goes(object))];
    if (one.length > smallest && other.length > smallest)
      least = Math.min(least, squaresIn(given, one) + squaresIn(given, other));
  }
  return least;
}

const coded = (size: number, lowest: number) =>
  fc
    .array(fc.integer({ min: lowest, max: 3 }), { minLength: size, maxLength: size })
    .map((codes) => factorOf(codes, 4));
const numbered = (size: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(Number.NaN)), { minLength: size, maxLength: size })
    .map((numbers) => Float64Array.from(numbers));

describe('a tree', () => {
  it('parts the root in the best of all ways', () => {
    const cases = scattered(9).chain((given) =>
      fc.tuple(
        fc.constant(given),
        coded(given.size, -1),
        coded(given.size, 0),
        numbered(given.size),
        fc.integer({ min: 0, max: 2 }),
      ),
    );
    fc.assert(
      fc.property(cases, ([given, nominal, ordered, numbers, smallest]) => {
        const predictors: TreePredictor[] = [
          { name: 'nominal', values: nominal },
          { name: 'ordered', values: ordered, ordered: true },
          { name: 'numbers', values: numbers },
        ];
        const { root } = discrepancyTree(given, predictors, {
          permutations: 0,
          deepest: 2,
          smallest: smallest + 1e-9 < 1 ? 0 : smallest,
        });
        const least = Math.min(
          leastLeft(given, nominal, false, smallest),
          leastLeft(given, ordered, true, smallest),
          leastLeft(given, numbers, true, smallest),
        );
        const whole = squaresIn(given, [...Array(given.size).keys()]);
        if (root.split === null) {
          expect(least).toBeGreaterThanOrEqual(whole - 1e-9);
          return;
        }
        const parts = [root.left, root.right].map((node) => [...(node?.objects ?? [])]);
        const left = parts.reduce((sum, objects) => sum + squaresIn(given, objects), 0);
        expectClose([left], [least], 8);
        expectClose([root.split.pseudoR2], [1 - left / whole], 8);
        expect(parts.flat().sort((one, other) => one - other)).toEqual([...Array(given.size).keys()]);
      }),
    );
  });

  const blocks = dissimilarities(
    80,
    (one, other) => (one % 2 === other % 2 ? 1 : 5) + ((one >> 1) % 2 === (other >> 1) % 2 ? 0 : 2),
  );
  const predictors: TreePredictor[] = [
    {
      name: 'half',
      values: factorOf(
        Array.from({ length: 80 }, (_, at) => at % 2),
        2,
      ),
    },
    {
      name: 'quarter',
      values: factorOf(
        Array.from({ length: 80 }, (_, at) => (at >> 1) % 2),
        2,
      ),
    },
    { name: 'noise', values: Float64Array.from({ length: 80 }, (_, at) => Math.sin(at * at)) },
  ];
  const shape = (node: TreeNode | null): unknown =>
    node === null
      ? null
      : [node.number, node.split?.predictor ?? null, node.left && shape(node.left), node.right && shape(node.right)];

  it('finds what parts, in the order of how much, and stops there', () => {
    const { root, leaves, fit } = discrepancyTree(blocks, predictors, {
      permutations: 200,
      significance: 0.01,
      seed: 3,
    });
    expect(shape(root)).toEqual([
      1,
      'half',
      [2, 'quarter', [3, null, null, null], [4, null, null, null]],
      [5, 'quarter', [6, null, null, null], [7, null, null, null]],
    ]);
    expect(leavesOf(root).map(({ number }) => number)).toEqual([3, 4, 6, 7]);
    leaves.forEach((leaf, object) => {
      expect(leaf).toBe([3, 6, 4, 7][object % 4]);
    });
    expectClose(
      [fit?.statistics.pseudoR2 ?? 0],
      [
        1 -
          leavesOf(root).reduce((sum, leaf) => sum + leaf.discrepancy * leaf.weight, 0) /
            (root.discrepancy * root.weight),
      ],
    );
    expect(root.split?.pValue).toBe(1 / 200);
  });

  it('takes the first predictor that it is told, a depth and a least size', () => {
    const forced = discrepancyTree(blocks, predictors, { permutations: 50, significance: 0.05, first: 'quarter' });
    expect(forced.root.split?.predictor).toBe('quarter');
    expect(forced.root.left?.split?.predictor).toBe('half');
    const stump = discrepancyTree(blocks, predictors, { permutations: 50, significance: 0.05, deepest: 1 });
    expect([stump.root.split, stump.fit, new Set(stump.leaves).size]).toEqual([null, null, 1]);
    const coarse = discrepancyTree(blocks, predictors, { permutations: 50, significance: 0.05, smallest: 30 });
    expect(leavesOf(coarse.root)).toHaveLength(2);
  });

  it('with weights is that of copies', () => {
    const weights = Array.from({ length: 80 }, (_, at) => 1 + (at % 3));
    const of = copies(weights);
    const repeated = predictors.map(({ name, values }) => ({
      name,
      values:
        'codes' in values
          ? { ...values, codes: Int32Array.from(of, (at) => values.codes[at] ?? -1) }
          : Float64Array.from(of, (at) => values[at] ?? 0),
    }));
    const options = { permutations: 0, deepest: 3 };
    for (const weightPermutation of ['replicate', 'diss', 'rounded-replicate'] as const) {
      const compact = discrepancyTree(blocks, predictors, {
        ...options,
        weights: Float64Array.from(weights),
        weightPermutation,
      });
      const expanded = discrepancyTree(chosen(blocks, of), repeated, options);
      expect(shape(compact.root)).toEqual(shape(expanded.root));
      expectClose([compact.root.split?.pseudoR2 ?? 0], [expanded.root.split?.pseudoR2 ?? 1], 10);
    }
    const tested = discrepancyTree(blocks, predictors, {
      weights: Float64Array.from(weights),
      permutations: 50,
      significance: 0.05,
    });
    expect(tested.root.split?.pValue).toBe(1 / 50);
  });
});

describe('groups over time', () => {
  const rows = Array.from({ length: 30 }, (_, career) =>
    Array.from({ length: 8 }, (_each, year) => {
      if (career === 3 && year > 5) return null;
      return (
        ['A', 'B', 'C'][year < 4 ? (career * 7 + year) % 3 : (career % 2) + ((career * year) % 5 === 0 ? 1 : 0)] ?? null
      );
    }),
  );
  const weights = Float64Array.from({ length: 30 }, (_, career) => 1 + (career % 3));
  const sequences = stateSequences(rows, { alphabet: ['A', 'B', 'C'], weights });
  const group = factorOf(
    Array.from({ length: 30 }, (_, career) => (career === 5 ? -1 : career % 2)),
    2,
  );

  it('are those of each window measured alone', () => {
    const found = discrepancyOverTime(sequences, group, { range: [-1, 1] });
    expect([...found.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    found.positions.forEach((position, at) => {
      const kept = [...rows.keys()].filter(
        (career) => career !== 5 && rows[career]?.slice(position - 1, position + 2).every((state) => state !== null),
      );
      const window = stateSequences(
        kept.map((career) => rows[career]?.slice(position - 1, position + 2) ?? []),
        { alphabet: ['A', 'B', 'C'] },
      );
      const distances = sequenceDistances(window, { method: 'LCS' }, { normalisation: 'gmean' });
      const own = { levels: group.levels, codes: Int32Array.from(kept, (career) => group.codes[career] ?? -1) };
      const alone = discrepancyAssociation(distances, own, {
        weights: Float64Array.from(kept, (career) => weights[career] ?? 0),
        permutations: 0,
      });
      const { pseudoF, pseudoR2, bartlett, levene, pseudoFBrownForsythe } = alone.statistics;
      const ours = found.statistics[at];
      expectClose(
        [ours?.pseudoF, ours?.pseudoR2, ours?.bartlett, ours?.levene, ours?.pseudoFBrownForsythe].map(
          (each) => each ?? 0,
        ),
        [pseudoF, pseudoR2, bartlett, levene, pseudoFBrownForsythe],
        8,
      );
      expectClose(
        found.discrepancies.slice(3 * at, 3 * at + 3),
        [...alone.groups, alone.total].map((each) => each.discrepancy),
        10,
      );
    });
  });

  it('differ once they part, without weights too', () => {
    const { statistics } = discrepancyOverTime(sequences, group, {
      weighted: false,
      range: [0, 0],
      measure: { method: 'HAM' },
    });
    expect(statistics[6]?.pseudoR2).toBeGreaterThan(3 * (statistics[1]?.pseudoR2 ?? 1));
  });

  it('have no value where one group is there', () => {
    const early = { ...group, codes: group.codes.map((code, career) => (code === 1 && career > 3 ? -1 : code)) };
    const gone = stateSequences(
      rows.map((row, career) => (career % 2 === 1 ? row.slice(0, 4) : row)),
      { alphabet: ['A', 'B', 'C'] },
    );
    const { statistics, discrepancies } = discrepancyOverTime(gone, early);
    expect(statistics[5]?.pseudoF).toBeNaN();
    expect(discrepancies[3 * 5 + 1]).toBeNaN();
    expect(discrepancies[3 * 5]).toBeGreaterThanOrEqual(0);
  });

  it('refuse a window that does not fit', () => {
    expectRefused(() => discrepancyOverTime(sequences, group, { range: [0, 8] }), 'option-invalid');
    expectRefused(() => discrepancyOverTime(sequences, group, { range: [1, 0] }), 'option-invalid');
    expectRefused(() => discrepancyOverTime(sequences, factorOf([0, 1], 2)), 'length-mismatch');
    expectRefused(
      () => discrepancyOverTime(sequences, { ...group, codes: group.codes.map(() => 2) }),
      'code-outside-levels',
    );
  });
});

describe('a tree that has no meaning', () => {
  const line = dissimilarities(6, (one, other) => other - one);
  const half: TreePredictor = { name: 'half', values: factorOf([0, 0, 0, 1, 1, 1], 2) };
  const many = dissimilarities(60, (one, other) => Math.abs(Math.sin(one * 3 + other)));
  const refused: readonly (readonly [string, () => unknown, Parameters<typeof expectRefused>[1]])[] = [
    ['no predictors', () => discrepancyTree(line, []), 'option-invalid'],
    ['a first that is no predictor', () => discrepancyTree(line, [half], { first: 'x' }), 'option-invalid'],
    ['no depth', () => discrepancyTree(line, [half], { deepest: 0 }), 'option-invalid'],
    ['a least size below 0', () => discrepancyTree(line, [half], { smallest: -1 }), 'option-invalid'],
    ['a significance of 0', () => discrepancyTree(line, [half], { significance: 0 }), 'option-invalid'],
    [
      'a predictor of others',
      () => discrepancyTree(line, [{ name: 'x', values: Float64Array.of(1) }]),
      'length-mismatch',
    ],
    [
      'a level outside',
      () => discrepancyTree(line, [{ name: 'x', values: factorOf([0, 1, 2, 0, 1, 2], 2) }]),
      'code-outside-levels',
    ],
    [
      'too many levels without an order',
      () =>
        discrepancyTree(many, [
          {
            name: 'x',
            values: factorOf(
              Array.from({ length: 60 }, (_, at) => at),
              60,
            ),
          },
        ]),
      'option-invalid',
    ],
    [
      'copies that are no whole number',
      () => discrepancyTree(line, [half], { weights: new Float64Array(6).fill(0.5) }),
      'weight-invalid',
    ],
    [
      'an unknown way of permuting',
      () =>
        discrepancyTree(line, [half], {
          weights: new Float64Array(6).fill(1),
          weightPermutation: 'random-sampling' as 'diss',
        }),
      'option-invalid',
    ],
  ];
  test.each(refused)('%s', (_, run, code) => expectRefused(run, code));

  it('of objects that are all equal is its root', () => {
    const { root } = discrepancyTree({ size: 6, values: new Float64Array(15) }, [half], { permutations: 10 });
    expect([root.split, root.discrepancy]).toEqual([null, 0]);
  });
});
