// Survival curves: R's answers on made data, what must hold of any data, and naive computations beside them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  kaplanMeier,
  medianSurvival,
  nelsonAalen,
  randomStream,
  restrictedMeans,
  type SurvivalCurve,
  type SurvivalData,
  survivalAt,
  survivalQuantiles,
} from '../src/index.ts';
import { FollowedInfluence, SummedInfluence } from '../src/survival/cluster-influence.ts';
import { apart, atOnce, clusters, groups, late, only, onlyColumn, weights } from './made-careers.ts';

const first = ({ curves }: { curves: readonly SurvivalCurve[] }): SurvivalCurve => {
  const [curve] = curves;
  if (curve === undefined) throw new Error('no curve');
  return curve;
};

/** n.risk, surv, std.err, lower, upper, cumhaz, std.chaz, time after time. */
function summary(curve: SurvivalCurve, times: readonly number[]): number[] {
  const at = survivalAt(curve, times);
  const columns = [
    at.atRisk,
    at.survival,
    at.standardError,
    at.low,
    at.high,
    at.cumulativeHazard,
    at.cumulativeHazardError,
  ];
  return times.flatMap((_, row) => columns.map((column) => column[row] as number));
}

describe('R 4.2.2, survival 3.5-3', () => {
  // summary(survfit(Surv(entry, time, event) ~ 1, subset(d, g == "b"), conf.type = "log-log"), times = c(5, 12, 20))
  test('delayed entry, log-log', () => {
    const theirs = [
      20, 0.74051282051282, 0.101040956175292, 0.481090097216475, 0.883963543389979, 0.291302161890397,
      0.132150622884861, 17, 0.544197582417582, 0.101005627362825, 0.330776533333145, 0.715604436648441,
      0.591552788456813, 0.180281568463043, 9, 0.307311575953458, 0.0883059792437653, 0.149313626587078,
      0.48092114780882, 1.13963705712932, 0.276828834875267,
    ];
    const curve = first(kaplanMeier(only(late, 1), { interval: 'log-log' }));
    expect(apart(summary(curve, [5, 12, 20]), theirs)).toBeLessThan(1e-12);
    // The same as one of three groups.
    const among = kaplanMeier(late, { groups, interval: 'log-log' }).curves[1] as SurvivalCurve;
    expect(among).toEqual({ ...curve, group: 'b' });
  });

  // survfit(Surv(entry, time, event) ~ 1, subset(d, g == "a"), weights = w, cluster = cl, conf.type = "arcsin")
  test('weights, clusters, arcsin', () => {
    const theirs = [
      24.75, 0.711073917881367, 0.110469394550741, 0.479071533315963, 0.895822222272222, 0.326554616984983,
      0.142133173576112, 20.25, 0.512384499402533, 0.0949942190408481, 0.329625602729109, 0.693444885161188,
      0.64505380942648, 0.170974791812135, 8.5, 0.258202476595173, 0.0777496258897071, 0.12338693448386,
      0.422038632196641, 1.2930606751038, 0.268481157619926,
    ];
    const fit = kaplanMeier(only({ ...late, weights }, 0), { cluster: onlyColumn(clusters, 0), interval: 'arcsin' });
    expect(fit.robust).toBe(true);
    expect(apart(summary(first(fit), [5, 12, 20]), theirs)).toBeLessThan(1e-12);
  });

  // survfit(Surv(entry, time, event) ~ 1, d, stype = 2, ctype = 2, conf.type = "logit")
  test('Fleming and Harrington, logit', () => {
    const theirs = [
      58, 0.736537923978695, 0.0589938131184659, 0.606397755834931, 0.835333292244195, 0.305794552241251,
      0.0800960971565292, 52, 0.541460626126234, 0.0585181737406183, 0.426602578916153, 0.652075438644298,
      0.613484927786379, 0.108074661234879, 25, 0.280539654006429, 0.0495934945864917, 0.194133829741975,
      0.386937730940947, 1.27104019500416, 0.176778911210018,
    ];
    const curve = first(nelsonAalen(late, { tiedHazard: 'fleming-harrington', interval: 'logit' }));
    expect(apart(summary(curve, [5, 12, 20]), theirs)).toBeLessThan(1e-12);
  });

  // quantile(survfit(Surv(time, event) ~ g, d), c(.25, .5, .75)); summary(fit, rmean = 15)$table
  test('quantiles and restricted means', () => {
    const { curves } = kaplanMeier(atOnce, { groups });
    const quantiles = curves.map((curve) => survivalQuantiles(curve, [0.25, 0.5, 0.75]));
    expect(quantiles.map(({ quantile }) => [...quantile])).toEqual([
      [8, 15.5, 20.5],
      [7.5, 16.5, 22],
      [7.5, 16.5, 21.5],
    ]);
    expect(quantiles.map(({ low }) => [...low])).toEqual([
      [4.5, 11, 18],
      [5, 10.5, 19],
      [4.5, 11.5, 18.5],
    ]);
    expect(quantiles.map(({ high }) => [...high])).toEqual([
      [15.5, 20.5, Number.NaN],
      [15.5, 22, Number.NaN],
      [16, 21.5, Number.NaN],
    ]);
    const means = restrictedMeans(curves, 15);
    expect(
      apart(
        means.map(({ mean }) => mean),
        [11.566686336891079, 11.459597523219815, 11.504798761609907],
      ),
    ).toBeLessThan(1e-13);
    expect(
      apart(
        means.map(({ standardError }) => standardError),
        [0.840028846102053, 0.858017216442849, 0.893209465357356],
      ),
    ).toBeLessThan(1e-13);
  });

  // x <- c(1, 2, 3, 4); quantile(survfit(Surv(x, c(1, 1, 0, 0)) ~ 1), .5)$quantile is 3; summary(...)$table["median"] is 2
  test('a curve that ends level at one half', () => {
    const curve = first(kaplanMeier({ time: Float64Array.of(1, 2, 3, 4), event: Uint8Array.of(1, 1, 0, 0) }));
    expect(survivalQuantiles(curve, [0.5]).quantile[0]).toBe(3);
    expect(medianSurvival(curve).median).toBe(2);
  });

  // survfit(Surv(c(.1 + .2, .3, .5), c(1, 1, 1)) ~ 1)$time is 0.3 0.5
  test('times that differ by rounding are one', () => {
    const data = { time: Float64Array.of(0.1 + 0.2, 0.3, 0.5), event: Uint8Array.of(1, 1, 1) };
    expect(first(kaplanMeier(data)).time).toHaveLength(2);
    expect(first(kaplanMeier(data, { exactTimes: true })).time).toHaveLength(3);
  });
});

