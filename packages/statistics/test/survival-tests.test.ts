// Log-rank tests, hazards, parametric models: R's answers on made data, what must hold, and what is refused by name.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  kaplanMeier,
  logRank,
  nelsonAalen,
  parametricQuantiles,
  parametricSurvival,
  parametricSurvivalAt,
  piecewiseHazards,
  poissonRate,
  randomStream,
  restrictedMeans,
  type StatisticsErrorCode,
  type SurvivalCurve,
  smoothedHazard,
  survivalAt,
  survivalQuantiles,
} from '../src/index.ts';
import { boundaryKernel } from '../src/survival/smoothed-hazard.ts';
import { apart, atOnce, clusters, covariate, groups, late, strata, time, weights } from './made-careers.ts';

const dummies = [1, 2].map((level) => Float64Array.from(groups.codes, (code) => (code === level ? 1 : 0)));

describe('R 4.2.2, survival 3.5-3', () => {
  // survdiff(Surv(time, event) ~ g + strata(s), d, rho = .7)
  test('the log-rank test with rho and strata', () => {
    const test = logRank(atOnce, groups, { rho: 0.7, strata });
    expect(apart([test.statistic], [0.182814954751959])).toBeLessThan(1e-12);
    const theirs = [
      7.7157647307532, -3.86906252933545, -3.84670220141774, -3.86906252933545, 8.0247596117202, -4.15569708238474,
      -3.84670220141774, -4.15569708238474, 8.00239928380249,
    ];
    expect(apart(test.covariance, theirs)).toBeLessThan(1e-12);
  });

  // coxph(Surv(entry, time, event) ~ g, d, ties = "exact")$score
  test('with delayed entry it is the score test of the exact Cox model', () => {
    expect(apart([logRank(late, groups).statistic], [0.21880366021194])).toBeLessThan(1e-12);
  });

  // survreg(Surv(time, event) ~ x + g + strata(s), d, weights = w, rel.tolerance = 1e-15)
  test('Weibull, weighted, with a scale for each stratum', () => {
    const design = { names: ['x', 'gb', 'gc'], columns: [covariate, ...dummies] };
    const fit = parametricSurvival({ ...atOnce, weights }, design, { distribution: 'weibull', strata });
    expect(
      apart(fit.coefficients, [2.8226860423588351, -0.0285677057790578, 0.1133507285601893, 0.1292697585681405]),
    ).toBeLessThan(1e-9);
    expect(apart(fit.scale, [0.574114608475985, 0.642544813633116])).toBeLessThan(1e-9);
    const errors = [
      0.1543256801120778, 0.0749869909655153, 0.1574527418489278, 0.1582165825084765, 0.1281245937148706,
      0.1282236294541355,
    ];
    expect(apart(fit.standardErrors, errors)).toBeLessThan(1e-9);
    expect(apart([fit.nullLogLikelihood, fit.logLikelihood], [-332.180278899104, -331.740506513014])).toBeLessThan(
      1e-12,
    );
  });

  // survreg(Surv(time, event) ~ x, d, dist = "loglogistic", cluster = cl); predict(fit, data.frame(x = 2), "quantile", p = c(.1, .5))
  test('log-logistic with clusters, and its quantiles', () => {
    const fit = parametricSurvival(
      atOnce,
      { names: ['x'], columns: [covariate] },
      { distribution: 'loglogistic', cluster: clusters },
    );
    expect(apart(fit.coefficients, [2.6250796469282958, -0.00777708819935529])).toBeLessThan(1e-8);
    expect(apart(fit.scale, [0.489933080913076])).toBeLessThan(1e-9);
    expect(apart(fit.standardErrors, [0.1482006624492637, 0.0751856417812826, 0.125315729704258])).toBeLessThan(1e-8);
    const quantiles = parametricQuantiles(fit, { covariates: [2] }, [0.1, 0.5]);
    expect(apart(quantiles, [4.63220253226622, 13.59259923229493])).toBeLessThan(1e-8);
    expect(apart(parametricSurvivalAt(fit, { covariates: [2] }, quantiles), [0.9, 0.5])).toBeLessThan(1e-12);
  });
});

