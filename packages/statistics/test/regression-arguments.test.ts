// Options and arguments of regressions that have no meaning: each is refused by its name, and none makes NaN in silence.
import { expect, test } from 'vitest';
import {
  averageMarginalEffects,
  compareModels,
  discreteTimeHazard,
  factor,
  formulaColumns,
  type GeneralisedOptions,
  generalisedLinearModel,
  multinomialModel,
  type NamedColumns,
  orderedModel,
  predictModel,
  robustCovariance,
} from '../src/index.ts';

const numbers = (...values: readonly number[]) => Float64Array.from(values);

const data = {
  y: numbers(0, 1, 0, 1, 1, 0, 1, 0),
  x: numbers(1, 2, 3, 4, 5, 6, 7, 8),
  count: numbers(1, 3, 2, 5, 4, 2, 6, 3),
  none: new Float64Array(8),
  f: factor(['a', 'b', 'a', 'b', 'c', 'a', 'c', 'b']),
} satisfies NamedColumns;

const glm = (formula: string, options: Partial<GeneralisedOptions> = {}, columns: NamedColumns = data) =>
  generalisedLinearModel(formula, columns, { family: 'binomial', ...options });
const model = glm('y ~ x');
/** One row has a level to itself. */
const own = { ...data, own: factor(['a', 'b', 'a', 'b', 'a', 'c', 'a', 'b']) };
const effects = (options: object) => () => averageMarginalEffects(model, data, options);
const hazard = (columns: NamedColumns) => () =>
  discreteTimeHazard('event ~ x', { time: data.x, event: Uint8Array.from(data.y) }, columns, { cuts: [3] });

test.each<[string, () => unknown, string, object]>([
  ['effects with weights of other rows', effects({ weights: numbers(1, 2) }), 'length-mismatch', { column: 'weights' }],
  ['effects with a weight below 0', effects({ weights: data.x.map((x) => x - 2) }), 'weight-invalid', { row: 0 }],
  [
    'effects with a covariance of other columns',
    effects({ covariance: numbers(1) }),
    'length-mismatch',
    { column: 'covariance' },
  ],
  [
    'effects of a column that is not there',
    () => averageMarginalEffects(model, { z: data.x }),
    'formula-invalid',
    { column: 'x' },
  ],
  [
    'predictions with a covariance of other columns',
    () => predictModel(model, null, { covariance: numbers(1) }),
    'length-mismatch',
    { column: 'covariance' },
  ],
  [
    'predictions on an unknown scale',
    () => predictModel(model, null, { scale: 'odds' as 'link' }),
    'option-invalid',
    { column: 'scale' },
  ],
  [
    'an unknown kind of robust error',
    () => robustCovariance(model, { kind: 'HC9' as 'HC0' }),
    'option-invalid',
    { column: 'kind' },
  ],
  [
    'leverage that is taken out of a row fitted by itself',
    () => robustCovariance(glm('count ~ own', { family: 'gaussian' }, own), { kind: 'HC3' }),
    'option-invalid',
    { column: 'kind', row: 5 },
  ],
  ['a tolerance below 0', () => glm('y ~ x', { tolerance: -1 }), 'option-invalid', { column: 'tolerance' }],
  [
    'a tolerance that is no number',
    () => glm('y ~ x', { tolerance: Number.NaN }),
    'option-invalid',
    { column: 'tolerance' },
  ],
  [
    'an unknown rule for missing values',
    () => glm('y ~ x', { missing: 'skip' as 'omit' }),
    'option-invalid',
    { column: 'missing' },
  ],
  ['no trials at all', () => glm('cbind(none, none) ~ x'), 'no-trials', { column: 'cbind(none, none)' }],
  [
    'successes and failures of a count',
    () => glm('cbind(count, x) ~ x', { family: 'poisson' }),
    'outcome-invalid',
    { column: 'cbind(count, x)' },
  ],
  ['squares beyond all numbers', () => glm('y ~ I(x * 1e200)'), 'not-finite', { column: 'I(x * 1e+200)' }],
  [
    'a mean that a link cannot begin at',
    () => glm('I(1 - x) ~ y', { family: 'gaussian', link: 'log' }),
    'outcome-invalid',
    { column: 'I(1 - x)', row: 0 },
  ],
  [
    'models of two outcomes',
    () => compareModels([glm('y ~ 1'), glm('I(1 - y) ~ x')]),
    'option-invalid',
    { column: 'models' },
  ],
  [
    'an unknown link of an ordered model',
    () => orderedModel('f ~ x', data, { link: 'log' as 'logit' }),
    'option-invalid',
    { column: 'link' },
  ],
  ['categories that are numbers', () => multinomialModel('y ~ x', data), 'outcome-invalid', { column: 'y' }],
  ['persons with columns of other persons', hazard({ x: numbers(1, 2) }), 'length-mismatch', { column: 'x' }],
])('%s', (_, run, code, where) => {
  expect(run).toThrow(
    expect.objectContaining({ name: 'StatisticsError', code, where: expect.objectContaining(where) }),
  );
});