const row = fc.record({
  entry: fc.integer({ min: 0, max: 9 }),
  length: fc.integer({ min: 1, max: 12 }),
  event: fc.boolean(),
  weight: fc.integer({ min: 1, max: 9 }),
  cluster: fc.integer({ min: 0, max: 5 }),
});
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;
const manyRows = fc.array(row, { minLength: 2, maxLength: 30 });

const dataOf = (made: readonly Row[], { delayed = true, scale = 1 } = {}): SurvivalData => ({
  time: Float64Array.from(made, (each) => scale * (each.length + (delayed ? each.entry : 0))),
  event: Uint8Array.from(made, (each) => (each.event ? 1 : 0)),
  weights: Float64Array.from(made, (each) => each.weight / 3),
  ...(delayed ? { entry: Float64Array.from(made, (each) => scale * each.entry) } : {}),
});

/** The product over event times of one minus events over those at risk, counted anew at each. */
function naiveSurvival({ time, entry, event }: SurvivalData, weight: ArrayLike<number>, at: number): number {
  const eventTimes = [...new Set(time.filter((each, i) => event[i] === 1 && each <= at))].sort(
    (one, other) => one - other,
  );
  return eventTimes.reduce((survival, own) => {
    let [risk, gone] = [0, 0];
    for (let i = 0; i < time.length; i += 1) {
      if (!((time[i] as number) >= own && (entry?.[i] ?? -1) < own)) continue;
      risk += weight[i] as number;
      if (time[i] === own && event[i] === 1) gone += weight[i] as number;
    }
    return survival * (1 - gone / risk);
  }, 1);
}

