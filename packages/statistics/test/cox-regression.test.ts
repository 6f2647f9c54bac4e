// Cox regression: against R on invented rows, against the likelihood written out, and what must not change its answer.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { exactLikelihood } from '../src/cox/exact-ties.ts';
import { partialLikelihood } from '../src/cox/partial-likelihood.ts';
import {
  type CoxData,
  type CoxOptions,
  coxConcordance,
  coxRegression,
  proportionalHazardsTest,
  randomStream,
} from '../src/index.ts';
import {
  anyRows,
  farApart,
  fitOrNull,
  invented,
  inventedData,
  inventedDesign,
  naiveLogLikelihood,
} from './cox-data.ts';

const close = (actual: ArrayLike<number>, expected: readonly number[], digits = 1e-9) => {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((actual[at] as number) - value)).toBeLessThanOrEqual(digits * Math.max(1e-3, Math.abs(value)));
  }
};

const late = { ...inventedData, entry: invented.entry };
const { strata, weights, cluster } = invented;

// R 4.2.2, survival 3.5-3, control = coxph.control(eps = 1e-13): coef, sqrt(diag(var)), loglik, score, rscore, concordance, its
// std, and cox.zph(fit)$table[, 'chisq'], of Surv(time, event) or Surv(entry, time, event) ~ x + g.
const fromR: readonly (readonly [string, CoxData, CoxOptions, readonly (readonly number[])[]])[] = [
  [
    "Efron's ties",
    inventedData,
    {},
    [
      [0.0697521805634728, 0.504748904875061],
      [0.268295340842789, 0.488699620416763],
      [-41.6869210427644, -41.1456480901422],
      [1.09517414738253],
      [0.601990049751244, 0.0860647070280142],
      [3.78780408036252, 0.000746904378978237, 4.78355910739823],
    ],
  ],
  [
    "Breslow's ties",
    inventedData,
    { ties: 'breslow' },
    [
      [0.0688148631298143, 0.486602971205786],
      [0.267951780635081, 0.488004361949444],
      [-41.9931984943218, -41.487818305687],
      [1.02154706259763],
      [0.601990049751244, 0.0860647070280142],
      [3.79914331467328, 0.000139995138580983, 4.78945369785689],
    ],
  ],
  [
    'exact ties',
    inventedData,
    { ties: 'exact' },
    [
      [0.0729126208851348, 0.505487073591202],
      [0.275075251326741, 0.497109209722939],
      [-38.9143323205246, -38.3891077360235],
      [1.06147842578114],
      [0.601990049751244, 0.0860647070280142],
      [3.72294326749173, 0.000274015142263381, 4.67843498450347],
    ],
  ],
  [
    'delayed entry',
    late,
    {},
    [
      [0.0840708544589735, 0.358948254758312],
      [0.261157665226627, 0.490016638585728],
      [-37.6060347289907, -37.3001602171678],
      [0.615062262236557],
      [0.564285714285714, 0.0814480374154824],
      [4.61246148407759, 0.000996404020562336, 4.9525208713701],
    ],
  ],
  [
    'weights',
    { ...inventedData, weights },
    {},
    [
      [-0.0327440069522436, 0.171647537050995],
      [0.247569162245197, 0.412686457534197],
      [-65.7215860881225, -65.6139802013215],
      [0.216181275779516],
      [0.512953367875648, 0.092111259811266],
      [2.45861180603655, 0.0151684285660481, 3.85850136921682],
    ],
  ],
  [
    'entry, strata and weights',
    { ...late, weights, strata },
    {},
    [
      [0.0737992897574284, -0.200864670994558],
      [0.300800375778996, 0.583699177800138],
      [-36.2490798574284, -36.1740116437075],
      [0.149444438485425],
      [0.586666666666667, 0.156816124139463],
      [6.7438706998146, 0.850767665625029, 7.23764088742762],
    ],
  ],
  [
    'clusters',
    { ...late, cluster },
    {},
    [
      [0.0840708544589735, 0.358948254758312],
      [0.130932206767067, 0.140205035629212],
      [-37.6060347289907, -37.3001602171678],
      [0.615062262236557, 3.91453329468829],
      [0.564285714285714, 0.0500962214501437],
      [4.61246148407759, 0.000996404020562336, 4.9525208713701],
    ],
  ],
  [
    'entry, strata, weights and clusters',
    { ...late, weights, strata, cluster },
    { ties: 'breslow' },
    [
      [0.0737992897574284, -0.200864670994558],
      [0.218443664201684, 0.282841301748594],
      [-36.2490798574284, -36.1740116437075],
      [0.149444438485425, 0.38760042668977],
      [0.586666666666667, 0.136853559654557],
      [6.7438706998146, 0.850767665625029, 7.23764088742762],
    ],
  ],
];

