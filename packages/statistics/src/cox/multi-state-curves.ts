// What a multi-state Cox model predicts: the shares of the states over time for rows with given covariates.
import { transitionRows } from '../competing-risks/data.ts';
import { groupSpan, initialShares, layOut } from '../competing-risks/state-steps.ts';
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type StratumBaseline, stratumBaselines } from './baseline.ts';
import type { CoxDesign } from './cox-model.ts';
import { matrixExponential } from './matrix-exponential.ts';
import type { MultiStateCoxFit } from './multi-state-cox.ts';
import { type PlacedRows, placedRows } from './new-rows.ts';
import { type CoxCurveOptions, tiesInTurn } from './predicted-survival.ts';

export interface MultiStateCurveOptions {
  /**
   * `exponential` takes the hazards of a time as spread over an instant (matrix exponential; R: `stype = 2`), `product` as one step
   * (I + dA; R: `stype = 1`, whose shares grow past 1 where hazards do; ours do not). Default `exponential`, as R's.
   */
  readonly estimate?: 'exponential' | 'product';
  /** As `coxSurvival`'s. Default by the model's ties. */
  readonly tiedHazard?: NonNullable<CoxCurveOptions['tiedHazard']>;
  /** Shares of the states at the start; default those of the data at the first move. R: `p0`. */
  readonly initial?: ArrayLike<number>;
  /** The stratum's level, where the model has strata. */
  readonly stratum?: string;
}

/** The curves of one row. Times are those at which a row of the data (of the stratum) ends. */
export interface MultiStateCurve {
  readonly row: number;
  readonly time: Column;
  /** By state: entry `time * states + state`. */
  readonly probability: Float64Array;
  /** By transition: entry `time * transitions + transition`. */
  readonly cumulativeHazard: Float64Array;
}

/**
 * The predicted shares of the states, and the cumulative hazards of the moves, for rows with these covariates.
 * With Efron's ties the hazards are Efron's; those of survival 3.5-3 for several states divide the tied share once too often
 * (coxsurv2.c), so that they lie next to Breslow's. With Breslow's ties the two agree.
 * Throws `option-invalid` for a column that is missing or initial shares that do not add up to 1, `level-unknown` for the stratum.
 * R: `survfit(fit, newdata, stype =, ctype =, p0 =)` of a multi-state `coxph`.
 */
export function multiStateCurves(
  model: MultiStateCoxFit,
  rows: Pick<CoxDesign, 'names' | 'columns'>,
  options: MultiStateCurveOptions = {},
): readonly MultiStateCurve[] {
  const { estimate = 'exponential' } = options;
  const { fit, transitions: moves, states } = model;
  const efron = tiesInTurn(fit, options);
  const stratum = stratumCode(model, options.stratum);
  const baselines = baselinesOfMoves(model, stratumBaselines(fit, 'exponential', efron), stratum);
  const times = timesOf(model, stratum);
  const initial = startOf(model, stratum, options.initial);
  const stacked = moves.map((_, move) => placedRows(fit, stackedRows(model, rows, move)));
  const count = (stacked[0] as PlacedRows).rows;
  return Array.from({ length: count }, (_, row) => {
    const risks = stacked.map(({ linearPredictors }) => Math.exp(linearPredictors[row] as number));
    const hazard = hazardsAlong(times, baselines, risks);
    const cumulativeHazard = hazard.slice();
    for (let at = moves.length; at < hazard.length; at += 1) {
      cumulativeHazard[at] = (cumulativeHazard[at] as number) + (cumulativeHazard[at - moves.length] as number);
    }
    return {
      row,
      time: times,
      probability: sharesAlong(model, hazard, initial, estimate, states.length),
      cumulativeHazard,
    };
  });
}

function stratumCode({ strata }: MultiStateCoxFit, level: string | undefined): number {
  if (strata === undefined) return 0;
  const code = strata.levels.indexOf(level ?? '');
  if (code < 0) throw new StatisticsError('level-unknown', { column: 'stratum' });
  return code;
}

/** Of each move the baseline of its stratum; undefined where nobody was at risk of it there. */
function baselinesOfMoves(
  { baselineOf, strata }: MultiStateCoxFit,
  baselines: readonly StratumBaseline[],
  stratum: number,
): (StratumBaseline | undefined)[] {
  const count = strata?.levels.length ?? 1;
  return Array.from(baselineOf, (block) => baselines.find((each) => each.stratum === block * count + stratum));
}

