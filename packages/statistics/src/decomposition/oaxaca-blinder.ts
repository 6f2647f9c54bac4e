// Oaxaca and Blinder's decomposition, for means, proportions and rates: how much of a gap is what the groups' members are like, and
// how much is how like members fare.
import { isFactor } from '../foundation/columns.ts';
import { namingRowsGiven, requireConfidence, StatisticsError } from '../foundation/errors.ts';
import type { ModelDescription, NamedColumns } from '../regression/model-description.ts';
import { type FrameOptions, modelFrame } from '../regression/model-frame.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Compared, comparedRows } from './gap-groups.ts';
import {
  eachRow,
  fitGroup,
  fitPooled,
  type GapCoefficients,
  type GapFamily,
  type GapRows,
  gapRows,
  meanAt,
  mixture,
} from './gap-models.ts';

export interface GapOptions extends Pick<FrameOptions, 'missing'> {
  /** The column of `data` (a factor) that holds the group, and its two levels that are compared. Rows of other levels are left out. */
  readonly group: string;
  readonly first: string;
  readonly second: string;
  /** `gaussian`: means, by linear models; `binomial`: proportions, by logistic ones; `poisson`: rates, with `offset(log(exposure))` in the formula. */
  readonly family: GapFamily;
  /** Whose coefficients value the composition: the first group's, the second's, those of both pooled beside an indicator of the group (default), or a mixture: the share of the first's, from 0 to 1. */
  readonly reference?: 'first' | 'second' | 'pooled' | number;
  /** The name of a column, of categories or of numbers: rows that have the same in it (a person's, a department's) count as one draw. */
  readonly cluster?: string;
  /** The name of a column of case weights. */
  readonly weights?: string;
  readonly confidence?: number;
}

export interface GapDecomposition {
  readonly firstMean: number;
  readonly secondMean: number;
  /** The first group's mean less the second's: composition and remainder together. */
  readonly gap: Estimate;
  /** What the gap would be if like members fared alike. */
  readonly composition: Estimate;
  /** What is left: that like members fare differently. It is no measure of discrimination: what the model lacks is in it too. */
  readonly remainder: Estimate;
  /** The composition by term of the model, which sum to it. */
  readonly terms: readonly (Estimate & { readonly term: string })[];
  readonly firstRows: number;
  readonly secondRows: number;
  readonly rowsOmitted: number;
}

/**
 * Splits the gap in an outcome between two groups into composition and remainder. `model` is a formula over columns of `data` (without
 * the group). Terms of the remainder are not given: they move with the choice of reference levels, where the composition's do not.
 * Source: R. Oaxaca (1973) and A. Blinder (1973); the pooled reference of B. Jann, Stata Journal 8 (2008); logistic and Poisson:
 * M.-S. Yun, Economics Letters 82 (2004), the terms by their weights in the linear predictor. Errors: influence functions, which take in
 * that coefficients are estimated, that members are drawn, and clusters (B. Jann, 2020). R: `oaxaca::oaxaca` for linear models, whose
 * errors are by bootstrap.
 * Throws StatisticsError: `option-invalid` (group, reference, an offset that is no exposure), `level-unknown`, `empty-group`,
 * `collinear` or `separated` (naming the column and the group: a level that one group lacks can't be valued by it), and what
 * generalisedLinearModel throws.
 */
export function decomposeGap(
  model: string | ModelDescription,
  data: NamedColumns,
  options: GapOptions,
): GapDecomposition {
  const { confidence = 0.95, reference = 'pooled' } = options;
  requireConfidence(confidence);
  const compared = comparedRows(data, options);
  return namingRowsGiven(compared.rows, () => decompose(model, compared, { ...options, confidence, reference }));
}

type Settled = GapOptions & Required<Pick<GapOptions, 'confidence' | 'reference'>>;

