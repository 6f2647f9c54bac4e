// What Cox, Fine-Gray and multi-state models refuse, by name and place; what they answer where data are thin; and how they are stopped.
import { describe, expect, test } from 'vitest';
import {
  type CoxData,
  type CoxDesign,
  type CoxOptions,
  coxDesign,
  coxRegression,
  coxScoreResiduals,
  coxSurvival,
  coxSurvivalAlong,
  expectedEvents,
  factor,
  fineGrayRegression,
  fineGrayRows,
  multiStateCox,
  multiStateCurves,
  proportionalHazardsTest,
  residualsByCluster,
  type StatisticsErrorCode,
  type Where,
} from '../src/index.ts';
import { invented, inventedData, inventedDesign } from './cox-data.ts';

const { time, event, x, g, entry, strata } = invented;
const fit = coxRegression(inventedData, inventedDesign);
const stratified = coxRegression({ ...inventedData, strata }, inventedDesign);
const cox = (data: Partial<CoxData>, design: Partial<CoxDesign> = {}, options: CoxOptions = {}) =>
  coxRegression({ ...inventedData, ...data }, { ...inventedDesign, ...design }, options);
const changed = (column: Float64Array, row: number, value: number) =>
  column.map((each, at) => (at === row ? value : each));
const only = (columns: readonly Float64Array[], names = ['x', 'g'].slice(0, columns.length)) => ({ names, columns });
const firstHalf = Float64Array.from(time, (each) => (each < 12 ? 1 : 0));
const competing = { time, event: event.map((each, row) => each + ((each * row) % 2)), causes: ['a', 'b'] };
const moves = {
  states: ['a', 'b', 'c'],
  time,
  to: Array.from(event, (each) => (each === 1 ? 1 : -1)),
  id: Array.from(time.keys()),
};
const two = { names: ['x', 'g'], columns: [Float64Array.of(1, 1), Float64Array.of(0, 0)] };

