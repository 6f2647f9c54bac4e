// What follows from a Cox fit: residuals, curves, predictions, concordance; against R, against sums that must hold, against counting.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  baselineHazard,
  type CoxData,
  coefficientOverTime,
  concordance,
  coxDesign,
  coxDesignOn,
  coxLinearPredictors,
  coxRegression,
  coxScoreResiduals,
  coxSurvival,
  coxSurvivalAlong,
  devianceResiduals,
  dfbetaResiduals,
  expectedEvents,
  factor,
  hazardRatios,
  martingaleResiduals,
  nelsonAalen,
  personPeriods,
  proportionalHazardsTest,
  residualsByCluster,
  schoenfeldResiduals,
} from '../src/index.ts';
import { anyRows, farApart, fitOrNull, invented, inventedDesign } from './cox-data.ts';

const close = (actual: ArrayLike<number>, expected: readonly number[], digits = 1e-9) => {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((actual[at] as number) - value)).toBeLessThanOrEqual(digits * Math.max(1e-3, Math.abs(value)));
  }
};

const { time, entry, event, weights, strata } = invented;
// R: f <- coxph(Surv(entry, time, event) ~ x + g + strata(s), weights = w, control = coxph.control(eps = 1e-13))
const fit = coxRegression({ time, entry, event, weights, strata }, inventedDesign);
const rowB = { names: ['x', 'g'], columns: [Float64Array.of(1), Float64Array.of(0)], strata: factor(['b']) };