function timesOf({ data, strata, fit }: MultiStateCoxFit, stratum: number): Column {
  // The model's times are joined where rounding tore them apart; the data's need not be.
  const known = strata === undefined ? data.time : data.time.filter((_, row) => strata.codes[row] === stratum);
  const joined = new Set(fit.model.time);
  return Float64Array.from(new Set(known.filter((time) => joined.has(time)))).sort();
}

function startOf({ data, strata, states }: MultiStateCoxFit, stratum: number, given: ArrayLike<number> | undefined) {
  if (given === undefined) {
    const rows = transitionRows(data, { groups: strata });
    const layout = layOut(rows, rows.groups, false);
    return initialShares(rows, layout, groupSpan(layout, stratum));
  }
  const shares = Float64Array.from(given);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.length !== states.length || !shares.every((share) => share >= 0) || Math.abs(total - 1) > 1e-9) {
    throw new StatisticsError('option-invalid', { column: 'initial', detail: 'shares of the states that add up to 1' });
  }
  return shares;
}

/** The rows as the model's stacked columns have them for one move. */
function stackedRows(
  { fit, columns, coefficientOf, baselineCoefficient, transitions: moves }: MultiStateCoxFit,
  rows: Pick<CoxDesign, 'names' | 'columns'>,
  move: number,
): Pick<CoxDesign, 'names' | 'columns'> {
  const count = rows.columns[0]?.length ?? 0;
  const stacked: Column[] = fit.names.map(() => new Float64Array(count));
  for (const [at, name] of columns.entries()) {
    const coefficient = coefficientOf[at * moves.length + move] as number;
    if (coefficient < 0) continue;
    const column = rows.columns[rows.names.indexOf(name)];
    if (column === undefined)
      throw new StatisticsError('option-invalid', { column: name, detail: 'not among the columns' });
    stacked[coefficient] = column;
  }
  const difference = baselineCoefficient[move] as number;
  if (difference >= 0) stacked[difference] = new Float64Array(count).fill(1);
  return { names: fit.names, columns: stacked };
}

/** The hazards at each time, moves side by side. */
function hazardsAlong(
  times: Column,
  baselines: readonly (StratumBaseline | undefined)[],
  risks: readonly number[],
): Float64Array {
  const hazard = new Float64Array(times.length * baselines.length);
  for (const [move, baseline] of baselines.entries()) {
    if (baseline === undefined) continue;
    let at = 0;
    for (let step = 0; step < baseline.time.length; step += 1) {
      while ((times[at] as number) < (baseline.time[step] as number)) at += 1;
      hazard[at * baselines.length + move] = (baseline.hazard[step] as number) * (risks[move] as number);
    }
  }
  return hazard;
}

function sharesAlong(
  { transitions: moves }: MultiStateCoxFit,
  hazard: Float64Array,
  initial: Float64Array,
  estimate: 'exponential' | 'product',
  states: number,
): Float64Array {
  const times = hazard.length / moves.length;
  const probability = new Float64Array(times * states);
  let shares = initial;
  for (let at = 0; at < times; at += 1) {
    const rates = new Float64Array(states * states);
    let some = false;
    for (const [move, { from, to }] of moves.entries()) {
      const rate = hazard[at * moves.length + move] as number;
      rates[from * states + to] = rate;
      rates[from * states + from] = (rates[from * states + from] as number) - rate;
      some ||= rate > 0;
    }
    if (some)
      shares = moved(shares, estimate === 'product' ? stepMatrix(rates, states) : matrixExponential(rates, states));
    probability.set(shares, at * states);
  }
  return probability;
}

/** I + rates; hazards that add up to more than 1 are brought down to 1 together, so that shares stay shares. */
function stepMatrix(rates: Float64Array, states: number): Float64Array {
  const matrix = rates.slice();
  for (let state = 0; state < states; state += 1) {
    const leaving = -(rates[state * (states + 1)] as number);
    if (leaving > 1) {
      for (let to = 0; to < states; to += 1)
        matrix[state * states + to] = (matrix[state * states + to] as number) / leaving;
    }
    matrix[state * (states + 1)] = Math.max(0, 1 - leaving);
  }
  return matrix;
}

function moved(shares: Float64Array, matrix: Float64Array): Float64Array {
  const next = new Float64Array(shares.length);
  for (let from = 0; from < shares.length; from += 1) {
    for (let to = 0; to < shares.length; to += 1) {
      const amount = (shares[from] as number) * (matrix[from * shares.length + to] as number);
      next[to] = (next[to] as number) + amount;
    }
  }
  return next;
}