describe('of any data', () => {
  test('the curve is the product, and the robust error the root of the squared derivatives by each cluster', () => {
    fc.assert(
      fc.property(manyRows, fc.boolean(), (made, delayed) => {
        const data = dataOf(made, { delayed });
        const weight = data.weights as Float64Array;
        const cluster = Int32Array.from(made, (each) => each.cluster);
        const curve = first(kaplanMeier(data, { cluster }));
        for (const [at, time] of curve.time.entries()) {
          expect(curve.survival[at]).toBeCloseTo(naiveSurvival(data, weight, time), 12);
          if ((curve.survival[at] as number) < 1e-9) continue;
          let squares = 0;
          for (const name of new Set(cluster)) {
            // A cluster's weight moved a little up and down: sum of w dS/dw.
            const moved = (by: number) =>
              naiveSurvival(
                data,
                weight.map((each, i) => (cluster[i] === name ? each * (1 + by) : each)),
                time,
              );
            squares += ((moved(1e-5) - moved(-1e-5)) / 2e-5) ** 2;
          }
          expect(curve.standardError[at]).toBeCloseTo(Math.sqrt(squares), 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('without censoring it is the empirical distribution', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 40 }), (times) => {
        const curve = first(
          kaplanMeier({ time: Float64Array.from(times), event: new Uint8Array(times.length).fill(1) }),
        );
        for (const [at, time] of curve.time.entries()) {
          const share = times.filter((each) => each > time).length / times.length;
          expect(curve.survival[at]).toBeCloseTo(share, 13);
          if (share > 0)
            expect(curve.standardError[at]).toBeCloseTo(Math.sqrt((share * (1 - share)) / times.length), 12);
        }
      }),
    );
  });

  test('the order of rows, the unit of time and stretches cut in two change nothing', () => {
    fc.assert(
      fc.property(manyRows, fc.integer({ min: 1, max: 1000 }), (made, seed) => {
        const data = dataOf(made);
        const id = Int32Array.from(made.keys());
        const curve = first(kaplanMeier(data, { id, robust: true }));
        const shuffled = Int32Array.from(made.keys());
        randomStream(seed).shuffle(shuffled);
        const other = first(
          kaplanMeier(dataOf(Array.from(shuffled, (at) => made[at] as Row)), { id: shuffled, robust: true }),
        );
        const scaled = first(kaplanMeier(dataOf(made, { scale: 7.3 }), { id, robust: true }));
        expect(
          apart(
            scaled.time,
            [...curve.time].map((time) => 7.3 * time),
          ),
        ).toBeLessThan(1e-12);
        const halves = made.flatMap((each, at) =>
          each.length < 2
            ? [{ ...each, at }]
            : [
                { ...each, at, length: 1, event: false },
                { ...each, at, entry: each.entry + 1, length: each.length - 1 },
              ],
        );
        const cut = first(kaplanMeier(dataOf(halves), { id: halves.map(({ at }) => at), robust: true }));
        for (const each of [other, scaled]) {
          for (const column of [
            'survival',
            'standardError',
            'low',
            'high',
            'cumulativeHazard',
            'cumulativeHazardError',
            'atRisk',
            'events',
            'censored',
          ] as const) {
            expect(apart(each[column], [...curve[column]])).toBeLessThan(1e-9);
          }
        }
        const before = survivalAt(curve, curve.time);
        const after = survivalAt(cut, curve.time);
        for (const column of [
          'survival',
          'standardError',
          'cumulativeHazardError',
          'atRisk',
          'events',
          'censored',
        ] as const) {
          expect(apart(after[column], [...before[column]])).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a table of groups by time and rows put in order give the same cells', () => {
    // Many groups of few rows make the table larger than the data, so that the other way is taken.
    const stream = randomStream(3);
    const rows = 4000;
    const time = Float64Array.from({ length: rows }, () => stream.uniform() * 100);
    const data = {
      time,
      entry: time.map((each) => each * 0.5 * stream.uniform()),
      event: Uint8Array.from({ length: rows }, () => stream.below(2)),
    };
    const codes = Int32Array.from({ length: rows }, () => stream.below(40));
    const levels = Array.from({ length: 40 }, (_, at) => `${at}`);
    const { curves } = kaplanMeier(data, { groups: { levels, codes }, exactTimes: true });
    for (const [at, curve] of curves.entries()) {
      const kept = [...codes.keys()].filter((each) => codes[each] === at);
      const own = {
        time: Float64Array.from(kept, (each) => data.time[each] as number),
        entry: Float64Array.from(kept, (each) => data.entry[each] as number),
        event: Uint8Array.from(kept, (each) => data.event[each] as number),
      };
      expect(curve).toEqual({ ...first(kaplanMeier(own, { exactTimes: true })), group: `${at}` });
    }
  });

  test('influences followed cluster by cluster, and their sums, give the same error', () => {
    const acts = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: -9, max: 9 })),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(acts, (steps) => {
        const both = [new FollowedInfluence(4), new SummedInfluence(4, steps.length)];
        const atRisk: [number, number][] = [];
        for (const [cluster, weight, by] of steps) {
          const leaving = by < 0 ? atRisk.shift() : undefined;
          for (const each of both) {
            each.pull(by / 10);
            if (leaving === undefined) each.enter(cluster, weight);
            else each.leave(leaving[0], leaving[1], by / 7);
          }
          if (leaving === undefined) atRisk.push([cluster, weight]);
          expect(both[1]?.error()).toBeCloseTo(both[0]?.error() ?? Number.NaN, 5);
        }
      }),
    );
  });

  test('the intervals cover as often as they say', () => {
    const stream = randomStream(11);
    const [samples, size, truth] = [800, 60, Math.exp(-0.7)];
    for (const interval of ['log-log', 'logit', 'arcsin'] as const) {
      let covered = 0;
      for (let sample = 0; sample < samples; sample += 1) {
        const own = Float64Array.from({ length: size }, () => -Math.log1p(-stream.uniform()));
        const end = Float64Array.from({ length: size }, () => 0.3 + 1.5 * stream.uniform());
        const data = {
          time: own.map((each, at) => Math.min(each, end[at] as number)),
          event: Uint8Array.from(own, (each, at) => (each <= (end[at] as number) ? 1 : 0)),
        };
        const at = survivalAt(first(kaplanMeier(data, { interval })), [0.7]);
        if ((at.low[0] as number) <= truth && truth <= (at.high[0] as number)) covered += 1;
      }
      // Three and a half standard errors of 800 samples, and what the interval itself misses with 60 rows.
      expect(Math.abs(covered / samples - 0.95)).toBeLessThan(0.035);
    }
  });
});