test.each(fromR)('%s, as R', (_name, data, options, [coefficients, errors, logs, scores, concordance, chisq]) => {
  const fit = coxRegression(data, inventedDesign, options);
  close(fit.coefficients, coefficients ?? []);
  close(fit.standardErrors, errors ?? []);
  close([fit.logLikelihood.initial, fit.logLikelihood.fitted], logs ?? []);
  const robust = fit.tests.robustScore === undefined ? [] : [fit.tests.robustScore.statistic];
  close([fit.tests.score.statistic, ...robust], scores ?? []);
  const { concordance: share, standardError } = coxConcordance(fit);
  close([share, standardError], concordance ?? []);
  const { terms, all } = proportionalHazardsTest(fit);
  close(
    [...terms, all].map(({ statistic }) => statistic),
    chisq ?? [],
    1e-8,
  );
});

test('exact ties with delayed entry, as R prints them', () => {
  const fit = coxRegression(late, inventedDesign, { ties: 'exact' });
  close(fit.coefficients, [0.08944241, 0.36034138], 1e-7);
  close(fit.covariance, [0.07285509, 0.0103822, 0.0103822, 0.2502365], 1e-6);
  close([fit.logLikelihood.initial, fit.logLikelihood.fitted], [-34.83345, -34.53419], 1e-6);
});

test('rows that leave the sums take nothing of the others with them, however large their risks are', () => {
  const { data, design } = farApart;
  const rows = [...data.time.keys()].flatMap((row) => new Array<number>(data.weights[row] as number).fill(row));
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number);
  const repeated: CoxData = {
    time: pick(data.time),
    entry: pick(data.entry),
    event: Uint8Array.from(rows, (row) => data.event[row] as number),
    strata: { ...data.strata, codes: Int32Array.from(rows, (row) => data.strata.codes[row] as number) },
  };
  const fits = [
    coxRegression(data, design, { ties: 'breslow' }),
    coxRegression(repeated, { ...design, columns: design.columns.map(pick) }, { ties: 'breslow' }),
  ];
  for (const { coefficients, standardErrors, logLikelihood } of fits) {
    close([...coefficients, ...standardErrors], [-7.13744891817412, 0.149523484635544, 6.42769292157, 0.993734749914]);
    close([logLikelihood.fitted], [-16.2188094365799], 1e-13);
  }
});

test('an offset, as R: coxph(Surv(time, event) ~ x + offset(g / 2))', () => {
  const data = { ...inventedData, offset: invented.g.map((each) => each / 2) };
  const fit = coxRegression(data, { names: ['x'], columns: [invented.x] });
  close([...fit.coefficients, ...fit.standardErrors], [0.0693254013177424, 0.264790900948093]);
  close([fit.logLikelihood.initial, fit.logLikelihood.fitted], [-41.1799259494213, -41.1456953124221]);
});