const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode, Where?])[] = [
  ['columns of other lengths', () => cox({}, only([x.subarray(1), g])), 'length-mismatch', { column: 'x' }],
  ['more names than columns', () => cox({}, { names: ['x', 'g', 'h'] }), 'length-mismatch', { column: 'names' }],
  ['entries of another length', () => cox({ entry: entry.subarray(2) }), 'length-mismatch', { column: 'entry' }],
  ['no rows', () => coxRegression({ time: new Float64Array(0), event: new Uint8Array(0) }, only([])), 'no-rows'],
  ['NaN in a covariate', () => cox({}, only([changed(x, 5, Number.NaN), g])), 'not-finite', { column: 'x', row: 5 }],
  ['an infinite covariate', () => cox({}, only([x, changed(g, 2, Infinity)])), 'not-finite', { column: 'g', row: 2 }],
  [
    'a time that is missing',
    () => cox({ time: changed(time, 3, Number.NaN) }),
    'not-finite',
    { column: 'time', row: 3 },
  ],
  ['a negative time', () => cox({ time: changed(time, 3, -1) }), 'time-negative', { column: 'time', row: 3 }],
  ['an entry at the end', () => cox({ entry: changed(entry, 4, 12) }), 'entry-not-before-exit', { row: 4 }],
  [
    'an entry that rounding alone tells from the end',
    () => cox({ entry: changed(entry, 4, 12 - 1e-12) }),
    'entry-not-before-exit',
    { row: 4 },
  ],
  [
    'an offset that is missing',
    () => cox({ offset: changed(x, 1, Number.NaN) }),
    'not-finite',
    { column: 'offset', row: 1 },
  ],
  ['a status of 2', () => cox({ event: event.map((each) => each * 2) }), 'status-invalid', { column: 'event' }],
  [
    'a negative weight',
    () =>
      cox({
        weights: changed(x, 0, -1)
          .map(Math.abs)
          .map((each, row) => (row === 7 ? -each : each)),
      }),
    'weight-invalid',
    { row: 7 },
  ],
  ['weights of 0 alone', () => cox({ weights: new Float64Array(24) }), 'weight-invalid'],
  [
    'a stratum outside the levels',
    () => cox({ strata: { levels: ['a'], codes: strata.codes } }),
    'code-outside-levels',
    { column: 'strata' },
  ],
  [
    'a cluster that is missing',
    () => cox({ cluster: { levels: ['a'], codes: new Int32Array(24).fill(-1) } }),
    'code-outside-levels',
    { column: 'cluster' },
  ],
  ['no events', () => cox({ event: new Uint8Array(24) }), 'no-events', { column: 'event' }],
  ['a constant covariate', () => cox({}, only([x, g.map(() => 0.1)])), 'collinear', { column: 'g' }],
  [
    'a covariate that others make up',
    () => cox({}, only([x, g, x.map((each, row) => 2 * each - (g[row] as number))], ['x', 'g', 'both'])),
    'collinear',
    { column: 'both' },
  ],
  [
    'a covariate that is constant in every stratum',
    () => cox({ strata }, only([x, Float64Array.from(strata.codes)])),
    'collinear',
    { column: 'g' },
  ],
  ['a group that has all its events first', () => cox({}, only([x, firstHalf])), 'separated', { column: 'g' }],
  [
    'a group without events',
    () => cox({}, only([x, g.map((_, row) => 1 - (event[row] as number))])),
    'separated',
    { column: 'g' },
  ],
  [
    'separation where R stops without a word',
    () => cox({}, only([x, firstHalf]), { tolerance: 1e-9 }),
    'separated',
    { column: 'g' },
  ],
  ['separation with exact ties', () => cox({}, only([x, firstHalf]), { ties: 'exact' }), 'separated', { column: 'g' }],
  [
    'separation with entries',
    () => cox({ entry: time.map((each) => each - 2) }, only([time.map((each) => -each)])),
    'separated',
    { column: 'x' },
  ],
  ['too few steps', () => cox({}, {}, { maxIterations: 1 }), 'no-convergence'],
  [
    'weights with exact ties',
    () => cox({ weights: invented.weights }, {}, { ties: 'exact' }),
    'option-invalid',
    { column: 'weights' },
  ],
  [
    'robust errors with exact ties',
    () => cox({}, {}, { ties: 'exact', robust: true }),
    'option-invalid',
    { column: 'robust' },
  ],
  [
    'too few initial values',
    () => cox({}, {}, { initial: Float64Array.of(1) }),
    'option-invalid',
    { column: 'initial' },
  ],
  [
    'a term of no column',
    () => cox({}, { terms: [{ name: 'x', columns: [2] }] }),
    'option-invalid',
    { column: 'terms[0]' },
  ],
  [
    'score residuals with exact ties',
    () => coxScoreResiduals(cox({}, {}, { ties: 'exact' })),
    'option-invalid',
    { column: 'ties' },
  ],
  ['a test without coefficients', () => proportionalHazardsTest(cox({}, only([]))), 'option-invalid'],
  [
    'the logarithm of time 0',
    () => proportionalHazardsTest(cox({ time: changed(time, 0, 0) }), { transform: 'log' }),
    'option-invalid',
    { row: 0 },
  ],
  ['clusters that there are not', () => residualsByCluster(fit, x), 'one-group', { column: 'cluster' }],
  ['a curve without a column', () => coxSurvival(fit, only([x])), 'option-invalid', { column: 'g' }],
  [
    'a curve of a stratum that there is not',
    () => coxSurvival(stratified, { ...two, strata: factor(['a', 'z']) }),
    'level-unknown',
    { row: 1 },
  ],
  [
    'expectations without the stratum',
    () => expectedEvents(stratified, { ...two, time: Float64Array.of(1, 2) }),
    'option-invalid',
    { column: 'strata' },
  ],
  [
    'a path that goes back',
    () => coxSurvivalAlong(fit, { ...two, entry: Float64Array.of(0, 3), time: Float64Array.of(5, 8) }),
    'rows-overlap',
    { row: 1 },
  ],
  ['a formula that cannot be read', () => coxDesign('~ x +* g', { x, g }), 'formula-invalid'],
  [
    'Fine-Gray: a cause that there is not',
    () => fineGrayRegression(competing, inventedDesign, { cause: 'z' }),
    'level-unknown',
    { column: 'cause' },
  ],
  [
    'Fine-Gray: no events of the cause',
    () => fineGrayRegression({ ...competing, event }, inventedDesign, { cause: 'b' }),
    'no-events',
  ],
  [
    'Fine-Gray: delayed entry',
    () => fineGrayRegression({ ...competing, entry }, inventedDesign, { cause: 'a' }),
    'option-invalid',
    { column: 'entry' },
  ],
  [
    'Fine-Gray: one column twice',
    () => fineGrayRegression(competing, only([x, x]), { cause: 'a' }),
    'collinear',
    { column: 'g' },
  ],
  [
    'Fine-Gray rows: entries without persons',
    () => fineGrayRows({ ...competing, entry }, 'a'),
    'option-invalid',
    { column: 'persons' },
  ],
  [
    'Fine-Gray rows: an event before the last row',
    () =>
      fineGrayRows(
        {
          time: Float64Array.of(2, 4),
          entry: Float64Array.of(0, 2),
          event: Uint8Array.of(1, 0),
          causes: ['a'],
          persons: factor(['p', 'p']),
        },
        'a',
      ),
    'option-invalid',
    { column: 'event', row: 0 },
  ],
  [
    'Fine-Gray rows: a gap',
    () =>
      fineGrayRows(
        {
          time: Float64Array.of(2, 4),
          entry: Float64Array.of(0, 3),
          event: Uint8Array.of(0, 1),
          causes: ['a'],
          persons: factor(['p', 'p']),
        },
        'a',
      ),
    'option-invalid',
    { column: 'entry', row: 1 },
  ],
  [
    'several states: nobody moves',
    () => multiStateCox({ ...moves, to: moves.to.map(() => -1) }, inventedDesign),
    'no-events',
    { column: 'to' },
  ],
  [
    'several states: one that there is not',
    () => multiStateCox({ ...moves, to: moves.to.map(() => 3) }, inventedDesign),
    'state-outside-alphabet',
  ],
  [
    'several states: an effect on no column',
    () => multiStateCox(moves, inventedDesign, { effects: [{ columns: ['z'] }] }),
    'option-invalid',
    { column: 'effects[0]' },
  ],
  [
    'several states: an effect on a move that nobody makes',
    () => multiStateCox(moves, inventedDesign, { effects: [{ columns: ['x'], transitions: [['a', 'c']] }] }),
    'option-invalid',
    { column: 'effects[0]' },
  ],
  [
    'several states: shares that do not add up',
    () => multiStateCurves(multiStateCox(moves, inventedDesign), two, { initial: [1, 1, 0] }),
    'option-invalid',
    { column: 'initial' },
  ],
];

