// What must hold of regressions whatever the data: known coefficients come back, and nothing depends on order, units or how rows are written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worstDifference } from '../reference/comparison.ts';
import { randomStream } from '../src/foundation/random.ts';
import {
  type Column,
  discreteTimeCurves,
  discreteTimeHazard,
  expandColumns,
  type Factor,
  type GeneralisedLinearModel,
  generalisedLinearModel,
  kaplanMeier,
  linearModel,
  type NamedColumns,
  normalQuantile,
  personPeriods,
  predictModel,
  robustCovariance,
  type SurvivalData,
} from '../src/index.ts';

interface Made {
  readonly x: Column;
  readonly z: Column;
  readonly group: Factor;
  readonly y: Column;
  readonly [name: string]: Column | Factor;
}

/** Rows of a logistic model with the coefficients -0.5, 0.8 (x), -0.4 (z), 0.6 and -0.3 (groups b and c). */
function made(rows: number, seed: number): Made {
  const { uniform, below } = randomStream(seed);
  const x = Float64Array.from({ length: rows }, () => normalQuantile(0.0005 + 0.999 * uniform()));
  const z = Float64Array.from({ length: rows }, () => below(4));
  const codes = Int32Array.from({ length: rows }, () => below(3));
  const y = x.map((value, row) => {
    const level = [0, 0.6, -0.3][codes[row] ?? 0] ?? 0;
    return uniform() < 1 / (1 + Math.exp(0.5 - 0.8 * value + 0.4 * (z[row] ?? 0) - level)) ? 1 : 0;
  });
  return { x, z, group: { levels: ['a', 'b', 'c'], codes }, y };
}

const truth = [-0.5, 0.8, -0.4, 0.6, -0.3];
const formula = 'y ~ x + z + group';
const logit = (data: NamedColumns, options = {}) =>
  generalisedLinearModel(formula, data, { family: 'binomial', ...options });

function rowsOf(data: Made, rows: ArrayLike<number>): Made {
  const of = (column: Column) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const codes = Int32Array.from(rows, (row) => data.group.codes[row] ?? -1);
  return { x: of(data.x), z: of(data.z), y: of(data.y), group: { levels: data.group.levels, codes } };
}

function expectEqual(one: ArrayLike<number> | number, other: ArrayLike<number> | number, within = 1e-9): void {
  expect(worstDifference(one, other)).toBeLessThan(within);
}

/** Goes on until the score is 0: the maximum itself, however the rows are written. */
const toMaximum = { tolerance: 0 };

/**
 * How far R's rule, the default, may leave two fits of one likelihood apart in their covariance, in units of the standard errors. The
 * rule stops once the deviance changes by less than 1e-15 of itself, which it does by the square of the step in standard errors, and
 * takes the covariance of before that step; rounding of the deviance's sum (by a unit for each row at most) lets one fit stop a step
 * sooner than the other. A step of so many standard errors moves a row's predictor by so many of the predictor's own at most, the weight
 * p (1 - p) by no larger share than that, and so (the information lies between its multiples) every covariance too.
 */
function leftByRule(model: GeneralisedLinearModel): number {
  const step = Math.sqrt((1e-15 + model.rows * Number.EPSILON) * (model.deviance + 0.1));
  return step * Math.max(...predictModel(model, null, { scale: 'link' }).standardErrors);
}

/** The same in all but rounding: coefficients in standard errors, covariances in products of them, neither of which has a unit. */
function expectSameModel(one: GeneralisedLinearModel, other: GeneralisedLinearModel, covarianceWithin = 1e-9): void {
  const { standardErrors: errors } = one;
  const inErrors = (model: GeneralisedLinearModel) => model.coefficients.map((each, at) => each / (errors[at] ?? 0));
  const share = (each: number, at: number) =>
    each / ((errors[at % errors.length] ?? 0) * (errors[Math.floor(at / errors.length)] ?? 0));
  const farthest = (a: Float64Array, b: Float64Array) =>
    Math.max(...a.map((each, at) => Math.abs(each - (b[at] ?? 0))));
  expect(other.names).toHaveLength(one.names.length);
  expect(farthest(inErrors(one), inErrors(other))).toBeLessThan(1e-10);
  expect(farthest(one.covariance.map(share), other.covariance.map(share))).toBeLessThan(covarianceWithin);
  expectEqual(one.deviance, other.deviance, 1e-12);
}

