// Gray's test and cumulative incidences: R's answers on made data, what must hold, and what states refuse by name.
import { describe, expect, test } from 'vitest';
import {
  aalenJohansen,
  cumulativeIncidence,
  expectedTimeInStates,
  grayTest,
  incidenceAt,
  type MultiStateData,
  randomStream,
  type StatisticsErrorCode,
  statesAt,
  transitionProbabilities,
} from '../src/index.ts';
import { apart, causes, groups, madeCareers, strata } from './made-careers.ts';

describe('R 4.2.2, cmprsk 2.2-11', () => {
  // cuminc(d$time, d$cause, d$g, d$s, rho = .5)$Tests
  test('with strata and rho', () => {
    const tests = grayTest(causes, groups, { strata, rho: 0.5 });
    expect(
      apart(
        tests.map(({ statistic }) => statistic),
        [0.578930817252921, 0.322236872149386],
      ),
    ).toBeLessThan(1e-11);
    expect(
      apart(
        tests.map(({ pValue }) => pValue),
        [0.748663689768333, 0.851191253386177],
      ),
    ).toBeLessThan(1e-11);
    expect(tests.map(({ degreesOfFreedom }) => degreesOfFreedom)).toEqual([2, 2]);
  });

  // timepoints(cuminc(d$time, d$cause), c(5, 12, 20))$var
  test("the variance of cmprsk's incidences; NaN past the last time", () => {
    const [one, two] = cumulativeIncidence(causes).map((each) => incidenceAt(each, [5, 12, 20, 99]).variance);
    expect(apart(one ?? [], [0.00092830003818715, 0.00185097307893538, 0.002852240368786209, Number.NaN])).toBeLessThan(
      1e-11,
    );
    expect(
      apart(two ?? [], [0.000824464751623463, 0.00160372868658523, 0.002785155411055477, Number.NaN]),
    ).toBeLessThan(1e-11);
  });

  // t <- c(1, 1+1e-10, 2, 2.5, 3, 3+1e-10, 4, 5, 1+2e-10, 2, 3, 3+2e-10, 4.5, 6); s <- c(1,1,0,2,1,1,2,0,1,1,1,2,0,1)
  // f <- cuminc(t, s, rep(c("a", "b"), each = 7)); f$Tests; timepoints(f, c(1, 3, 4))
  test('times that differ by a billionth are two, as for cmprsk', () => {
    const near = 1e-10;
    const data = {
      time: Float64Array.of(1, 1 + near, 2, 2.5, 3, 3 + near, 4, 5, 1 + 2 * near, 2, 3, 3 + 2 * near, 4.5, 6),
      event: Uint8Array.of(1, 1, 0, 2, 1, 1, 2, 0, 1, 1, 1, 2, 0, 1),
      causes: ['one', 'two'],
    };
    const halves = { levels: ['a', 'b'], codes: Int32Array.from(data.time, (_, row) => (row < 7 ? 0 : 1)) };
    const tests = grayTest(data, halves);
    const statistics = [0.425319664712781, 0.5066088880272591];
    expect(
      apart(
        tests.map(({ statistic }) => statistic),
        statistics,
      ),
    ).toBeLessThan(1e-13);
    expect(grayTest(data, halves, { exactTimes: false })[0]?.statistic).not.toBeCloseTo(0.4253, 3);
    const [first] = cumulativeIncidence(data, { groups: halves }).map((each) => incidenceAt(each, [1, 3, 4]));
    expect(apart(first?.estimate ?? [], [1 / 7, 13 / 28, 9 / 14])).toBeLessThan(1e-13);
    expect(apart(first?.variance ?? [], [0.02040816326530612, 0.05488236961451243, 0.06267715419501108])).toBeLessThan(
      1e-13,
    );
  });
});

describe('of any data', () => {
  test('the incidences are those of Aalen-Johansen', () => {
    const [curve] = aalenJohansen(causes).curves;
    for (const [at, { estimate }] of cumulativeIncidence(causes).entries()) {
      expect(
        apart(
          estimate,
          [...(curve?.probability ?? [])].filter((_, place) => place % 3 === at + 1),
        ),
      ).toBeLessThan(1e-12);
    }
  });

  test('scores add up to 0, and the groups in another order give the same test', () => {
    const turned = { levels: ['c', 'b', 'a'], codes: groups.codes.map((code) => 2 - code) };
    for (const [at, one] of grayTest(causes, groups).entries()) {
      expect(one.scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 10);
      expect(grayTest(causes, turned)[at]?.statistic).toBeCloseTo(one.statistic, 9);
    }
  });

  test('where groups do not differ it refuses as often as it says, and sees a difference', () => {
    const stream = randomStream(21);
    const p = (effect: number) => {
      const codes = Int32Array.from({ length: 200 }, (_, row) => row % 2);
      const time = Float64Array.from(codes, (code) => (-Math.log1p(-stream.uniform()) / (1 + effect * code)) * 10);
      const event = Uint8Array.from(time, (each) => (each > 15 ? 0 : 1 + stream.below(2)));
      return (
        grayTest(
          { time: time.map((each) => Math.min(each, 15)), event, causes: ['x', 'y'] },
          { levels: ['a', 'b'], codes },
        )[0]?.pValue ?? 1
      );
    };
    const alike = Array.from({ length: 600 }, () => p(0));
    const share = alike.filter((each) => each < 0.1).length / alike.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / alike.length));
    expect(Array.from({ length: 20 }, () => p(6)).filter((each) => each < 0.01).length).toBeGreaterThan(10);
  });

  test('a cause that never occurred has no test', () => {
    const [, , never] = grayTest({ ...causes, causes: ['one', 'two', 'three'] }, groups);
    expect([never?.statistic, never?.degreesOfFreedom]).toEqual([Number.NaN, 0]);
  });
});