describe('of any data', () => {
  test('observed and expected add up alike, and groups changed round give the same test', () => {
    const sample = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.integer({ min: 0, max: 2 })), {
      minLength: 12,
      maxLength: 40,
    });
    fc.assert(
      fc.property(sample, fc.constantFrom(-1, 0, 0.5, 1), (rows, rho) => {
        const codes = Int32Array.from(rows, ([, , code]) => code);
        fc.pre(new Set(codes).size === 3 && rows.filter(([, event]) => event).length > 3);
        const data = {
          time: Float64Array.from(rows, ([each]) => each),
          event: Uint8Array.from(rows, ([, event]) => (event ? 1 : 0)),
        };
        const levels = ['p', 'q', 'r'];
        const one = logRank(data, { levels, codes }, { rho });
        const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
        expect(sum(one.observed)).toBeCloseTo(sum(one.expected), 9);
        const other = logRank(data, { levels, codes: codes.map((code) => 2 - code) }, { rho });
        expect(other.statistic).toBeCloseTo(one.statistic, 7);
        // Weights are numbers of equal rows.
        const twice = {
          time: Float64Array.of(...data.time, ...data.time),
          event: Uint8Array.of(...data.event, ...data.event),
        };
        const doubled = logRank(twice, { levels, codes: Int32Array.of(...codes, ...codes) }, { rho });
        const weighted = logRank(
          { ...data, weights: new Float64Array(rows.length).fill(2) },
          { levels, codes },
          { rho },
        );
        expect(apart(weighted.covariance, [...doubled.covariance])).toBeLessThan(1e-9);
        expect(weighted.statistic).toBeCloseTo(doubled.statistic, 7);
      }),
    );
  });

  test('piecewise hazards: all time and events are counted once, however stretches are cut', () => {
    const cuts = [2, 5.5, 11];
    const [whole] = piecewiseHazards(late, { cuts });
    const total = (values: Float64Array | undefined) => Array.from(values ?? []).reduce((sum, value) => sum + value, 0);
    expect(total(whole?.events)).toBe(total(Float64Array.from(late.event)));
    expect(total(whole?.exposure)).toBeCloseTo(
      time.reduce((sum, each, at) => sum + each - (late.entry?.[at] ?? 0), 0),
      9,
    );
    const middle = time.map((each, at) => (each + (late.entry?.[at] ?? 0)) / 2);
    const [cut] = piecewiseHazards(
      {
        time: Float64Array.of(...middle, ...time),
        entry: Float64Array.of(...(late.entry ?? []), ...middle),
        event: Uint8Array.of(...new Uint8Array(time.length), ...late.event),
      },
      { cuts },
    );
    expect(apart(cut?.rate ?? [], [...(whole?.rate ?? [])])).toBeLessThan(1e-12);
    for (const [at, events] of (whole?.events ?? []).entries()) {
      const exact = poissonRate(events, whole?.exposure[at] as number);
      expect(apart([whole?.low[at] as number, whole?.high[at] as number], [exact.low, exact.high])).toBeLessThan(1e-10);
    }
  });

  test('the boundary kernel has the integral 1 and the first moment 0', () => {
    for (const q of [0, 0.2, 0.5, 0.9, 1]) {
      let [whole, moment] = [0, 0];
      const step = (1 + q) / 20000;
      for (let u = -1 + step / 2; u < q; u += step) {
        whole += boundaryKernel(q, u) * step;
        moment += u * boundaryKernel(q, u) * step;
      }
      expect(whole).toBeCloseTo(1, 6);
      expect(moment).toBeCloseTo(0, 6);
    }
    expect(boundaryKernel(1, 0.3)).toBeCloseTo(0.75 * (1 - 0.09), 14);
  });

  test('a smoothed hazard finds a level one and a rising one, at the ends too', () => {
    const stream = randomStream(5);
    const draw = (law: (u: number) => number) =>
      Float64Array.from({ length: 40000 }, () => law(-Math.log1p(-stream.uniform())));
    // Hazards 1 and 2t, censored at 1.2.
    for (const [law, hazard] of [
      [(e: number) => e, () => 1],
      [Math.sqrt, (t: number) => 2 * t],
    ] as const) {
      const own = draw(law);
      const data = {
        time: own.map((each) => Math.min(each, 1.2)),
        event: Uint8Array.from(own, (each) => (each < 1.2 ? 1 : 0)),
      };
      const [curve] = nelsonAalen(data).curves;
      const smooth = smoothedHazard(curve as SurvivalCurve, { bandwidth: 0.2, at: [0, 0.1, 0.6, 1.1, 1.2], end: 1.2 });
      for (const [at, point] of smooth.time.entries()) {
        expect(Math.abs((smooth.hazard[at] as number) - hazard(point))).toBeLessThan(
          5 * (smooth.standardError[at] as number) + 0.01,
        );
      }
    }
  });

  test('a Weibull model finds the law that made the data, also where people came late', () => {
    const stream = randomStream(9);
    const rows = 20000;
    const x = Float64Array.from({ length: rows }, () => stream.uniform());
    // log T = 1 + 0.5 x + 0.7 log(E); of each pair of E and entry, those still there on entry.
    const made = Array.from(x, (value) => {
      for (;;) {
        const own = Math.exp(1 + 0.5 * value + 0.7 * Math.log(-Math.log1p(-stream.uniform())));
        const from = 2 * stream.uniform();
        if (own > from) return { own, from };
      }
    });
    const data = {
      time: Float64Array.from(made, ({ own }) => Math.min(own, 4)),
      entry: Float64Array.from(made, ({ from }) => from),
      event: Uint8Array.from(made, ({ own }) => (own < 4 ? 1 : 0)),
    };
    const fit = parametricSurvival(data, { names: ['x'], columns: [x] }, { distribution: 'weibull' });
    const found = [...fit.coefficients, Math.log(fit.scale[0] as number)];
    for (const [at, truth] of [1, 0.5, Math.log(0.7)].entries()) {
      expect(Math.abs((found[at] as number) - truth)).toBeLessThan(4 * (fit.standardErrors[at] as number));
    }
  });

  test('every distribution without covariates: a stretch cut in two changes nothing', () => {
    for (const distribution of ['weibull', 'exponential', 'lognormal', 'loglogistic'] as const) {
      const whole = parametricSurvival(atOnce, { names: [], columns: [] }, { distribution });
      const middle = time.map((each) => each / 2);
      const halves = {
        time: Float64Array.of(...middle, ...time),
        entry: Float64Array.of(...new Float64Array(time.length), ...middle),
        event: Uint8Array.of(...new Uint8Array(time.length), ...atOnce.event),
      };
      const cut = parametricSurvival(halves, { names: [], columns: [] }, { distribution });
      expect(apart([...cut.coefficients, ...cut.scale], [...whole.coefficients, ...whole.scale])).toBeLessThan(1e-8);
      expect(apart(cut.standardErrors, [...whole.standardErrors])).toBeLessThan(1e-6);
    }
  });
});