test.each(refused)('refuses %s', (_name, call, code, where = {}) => {
  expect(call).toThrow(
    expect.objectContaining({ name: 'StatisticsError', code, where: expect.objectContaining(where) }),
  );
});

describe('thin data', () => {
  test('columns that depend on others are dropped where that is asked for', () => {
    const given = cox({}, only([x, x.map((each) => 3 * each), g], ['x', 'thrice', 'g']), { collinear: 'drop' });
    expect([given.names, given.dropped]).toEqual([['x', 'g'], ['thrice']]);
    expect([...given.coefficients]).toEqual([...fit.coefficients].map((each) => expect.closeTo(each, 12)));
  });

  test('one group, all times tied: a likelihood like any other', () => {
    const tied = cox({ time: time.map(() => 5) }, only([x]), { ties: 'breslow' });
    expect(tied.coefficients.every(Number.isFinite)).toBe(true);
  });

  test('rows of weight 0, and strata without rows or events, change nothing', () => {
    const more = coxRegression(
      {
        time: Float64Array.from([...time, 3, 99]),
        event: Uint8Array.from([...event, 1, 0]),
        weights: Float64Array.from([...time.map(() => 1), 0, 1]),
        strata: { levels: ['none', 'own', 'other'], codes: Int32Array.from([...time.map(() => 1), 1, 2]) },
      },
      only([Float64Array.from([...x, 9, 9]), Float64Array.from([...g, 1, 1])]),
    );
    expect([...more.coefficients]).toEqual([...fit.coefficients].map((each) => expect.closeTo(each, 10)));
    expect([more.rows, more.rowsOmitted]).toEqual([25, 1]);
    expect(coxSurvival(more).map(({ stratum }) => stratum)).toEqual(['own', 'other']);
  });

  test('missing rows are left out where that is said', () => {
    const gaps = cox({ time: changed(time, 0, Number.NaN) }, only([changed(x, 1, Number.NaN), g]), { missing: 'omit' });
    expect([gaps.rows, gaps.rowsOmitted, gaps.model.sourceRows[0]]).toEqual([22, 2, 2]);
  });

  test('times that differ by rounding are one time, unless said', () => {
    const torn = time.map((each, row) => (row % 2 === 0 ? each : each * (1 + 2e-16)));
    expect([...cox({ time: torn.map((each) => each / 10) }).coefficients]).toEqual(
      [...fit.coefficients].map((each) => expect.closeTo(each, 10)),
    );
  });
});

test('a listener may stop the work between steps', () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const work = {
    signal: stop.signal,
    onProgress: (done: number) => {
      seen.push(done);
      if (done === 2) stop.abort();
    },
  };
  expect(() => cox({}, {}, work)).toThrow(expect.objectContaining({ code: 'cancelled' }));
  expect(seen).toEqual([0, 1, 2]);
});