describe('residuals', () => {
  test('are those of R', () => {
    close(martingaleResiduals(fit).subarray(0, 4), [0.768350606815235, 0.619123267595582, 0.557222277504665, 0]);
    close(devianceResiduals(fit).subarray(0, 3), [1.17828662034538, 0.832053154077932, 0.717586388448223]);
    const scores = [
      0.800395805346275, 0.590362654993339, 0.313555198553835, -0.27216832793921, 0.422855793050759, 0.198445767364213,
    ];
    close(coxScoreResiduals(fit).subarray(0, 6), scores);
    const schoenfeld = [
      1.04170647910837, 0.768350606815234, -0.173136496310068, -0.272502393841984, -1.30660923139653,
      -0.392497385497682,
    ];
    close(schoenfeldResiduals(fit).values.subarray(0, 6), schoenfeld);
    const changes = [
      0.050068004432275, 0.170834504961829, 0.0773513418626053, -0.209201929555966, 0.030746740735416,
      0.0516011092160993,
    ];
    close(dfbetaResiduals(fit).subarray(0, 6), changes);
  });

  it('add up to nothing at the maximum', () => {
    fc.assert(
      fc.property(anyRows, ({ data, design }) => {
        const given = fitOrNull(data, design);
        fc.pre(given !== null);
        const weight = (row: number) => data.weights?.[row] ?? 1;
        const martingales = martingaleResiduals(given);
        expect(martingales.reduce((sum, each, row) => sum + weight(row) * each, 0)).toBeCloseTo(0, 8);
        const scores = coxScoreResiduals(given);
        for (const at of [0, 1]) {
          const total = martingales.reduce((sum, _, row) => sum + weight(row) * (scores[row * 2 + at] as number), 0);
          expect(total).toBeCloseTo(0, 7);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('are right beside hazards that are e^20 times as large: of other strata, and of before a late entry', () => {
    // R: residuals(coxph(Surv(time, event) ~ x + g + strata(s), weights = w, control = coxph.control(eps = 1e-14)))
    const strata = { levels: ['a', 'b'], codes: Int32Array.of(0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0) };
    const data = {
      time: Float64Array.of(2, 2, 2, 5, 2, 2, 4, 2, 2, 2, 2, 2),
      event: Uint8Array.of(0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0),
      weights: Float64Array.of(1, 1, 1, 3, 1, 1, 1, 1, 1, 2, 2, 2),
      strata,
    };
    const columns = [
      Float64Array.of(0, 0, 0, -1.2, 0, -1.4, 0.1, -1.5, -1.6, -1.4, -0.4, 0),
      Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1),
    ];
    const byStratum = martingaleResiduals(coxRegression(data, { names: ['x', 'g'], columns }));
    const theirs = [
      -0.00801657413927, 0.296520058307, 0.775544231578, -0.296520058307, -0.775544218592, 0.215462266818,
    ];
    close(byStratum.subarray(3, 9), theirs, 1e-11);
    // R's own add up to 4e-8 here.
    const late = martingaleResiduals(coxRegression(farApart.data, farApart.design, { ties: 'breslow' }));
    for (const stratum of [0, 1]) {
      const { weights, strata } = farApart.data;
      const own = [...late.keys()].filter((row) => strata.codes[row] === stratum);
      expect(own.reduce((sum, row) => sum + (weights[row] as number) * (late[row] as number), 0)).toBeCloseTo(0, 13);
    }
  });

  test('come by cluster where there are clusters', () => {
    const grouped = coxRegression({ time, event, cluster: invented.cluster }, inventedDesign);
    const sums = residualsByCluster(grouped, martingaleResiduals(grouped));
    const own = martingaleResiduals(grouped);
    expect(sums).toHaveLength(8);
    expect(sums[0]).toBeCloseTo((own[0] as number) + (own[1] as number) + (own[2] as number), 12);
  });
});

describe('curves', () => {
  test('are those of R: survfit(f, newdata = data.frame(x = 1, g = 0, s = "b"))', () => {
    const [curve] = coxSurvival(fit, rowB);
    close(curve?.time ?? [], [7, 8, 12, 13, 14, 15, 18, 20]);
    const survival = [0.657554272952424, 0.423350969083353, 0.32988538169384, 0.222033939744756];
    close(curve?.survival.subarray(0, 4) ?? [], survival);
    close(
      curve?.standardError.subarray(0, 4) ?? [],
      [0.402379971289087, 0.72597692834758, 0.884513556070529, 1.07152374886781],
    );
    close(
      curve?.low.subarray(0, 4) ?? [],
      [0.298830658445017, 0.102034696376892, 0.0582725156306247, 0.0271854606526968],
    );
    const [product] = coxSurvival(fit, rowB, { estimate: 'product-limit' });
    const steps = [0.589943943949782, 0.347881774220617, 0.262756847564515, 0.163348834313136];
    close(product?.survival.subarray(0, 4) ?? [], steps, 1e-8);
    close(
      product?.standardError.subarray(0, 4) ?? [],
      [0.468420105695233, 0.808364908511727, 0.963291774738574, 1.1577852174816],
    );
  });

  it('without covariates are Nelson and Aalen', () => {
    fc.assert(
      fc.property(anyRows, ({ data }) => {
        fc.pre(data.event.includes(1) && data.strata === undefined);
        const empty = coxRegression(data, { names: [], columns: [] }, { ties: 'breslow' });
        const [baseline] = baselineHazard(empty);
        const [curve] = nelsonAalen(data).curves;
        expect([...(baseline?.time ?? [])]).toEqual([...(curve?.time ?? [])]);
        for (const [at, hazard] of (curve?.cumulativeHazard ?? []).entries()) {
          expect(baseline?.cumulativeHazard[at]).toBeCloseTo(hazard, 10);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of every row, summed up, are the events', () => {
    const { expected } = expectedEvents(fit);
    const total = expected.reduce((sum, each, row) => sum + each * (weights[row] as number), 0);
    expect(total).toBeCloseTo(
      event.reduce((sum, each, row) => sum + each * (weights[row] as number), 0),
      9,
    );
    const asNew = expectedEvents(fit, { ...inventedDesign, time, entry, strata });
    // A tied event meets less of its own step (Efron); the others are expected alike.
    for (const row of [0, 3, 9, 15, 22]) expect(asNew.expected[row]).toBeCloseTo(expected[row] as number, 10);
  });

  it('along a path of one stretch are the curve itself', () => {
    const along = coxSurvivalAlong(fit, { ...rowB, time: Float64Array.of(14) });
    const [curve] = coxSurvival(fit, rowB);
    close(along.survival, [...(curve?.survival.subarray(0, 5) ?? [])]);
    close(along.standardError, [...(curve?.standardError.subarray(0, 5) ?? [])]);
    const half = (values: number[], split: CoxData['time']) => ({
      names: ['x', 'g'],
      columns: [Float64Array.from(values, () => 1), new Float64Array(2)],
      strata: factor(['b', 'b']),
      entry: Float64Array.of(0, split[0] as number),
      time: Float64Array.of(split[0] as number, 14),
    });
    const cut = coxSurvivalAlong(fit, half([1, 1], Float64Array.of(10)));
    close(cut.standardError, [...along.standardError]);
  });
});

describe('tests of proportional hazards', () => {
  test('and the points of the plot are those of R: cox.zph(f, "rank")', () => {
    const { terms, all } = proportionalHazardsTest(fit, { transform: 'rank' });
    close(
      [...terms, all].map(({ statistic }) => statistic),
      [6.23179758743024, 0.863567120368918, 6.95118904752157],
    );
    const points = coefficientOverTime(fit, { transform: 'rank' });
    const first = [
      1.24673267692096, 3.80124200014961, -0.0224641093579727, -1.75403975566501, -1.78672161130886, -1.71744487395769,
    ];
    close(points.values.subarray(0, 6), first);
    close(points.covariance, [1.62865558923813, -0.681521804937943, -0.681521804937943, 6.13268514296203]);
  });

  test('see a coefficient that changes, and not one that does not', () => {
    const rows = 4_000;
    const g = Float64Array.from({ length: rows }, (_, row) => row % 2);
    const even = Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 2) % 2);
    // Quantiles of a hazard that falls with g before time 1 and rises with it after.
    const times = g.map((each, row) => {
      const hazard = -Math.log((Math.floor(row / 4) + 0.5) / (rows / 4));
      return each === 0 ? hazard : hazard < 0.5 ? hazard * 2 : 1 + (hazard - 0.5) / 2;
    });
    const given = coxRegression(
      { time: times, event: new Uint8Array(rows).fill(1) },
      { names: ['g', 'even'], columns: [g, even] },
    );
    const [changing, steady] = proportionalHazardsTest(given).terms;
    expect(changing?.pValue).toBeLessThan(1e-6);
    expect(steady?.pValue).toBeGreaterThan(0.1);
  });

  test('the test of one degree does not depend on units', () => {
    const design = { ...inventedDesign, terms: [{ name: 'both', columns: [0, 1] }] };
    const data = { time, event };
    const one = proportionalHazardsTest(coxRegression(data, design), { oneDegree: true });
    const columns = design.columns.map((column) => column.map((each) => each * 100));
    const other = proportionalHazardsTest(coxRegression(data, { ...design, columns }), { oneDegree: true });
    expect(one.terms[0]?.degreesOfFreedom).toBe(1);
    expect(other.terms[0]?.statistic).toBeCloseTo(one.terms[0]?.statistic as number, 9);
  });
});

describe('concordance', () => {
  it('counts pairs', () => {
    fc.assert(
      fc.property(anyRows, ({ data, design }) => {
        const score = (design.columns[0] as Float64Array).map((each) => Math.round(each * 3));
        const counted = { concordant: 0, discordant: 0, tiedScores: 0 };
        for (const [one, moment] of data.time.entries()) {
          if (data.event[one] !== 1) continue;
          for (const [other, later] of data.time.entries()) {
            if (data.strata?.codes[one] !== data.strata?.codes[other] || (data.entry?.[other] ?? -1) >= moment)
              continue;
            if (!(later > moment || (later === moment && data.event[other] === 0))) continue;
            const weight = (data.weights?.[one] ?? 1) * (data.weights?.[other] ?? 1);
            const [first, second] = [score[one] as number, score[other] as number];
            if (first > second) counted.concordant += weight;
            else if (first < second) counted.discordant += weight;
            else counted.tiedScores += weight;
          }
        }
        expect(concordance(data, score)).toMatchObject(counted);
      }),
    );
  });

  it('turns round with the score', () => {
    const score = invented.x;
    const [one, other] = [
      concordance({ time, event }, score),
      concordance(
        { time, event },
        score.map((each) => -each),
      ),
    ];
    expect(one.concordance + other.concordance).toBeCloseTo(1, 12);
    expect(one.standardError).toBeCloseTo(other.standardError, 12);
  });
});

describe('single rows', () => {
  test('have linear predictors against their stratum, the sample or zero', () => {
    const zero = coxLinearPredictors(fit, rowB, { reference: 'zero' });
    expect(zero.value[0]).toBeCloseTo(fit.coefficients[0] as number, 12);
    expect(zero.standardError[0]).toBeCloseTo(fit.standardErrors[0] as number, 12);
    const own = coxLinearPredictors(fit);
    const strataMeans = [0, 1, 2].map((stratum) => {
      const rows = [...strata.codes.keys()].filter((row) => strata.codes[row] === stratum);
      return rows.reduce((sum, row) => sum + (own.value[row] as number) * (weights[row] as number), 0);
    });
    for (const mean of strataMeans) expect(mean).toBeCloseTo(0, 10);
    expect([...coxLinearPredictors(fit, undefined, { reference: 'sample' }).value]).toEqual([...fit.linearPredictors]);
  });

  test('are reported as ratios with intervals', () => {
    const [x] = hazardRatios(fit, { confidence: 0.9 });
    expect(x?.hazardRatio).toBeCloseTo(Math.exp(0.0737992897574284), 10);
    expect(Math.log(x?.high as number) - Math.log(x?.low as number)).toBeCloseTo(
      2 * 1.6448536269514722 * 0.300800375778996,
      9,
    );
  });
});

test('formulas make the columns that R makes, without the intercept', () => {
  const data = { x: invented.x, s: factor([...strata.codes].map((code) => 'abc'[code] ?? null)) };
  const design = coxDesign('~ x * s + offset(x / 2)', data);
  expect(design.names).toEqual(['x', 'sb', 'sc', 'x:sb', 'x:sc']);
  expect(design.terms).toEqual([
    { name: 'x', columns: [0] },
    { name: 's', columns: [1, 2] },
    { name: 'x:s', columns: [3, 4] },
  ]);
  expect(design.offset?.[0]).toBe(0.6);
  const again = coxDesignOn(design, { x: Float64Array.of(2), s: factor(['c'], ['a', 'b', 'c']) });
  expect(again.columns.map((column) => column[0])).toEqual([2, 0, 1, 0, 2]);
  const gaps = { ...data, x: data.x.map((each, row) => (row === 3 ? Number.NaN : each)) };
  const fitted = coxRegression({ time, event }, coxDesign('~ x + s', gaps, { missing: 'omit' }), { missing: 'omit' });
  expect([fitted.rows, fitted.rowsOmitted]).toEqual([23, 1]);
});

// f <- coxph(Surv(t, e) ~ x + offset(g / 2)); predict(f, d[1:2, ], type = "lp", se.fit = TRUE, reference = "sample")$fit, and "zero"
test('an offset of new rows counts from the mean of the model, whatever rows are asked for with it', () => {
  const offset = invented.g.map((each) => each / 2);
  const fit = coxRegression({ time, event, offset }, { names: ['x'], columns: [invented.x] });
  const rows = (from: number, to: number) => ({
    names: ['x'],
    columns: [invented.x.slice(from, to)],
    offset: offset.slice(from, to),
  });
  close(coxLinearPredictors(fit, rows(0, 2)).value, [0.318458833801271, -0.285529268175343]);
  close(coxLinearPredictors(fit, rows(1, 2)).value, [-0.285529268175343]);
  close(coxLinearPredictors(fit, rows(0, 2), { reference: 'zero' }).value, [0.333190481581291, -0.270797620395323]);
});

// t <- c(1, 1 + 1e-10, 2, 3, 3 + 1e-10, 4, 5, 6); concordance(Surv(t, rep(1, 8)) ~ c(3, 1, 2, 4, 2, 1, .5, 2), reverse = TRUE)
test('a concordance joins times that differ by rounding, and refuses what has no order', () => {
  const rows = { time: Float64Array.of(1, 1 + 1e-10, 2, 3, 3 + 1e-10, 4, 5, 6), event: new Uint8Array(8).fill(1) };
  const score = Float64Array.of(3, 1, 2, 4, 2, 1, 0.5, 2);
  const found = concordance(rows, score);
  expect(found).toMatchObject({ concordant: 14, discordant: 8, tiedScores: 4, tiedTimes: 2 });
  close([found.concordance, found.standardError], [0.6153846153846154, 0.1396343141054936]);
  expect(concordance({ ...rows, exactTimes: true }, score)).toMatchObject({ concordant: 16, tiedTimes: 0 });
  expect(concordance({ ...rows, event: new Uint8Array(8) }, score).concordance).toBeNaN();
  const refused = (code: string) => expect.objectContaining({ name: 'StatisticsError', code });
  expect(() => concordance(rows, score.slice(1))).toThrow(refused('length-mismatch'));
  expect(() =>
    concordance(
      rows,
      score.map((each) => each / 0),
    ),
  ).toThrow(refused('not-finite'));
  expect(() => concordance({ ...rows, time: score.map((each) => -each) }, score)).toThrow(refused('time-negative'));
  expect(() => concordance({ ...rows, event: new Uint8Array(8).fill(2) }, score)).toThrow(refused('status-invalid'));
});

// coxph(Surv(t, e) ~ x + g + tt(x), tt = function(x, t, ...) x * log(t))
test('an effect that changes with time, by rows cut at the times of events, is that of tt() in R', () => {
  const whole = { time, event: invented.event };
  const periods = personPeriods(
    whole,
    [...new Set(time)].toSorted((one, other) => one - other),
  );
  const x = Float64Array.from(periods.row, (row) => invented.x[row] as number);
  const columns = [x, Float64Array.from(periods.row, (row) => invented.g[row] as number)];
  const late = x.map((value, row) => value * Math.log(periods.end[row] as number));
  const { coefficients, standardErrors } = coxRegression(
    { time: periods.end, entry: periods.start, event: Uint8Array.from(periods.event) },
    { names: ['x', 'g', 'tt(x)'], columns: [...columns, late] },
  );
  close(coefficients, [3.87387222645933, -0.00282952051441536, -1.68519180027032]);
  close(standardErrors, [1.84817548881896, 0.550439645209802, 0.799062855234391]);
});