test('weights of effects are of the rows given, those left out of the fit included', () => {
  const holed = { ...data, x: data.x.map((x) => (x === 2 ? Number.NaN : x)) };
  const weights = data.x.map((_, row) => 1 + (row % 3));
  const kept = data.x.map((_, row) => row).filter((row) => row !== 1);
  const whole = averageMarginalEffects(glm('y ~ x', { missing: 'omit' }, holed), holed, { weights });
  const [y, x] = [data.y, data.x].map((column) => kept.map((row) => column[row] as number)) as [
    Float64Array,
    Float64Array,
  ];
  const own = averageMarginalEffects(
    glm('y ~ x', {}, { y, x }),
    { y, x },
    { weights: kept.map((row) => weights[row] as number) },
  );
  expect(whole).toEqual(own);
});

test.each([40, 400, 4e6])('weights of %d and more lead to the maximum, where R ends at nonsense', (by) => {
  const x = Float64Array.from({ length: 300 }, (_, row) => 20 + ((row * 7) % 41));
  const y = x.map((_, row) => Number((row * row) % 9 === 0));
  const columns = { y, x };
  const weights = x.map((value) => (by * value) / 40);
  for (const link of ['logit', 'probit', 'cloglog'] as const) {
    const heavy = glm('y ~ x', { weights, link }, columns);
    const light = glm('y ~ x', { weights: x.map((value) => value / 40), link }, columns);
    for (const [at, value] of light.coefficients.entries()) {
      expect((heavy.coefficients[at] as number) / value).toBeCloseTo(1, 6);
      expect(((heavy.standardErrors[at] as number) * Math.sqrt(by)) / (light.standardErrors[at] as number)).toBeCloseTo(
        1,
        6,
      );
    }
  }
});

test('a row that weighs nothing is as if it were not there', () => {
  const weights = data.x.map((_, row) => (row % 4 === 3 ? 0 : 1 + (row % 2)));
  const kept = data.x.map((_, row) => row).filter((row) => weights[row] !== 0);
  const only = Object.fromEntries(
    (['y', 'x'] as const).map((name) => [name, kept.map((row) => data[name][row] as number)]),
  );
  const all = glm('y ~ x', { weights });
  const fewer = glm('y ~ x', { weights: kept.map((row) => weights[row] as number) }, only);
  expect(all.bayesianInformation).toBeCloseTo(fewer.bayesianInformation, 12);
  const team = data.x.map((_, row) => row % 4);
  const ownTeam = kept.map((row) => team[row] as number);
  for (const kind of ['HC0', 'HC1', 'HC2', 'HC3', 'cluster'] as const) {
    const of = (cluster: Float64Array) => (kind === 'cluster' ? { cluster, kind: 'HC1' as const } : { kind });
    const [one, other] = [robustCovariance(all, of(team)), robustCovariance(fewer, of(ownTeam))];
    for (const [at, value] of one.entries()) expect(value).toBeCloseTo(other[at] as number, 10);
  }
});

test.each([
  ['y ~ a * log(b) + offset(log(t))', ['y', 'a', 'b', 't'], []],
  [
    'cbind(s, n - s) ~ factor(year) + C(grade, sum) + poly(age, 2, raw = TRUE)',
    ['s', 'n', 'year', 'grade', 'age'],
    ['year', 'grade'],
  ],
  ['~ factor(a) + a', ['a'], []],
  ['`pay band` == "A"', ['pay band'], []],
  ['y ~ . - b', ['y', 'a', 'c'], []],
])('the columns that %s needs', (formula, names, categories) => {
  const found = formulaColumns(formula, ['y', 'a', 'b', 'c']);
  expect(found.map(({ name }) => name)).toEqual(names);
  expect(found.filter(({ asCategories }) => asCategories).map(({ name }) => name)).toEqual(categories);
});