/** At the maximum the same; where R's rule stops, but for what that leaves in the covariance. */
function expectSameFits(one: NamedColumns, other: NamedColumns, options: object = {}): void {
  expectSameModel(logit(one, { ...options, ...toMaximum }), logit(other, toMaximum));
  const byRule = logit(one, options);
  expectSameModel(byRule, logit(other), leftByRule(byRule));
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });

describe('a logistic model', () => {
  it('gives known coefficients back, and its intervals hold them as often as they say', () => {
    let held = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const { coefficients, standardErrors } = logit(made(1_500, seed));
      for (const [at, value] of truth.entries()) {
        if (Math.abs((coefficients[at] ?? 0) - value) < 1.96 * (standardErrors[at] ?? 0)) held += 1;
      }
    }
    // 300 intervals, 95 in a hundred: 285, with a standard deviation below 5.
    expect(held).toBeGreaterThan(268);
    expect(held).toBeLessThan(298);
  });

  it('has a score of 0', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const data = made(400, seed);
        const model = logit(data, { tolerance: 0 });
        const { fit } = predictModel(model);
        const score = [0, 0];
        for (const [row, mean] of fit.entries()) {
          const left = (data.y[row] ?? 0) - mean;
          score[0] = (score[0] ?? 0) + left;
          score[1] = (score[1] ?? 0) + left * (data.x[row] ?? 0);
        }
        expect(Math.max(...score.map(Math.abs))).toBeLessThan(1e-10);
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const data = made(300, seed);
        const order = Int32Array.from({ length: 300 }, (_, row) => row);
        randomStream(seed).shuffle(order);
        expectSameFits(data, rowsOf(data, order));
      }),
      { numRuns: 20 },
    );
  });

  it('takes a weight as so many rows, and the weight 0 as none', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const data = made(300, seed);
        const { below } = randomStream(seed + 1);
        const weights = Float64Array.from({ length: 300 }, () => below(4));
        const rows = [...weights].flatMap((weight, row) => Array.from({ length: weight }, () => row));
        expectSameFits(data, rowsOf(data, rows), { weights });
      }),
      { numRuns: 20 },
    );
  });

  it('changes its coefficients with the units of a column, and nothing else', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
        fc.integer({ min: -2000, max: 2000 }),
        (seed, unit, shift) => {
          const data = made(300, seed);
          const [one, other] = [data, { ...data, x: data.x.map((value) => unit * value + shift) }].map((each) =>
            logit(each, toMaximum),
          ) as [GeneralisedLinearModel, GeneralisedLinearModel];
          // Values of 0.0001 beside a shift of 2000 are themselves rounded by 1e-9 of their unit.
          const error = one.standardErrors[1] ?? 0;
          expect(Math.abs((other.coefficients[1] ?? 0) * unit - (one.coefficients[1] ?? 0)) / error).toBeLessThan(1e-7);
          expectEqual((other.standardErrors[1] ?? 0) * unit, error, 1e-7);
          expectEqual(other.deviance, one.deviance);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is the same for a factor as for its columns, and by any reference', () => {
    const data = made(500, 5);
    const is = (level: number) => Float64Array.from(data.group.codes, (code) => (code === level ? 1 : 0));
    const columns = generalisedLinearModel(
      'y ~ x + z + b + c',
      { ...data, b: is(1), c: is(2) },
      { family: 'binomial' },
    );
    expectSameModel(logit(data), columns, leftByRule(columns));
    const other = generalisedLinearModel('y ~ x + z + relevel(group, "c")', data, { family: 'binomial' });
    expect(other.names.slice(3)).toEqual(['groupa', 'groupb']);
    expectEqual(other.coefficients[3] ?? 0, -(columns.coefficients[4] ?? 0));
    expectEqual(other.deviance, columns.deviance);
  });

  it('is the same with many levels held as codes as with their columns laid out', () => {
    const { below, uniform } = randomStream(9);
    const levels = Array.from({ length: 12 }, (_, at) => `l${at + 10}`);
    const codes = Int32Array.from({ length: 2_000 }, () => below(12));
    const other = Int32Array.from({ length: 2_000 }, () => below(4));
    const x = Float64Array.from({ length: 2_000 }, uniform);
    const y = Float64Array.from({ length: 2_000 }, (_, row) => (uniform() < 0.3 + 0.02 * (codes[row] ?? 0) ? 1 : 0));
    const data = { x, y, f: { levels, codes }, g: { levels: ['p', 'q', 'r', 's'], codes: other } };
    const held = generalisedLinearModel('y ~ x + f + g:x + g', data, { family: 'binomial' });
    const columns = Object.fromEntries([
      ...levels.map((_, at) => [`f${at}`, Float64Array.from(codes, (code) => (code === at ? 1 : 0))]),
      ...[0, 1, 2, 3].map((at) => [`g${at}`, Float64Array.from(other, (code) => (code === at ? 1 : 0))]),
    ]) as NamedColumns;
    const dummies = levels
      .slice(1)
      .map((_, at) => `f${at + 1}`)
      .join(' + ');
    const laidOut = generalisedLinearModel(
      `y ~ x + ${dummies} + g1 + g2 + g3 + g1:x + g2:x + g3:x`,
      { x, y, ...columns },
      { family: 'binomial' },
    );
    expectSameModel(held, laidOut, leftByRule(held));
    expectEqual(robustCovariance(held), robustCovariance(laidOut), 1e-7);
  });

  it('of many rows, begun at a sample, is that of R’s own steps', () => {
    const data = made(120_000, 3);
    const [quick, slow] = [logit(data), logit(data, { tolerance: 1e-15 })];
    expectEqual(quick.coefficients, slow.coefficients);
    expectEqual(quick.covariance, slow.covariance);
    expectEqual(quick.deviance, slow.deviance, 1e-12);
    expect(quick.iterations).toBeLessThan(slow.iterations);
  });

  it('leaves missing rows out, and says how many', () => {
    const data = made(300, 8);
    const x = data.x.slice();
    const codes = data.group.codes.slice();
    [x[3], x[77], codes[20]] = [Number.NaN, Number.NaN, -1];
    const rows = Array.from({ length: 300 }, (_, row) => row).filter((row) => row !== 3 && row !== 77 && row !== 20);
    const model = logit({ ...data, x, group: { levels: data.group.levels, codes } }, { missing: 'omit' });
    expect([model.rows, model.rowsOmitted]).toEqual([297, 3]);
    expectSameModel(model, logit(rowsOf(data, rows)), leftByRule(model));
  });
});