const two = { time: Float64Array.of(1, 2), event: Uint8Array.of(1, 1) };
const pair = { levels: ['a', 'b'], codes: Int32Array.of(0, 1) };
const [madeCurve] = kaplanMeier(atOnce).curves as readonly [SurvivalCurve];
const none = { time: Float64Array.of(1, 2), event: Uint8Array.of(0, 0) };
const fit = (data: typeof two, columns: readonly Float64Array[], options = {}) =>
  parametricSurvival(
    data,
    { names: columns.map((_, at) => `x${at + 1}`), columns },
    { distribution: 'weibull', ...options },
  );

const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode])[] = [
  ['columns of two lengths', () => kaplanMeier({ ...two, event: Uint8Array.of(1) }), 'length-mismatch'],
  ['ids of another length', () => kaplanMeier(two, { id: [1] }), 'length-mismatch'],
  ['no rows', () => kaplanMeier({ time: new Float64Array(0), event: new Uint8Array(0) }), 'no-rows'],
  [
    'only rows with something missing',
    () => kaplanMeier({ ...two, time: Float64Array.of(Number.NaN, Number.NaN) }, { missing: 'omit' }),
    'no-rows',
  ],
  ['a time of NaN', () => kaplanMeier({ ...two, time: Float64Array.of(1, Number.NaN) }), 'not-finite'],
  ['a negative time', () => kaplanMeier({ ...two, time: Float64Array.of(1, -2) }), 'time-negative'],
  ['an entry at the end', () => kaplanMeier({ ...two, entry: Float64Array.of(0, 2) }), 'entry-not-before-exit'],
  [
    'an entry at the end but for rounding',
    () =>
      kaplanMeier({ time: Float64Array.of(1, 0.1 + 0.2), event: Uint8Array.of(1, 1), entry: Float64Array.of(0, 0.3) }),
    'entry-not-before-exit',
  ],
  ['an event of 2', () => kaplanMeier({ ...two, event: Uint8Array.of(1, 2) }), 'status-invalid'],
  ['a negative weight', () => kaplanMeier({ ...two, weights: Float64Array.of(1, -1) }), 'weight-invalid'],
  ['weights all 0', () => kaplanMeier({ ...two, weights: Float64Array.of(0, 0) }), 'weight-invalid'],
  [
    'a group that is no level',
    () => kaplanMeier(two, { groups: { levels: ['a'], codes: Int32Array.of(0, 1) } }),
    'code-outside-levels',
  ],
  [
    'a missing group',
    () => kaplanMeier(two, { groups: { levels: ['a'], codes: Int32Array.of(0, -1) } }),
    'code-outside-levels',
  ],
  ['full confidence', () => kaplanMeier(two, { confidence: 1 }), 'confidence-invalid'],
  ['a start after all rows', () => kaplanMeier(two, { startTime: 9 }), 'no-rows'],
  ['a start of NaN', () => kaplanMeier(two, { startTime: Number.NaN }), 'option-invalid'],
  ['a share above 1', () => survivalQuantiles(madeCurve, [2]), 'probability-invalid'],
  ['a time asked for of NaN', () => survivalAt(madeCurve, [Number.NaN]), 'not-finite'],
  ['no time within the curve', () => survivalAt(madeCurve, [999], { extend: false }), 'no-rows'],
  ['a negative horizon', () => restrictedMeans([madeCurve], -1), 'option-invalid'],
  ['one group', () => logRank(two, { levels: ['a', 'b'], codes: Int32Array.of(0, 0) }), 'one-group'],
  ['a test without events', () => logRank(none, pair), 'no-events'],
  ['broken weights in a test', () => logRank({ ...two, weights: Float64Array.of(1, 0.5) }, pair), 'weight-invalid'],
  ['rho of NaN', () => logRank(two, pair, { rho: Number.NaN }), 'option-invalid'],
  ['cuts that fall', () => piecewiseHazards(two, { cuts: [2, 1] }), 'option-invalid'],
  ['a hazard without events', () => smoothedHazard(kaplanMeier(none).curves[0] as SurvivalCurve), 'no-events'],
  ['a bandwidth of 0', () => smoothedHazard(madeCurve, { bandwidth: 0 }), 'option-invalid'],
  ['a bandwidth beyond half', () => smoothedHazard(madeCurve, { bandwidth: 20 }), 'option-invalid'],
  ['an end before the start', () => smoothedHazard(madeCurve, { end: -1 }), 'option-invalid'],
  ['a model without events', () => fit(none, []), 'no-events'],
  ['a time of 0 in a model', () => fit({ ...two, time: Float64Array.of(0, 1) }, []), 'time-zero'],
  ['a covariate of NaN', () => fit(two, [Float64Array.of(1, Number.NaN)]), 'not-finite'],
  ['a covariate that is constant', () => fit(two, [Float64Array.of(3, 3)]), 'collinear'],
  ['a given scale of 0', () => fit(two, [], { scale: 0 }), 'option-invalid'],
  ['a scale given besides strata', () => fit(two, [], { scale: 1, strata: pair }), 'option-invalid'],
];

