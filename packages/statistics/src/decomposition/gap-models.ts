// The models behind a decomposition: one design over both groups, fits on one group or on all, and how each row moves their coefficients.
import { StatisticsError } from '../foundation/errors.ts';
import { designRow } from '../regression/design.ts';
import { familyOf } from '../regression/families.ts';
import { fitFrame, type GeneralisedLinearModel, totalWeights } from '../regression/generalised-linear-model.ts';
import type { ModelFrame } from '../regression/model-frame.ts';

export type GapFamily = 'gaussian' | 'binomial' | 'poisson';

/** The rows of both groups as a decomposition takes them. */
export interface GapRows {
  readonly frame: ModelFrame;
  readonly family: GapFamily;
  /** 1 in the first group, 0 in the second. */
  readonly inFirst: Uint8Array;
  /** What a row counts: its weight, times its trials, or times its exposure. */
  readonly size: Float64Array;
  /** The outcome per unit of that size: a mean, a proportion, a rate. */
  readonly outcome: Float64Array;
}

export function gapRows(frame: ModelFrame, family: GapFamily, inFirst: Uint8Array): GapRows {
  if (frame.offset !== null && family !== 'poisson') {
    throw new StatisticsError('option-invalid', {
      column: 'offset',
      detail: 'only the logarithm of exposure of a rate',
    });
  }
  const weights = totalWeights(frame);
  const rows = frame.design.rows;
  const [size, outcome] = [new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    const exposure = frame.offset === null ? 1 : Math.exp(frame.offset[row] as number);
    size[row] = (weights === null ? 1 : (weights[row] as number)) * exposure;
    outcome[row] = (frame.outcome[row] as number) / exposure;
  }
  return { frame, family, inFirst, size, outcome };
}

/** The mean of an outcome at a linear predictor, and how it moves with it. */
export function meanAt(family: GapFamily, predictor: number): { readonly mean: number; readonly slope: number } {
  if (family === 'gaussian') return { mean: predictor, slope: 1 };
  if (family === 'poisson') return { mean: Math.exp(predictor), slope: Math.exp(predictor) };
  const mean = 1 / (1 + Math.exp(-predictor));
  return { mean, slope: mean * (1 - mean) };
}

/** Coefficients over the common design, and how much each row moves them (its influence: bread times score). */
export interface GapCoefficients {
  readonly coefficients: Float64Array;
  /** Adds the row's influence to `into`. `x` is the row of the design. */
  readonly addInfluence: (row: number, x: Float64Array, into: Float64Array) => void;
}

/** Fitted on one group: the other's rows weigh nothing. Errors name the group that cannot be fitted. */
export function fitGroup(rows: GapRows, first: boolean, name: string): GapCoefficients {
  const own = (row: number) => (rows.inFirst[row] === 1) === first;
  const weights = Float64Array.from(rows.inFirst, (_, row) => (own(row) ? (rows.frame.weights?.[row] ?? 1) : 0));
  const fit = named(name, () => fitFrame({ ...rows.frame, weights }, familyOf(rows.family), {}, 1e-11));
  return coefficientsOf(rows, fit, (x) => x, own);
}

/** Fitted on all rows with an indicator of the first group, which is left out of the coefficients: the pooled model of Jann (2008). */
export function fitPooled(rows: GapRows): GapCoefficients {
  const { frame } = rows;
  const size = frame.design.names.length;
  const indicator = Float64Array.from(rows.inFirst);
  const design = {
    ...frame.design,
    names: [...frame.design.names, '(group)'],
    termOf: Int32Array.from([...frame.design.termOf, frame.design.terms.length]),
    terms: [...frame.design.terms, '(group)'],
    dense: [...frame.design.dense, { column: size, numbers: [indicator], codes: null, code: 0 }],
  };
  const fit = named('pooled', () => fitFrame({ ...frame, design }, familyOf(rows.family), {}, 1e-11));
  const extended = new Float64Array(size + 1);
  const widen = (x: Float64Array, row: number) => {
    extended.set(x);
    extended[size] = indicator[row] as number;
    return extended;
  };
  return coefficientsOf(rows, fit, widen, () => true);
}

/** Between two fits: `share` of the one and the rest of the other. */
export function mixture(one: GapCoefficients, other: GapCoefficients, share: number): GapCoefficients {
  if (share === 1) return one;
  if (share === 0) return other;
  const scratch = new Float64Array(one.coefficients.length);
  return {
    coefficients: one.coefficients.map((value, at) => share * value + (1 - share) * (other.coefficients[at] as number)),
    addInfluence: (row, x, into) => {
      for (const [{ addInfluence }, by] of [
        [one, share],
        [other, 1 - share],
      ] as const) {
        scratch.fill(0);
        addInfluence(row, x, scratch);
        for (let at = 0; at < into.length; at += 1) into[at] = (into[at] as number) + by * (scratch[at] as number);
      }
    },
  };
}

/** Does something for each row, given its row of the design. */
export function eachRow({ frame }: GapRows, visit: (row: number, x: Float64Array) => void): void {
  for (let row = 0; row < frame.design.rows; row += 1) visit(row, designRow(frame.design, row));
}

function coefficientsOf(
  { frame, family, size, outcome }: GapRows,
  { coefficients, covariance, dispersion }: GeneralisedLinearModel,
  widen: (x: Float64Array, row: number) => Float64Array,
  counts: (row: number) => boolean,
): GapCoefficients {
  const width = coefficients.length;
  const own = frame.design.names.length;
  return {
    coefficients: coefficients.slice(0, own),
    addInfluence: (row, given, into) => {
      if (!counts(row)) return;
      const x = widen(given, row);
      let predictor = 0;
      for (let at = 0; at < width; at += 1) predictor += (x[at] as number) * (coefficients[at] as number);
      const residual = (size[row] as number) * ((outcome[row] as number) - meanAt(family, predictor).mean);
      for (let at = 0; at < own; at += 1) {
        let along = 0;
        for (let other = 0; other < width; other += 1) {
          along += (covariance[at * width + other] as number) * (x[other] as number);
        }
        into[at] = (into[at] as number) + (along / dispersion) * residual;
      }
    },
  };
}

function named<Answer>(group: string, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    const details = [error.where.detail, `fitting ${group}`].filter((each) => each !== undefined);
    throw new StatisticsError(error.code, { ...error.where, detail: details.join('; ') });
  }
}
