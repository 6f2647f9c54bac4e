// Cox models of several states: against R on invented careers, and against the models that they are made of.
import { describe, expect, test } from 'vitest';
import { aalenJohansen, coxRegression, type MultiStateData, multiStateCox, multiStateCurves } from '../src/index.ts';

const close = (actual: ArrayLike<number>, expected: readonly number[], digits = 1e-8) => {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((actual[at] as number) - value)).toBeLessThanOrEqual(digits * Math.max(1e-3, Math.abs(value)));
  }
};

// R: d <- data.frame(id, t1, t2, st = factor(to, 0:2, c("c", "b", "z")), x, g)
const data: MultiStateData = {
  states: ['a', 'b', 'z'],
  id: [1, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 8, 9, 10, 10, 11, 12, 13, 13, 14, 15, 15, 16, 16],
  entry: Float64Array.of(0, 4, 0, 0, 3, 0, 0, 0, 5, 0, 0, 2, 0, 0, 6, 0, 0, 0, 7, 0, 0, 3, 0, 1),
  time: Float64Array.of(4, 9, 6, 3, 8, 7, 5, 5, 12, 10, 2, 6, 8, 6, 11, 4, 9, 7, 10, 3, 3, 9, 1, 5),
  to: [1, 2, 2, 1, 0, 2, 0, 1, 2, 2, 1, 2, 0, 1, 2, 2, 2, 1, 0, 0, 1, 2, 1, 2].map((state) =>
    state === 0 ? -1 : state,
  ),
};
const x = Float64Array.of(
  0.5,
  0.5,
  -1.2,
  0.3,
  0.3,
  0.8,
  -0.4,
  1.1,
  1.1,
  -0.7,
  0.9,
  0.9,
  0.1,
  -0.2,
  -0.2,
  1.4,
  0.6,
  -1,
  -1,
  0.2,
  0.7,
  0.7,
  -0.5,
  -0.5,
);
const g = Float64Array.of(1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0);
const design = { names: ['x', 'g'], columns: [x, g] };
const asked = { names: ['x', 'g'], columns: [Float64Array.of(0, 1), Float64Array.of(0, 1)] };

describe('an effect of its own for every move', () => {
  const model = multiStateCox(data, design, { ties: 'breslow' });

  test('is that of R: coxph(Surv(t1, t2, st) ~ x + g, d, id = id, ties = "breslow")', () => {
    const coefficients = [
      0.502366709661608, 1.02338973517619, 1.03472703175103, 0.151905429535759, -0.291645731052613, 0.230451199019821,
    ];
    close(model.fit.coefficients, coefficients);
    const errors = [
      0.515893747168205, 0.817689342269266, 1.55820425619429, 1.73550301256148, 0.645865024261431, 1.09625678949716,
    ];
    close(model.fit.standardErrors, errors);
    close([model.fit.logLikelihood.initial, model.fit.logLikelihood.fitted], [-32.6865108393406, -30.6456897685351]);
    expect([...model.coefficientOf]).toEqual([0, 2, 4, 1, 3, 5]);
    expect(model.fit.names.slice(0, 2)).toEqual(['x a > b', 'g a > b']);
  });

  test('predicts as R: survfit(f, newdata = data.frame(x = c(0, 1), g = c(0, 1)))', () => {
    const [, curve] = multiStateCurves(model, asked);
    expect([...(curve?.time ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    close(
      curve?.probability.subarray(9, 15) ?? [],
      [
        0.386687538032071, 0.527989483376463, 0.0853229785914658, 0.271512413569156, 0.548648942116894,
        0.179838644313949,
      ],
    );
    close(curve?.probability.subarray(33) ?? [], [2.60628095306671e-5, 0.0659758570981175, 0.933998080092352]);
    close(curve?.cumulativeHazard.subarray(33) ?? [], [2.24453753402765, 8.31046364797169, 2.52391870037509]);
  });

  test('is each move by itself', () => {
    const inFirst = [...data.time.keys()].filter((row) => data.entry?.[row] === 0);
    const pick = (column: Float64Array) => Float64Array.from(inFirst, (row) => column[row] as number);
    const alone = coxRegression(
      { time: pick(data.time), event: Uint8Array.from(inFirst, (row) => (data.to[row] === 1 ? 1 : 0)) },
      { names: ['x', 'g'], columns: [pick(x), pick(g)] },
      { ties: 'breslow' },
    );
    close(model.fit.coefficients.subarray(0, 2), [...alone.coefficients]);
  });
});

test('effects and baselines in common are those of R: list(Surv(t1, t2, st) ~ x, 1:3 + 2:3 ~ g / common + shared)', () => {
  const toZ = [
    ['a', 'z'],
    ['b', 'z'],
  ] as const;
  const model = multiStateCox(data, design, {
    ties: 'breslow',
    effects: [{ columns: ['x'] }, { columns: ['g'], transitions: toZ, common: true }],
    proportionalBaselines: [toZ],
  });
  close(
    model.fit.coefficients,
    [0.318211773570257, 0.936867247863688, 0.724340993479304, -0.00969366768736984, -0.662548576007583],
  );
  close(
    model.fit.standardErrors,
    [0.40697389872014, 1.02958860315136, 1.10081070704399, 0.7231336840067, 0.777884074971744],
  );
  close([model.fit.logLikelihood.initial, model.fit.logLikelihood.fitted], [-39.4458994063298, -38.201951150013]);
  expect([...model.coefficientOf]).toEqual([0, 1, 3, -1, 2, 2]);
  const [, curve] = multiStateCurves(model, asked, { estimate: 'product' });
  close(
    curve?.probability.subarray(0, 6) ?? [],
    [0.92060618339745, 0.0793938166025497, 0, 0.843728801286748, 0.156271198713252, 0],
  );
  // Later R's shares add up to 1.01; ours stay shares.
  for (let at = 0; at < 12; at += 1) {
    const sum = curve?.probability.subarray(at * 3, at * 3 + 3).reduce((total, share) => total + share, 0);
    expect(sum).toBeCloseTo(1, 12);
  }
});

test('with effects of nothing, the product of the hazards is Aalen and Johansen', () => {
  const model = multiStateCox(data, { names: ['x'], columns: [x] }, { ties: 'breslow' });
  const zeroed = {
    ...model,
    fit: { ...model.fit, coefficients: new Float64Array(3), linearPredictors: model.fit.linearPredictors.map(() => 0) },
  };
  const [curve] = multiStateCurves(zeroed, { names: ['x'], columns: [Float64Array.of(7)] }, { estimate: 'product' });
  const [expected] = aalenJohansen(data).curves;
  close(curve?.probability ?? [], [...(expected?.probability ?? [])], 1e-12);
  close(curve?.time ?? [], [...(expected?.time ?? [])]);
});

test('strata have baselines of their own', () => {
  const strata = { levels: ['one', 'two'], codes: Int32Array.from(data.id, (person) => person % 2) };
  const model = multiStateCox(
    data,
    { names: ['x'], columns: [x] },
    { strata, effects: [{ columns: ['x'], common: true }] },
  );
  expect(model.fit.names).toEqual(['x']);
  const [curve] = multiStateCurves(model, { names: ['x'], columns: [Float64Array.of(0)] }, { stratum: 'two' });
  const own = [...data.time.keys()].filter((row) => strata.codes[row] === 1);
  expect([...(curve?.time ?? [])]).toEqual(
    [...new Set(own.map((row) => data.time[row]))].sort((a = 0, b = 0) => a - b),
  );
});