describe('the likelihood', () => {
  const coefficient = fc.integer({ min: -15, max: 15 }).map((tenths) => tenths / 10);
  for (const ties of ['efron', 'breslow', 'exact'] as const) {
    it(`is that of the papers, with ${ties} ties, and its derivatives are its slopes`, () => {
      fc.assert(
        fc.property(anyRows, coefficient, coefficient, ({ data, design }, first, second) => {
          const { weights: _weights, ...unweighted } = data;
          const given = ties === 'exact' ? unweighted : data;
          const fit = fitOrNull(given, design, { ties });
          fc.pre(fit !== null);
          const { riskSets: sets } = fit;
          const value = (beta: readonly number[]) => {
            const scaled = Float64Array.from(beta, (each, at) => each * (sets.scale[at] as number));
            return ties === 'exact' ? exactLikelihood(sets, scaled) : partialLikelihood(sets, scaled, ties === 'efron');
          };
          const beta = [first, second];
          // Standardised covariates move the log-likelihood by nothing where the risk sets have the same weights on both sides.
          expect(value(beta).logLikelihood).toBeCloseTo(naiveLogLikelihood(given, design, beta, ties), 8);
          const step = 1e-4;
          for (const at of [0, 1]) {
            const moved = (by: number) => beta.map((each, other) => (other === at ? each + by : each));
            const scale = sets.scale[at] as number;
            const slope = (value(moved(step)).logLikelihood - value(moved(-step)).logLikelihood) / (2 * step);
            expect((value(beta).score[at] as number) * scale).toBeCloseTo(slope, 4);
            const bend =
              ((value(moved(step)).score[at] as number) - (value(moved(-step)).score[at] as number)) / (2 * step);
            expect((value(beta).information[at * 3] as number) * scale).toBeCloseTo(-bend, 4);
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});

describe('the coefficients', () => {
  const same = (one: ArrayLike<number>, other: ArrayLike<number>) => {
    for (let at = 0; at < one.length; at += 1) expect(one[at]).toBeCloseTo(other[at] as number, 7);
  };

  it('recover the hazard that the data were made with', () => {
    const random = randomStream(7);
    const rows = 20_000;
    const x = Float64Array.from({ length: rows }, () => random.uniform() * 4 - 2);
    const g = Float64Array.from({ length: rows }, () => random.below(2));
    const time = x.map(
      (each, row) => -Math.log(1 - random.uniform()) / (0.1 * Math.exp(0.5 * each - 0.7 * (g[row] as number))),
    );
    const censored = time.map(() => random.uniform() * 30);
    const event = Uint8Array.from(time, (each, row) => (each <= (censored[row] as number) ? 1 : 0));
    const seen = time.map((each, row) => Math.min(each, censored[row] as number));
    const fit = coxRegression({ time: seen, event }, { names: ['x', 'g'], columns: [x, g] });
    for (const [at, truth] of [0.5, -0.7].entries()) {
      expect(Math.abs((fit.coefficients[at] as number) - truth)).toBeLessThan(4 * (fit.standardErrors[at] as number));
      expect(fit.standardErrors[at]).toBeLessThan(0.03);
    }
  });

  it('do not change with the order of rows, the unit of time, or where covariates have their zero', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 1_000 }), ({ data, design }, seed) => {
        const fit = fitOrNull(data, design);
        fc.pre(fit !== null);
        const order = Int32Array.from(data.time.keys());
        randomStream(seed).shuffle(order);
        const pick = (column: Float64Array) => Float64Array.from(order, (row) => (column[row] as number) * 1);
        const turned: CoxData = {
          time: pick(data.time).map((each) => each * seed),
          event: Uint8Array.from(order, (row) => data.event[row] as number),
          ...(data.entry === undefined ? {} : { entry: pick(data.entry).map((each) => each * seed) }),
          ...(data.weights === undefined ? {} : { weights: pick(data.weights) }),
          ...(data.strata === undefined
            ? {}
            : {
                strata: { ...data.strata, codes: Int32Array.from(order, (row) => data.strata?.codes[row] as number) },
              }),
        };
        const columns = design.columns.map((column) => pick(column).map((each) => each + 1_000));
        const other = coxRegression(turned, { ...design, columns });
        same(fit.coefficients, other.coefficients);
        same(fit.standardErrors, other.standardErrors);
      }),
      { numRuns: 60 },
    );
  });

  it('do not change where a spell is split in two, and robust errors by person do not either', () => {
    fc.assert(
      fc.property(anyRows, ({ data, design }) => {
        const fit = fitOrNull(data, design, { robust: true });
        fc.pre(fit !== null);
        const rows = Array.from(data.time.keys());
        const middle = (row: number) => ((data.entry?.[row] ?? 0) + (data.time[row] as number)) / 2;
        const twice = (column: Float64Array) => Float64Array.from([...column, ...column]);
        const factor = (codes: Int32Array, levels: readonly string[]) => ({
          levels,
          codes: Int32Array.from([...codes, ...codes]),
        });
        const split: CoxData = {
          time: Float64Array.from([...rows.map(middle), ...data.time]),
          entry: Float64Array.from([...rows.map((row) => data.entry?.[row] ?? 0), ...rows.map(middle)]),
          event: Uint8Array.from([...rows.map(() => 0), ...data.event]),
          cluster: factor(Int32Array.from(rows), rows.map(String)),
          ...(data.weights === undefined ? {} : { weights: twice(data.weights) }),
          ...(data.strata === undefined ? {} : { strata: factor(data.strata.codes, data.strata.levels) }),
        };
        const other = coxRegression(split, { ...design, columns: design.columns.map(twice) });
        same(fit.coefficients, other.coefficients);
        same(fit.standardErrors, other.standardErrors);
      }),
      { numRuns: 60 },
    );
  });

  it("are, with Breslow's ties, those of the rows repeated as often as their weights say", () => {
    fc.assert(
      fc.property(anyRows, ({ data, design }) => {
        const weighted = { ...data, weights: data.weights ?? data.time.map((time) => 1 + (time % 3)) };
        const fit = fitOrNull(weighted, design, { ties: 'breslow' });
        fc.pre(fit !== null);
        const rows = Array.from(data.time.keys()).flatMap((row) =>
          new Array<number>(weighted.weights[row] as number).fill(row),
        );
        const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number);
        const repeated: CoxData = {
          time: pick(data.time),
          event: Uint8Array.from(rows, (row) => data.event[row] as number),
          ...(data.entry === undefined ? {} : { entry: pick(data.entry) }),
          ...(data.strata === undefined
            ? {}
            : { strata: { ...data.strata, codes: Int32Array.from(rows, (row) => data.strata?.codes[row] as number) } }),
        };
        const other = coxRegression(repeated, { ...design, columns: design.columns.map(pick) }, { ties: 'breslow' });
        same(fit.coefficients, other.coefficients);
        same(fit.covariance, other.covariance);
      }),
      { numRuns: 60 },
    );
  });
});
