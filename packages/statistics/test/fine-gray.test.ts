// Fine and Gray: against R's cmprsk and survival on invented rows, against sums written out, and where it must be plain Cox.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type CompetingData,
  coxRegression,
  expandedDesign,
  factor,
  fineGrayIncidence,
  fineGrayRegression,
  fineGrayRows,
  StatisticsError,
} from '../src/index.ts';
import { invented, inventedDesign } from './cox-data.ts';

const close = (actual: ArrayLike<number>, expected: readonly number[], digits = 1e-8) => {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((actual[at] as number) - value)).toBeLessThanOrEqual(digits * Math.max(1e-3, Math.abs(value)));
  }
};

const data: CompetingData = {
  time: invented.time,
  event: Uint8Array.of(1, 2, 1, 0, 1, 1, 0, 2, 2, 0, 1, 1, 2, 1, 1, 0, 1, 0, 2, 1, 1, 2, 0, 1),
  causes: ['promotion', 'exit'],
};
const cause = 'promotion';

describe('the regression', () => {
  test('is that of R: crr(time, event, cbind(x, g), gtol = 1e-12)', () => {
    const fit = fineGrayRegression(data, inventedDesign, { cause });
    close(fit.coefficients, [-0.0841674801313507, 1.58498333495959]);
    close(fit.standardErrors, [0.233829396720143, 0.626499047517552]);
    close([fit.logLikelihood.initial, fit.logLikelihood.fitted], [-31.6215870518315, -28.3637639732288]);
    close(
      fit.baselineHazard.subarray(0, 4),
      [0.0145205835719147, 0.0170204967037807, 0.0369063599210586, 0.0428077870146062],
    );
    const { incidence } = fineGrayIncidence(fit, {
      names: ['x', 'g'],
      columns: [Float64Array.of(1), Float64Array.of(0)],
    });
    close(incidence[0]?.subarray(0, 3) ?? [], [0.0132597472335774, 0.0285786770436195, 0.0609834519001602]);
    expect([fit.events, fit.competing, fit.rows]).toEqual([12, 6, 24]);
  });

  test('takes censoring by group: crr(..., cengroup = g)', () => {
    const censoringGroups = { levels: ['0', '1'], codes: Int32Array.from(invented.g) };
    const fit = fineGrayRegression(data, inventedDesign, { cause, censoringGroups });
    close(fit.coefficients, [-0.096812687137511, 1.56326488764661]);
    close(fit.standardErrors, [0.233470144885767, 0.628499997468307]);
  });

  it('has the log-likelihood of the paper, and the covariance that its sums give', () => {
    fc.assert(
      fc.property(anyCompeting, ({ given, design }) => {
        const fit = orNull(() => fineGrayRegression(given, design, { cause: 'a' }));
        fc.pre(fit !== null);
        const naive = naiveFineGray(given, design.columns, [...fit.coefficients]);
        expect(fit.logLikelihood.fitted).toBeCloseTo(naive.logLikelihood, 8);
        for (const [at, value] of naive.covariance.entries()) {
          expect(Math.abs((fit.covariance[at] as number) - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is, without competing causes, Cox with Breslow's ties", () => {
    const event = data.event.map((each) => (each > 0 ? 1 : 0));
    const plain = fineGrayRegression({ ...data, event }, inventedDesign, { cause });
    const cox = coxRegression({ time: data.time, event }, inventedDesign, { ties: 'breslow', robust: true });
    close(plain.coefficients, [...cox.coefficients]);
    close(plain.standardErrors, [...cox.standardErrors]);
    close([plain.logLikelihood.fitted], [cox.logLikelihood.fitted]);
  });

  it('keeps, without censoring, those with a competing event at risk for ever', () => {
    const event = data.event.map((each, row) => (each === 0 ? 1 + (row % 2) : each));
    const fit = fineGrayRegression({ ...data, event }, inventedDesign, { cause });
    const time = data.time.map((each, row) => (event[row] === 2 ? 1_000 : each));
    const cox = coxRegression({ time, event: event.map((each) => (each === 1 ? 1 : 0)) }, inventedDesign, {
      ties: 'breslow',
    });
    close(fit.coefficients, [...cox.coefficients]);
  });
});

describe('the rows of the weighted Cox model', () => {
  const persons = factor(Array.from(data.time, (_, row) => String(row)));
  const rows = fineGrayRows({ ...data, entry: invented.entry, persons }, cause);

  test('are those of R: finegray(Surv(entry, time, event) ~ ., id = id, etype = "promotion")', () => {
    expect(rows.row).toHaveLength(45);
    const ninth = [...rows.row.keys()].filter((at) => rows.row[at] === 8);
    expect(ninth.map((at) => rows.start[at])).toEqual([0, 3, 6, 7, 11, 12, 13, 16]);
    expect(ninth.map((at) => rows.stop[at])).toEqual([3, 4, 7, 8, 12, 13, 16, 20]);
    const weights = [1, 1.09090909090909, 1.28925619834711, 1.40646130728775, 1.872, 1.872, 2.106, 1.755];
    close(
      ninth.map((at) => rows.weight[at] as number),
      weights,
      1e-13,
    );
    expect(ninth.map((at) => rows.added[at])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('give the model of R: coxph(Surv(fgstart, fgstop, fgstatus) ~ x + g, weights = fgwt, cluster = id)', () => {
    const cluster = {
      levels: persons.levels,
      codes: Int32Array.from(rows.row, (row) => persons.codes[row] as number),
    };
    const weighted = { time: rows.stop, entry: rows.start, event: rows.event, weights: rows.weight, cluster };
    const fit = coxRegression(weighted, expandedDesign(inventedDesign, rows));
    close(fit.coefficients, [-0.24508404538361, 1.49022930698259]);
    close(fit.standardErrors, [0.264124970681207, 0.66759038196358]);
  });

  // d$f <- factor(event, 0:2, c("c", "p", "q")); g <- finegray(Surv(time, f) ~ ., d, etype = "p"): g$fgstart is -1 throughout
  // coxph(Surv(fgstart, fgstop, fgstatus) ~ x, g, weights = fgwt, control = coxph.control(eps = 1e-15))
  test('where somebody ends at time 0, begin before it', () => {
    const ends = {
      time: Float64Array.of(0, 1, 2, 2, 3, 5, 6, 7, 8, 9, 4, 0),
      event: Uint8Array.of(1, 0, 1, 2, 2, 1, 0, 1, 2, 0, 1, 0),
      causes: ['p', 'q'],
    };
    const x = Float64Array.of(0.2, 1.5, 0.3, -1, 0.7, 2, 0.1, -0.4, 1.1, -0.6, 0.9, 0.4);
    const rows = fineGrayRows(ends, 'p');
    expect([...rows.start].filter((start) => start === -1)).toHaveLength(12);
    const model = { time: rows.stop, entry: rows.start, event: rows.event, weights: rows.weight };
    const fit = coxRegression(model, expandedDesign({ names: ['x'], columns: [x] }, rows), { robust: false });
    close(fit.coefficients, [0.4015915296758781]);
    close(fit.covariance, [0.246330040017413]);
  });

  // Nobody is left uncensored when the second has the competing event, so that the third's row of it weighs 0 / 0.
  test('weigh NaN where nobody was left, which is refused but with missing: omit', () => {
    const late = {
      time: Float64Array.of(2, 3, 5, 6, 7),
      entry: Float64Array.of(0, 2.5, 2.6, 3.5, 4),
      event: Uint8Array.of(0, 2, 1, 0, 1),
      causes: ['p', 'q'],
      persons: { levels: ['1', '2', '3', '4', '5'], codes: Int32Array.of(0, 1, 2, 3, 4) },
    };
    const rows = fineGrayRows(late, 'p');
    expect(rows.weight.some(Number.isNaN)).toBe(true);
    const model = { time: rows.stop, entry: rows.start, event: rows.event, weights: rows.weight };
    const design = { names: [], columns: [] };
    expect(() => coxRegression(model, design)).toThrow(expect.objectContaining({ code: 'weight-invalid' }));
    const known = rows.weight.filter((weight) => !Number.isNaN(weight)).length;
    expect(coxRegression(model, design, { missing: 'omit' }).rows).toBe(known);
  });

  test('without competing events are the rows themselves', () => {
    const event = data.event.map((each) => (each === 2 ? 0 : each));
    const same = fineGrayRows({ ...data, event }, cause);
    expect([...same.row]).toEqual([...data.time.keys()]);
    expect([...same.stop]).toEqual([...data.time]);
    expect(same.weight.every((weight) => weight === 1)).toBe(true);
  });
});

const anyCompeting = fc
  .array(
    fc.record({
      time: fc.integer({ min: 1, max: 9 }),
      event: fc.integer({ min: 0, max: 2 }),
      x: fc.integer({ min: -20, max: 20 }),
      g: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 12, maxLength: 25 },
  )
  .map((rows) => ({
    given: {
      time: Float64Array.from(rows, (row) => row.time),
      event: Uint8Array.from(rows, (row) => row.event),
      causes: ['a', 'b'],
    },
    design: {
      names: ['x', 'g'],
      columns: [Float64Array.from(rows, (row) => row.x / 10), Float64Array.from(rows, (row) => row.g)],
    },
  }));

function orNull<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof StatisticsError && ['no-events', 'collinear', 'separated'].includes(error.code)) return null;
    throw error;
  }
}

/** Fine and Gray (1999), sum by sum: their weights, their eta and psi. */
function naiveFineGray({ time, event }: CompetingData, columns: readonly Float64Array[], beta: readonly number[]) {
  const rows = Array.from(time.keys());
  const at = (row: number) => time[row] as number;
  const kind = (row: number) => event[row] as number;
  const x = (row: number) => columns.map((column) => column[row] as number);
  const risk = (row: number) => Math.exp(x(row).reduce((sum, each, index) => sum + each * (beta[index] as number), 0));
  const alive = (moment: number) => rows.filter((row) => at(row) >= moment).length;
  const censoringTimes = [...new Set(rows.filter((row) => kind(row) === 0).map(at))];
  const uncensored = (moment: number) =>
    censoringTimes
      .filter((each) => each < moment)
      .reduce(
        (share, each) => share * (1 - rows.filter((row) => kind(row) === 0 && at(row) === each).length / alive(each)),
        1,
      );
  const weight = (row: number, moment: number) =>
    at(row) >= moment ? 1 : kind(row) === 2 ? uncensored(moment) / uncensored(at(row)) : 0;
  const total = (moment: number) => rows.reduce((sum, row) => sum + weight(row, moment) * risk(row), 0);
  const mean = (moment: number) =>
    columns.map(
      (column) =>
        rows.reduce((sum, row) => sum + weight(row, moment) * risk(row) * (column[row] as number), 0) / total(moment),
    );
  const happened = rows.filter((row) => kind(row) === 1);
  const logLikelihood = happened.reduce((sum, row) => sum + Math.log(risk(row) / total(at(row))), 0);
  const own = (row: number) =>
    columns.map((_, index) => {
      const score = kind(row) === 1 ? (x(row)[index] as number) - (mean(at(row))[index] as number) : 0;
      return happened.reduce((sum, each) => {
        const moment = at(each);
        const apart = (x(row)[index] as number) - (mean(moment)[index] as number);
        return sum - (apart * weight(row, moment) * risk(row)) / total(moment);
      }, score);
    });
  const pending = (since: number) =>
    columns.map((_, index) =>
      happened
        .filter((each) => at(each) >= since)
        .reduce((sum, each) => {
          const moment = at(each);
          const gone = rows.filter((row) => kind(row) === 2 && at(row) < since);
          const part = gone.reduce(
            (inner, row) =>
              inner + ((x(row)[index] as number) - (mean(moment)[index] as number)) * weight(row, moment) * risk(row),
            0,
          );
          return sum + part / total(moment);
        }, 0),
    );
  const influence = rows.map((row) => {
    const before = rows.filter((each) => kind(each) === 0 && at(each) <= at(row));
    return own(row).map((score, index) => {
      const met = before.reduce((sum, each) => sum + (pending(at(each))[index] as number) / alive(at(each)) ** 2, 0);
      const censored = kind(row) === 0 ? (pending(at(row))[index] as number) / alive(at(row)) : 0;
      return score - met + censored;
    });
  });
  const information = [0, 1, 2, 3].map((cell) => {
    const [one, other] = [Math.floor(cell / 2), cell % 2];
    return happened.reduce((sum, each) => {
      const moment = at(each);
      const means = mean(moment);
      const product = rows.reduce((inner, row) => {
        const apart = x(row).map((value, index) => value - (means[index] as number));
        return inner + weight(row, moment) * risk(row) * (apart[one] as number) * (apart[other] as number);
      }, 0);
      return sum + product / total(moment);
    }, 0);
  });
  const [a = 0, b = 0, , d = 0] = information;
  const determinant = a * d - b * b;
  const inverse = [d / determinant, -b / determinant, -b / determinant, a / determinant];
  const meat = [0, 1, 2, 3].map((cell) =>
    influence.reduce((sum, each) => sum + (each[Math.floor(cell / 2)] as number) * (each[cell % 2] as number), 0),
  );
  const times = (one: readonly number[], other: readonly number[]) =>
    [0, 1, 2, 3].map((cell) => {
      const [row, column] = [Math.floor(cell / 2), cell % 2];
      return (
        (one[row * 2] as number) * (other[column] as number) +
        (one[row * 2 + 1] as number) * (other[2 + column] as number)
      );
    });
  return { logLikelihood, covariance: times(times(inverse, meat), inverse) };
}