test.each(refused)('refuses %s', (_name, call, code) => {
  expect(call).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});

test('a covariate whose group has no events is said, not given an endless coefficient', () => {
  const last = Float64Array.from(time, (_, at) => (at % 5 === 0 ? 1 : 0));
  expect(() => fit(atOnce as typeof two, [last])).toThrow(
    expect.objectContaining({ code: 'separated', where: expect.objectContaining({ column: 'x1' }) }),
  );
});

test('a scale that goes to 0, because one event fits without error, is said', () => {
  const one = {
    time: Float64Array.of(3e8, 18e8, 6e8, 18e8, 39e8, 3e8),
    event: Uint8Array.of(0, 0, 0, 0, 0, 1),
  };
  const columns = [Float64Array.of(-0.17, 0.35, -1.06, 0.41, -1.31, 0.45), Float64Array.of(0, 0, 0, 1, 1, 0)];
  expect(() => fit(one, columns)).toThrow(expect.objectContaining({ code: 'separated' }));
  // Two people of one stratum, of whom both events are on the line of the others.
  const scales = { levels: ['a', 'b'], codes: Int32Array.of(0, 0, 0, 0, 1, 1) };
  const exact = { time: Float64Array.of(1, 3, 4, 9, 2, 2), event: new Uint8Array(6).fill(1) };
  expect(() => fit(exact, [], { strata: scales })).toThrow(
    expect.objectContaining({ code: 'separated', where: { column: 'scale' } }),
  );
  // A stratum without events says nothing of its scale.
  const silent = { ...exact, time: Float64Array.of(1, 3, 4, 9, 2, 5), event: Uint8Array.of(1, 1, 1, 1, 0, 0) };
  for (const distribution of ['weibull', 'lognormal', 'loglogistic'] as const) {
    expect(() => fit(silent, [], { strata: scales, distribution })).toThrow(
      expect.objectContaining({ code: 'separated', where: { column: 'scale' } }),
    );
  }
});

test.each([
  ['no events', none, [1, 1], [0, 0]],
  ['all tied, all with the event', { time: Float64Array.of(3, 3), event: Uint8Array.of(1, 1) }, [0], [Number.NaN]],
  ['one row', { time: Float64Array.of(3), event: Uint8Array.of(0) }, [1], [0]],
])('%s: a curve as documented', (_, data, survival, standardError) => {
  const [curve] = kaplanMeier(data).curves;
  expect([...(curve?.survival ?? [])]).toEqual(survival);
  expect([...(curve?.standardError ?? [])]).toEqual(standardError);
});

test('a level without rows has no curve; rows with something missing are counted', () => {
  const data = { time: Float64Array.of(1, Number.NaN, 4), event: Uint8Array.of(1, 1, 0) };
  const fitted = kaplanMeier(data, {
    groups: { levels: ['a', 'b', 'c'], codes: Int32Array.of(0, 1, 2) },
    missing: 'omit',
  });
  expect(fitted.curves.map(({ group }) => group)).toEqual(['a', 'c']);
  expect(fitted.rowsOmitted).toBe(1);
});
