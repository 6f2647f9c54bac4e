// Small invented data for the Cox tests, and random ones; and the likelihood written out as the papers have it.
import fc from 'fast-check';
import {
  type CoxData,
  type CoxDesign,
  type CoxFit,
  type CoxOptions,
  coxRegression,
  StatisticsError,
} from '../src/index.ts';

/** 24 invented rows with ties; `entry`, `weights` and groups to be taken or left. */
export const invented = {
  time: Float64Array.of(4, 7, 7, 9, 12, 12, 12, 15, 3, 5, 8, 8, 10, 14, 14, 16, 18, 6, 11, 13, 17, 19, 20, 20),
  entry: Float64Array.of(0, 2, 0, 4, 1, 0, 6, 9, 0, 1, 0, 3, 5, 0, 8, 10, 12, 0, 2, 7, 11, 0, 13, 5),
  event: Uint8Array.of(1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1),
  x: Float64Array.of(
    1.2,
    -0.3,
    0.8,
    0.1,
    -1.1,
    0.4,
    2.0,
    -0.6,
    1.7,
    0.2,
    -0.9,
    1.1,
    0.5,
    -1.6,
    0.9,
    -0.2,
    0.3,
    1.4,
    -0.7,
    0.6,
    -1.3,
    0.0,
    1.0,
    -0.4,
  ),
  g: Float64Array.of(1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1),
  weights: Float64Array.of(1, 2, 1, 3, 1, 1, 2, 1, 1, 1, 2, 1, 3, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1, 2),
  strata: {
    levels: ['a', 'b', 'c'],
    codes: Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2),
  },
  cluster: {
    levels: ['1', '2', '3', '4', '5', '6', '7', '8'],
    codes: Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7),
  },
} as const;

export const inventedDesign: CoxDesign = { names: ['x', 'g'], columns: [invented.x, invented.g] };
export const inventedData: CoxData = { time: invented.time, event: invented.event };

/**
 * Rows that are nearly told apart, with late entries in strata: the risks of those who leave the sums are e^20 times those who stay.
 * R: coxph(Surv(entry, time, event) ~ x + g + strata(s), weights = w, ties = 'breslow', control = coxph.control(eps = 1e-14))
 */
export const farApart = {
  data: {
    time: Float64Array.of(5, 4, 4, 9, 2, 4, 7, 3, 2, 3, 4, 2, 6, 5, 9),
    entry: Float64Array.of(0, 0, 0, 7, 0, 1, 2, 0, 0, 0, 0, 0, 5, 2, 8),
    event: Uint8Array.of(0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1),
    weights: Float64Array.of(3, 2, 2, 1, 3, 2, 2, 1, 3, 1, 2, 3, 1, 3, 1),
    strata: { levels: ['a', 'b'], codes: Int32Array.of(0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0) },
  },
  design: {
    names: ['x', 'g'],
    columns: [
      Float64Array.of(1, -1.3, -0.1, 1.2, -1.1, -0.1, 0.6, -1.1, 0.7, -1.5, -0.2, 0.1, 0.4, 0.2, -2),
      Float64Array.of(0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1),
    ],
  },
} as const;

/** Random rows: few times, so that there are ties; entries, weights and strata now and then. */
export const anyRows = fc
  .array(
    fc.record({
      time: fc.integer({ min: 2, max: 9 }),
      stay: fc.integer({ min: 1, max: 9 }),
      event: fc.integer({ min: 0, max: 2 }),
      x: fc.integer({ min: -20, max: 20 }),
      g: fc.integer({ min: 0, max: 1 }),
      weight: fc.integer({ min: 1, max: 4 }),
      stratum: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 12, maxLength: 30 },
  )
  .chain((rows) =>
    fc.record({ rows: fc.constant(rows), late: fc.boolean(), weighted: fc.boolean(), stratified: fc.boolean() }),
  )
  .map(({ rows, late, weighted, stratified }) => {
    const data: CoxData = {
      time: Float64Array.from(rows, (row) => row.time),
      event: Uint8Array.from(rows, (row) => Math.min(1, row.event)),
      ...(late ? { entry: Float64Array.from(rows, (row) => Math.max(0, row.time - row.stay)) } : {}),
      ...(weighted ? { weights: Float64Array.from(rows, (row) => row.weight) } : {}),
      ...(stratified ? { strata: { levels: ['a', 'b'], codes: Int32Array.from(rows, (row) => row.stratum) } } : {}),
    };
    const design: CoxDesign = {
      names: ['x', 'g'],
      columns: [Float64Array.from(rows, (row) => row.x / 10), Float64Array.from(rows, (row) => row.g)],
    };
    return { data, design };
  });

/** The fit, or null where chance made data without one. */
export function fitOrNull(data: CoxData, design: CoxDesign, options: CoxOptions = {}): CoxFit | null {
  try {
    return coxRegression(data, design, options);
  } catch (error) {
    if (error instanceof StatisticsError && ['no-events', 'collinear', 'separated'].includes(error.code)) return null;
    throw error;
  }
}

/** The log-likelihood of the papers: every event time and stratum looked at by itself. */
export function naiveLogLikelihood(data: CoxData, design: CoxDesign, beta: readonly number[], ties: string): number {
  const rows = Array.from(data.time.keys());
  const stratum = (row: number) => data.strata?.codes[row] ?? 0;
  const weight = (row: number) => data.weights?.[row] ?? 1;
  const predictor = (row: number) =>
    beta.reduce((sum, each, at) => sum + each * (design.columns[at]?.[row] as number), data.offset?.[row] ?? 0);
  const total = (members: readonly number[]) =>
    members.reduce((sum, row) => sum + weight(row) * Math.exp(predictor(row)), 0);
  let sum = 0;
  for (const block of new Set(rows.map(stratum))) {
    const inBlock = rows.filter((row) => stratum(row) === block);
    const events = inBlock.filter((row) => data.event[row] === 1);
    for (const time of new Set(events.map((row) => data.time[row] as number))) {
      const tied = events.filter((row) => data.time[row] === time);
      const atRisk = inBlock.filter(
        (row) => (data.time[row] as number) >= time && (data.entry?.[row] ?? Number.NEGATIVE_INFINITY) < time,
      );
      sum += tied.reduce((part, row) => part + weight(row) * predictor(row), 0);
      const weights = tied.reduce((part, row) => part + weight(row), 0);
      if (ties === 'breslow') sum -= weights * Math.log(total(atRisk));
      else if (ties === 'efron') {
        for (let k = 0; k < tied.length; k += 1) {
          sum -= (weights / tied.length) * Math.log(total(atRisk) - (k / tied.length) * total(tied));
        }
      } else {
        sum -= logSumOverSets(atRisk.map(predictor), tied.length);
      }
    }
  }
  return sum;
}

/** The logarithm of the sum, over all sets of that size, of exp of the sum of their predictors; by logarithms, for far out one is all of it. */
function logSumOverSets(predictors: readonly number[], size: number): number {
  if (size === 0) return 0;
  const [first, ...others] = predictors;
  if (first === undefined) return Number.NEGATIVE_INFINITY;
  const [one, other] = [first + logSumOverSets(others, size - 1), logSumOverSets(others, size)];
  const larger = Math.max(one, other);
  return larger === Number.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(Math.min(one, other) - larger));
}
