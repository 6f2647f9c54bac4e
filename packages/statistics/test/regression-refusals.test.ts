// What regressions refuse, by name: separation above all, which is checked against every direction that there could be.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  averageMarginalEffects,
  compareModels,
  discreteTimeHazard,
  factor,
  type GeneralisedOptions,
  generalisedLinearModel,
  linearModel,
  type NamedColumns,
  personPeriods,
  predictModel,
  robustCovariance,
  waldIntervals,
} from '../src/index.ts';

const numbers = (...values: readonly number[]) => Float64Array.from(values);

const data = {
  y: numbers(0, 1, 0, 1, 1, 0, 1, 0, 0, 1),
  x: numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
  count: numbers(3, 0, 2, 1, 4, 0, 2, 5, 1, 2),
  f: factor(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']),
} satisfies NamedColumns;

const glm = (formula: string, columns: NamedColumns = data, options: Partial<GeneralisedOptions> = {}) =>
  generalisedLinearModel(formula, columns, { family: 'binomial', ...options });

const holed = { ...data, x: numbers(1, 2, Number.NaN, 4, 5, 6, 7, 8, 9, 10) };
const endless = { ...data, x: numbers(1, 2, Number.POSITIVE_INFINITY, 4, 5, 6, 7, 8, 9, 10) };
/** Row 1 has a hole, and row 3 a 0, of which there is no logarithm. */
const behindHole = {
  ...data,
  z: numbers(1, Number.NaN, 1, 0, 1, 1, 1, 1, 1, 1),
  x: numbers(1, Number.NaN, 3, 4, 5, 6, 7, 8, 9, 10),
};
const omit = { family: 'gaussian', missing: 'omit' } as const;
const fitted = glm('y ~ x + f');
const time = numbers(3, 5, 8);
const event = Uint8Array.of(1, 0, 1);

const refused: readonly (readonly [string, () => unknown, string, object?])[] = [
  ['no columns', () => glm('y ~ x', {}), 'no-rows'],
  ['no rows', () => glm('y ~ x', { y: numbers(), x: numbers() }), 'no-rows'],
  [
    'columns of different lengths',
    () => glm('y ~ x', { y: data.y, x: numbers(1, 2) }),
    'length-mismatch',
    { column: 'x' },
  ],
  [
    'weights of another length',
    () => glm('y ~ x', data, { weights: numbers(1) }),
    'length-mismatch',
    { column: 'weights' },
  ],
  ['an offset of another length', () => glm('y ~ x', data, { offset: numbers(1) }), 'length-mismatch'],
  ['a missing value', () => glm('y ~ x', holed), 'not-finite', { column: 'x', row: 2 }],
  [
    'a missing value in an expression',
    () => glm('y ~ sqrt(x - 2)', data),
    'not-finite',
    { column: 'sqrt(x - 2)', row: 0 },
  ],
  ['an endless value', () => glm('y ~ x', endless, { missing: 'omit' }), 'not-finite', { column: 'x', row: 2 }],
  [
    'only missing values',
    () => glm('y ~ z', { ...data, z: data.x.map(() => Number.NaN) }, { missing: 'omit' }),
    'no-rows',
  ],
  [
    'a negative weight',
    () => glm('y ~ x', data, { weights: data.x.map((value) => value - 2) }),
    'weight-invalid',
    { row: 0 },
  ],
  ['weights of nothing', () => glm('y ~ x', data, { weights: data.x.map(() => 0) }), 'weight-invalid'],
  ['an unknown column', () => glm('y ~ w'), 'formula-invalid', { column: 'w' }],
  ['an unknown function', () => glm('y ~ tan(x)'), 'formula-invalid', { detail: expect.stringContaining('tan is no') }],
  ['two arguments for one', () => glm('y ~ log(x, 2)'), 'formula-invalid', { detail: 'log takes one argument' }],
  ['an inherited name', () => glm('y ~ constructor'), 'formula-invalid', { column: 'constructor' }],
  ['a factor in a sum', () => glm('y ~ log(f)'), 'formula-invalid', { column: 'f' }],
  ['an unknown reference', () => glm('y ~ relevel(f, "z")'), 'level-unknown', { column: 'f' }],
  ['an unknown level in a comparison', () => glm('y ~ (f == "z")'), 'level-unknown', { column: 'f' }],
  [
    'a factor of one level',
    () => glm('y ~ g', { ...data, g: factor(data.f.levels.concat(Array(8).fill('a')).map(() => 'a')) }),
    'one-group',
    { column: 'g' },
  ],
  [
    'a reference without rows',
    () => glm('y ~ relevel(g, "c")', { ...data, g: { levels: ['a', 'b', 'c'], codes: data.f.codes } }),
    'empty-group',
  ],
  [
    'a code of no level',
    () => glm('y ~ g', { ...data, g: { levels: ['a'], codes: data.f.codes } }),
    'code-outside-levels',
    { column: 'g' },
  ],
  ['an outcome above 1', () => glm('count ~ x'), 'outcome-invalid', { column: 'count', row: 0 }],
  ['a count of categories', () => glm('f ~ x', data, { family: 'poisson' }), 'outcome-invalid', { column: 'f' }],
  ['a mean of categories', () => linearModel('f ~ x', data), 'outcome-invalid', { column: 'f' }],
  ['a missing outcome', () => glm('x ~ y', holed), 'not-finite', { column: 'x', row: 2 }],
  // Row 3 as it was given, though row 2 was left out.
  ['an endless outcome', () => glm('log(z) ~ x', behindHole, omit), 'not-finite', { column: 'log(z)', row: 3 }],
  [
    'an endless offset',
    () => glm('y ~ x + offset(log(z))', behindHole, omit),
    'not-finite',
    { column: 'offset(log(z))', row: 3 },
  ],
  [
    'a negative weight behind a row left out',
    () => glm('y ~ x', behindHole, { ...omit, weights: data.x.map((_, row) => (row === 3 ? -1 : 1)) }),
    'weight-invalid',
    { row: 3 },
  ],
  [
    'a negative count',
    () => glm('c ~ x', { ...data, c: data.count.map((value) => value - 1) }, { family: 'poisson' }),
    'outcome-invalid',
    { row: 1 },
  ],
  ['an outcome of 0 for gamma', () => glm('count ~ x', data, { family: 'gamma' }), 'outcome-invalid', { row: 1 }],
  [
    'negative successes',
    () => glm('cbind(a, count) ~ x', { ...data, a: data.x.map((value) => value - 3) }),
    'count-invalid',
    { column: 'a', row: 0 },
  ],
  ['an unknown link', () => glm('y ~ x', data, { link: 'sqrt' }), 'option-invalid', { column: 'link' }],
  ['too few degrees of freedom', () => glm('y ~ bs(x, df = 2)'), 'option-invalid', { column: 'x' }],
  ['boundaries the wrong way', () => glm('y ~ ns(x, Boundary.knots = c(5, 1))'), 'option-invalid', { column: 'x' }],
  ['a degree of nothing', () => glm('y ~ poly(x, 0)'), 'option-invalid', { column: 'x' }],
  ['a degree above the values', () => glm('y ~ poly(y, 2)'), 'option-invalid', { column: 'y' }],
  ['a constant column', () => glm('y ~ one', { ...data, one: data.x.map(() => 1) }), 'collinear', { column: 'one' }],
  [
    'a column of zeros',
    () => linearModel('y ~ 0 + none', { ...data, none: data.x.map(() => 0) }, { collinear: 'drop' }),
    'collinear',
  ],
  ['a column twice', () => glm('y ~ x + I(2 * x)'), 'collinear', { column: 'I(2 * x)' }],
  [
    'more columns than rows',
    () => linearModel('y ~ x + I(x^2) + I(x^3)', { y: numbers(1, 2, 2), x: numbers(1, 2, 4) }),
    'collinear',
    { column: 'I(x^3)' },
  ],
  ['too few steps', () => glm('y ~ x', data, { maxIterations: 1 }), 'no-convergence'],
  ['a confidence of 1', () => waldIntervals(fitted, { confidence: 1 }), 'confidence-invalid'],
  [
    'a new level in predictions',
    () => predictModel(fitted, { x: numbers(1), f: factor(['z']) }),
    'level-unknown',
    { row: 0 },
  ],
  [
    'a missing category in predictions',
    () => predictModel(fitted, { x: numbers(1, 2), f: { levels: ['a', 'b'], codes: Int32Array.of(0, -1) } }),
    'not-finite',
    { column: 'f', row: 1 },
  ],
  [
    'a missing category among other levels in predictions',
    () => predictModel(fitted, { x: numbers(1, 2), f: { levels: ['b', 'a'], codes: Int32Array.of(0, -1) } }),
    'not-finite',
    { column: 'f', row: 1 },
  ],
  [
    'a missing number taken as a category in predictions',
    () => predictModel(glm('y ~ factor(x > 5)'), { x: numbers(1, 8, Number.NaN) }),
    'not-finite',
    { column: 'factor(x > 5)', row: 2 },
  ],
  [
    'a column lacking in predictions',
    () => predictModel(fitted, { x: numbers(1) }),
    'formula-invalid',
    { column: 'f' },
  ],
  [
    'one cluster',
    () => robustCovariance(fitted, { cluster: { levels: ['a'], codes: new Int32Array(10) } }),
    'one-group',
  ],
  ['clusters of another length', () => robustCovariance(fitted, { cluster: factor(['a', 'b']) }), 'length-mismatch'],
  [
    'a missing cluster',
    () =>
      robustCovariance(fitted, {
        cluster: { levels: ['a', 'b'], codes: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, -1) },
      }),
    'not-finite',
    { row: 9 },
  ],
  ['HC3 by cluster', () => robustCovariance(fitted, { kind: 'HC3', cluster: data.f }), 'option-invalid'],
  [
    'effects of what is no term',
    () => averageMarginalEffects(fitted, data, { variables: ['count'] }),
    'formula-invalid',
    { column: 'count' },
  ],
  [
    'effects of numbers that an expression makes categories of',
    () => averageMarginalEffects(glm('y ~ factor(floor(x / 3))'), data),
    'formula-invalid',
    { column: 'x' },
  ],
  ['a model alone', () => compareModels([fitted]), 'one-group'],
  ['models of other families', () => compareModels([fitted, linearModel('y ~ x', data)]), 'option-invalid'],
  ['cuts that descend', () => personPeriods({ time, event }, [4, 2]), 'option-invalid'],
  ['a negative time', () => personPeriods({ time: numbers(3, -1, 8), event }, [4]), 'time-negative', { row: 1 }],
  [
    'entry after exit',
    () => personPeriods({ time, event, entry: numbers(0, 6, 0) }, [4]),
    'entry-not-before-exit',
    { row: 1 },
  ],
  ['a time of 0', () => personPeriods({ time: numbers(3, 0, 8), event }, [4]), 'entry-not-before-exit', { row: 1 }],
  ['an event of 2', () => personPeriods({ time, event: Uint8Array.of(1, 2, 0) }, [4]), 'status-invalid', { row: 1 }],
  [
    'times that are missing',
    () => personPeriods({ time: numbers(3, Number.NaN, 8), event }, [4]),
    'not-finite',
    { row: 1 },
  ],
  [
    'an interval without events',
    () =>
      discreteTimeHazard(
        'event ~ interval',
        { time: numbers(1, 2, 5, 6, 9), event: Uint8Array.of(1, 0, 0, 0, 1) },
        {},
        { cuts: [4, 8] },
      ),
    'separated',
  ],
];

