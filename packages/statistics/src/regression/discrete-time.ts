// Discrete-time hazards: each person a row for every interval at risk, and a binomial model of the event in it.
import { type Column, type Factor, isFactor, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { SurvivalData } from '../survival/data.ts';
import { checkedRows } from '../survival/rows.ts';
import {
  type GeneralisedLinearModel,
  generalisedLinearModel,
  type RegressionOptions,
} from './generalised-linear-model.ts';
import type { ModelDescription, NamedColumns } from './model-description.ts';
import { predictModel } from './prediction.ts';

/** A row for each person and interval in which the person was at risk. */
export interface PersonPeriods {
  /** The row of the survival data. */
  readonly row: Int32Array;
  /** The interval, from 1. */
  readonly period: Column;
  /** The same as a factor, with levels such as `(0,30]`. */
  readonly interval: Factor;
  /** From when to when the person was observed in the interval. */
  readonly start: Column;
  readonly end: Column;
  /** 1 where the event happened in the interval. */
  readonly event: Column;
}

/**
 * Splits rows of survival data at the cuts, ascending: intervals are (before, cut], from 0 (or from `from`) to beyond the last cut. With
 * delayed entry a person is at risk from the interval that holds the entry, in part.
 * R: `survival::survSplit(Surv(entry, time, event) ~ ., data, cut)`.
 * Throws `option-invalid` for cuts that do not ascend, `time-negative`, `entry-not-before-exit`, `status-invalid`, `not-finite`,
 * `length-mismatch`.
 */
export function personPeriods(data: SurvivalData, cuts: readonly number[]): PersonPeriods {
  requireSurvival(data);
  requireCuts(cuts);
  const rows = data.time.length;
  const firstOf = (row: number) => intervalAfter(cuts, data.entry?.[row] ?? 0);
  const lastOf = (row: number) => intervalAt(cuts, data.time[row] as number);
  let count = 0;
  for (let row = 0; row < rows; row += 1) count += lastOf(row) - firstOf(row) + 1;
  const found = emptyPeriods(count, cuts);
  let next = 0;
  for (let row = 0; row < rows; row += 1) {
    const last = lastOf(row);
    for (let each = firstOf(row); each <= last; each += 1) {
      found.row[next] = row;
      found.period[next] = each + 1;
      found.interval.codes[next] = each;
      found.start[next] = Math.max(data.entry?.[row] ?? 0, each === 0 ? 0 : (cuts[each - 1] as number));
      found.end[next] = each === last ? (data.time[row] as number) : (cuts[each] as number);
      found.event[next] = each === last ? (data.event[row] as number) : 0;
      next += 1;
    }
  }
  return found;
}

function emptyPeriods(count: number, cuts: readonly number[]): PersonPeriods {
  const levels = Array.from({ length: cuts.length + 1 }, (_, each) => {
    const [before, after] = [each === 0 ? 0 : cuts[each - 1], cuts[each]];
    return after === undefined ? `(${before},Inf)` : `(${before},${after}]`;
  });
  return {
    row: new Int32Array(count),
    period: new Float64Array(count),
    interval: { levels, codes: new Int32Array(count) },
    start: new Float64Array(count),
    end: new Float64Array(count),
    event: new Float64Array(count),
  };
}

/** The interval that a time ends in: the first whose cut is not below it. */
function intervalAt(cuts: readonly number[], time: number): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The interval that begins at a time, or holds it: the first whose cut is above it. */
function intervalAfter(cuts: readonly number[], time: number): number {
  const at = intervalAt(cuts, time);
  return cuts[at] === time ? at + 1 : at;
}

function requireCuts(cuts: readonly number[]): void {
  const ascending = cuts.every((cut, at) => Number.isFinite(cut) && cut > (at === 0 ? 0 : (cuts[at - 1] as number)));
  if (!ascending) throw new StatisticsError('option-invalid', { column: 'cuts', detail: 'above 0 and ascending' });
}

/** As survival data must be; and a person without a moment at risk has no interval. */
function requireSurvival({ time, event, entry, weights }: SurvivalData): void {
  checkedRows({ time, entry, status: event, weights }, 1);
  const row = entry === undefined ? time.indexOf(0) : -1;
  if (row >= 0) throw new StatisticsError('entry-not-before-exit', { column: 'time', row });
}

/** The columns of the persons, a row for each of their periods. R: `data[periods$person, ]`, or `survival::survSplit(...)`. */
export function expandColumns({ row }: PersonPeriods, columns: NamedColumns): NamedColumns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      isFactor(column)
        ? { levels: column.levels, codes: Int32Array.from(row, (each) => column.codes[each] as number) }
        : Float64Array.from(row, (each) => column[each] as number),
    ]),
  );
}