function decompose(model: string | ModelDescription, compared: Compared, options: Settled): GapDecomposition {
  const { data: chosen, inFirst, clusters } = compared;
  const { weights: weightName, missing, confidence, reference } = options;
  const weights = weightName === undefined ? undefined : numbersOf(chosen, weightName);
  const frame = modelFrame(model, chosen, { ...(weights && { weights }), ...(missing && { missing }) });
  const keptFirst = frame.kept === null ? inFirst : Uint8Array.from(frame.kept, (row) => inFirst[row] as number);
  const rows = gapRows(frame, options.family, keptFirst);
  const means = meansOf(rows);
  const values = referenceOf(rows, reference, options);
  const parts = partsOf(rows, means, values);
  const variances = variancesOf(rows, means, values, parts, clusters);
  const names = frame.design.terms;
  const estimate = (value: number, at: number) => estimateOf(value, variances[at] as number, confidence);
  return {
    firstMean: means.first.outcome,
    secondMean: means.second.outcome,
    gap: estimate(means.first.outcome - means.second.outcome, 0),
    composition: estimate(parts.composition, 1),
    remainder: estimate(means.first.outcome - means.second.outcome - parts.composition, 2),
    terms: names.map((term, at) => ({ term, ...estimate(parts.scale * (parts.linear[at] as number), 3 + at) })),
    firstRows: means.first.rows,
    secondRows: means.second.rows,
    rowsOmitted: frame.rowsOmitted + compared.omitted,
  };
}

function numbersOf(data: NamedColumns, name: string): Float64Array {
  const column = data[name];
  if (column === undefined || isFactor(column)) throw new StatisticsError('option-invalid', { column: name });
  return column;
}

function referenceOf(
  rows: GapRows,
  reference: NonNullable<GapOptions['reference']>,
  options: GapOptions,
): GapCoefficients {
  if (reference === 'pooled') return fitPooled(rows);
  const share = reference === 'first' ? 1 : reference === 'second' ? 0 : reference;
  if (!(share >= 0 && share <= 1)) throw new StatisticsError('option-invalid', { column: 'reference' });
  const fit = (first: boolean) => fitGroup(rows, first, first ? options.first : options.second);
  if (share === 1) return fit(true);
  return share === 0 ? fit(false) : mixture(fit(true), fit(false), share);
}

interface GroupMeans {
  readonly size: number;
  readonly rows: number;
  readonly outcome: number;
  readonly x: Float64Array;
}

interface Means {
  readonly first: GroupMeans;
  readonly second: GroupMeans;
}

function meansOf(rows: GapRows): Means {
  const width = rows.frame.design.names.length;
  const sums = [0, 1].map(() => ({ size: 0, rows: 0, outcome: 0, x: new Float64Array(width) }));
  eachRow(rows, (row, x) => {
    const sum = sums[rows.inFirst[row] === 1 ? 0 : 1] as (typeof sums)[number];
    const size = rows.size[row] as number;
    sum.size += size;
    sum.rows += 1;
    sum.outcome += size * (rows.outcome[row] as number);
    for (let at = 0; at < width; at += 1) sum.x[at] = (sum.x[at] as number) + size * (x[at] as number);
  });
  const [first, second] = sums.map(({ size, outcome, x, rows: count }) => {
    if (!(size > 0)) throw new StatisticsError('empty-group');
    return { size, rows: count, outcome: outcome / size, x: x.map((value) => value / size) };
  });
  return { first: first as GroupMeans, second: second as GroupMeans };
}

/** The composition, its parts in the linear predictor by term, and what they are multiplied by to sum to it. */
interface Parts {
  readonly composition: number;
  readonly predicted: readonly [number, number];
  readonly linear: Float64Array;
  readonly scale: number;
  /** How each group's predicted mean moves with the coefficients. */
  readonly slopes: readonly [Float64Array, Float64Array];
}

