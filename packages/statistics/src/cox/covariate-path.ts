// Survival of somebody whose covariates change: the hazards of the stretches one after the other.
import type { Column } from '../foundation/columns.ts';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import { quadraticForm } from '../linear/index.ts';
import { type IntervalColumns, type IntervalKind, probabilityIntervals } from '../survival/intervals.ts';
import { stratumBaselines } from './baseline.ts';
import type { CoxFit } from './cox-fit.ts';
import { placedRows } from './new-rows.ts';
import { stretch, type WatchedRows } from './row-predictions.ts';

export interface PathCurve extends IntervalColumns {
  /** The times at which a row of the stratum ends, within the stretches. */
  readonly time: Column;
  readonly survival: Column;
  readonly cumulativeHazard: Column;
  /** Of the cumulative hazard. */
  readonly standardError: Column;
}

/**
 * The survival of one person along the stretches (entry, time] given, in order of time; from 1 at the first entry. Between stretches
 * nothing happens.
 * Throws `entry-not-before-exit`, `rows-overlap` where a stretch begins before the last one ended, and as coxSurvival.
 * R: `survfit(fit, newdata, id =)`, whose time (3.5-3) leaves gaps out, and whose errors take the covariates of a stretch as if they had
 * held from the start; ours add up the stretches. The two agree on a path of one stretch, and on survival always.
 */
export function coxSurvivalAlong(
  fit: CoxFit,
  rows: WatchedRows,
  { confidence = 0.95, interval = 'log' as IntervalKind } = {},
): PathCurve {
  requireConfidence(confidence);
  const placed = placedRows(fit, rows);
  const baselines = stratumBaselines(fit, 'exponential', fit.model.ties === 'efron');
  const [time, cumulativeHazard, standardError]: [number[], number[], number[]] = [[], [], []];
  let [sum, variance, reached] = [0, 0, Number.NEGATIVE_INFINITY];
  const apart = new Float64Array(fit.names.length);
  for (let row = 0; row < placed.rows; row += 1) {
    const [from, to] = [rows.entry?.[row] ?? 0, rows.time[row] as number];
    if (!(from < to)) throw new StatisticsError('entry-not-before-exit', { column: 'entry', row });
    if (from < reached) throw new StatisticsError('rows-overlap', { column: 'entry', row });
    reached = to;
    const baseline = baselines.find(({ stratum }) => stratum === (placed.strata?.[row] ?? 0));
    if (baseline === undefined) throw new StatisticsError('empty-group', { column: 'strata', row });
    const risk = Math.exp(placed.linearPredictors[row] as number);
    for (const [at, moment] of baseline.time.entries()) {
      if (moment <= from || moment > to) continue;
      const step = stretch(fit, baseline, placed, row, at, at + 1);
      sum += step.hazard * risk;
      variance += step.variance * risk * risk;
      for (let each = 0; each < apart.length; each += 1)
        apart[each] = (apart[each] as number) + (step.apart[each] as number) * risk;
      time.push(moment);
      cumulativeHazard.push(sum);
      standardError.push(Math.sqrt(variance + quadraticForm(fit.covariance, apart)));
    }
  }
  const errors = Float64Array.from(standardError);
  const survival = Float64Array.from(cumulativeHazard, (hazard) => Math.exp(-hazard));
  return {
    time: Float64Array.from(time),
    survival,
    ...probabilityIntervals(survival, errors, interval, confidence),
    cumulativeHazard: Float64Array.from(cumulativeHazard),
    standardError: errors,
  };
}