const stay = (changes: Partial<MultiStateData>): MultiStateData => ({
  states: ['a', 'b'],
  id: [1, 1],
  entry: Float64Array.of(0, 2),
  time: Float64Array.of(2, 4),
  to: [1, 0],
  from: [0, 1],
  ...changes,
});

const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode])[] = [
  ['a state outside the alphabet', () => aalenJohansen(stay({ to: [2, 0] })), 'state-outside-alphabet'],
  ['a state of NaN', () => aalenJohansen(stay({ from: [0, Number.NaN] })), 'state-outside-alphabet'],
  ['a cause that is not declared', () => aalenJohansen({ ...causes, causes: ['one'] }), 'status-invalid'],
  ['a person in two rows at once', () => aalenJohansen(stay({ entry: Float64Array.of(0, 1) })), 'rows-overlap'],
  [
    'several rows without entries',
    () => aalenJohansen({ states: ['a', 'b'], id: [1, 1], time: Float64Array.of(2, 4), to: [1, 0] }),
    'rows-overlap',
  ],
  ['a row in another state than the last led to', () => aalenJohansen(stay({ from: [0, 0] })), 'states-disagree'],
  ['ids of another length', () => aalenJohansen(stay({ id: [1] })), 'length-mismatch'],
  ['a negative entry', () => aalenJohansen(stay({ entry: Float64Array.of(-1, 2) })), 'time-negative'],
  ['an entry at the end', () => aalenJohansen(stay({ entry: Float64Array.of(0, 4) })), 'entry-not-before-exit'],
  ['initial shares that are not 1', () => aalenJohansen(causes, { initial: [0.5, 0.1, 0.1] }), 'option-invalid'],
  ['initial shares for other states', () => aalenJohansen(causes, { initial: [1] }), 'option-invalid'],
  ['full confidence', () => aalenJohansen(causes, { confidence: 1 }), 'confidence-invalid'],
  ['a horizon of NaN', () => expectedTimeInStates(causes, { upTo: Number.NaN }), 'option-invalid'],
  ['a date before the first', () => transitionProbabilities(causes, { from: 5, to: [3] }), 'option-invalid'],
  ['no dates', () => transitionProbabilities(causes, { to: [] }), 'no-rows'],
  ["Gray's test of one group", () => grayTest(causes, { levels: ['a'], codes: new Int32Array(90) }), 'one-group'],
  [
    "Gray's test with delayed entry",
    () => grayTest({ ...causes, entry: causes.time.map((each) => each / 2) }, groups),
    'option-invalid',
  ],
  ["Gray's test with weights", () => grayTest({ ...causes, weights: causes.time }, groups), 'option-invalid'],
];

test.each(refused)('refuses %s', (_name, call, code) => {
  expect(call).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});

test('no events: everyone stays where they began, with error 0', () => {
  const [curve] = aalenJohansen({ time: Float64Array.of(1, 2), event: Uint8Array.of(0, 0), causes: ['x'] }).curves;
  expect([...(curve?.probability ?? [])]).toEqual([1, 0, 1, 0]);
  expect([...(curve?.standardError ?? [])]).toEqual([0, 0, 0, 0]);
});

test('where those at risk weigh nothing, a group begins where its heads are, with error 0, and a move of theirs moves nothing', () => {
  const data = {
    time: Float64Array.of(0.3, 0.4, 0.6, 0.5, 0.9),
    event: Uint8Array.of(2, 1, 2, 2, 0),
    weights: Float64Array.of(1, 3, 0, 0, 0),
    causes: ['one', 'two'],
  };
  const halves = { levels: ['a', 'b'], codes: Int32Array.of(0, 0, 0, 1, 1) };
  const [weighed, weightless] = aalenJohansen(data, { groups: halves }).curves;
  // R: survfit(Surv(time, event) ~ g, weights = w); its second group is in no state at all.
  expect([...(weighed?.probability ?? [])]).toEqual([0.75, 0, 0.25, 0, 0.75, 0.25, 0, 0.75, 0.25]);
  const root = Math.sqrt(2 * (0.75 / 4) ** 2);
  expect(apart(weighed?.standardError ?? [], [root, 0, root, 0, root, root, 0, root, root])).toBeLessThan(1e-12);
  expect([...(weightless?.probability ?? [])]).toEqual([1, 0, 0, 1, 0, 0]);
  expect([...(weightless?.standardError ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
  for (const { mean, standardError } of expectedTimeInStates(data, { groups: halves })) {
    expect([...mean, ...standardError].some(Number.isNaN)).toBe(false);
  }
});

test('states are filled in from the moves where they are not given', () => {
  const data = madeCareers();
  const { from: _, ...without } = data;
  expect(aalenJohansen(without)).toEqual(aalenJohansen(data));
});

test('a person who comes back after a gap to the state left is at risk again; before the first time all is as at the start', () => {
  const [curve] = aalenJohansen(stay({ entry: Float64Array.of(0, 3), to: [-1, 1], from: [0, 0] })).curves;
  if (curve === undefined) throw new Error('no curve');
  expect([...curve.atRiskCount]).toEqual([1, 0, 1, 0]);
  const at = statesAt(curve, [0]);
  expect([...at.probability, ...at.low, ...at.high]).toEqual([1, 0, 1, 0, 1, 0]);
});