test.each(refused)('refuses %s', (_, call, code, where = {}) => {
  expect(call).toThrow(
    expect.objectContaining({ name: 'StatisticsError', code, where: expect.objectContaining(where) }),
  );
});

describe('long work', () => {
  it('is told of, and stops where it is cancelled', () => {
    const steps: number[] = [];
    glm('y ~ x', data, { onProgress: (done) => steps.push(done) });
    expect(steps.length).toBeGreaterThan(1);
    const controller = new AbortController();
    controller.abort();
    expect(() => glm('y ~ x', data, { signal: controller.signal })).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
  });
});

describe('separation', () => {
  const split = data.x.map((value) => (value > 5 ? 1 : 0));

  it.each(['logit', 'probit', 'cloglog'] as const)('complete, %s', (link) => {
    expect(() => glm('split ~ x', { ...data, split }, { link })).toThrow(
      expect.objectContaining({ code: 'separated', where: expect.objectContaining({ column: '(Intercept), x' }) }),
    );
    expect(() => glm('split ~ x', { ...data, split }, { link, tolerance: 1e-8 })).toThrow(
      expect.objectContaining({ code: 'separated' }),
    );
    expect(() => glm('split ~ x', { ...data, split }, { link, tolerance: 0 })).toThrow(
      expect.objectContaining({ code: 'separated' }),
    );
  });

  it.each(['logit', 'probit', 'cloglog'] as const)('of a level without a success, named, %s', (link) => {
    const g = factor(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c', 'a']);
    const y = numbers(1, 1, 0, 0, 0, 0, 1, 1, 0, 0);
    const refusal = { code: 'separated', where: expect.objectContaining({ column: 'gc' }) };
    expect(() => glm('y ~ g', { y, g }, { link })).toThrow(expect.objectContaining(refusal));
    expect(() => glm('y ~ x + g', { y, g, x: data.x }, { link })).toThrow(
      expect.objectContaining({ code: 'separated' }),
    );
  });

  it('of a group without events, for counts', () => {
    const count = numbers(3, 0, 2, 0, 4, 0, 2, 0, 1, 0);
    const refusal = { code: 'separated', where: expect.objectContaining({ column: 'fb' }) };
    expect(() => glm('count ~ f + x', { ...data, count }, { family: 'poisson' })).toThrow(
      expect.objectContaining(refusal),
    );
  });

  it('in columns that nearly depend on each other, which are solved in another basis', () => {
    const year = data.x.map((value) => 2_000_000 + value);
    const columns = { split, year, square: year.map((value) => value * value - 4e12), z: data.count };
    expect(() => glm('split ~ z + year + square', columns)).toThrow(expect.objectContaining({ code: 'separated' }));
    expect(() => glm('split ~ z + year + square', columns)).toThrow(/year/);
  });

  it('is not seen in large counts, or in rare ones', () => {
    const large = data.count.map((value, row) => 1e6 * (value + 1) + row);
    const rare = glm('count ~ x', data, { family: 'poisson', offset: data.x.map(() => 18) });
    expect(rare.coefficients[0]).toBeLessThan(-15);
    expect(glm('large ~ x', { ...data, large }, { family: 'poisson' }).deviance).toBeGreaterThan(0);
  });

  it('all outcomes alike are separated by the intercept', () => {
    expect(() => glm('none ~ x', { ...data, none: data.x.map(() => 0) })).toThrow(
      expect.objectContaining({ code: 'separated', message: expect.stringContaining('every outcome is the same') }),
    );
  });

  it('a model that can be fitted, however steep, is fitted', () => {
    const x = Float64Array.from({ length: 400 }, (_, row) => row);
    const y = x.map((value) => (value > 200 ? 1 : 0));
    [y[200], y[201]] = [1, 0];
    expect(glm('y ~ x', { x, y }).coefficients[1]).toBeGreaterThan(0.5);
  });

  it('is found exactly where a direction of it exists', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }), fc.boolean()), {
      minLength: 6,
      maxLength: 14,
    });
    let [found, none] = [0, 0];
    fc.assert(
      fc.property(rows, (each) => {
        const columns = {
          a: Float64Array.from(each, ([a]) => a),
          b: Float64Array.from(each, ([, b]) => b),
          y: Float64Array.from(each, ([, , y]) => Number(y)),
        };
        const design = each.map(([a, b]) => [1, a, b] as const);
        fc.pre(spansSpace(design));
        const expected = isSeparated(
          design,
          each.map(([, , y]) => y),
        );
        if (expected) {
          found += 1;
          expect(() => glm('y ~ a + b', columns)).toThrow(expect.objectContaining({ code: 'separated' }));
        } else {
          none += 1;
          expect(Number.isFinite(glm('y ~ a + b', columns).deviance)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(20);
    expect(none).toBeGreaterThan(20);
  });
});

type Row = readonly [number, number, number];

const cross = (one: Row, other: Row): Row => [
  one[1] * other[2] - one[2] * other[1],
  one[2] * other[0] - one[0] * other[2],
  one[0] * other[1] - one[1] * other[0],
];
const dot = (one: Row, other: Row) => one[0] * other[0] + one[1] * other[1] + one[2] * other[2];

function spansSpace(rows: readonly Row[]): boolean {
  return rows.some((one) => rows.some((other) => rows.some((third) => dot(cross(one, other), third) !== 0)));
}

/** Every extreme ray of the cone of directions lies on two rows: all are tried. */
function isSeparated(rows: readonly Row[], outcomes: readonly boolean[]): boolean {
  const signed = rows.map((row, at): Row => (outcomes[at] === true ? row : [-row[0], -row[1], -row[2]]));
  for (const one of signed) {
    for (const other of signed) {
      const ray = cross(one, other);
      if (dot(ray, ray) > 0 && signed.every((row) => dot(ray, row) >= 0)) return true;
    }
  }
  return false;
}