describe('least squares', () => {
  it('is orthogonal to its columns, and explains what it leaves', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const data = made(60, seed);
        const y = data.x.map((value, row) => 2 * value - (data.z[row] ?? 0) + Math.sin(row));
        const model = linearModel('y ~ x + z', { ...data, y });
        const left = predictModel(model).fit.map((mean, row) => (y[row] ?? 0) - mean);
        expect(Math.abs(left.reduce((sum, value, row) => sum + value * (data.x[row] ?? 0), 0))).toBeLessThan(1e-11);
        const mean = y.reduce((sum, value) => sum + value, 0) / 60;
        const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        expectEqual(model.rSquared, 1 - model.deviance / total, 1e-12);
      }),
      { numRuns: 30 },
    );
  });
});

describe('person periods', () => {
  const survival = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 60 }), fc.boolean()), {
      minLength: 1,
      maxLength: 20,
    })
    .map(
      (rows): SurvivalData => ({
        entry: Float64Array.from(rows, ([entry]) => entry),
        time: Float64Array.from(rows, ([entry, length]) => entry + length),
        event: Uint8Array.from(rows, ([, , event]) => Number(event)),
      }),
    );
  const cuts = fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 })
    .map((each) => each.sort((one, other) => one - other));

  it('hold each person’s time once, cut where it is asked, and the event in the last', () => {
    fc.assert(
      fc.property(survival, cuts, (data, at) => {
        const { row, start, end, event, period, interval } = personPeriods(data, at);
        const [time, events] = [new Float64Array(data.time.length), new Float64Array(data.time.length)];
        for (const [each, person] of row.entries()) {
          const [from, to] = [start[each] ?? 0, end[each] ?? 0];
          expect(to).toBeGreaterThan(from);
          expect(at.some((cut) => cut > from && cut < to)).toBe(false);
          expect(at.filter((cut) => cut < to).length).toBe((period[each] ?? 0) - 1);
          expect(interval.codes[each]).toBe((period[each] ?? 0) - 1);
          time[person] = (time[person] ?? 0) + to - from;
          events[person] = (events[person] ?? 0) + (event[each] ?? 0);
          if (event[each] === 1) expect(to).toBe(data.time[person]);
        }
        expect([...time]).toEqual(Array.from(data.time, (value, each) => value - (data.entry?.[each] ?? 0)));
        expect([...events]).toEqual([...data.event]);
      }),
    );
  });

  it('give survival without covariates as the life table does, and a baseline that all rows share', () => {
    const { uniform } = randomStream(14);
    const time = Float64Array.from({ length: 400 }, () => Math.ceil(6 * uniform()));
    const event = Uint8Array.from({ length: 400 }, () => (uniform() < 0.4 ? 1 : 0));
    const x = Float64Array.from({ length: 400 }, uniform);
    const cuts = [1, 2, 3, 4, 5];
    const model = discreteTimeHazard('event ~ interval', { time, event }, { x }, { cuts, link: 'logit' });
    const { survival, hazards, intervals } = discreteTimeCurves(model, { x: x.subarray(0, 2) });
    // With whole times cut at each, the product over intervals is Kaplan and Meier's.
    const curve = kaplanMeier({ time, event });
    expect(intervals).toHaveLength(6);
    expectEqual(survival.subarray(0, 6), curve.curves[0]?.survival ?? []);
    expectEqual(survival.subarray(0, 6), survival.subarray(6));
    const withX = discreteTimeHazard('event ~ interval + x', { time, event }, { x }, { cuts, link: 'logit' });
    const two = discreteTimeCurves(withX, { x: Float64Array.of(0, 1) }).hazards.map((each) =>
      Math.log(each / (1 - each)),
    );
    expectEqual(
      two.subarray(6).map((each, at) => each - (two[at] ?? 0)),
      new Float64Array(6).fill(withX.coefficients[6] ?? 0),
    );
    expect(hazards).toHaveLength(12);
  });

  it('give the rates of a piecewise model: the cloglog of an interval without covariates is its own share of events', () => {
    const { uniform } = randomStream(4);
    const time = Float64Array.from({ length: 800 }, () => 0.01 + 30 * uniform());
    const event = Uint8Array.from({ length: 800 }, () => (uniform() < 0.7 ? 1 : 0));
    const weights = Float64Array.from({ length: 800 }, () => 0.5 + uniform());
    const age = Float64Array.from({ length: 800 }, uniform);
    const model = discreteTimeHazard('event ~ 0 + interval', { time, event, weights }, { age }, { cuts: [10, 20] });
    const { periods } = model;
    const [events, all] = [new Float64Array(3), new Float64Array(3)];
    for (const [each, person] of periods.row.entries()) {
      const place = periods.interval.codes[each] ?? 0;
      events[place] = (events[place] ?? 0) + (periods.event[each] ?? 0) * (weights[person] ?? 0);
      all[place] = (all[place] ?? 0) + (weights[person] ?? 0);
    }
    expect(model.names).toEqual(['interval(0,10]', 'interval(10,20]', 'interval(20,Inf)']);
    expectEqual(
      model.coefficients,
      events.map((value, place) => Math.log(-Math.log1p(-value / (all[place] ?? 0)))),
    );
    expect([...(expandColumns(periods, { age })['age'] as Column)].slice(0, 2)).toContain(age[0]);
  });
});