export interface DiscreteTimeOptions extends Omit<RegressionOptions, 'weights' | 'offset'> {
  /** The ends of the intervals, ascending; what comes after the last is one interval more. */
  readonly cuts: readonly number[];
  /** `cloglog` (default): the hazard of a proportional-hazards model in grouped time; `logit`: the odds of the event. */
  readonly link?: 'logit' | 'cloglog';
}

/** A discrete-time hazard model, with the rows that it was fitted on. */
export interface DiscreteTimeModel extends GeneralisedLinearModel {
  readonly periods: PersonPeriods;
  /** The persons' columns expanded, with `event`, `interval`, `period`, `start` and `end`. */
  readonly expanded: NamedColumns;
}

/**
 * A discrete-time hazard model. The formula's outcome is `event`; `interval` (the baseline, a level an interval), `period` (its number),
 * `start` and `end` may stand among the terms: `event ~ interval + age + sex`. Weights are the survival data's.
 * R: `survSplit`, then `glm(event ~ factor(interval) + ..., binomial("cloglog"))`.
 * Source: R. Prentice and L. Gloeckler, Biometrics 34 (1978); J. Singer and J. Willett, Journal of Educational Statistics 18 (1993).
 * Throws what personPeriods and generalisedLinearModel throw: an interval without any event is `separated`, so group intervals then.
 */
export function discreteTimeHazard(
  model: string | ModelDescription,
  data: SurvivalData,
  columns: NamedColumns,
  options: DiscreteTimeOptions,
): DiscreteTimeModel {
  const { cuts, link = 'cloglog', ...others } = options;
  const lengths = Object.entries(columns).map(([name, each]) => [name, isFactor(each) ? each.codes : each] as const);
  requireSameLength({ time: data.time, ...Object.fromEntries(lengths) });
  const periods = personPeriods(data, cuts);
  const { event, interval, period, start, end } = periods;
  const expanded = { ...expandColumns(periods, columns), event, interval, period, start, end };
  const weights = data.weights === undefined ? {} : { weights: expandWeights(periods, data.weights) };
  const fitted = generalisedLinearModel(model, expanded, { ...others, ...weights, family: 'binomial', link });
  return { ...fitted, periods, expanded };
}

function expandWeights({ row }: PersonPeriods, weights: Column): Column {
  return Float64Array.from(row, (each) => weights[each] as number);
}

/** Hazards and survival of rows in each interval: row after row, the intervals beside each other. */
export interface DiscreteTimeCurves {
  readonly intervals: readonly string[];
  readonly hazards: Float64Array;
  /** The probability of no event up to the end of the interval. */
  readonly survival: Float64Array;
}

/**
 * The hazard of an event in each interval that the model was fitted on, and the survival to its end, for rows that keep their columns.
 * R: `predict(model, expanded, type = "response")`, then `cumprod(1 - hazard)`.
 * Throws what predictModel throws.
 */
export function discreteTimeCurves(model: DiscreteTimeModel, columns: NamedColumns): DiscreteTimeCurves {
  const { interval, period, start, end } = model.periods;
  const firstOf = new Map<number, number>();
  for (const [each, code] of interval.codes.entries()) if (!firstOf.has(code)) firstOf.set(code, each);
  const codes = [...firstOf.keys()].sort((one, other) => one - other);
  const rows = Object.values(columns).reduce(
    (count, each) => Math.max(count, isFactor(each) ? each.codes.length : each.length),
    1,
  );
  const row = Int32Array.from({ length: rows * codes.length }, (_, at) => Math.floor(at / codes.length));
  const place = Int32Array.from(row, (_, at) => firstOf.get(codes[at % codes.length] as number) as number);
  const along = (column: Column) => Float64Array.from(place, (each) => column[each] as number);
  const expanded = {
    ...expandColumns({ ...model.periods, row }, columns),
    interval: { levels: interval.levels, codes: Int32Array.from(place, (each) => interval.codes[each] as number) },
    period: along(period),
    start: along(start),
    end: along(end),
  };
  const hazards = predictModel(model, expanded).fit;
  const survival = new Float64Array(hazards.length);
  for (let at = 0; at < hazards.length; at += 1) {
    const before = at % codes.length === 0 ? 1 : (survival[at - 1] as number);
    survival[at] = before * (1 - (hazards[at] as number));
  }
  return { intervals: codes.map((code) => interval.levels[code] as string), hazards, survival };
}