function partsOf(rows: GapRows, means: Means, { coefficients }: GapCoefficients): Parts {
  const { design } = rows.frame;
  const width = design.names.length;
  const predicted: [number, number] = [0, 0];
  const slopes: [Float64Array, Float64Array] = [new Float64Array(width), new Float64Array(width)];
  eachRow(rows, (row, x) => {
    const side = rows.inFirst[row] === 1 ? 0 : 1;
    const share = (rows.size[row] as number) / (side === 0 ? means.first : means.second).size;
    const { mean, slope } = meanAt(rows.family, dot(x, coefficients));
    predicted[side] += share * mean;
    const own = slopes[side];
    for (let at = 0; at < width; at += 1) own[at] = (own[at] as number) + share * slope * (x[at] as number);
  });
  const linear = new Float64Array(design.terms.length);
  for (let at = 0; at < width; at += 1) {
    const term = design.termOf[at] as number;
    if (term < 0) continue;
    const apart = (means.first.x[at] as number) - (means.second.x[at] as number);
    linear[term] = (linear[term] as number) + apart * (coefficients[at] as number);
  }
  const composition = predicted[0] - predicted[1];
  const sum = linear.reduce((total, part) => total + part, 0);
  // In a linear model the two are one but for rounding.
  const scale = rows.family === 'gaussian' || sum === 0 ? 1 : composition / sum;
  return { composition, predicted, linear, scale, slopes };
}

/** The variances of gap, composition, remainder and each term, from each row's (or cluster's) influence on them. */
function variancesOf(
  rows: GapRows,
  means: Means,
  values: GapCoefficients,
  parts: Parts,
  clusters: Int32Array | null,
): Float64Array {
  const { design, kept } = rows.frame;
  const [width, terms] = [design.names.length, design.terms.length];
  const whole = parts.linear.reduce((total, part) => total + part, 0);
  const moved = new Float64Array(width);
  const influence = new Float64Array(3 + terms);
  const byCluster = new Map<number, Float64Array>();
  const variances = new Float64Array(3 + terms);
  eachRow(rows, (row, x) => {
    const side = rows.inFirst[row] === 1 ? 0 : 1;
    const [own, sign] = side === 0 ? [means.first, 1] : [means.second, -1];
    const share = (sign * (rows.size[row] as number)) / own.size;
    moved.fill(0);
    values.addInfluence(row, x, moved);
    const gap = share * ((rows.outcome[row] as number) - own.outcome);
    const { mean } = meanAt(rows.family, dot(x, values.coefficients));
    let composition = share * (mean - (parts.predicted[side] as number));
    influence.fill(0, 3);
    let linear = 0;
    for (let at = 0; at < width; at += 1) {
      composition += ((parts.slopes[0][at] as number) - (parts.slopes[1][at] as number)) * (moved[at] as number);
      const term = design.termOf[at] as number;
      if (term < 0) continue;
      const apart = (means.first.x[at] as number) - (means.second.x[at] as number);
      const part =
        share * ((x[at] as number) - (own.x[at] as number)) * (values.coefficients[at] as number) +
        apart * (moved[at] as number);
      influence[3 + term] = (influence[3 + term] as number) + part;
      linear += part;
    }
    influence[0] = gap;
    influence[1] = composition;
    influence[2] = gap - composition;
    if (parts.scale !== 1) {
      for (let term = 0; term < terms; term += 1) {
        const own = (parts.linear[term] as number) / whole;
        influence[3 + term] = own * composition + parts.scale * ((influence[3 + term] as number) - own * linear);
      }
    }
    if (clusters === null) add(variances, influence, (value) => value * value);
    else add(clusterOf(byCluster, clusters[kept?.[row] ?? row] as number, 3 + terms), influence, (value) => value);
  });
  for (const sum of byCluster.values()) add(variances, sum, (value) => value * value);
  return variances;
}

function clusterOf(known: Map<number, Float64Array>, cluster: number, size: number): Float64Array {
  const found = known.get(cluster) ?? new Float64Array(size);
  known.set(cluster, found);
  return found;
}

function add(into: Float64Array, from: Float64Array, of: (value: number) => number): void {
  for (let at = 0; at < into.length; at += 1) into[at] = (into[at] as number) + of(from[at] as number);
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] as number) * (other[at] as number);
  return sum;
}
