// Hazards that are level within intervals: events over the time at risk in each.
import { gammaQuantile } from '../distributions/index.ts';
import type { MissingRule } from '../foundation/columns.ts';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import type { Groups, SurvivalData } from './data.ts';
import { type CheckedRows, checkedRows } from './rows.ts';

export interface PiecewiseHazardOptions {
  /** Where intervals end and the next begin, ascending, above 0; the last interval is open. */
  readonly cuts: ArrayLike<number>;
  readonly groups?: Groups;
  /** Default 0.95. */
  readonly confidence?: number;
  readonly missing?: MissingRule;
}

/** One group; a number for each interval (from, to]. */
export interface PiecewiseHazard {
  readonly group?: string;
  readonly from: Float64Array;
  /** Infinity for the last. */
  readonly to: Float64Array;
  readonly events: Float64Array;
  /** Time at risk within the interval, weighted. */
  readonly exposure: Float64Array;
  /** Events by unit of time; NaN where nobody was at risk. */
  readonly rate: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The maximum likelihood of a piecewise exponential model, group by group: events by time at risk in each interval, with exact Poisson
 * intervals (with weights other than 1: Fay and Feuer's gamma intervals, which are the exact ones where all weights are 1).
 * Throws as kaplanMeier, and `option-invalid` for cuts that do not ascend from above 0.
 * Source: Friedman 1982; Garwood 1936; Fay and Feuer 1997.
 * R: `glm(event ~ interval + offset(log(exposure)), poisson)` on `survSplit(cut =)`; `poisson.test(events, exposure)$conf.int`.
 */
export function piecewiseHazards(data: SurvivalData, options: PiecewiseHazardOptions): readonly PiecewiseHazard[] {
  const { confidence = 0.95, groups, missing } = options;
  requireConfidence(confidence);
  const cuts = Float64Array.from(options.cuts);
  for (let at = 0; at < cuts.length; at += 1) {
    const before = at === 0 ? 0 : (cuts[at - 1] as number);
    if (!((cuts[at] as number) > before && Number.isFinite(cuts[at]))) {
      throw new StatisticsError('option-invalid', { column: 'cuts', row: at });
    }
  }
  const { time, entry, event, weights } = data;
  const rows = checkedRows({ time, entry, status: event, weights, groups }, 1, missing);
  const levels = groups?.levels ?? [undefined];
  const sums = levels.map(() => emptySums(cuts.length + 1));
  for (let row = 0; row < rows.rows; row += 1) addRow(rows, row, cuts, sums[rows.groups?.codes[row] ?? 0] as Sums);
  return levels.flatMap((level, at) => {
    const own = sums[at] as Sums;
    if (own.rows === 0) return [];
    return [{ ...(level === undefined ? {} : { group: level }), ...rates(own, cuts, (1 - confidence) / 2) }];
  });
}

interface Sums {
  rows: number;
  readonly events: Float64Array;
  readonly exposure: Float64Array;
  /** Of the weights of events. */
  readonly squares: Float64Array;
  readonly largest: Float64Array;
}

const emptySums = (intervals: number): Sums => ({
  rows: 0,
  events: new Float64Array(intervals),
  exposure: new Float64Array(intervals),
  squares: new Float64Array(intervals),
  largest: new Float64Array(intervals),
});

function addRow({ time, entry, status, weights }: CheckedRows, row: number, cuts: Float64Array, sums: Sums): void {
  const [from, to] = [entry === undefined ? 0 : (entry[row] as number), time[row] as number];
  const weight = weights === undefined ? 1 : (weights[row] as number);
  sums.rows += 1;
  let at = firstEndAfter(cuts, from);
  for (let begin = from; begin < to; at += 1) {
    const end = Math.min(to, at < cuts.length ? (cuts[at] as number) : to);
    sums.exposure[at] = (sums.exposure[at] as number) + weight * (end - begin);
    begin = end;
    if (begin === to) break;
  }
  if (weight > 0 && (sums.largest[at] as number) < weight) sums.largest[at] = weight;
  if (status[row] === 0) return;
  sums.events[at] = (sums.events[at] as number) + weight;
  sums.squares[at] = (sums.squares[at] as number) + weight * weight;
}

/** The interval in which a stretch that begins at the time begins: that of the first cut above it. */
function firstEndAfter(cuts: Float64Array, time: number): number {
  let at = 0;
  while (at < cuts.length && (cuts[at] as number) <= time) at += 1;
  return at;
}

function rates({ events, exposure, squares, largest }: Sums, cuts: Float64Array, tail: number) {
  const intervals = events.length;
  const rate = events.map((count, at) => count / (exposure[at] as number));
  const [low, high] = [new Float64Array(intervals), new Float64Array(intervals)];
  for (let at = 0; at < intervals; at += 1) {
    const [count, time] = [events[at] as number, exposure[at] as number];
    const [square, step] = [squares[at] as number, (largest[at] as number) || 1];
    // A gamma with the mean and the variance of the weighted count; above, of the count with one more event of the largest weight.
    low[at] = count === 0 ? 0 : (square / count) * gammaQuantile(tail, (count * count) / square);
    const [more, spread] = [count + step, square + step * step];
    high[at] = (spread / more) * gammaQuantile(1 - tail, (more * more) / spread);
    low[at] = time === 0 ? Number.NaN : (low[at] as number) / time;
    high[at] = time === 0 ? Number.NaN : (high[at] as number) / time;
  }
  return {
    from: Float64Array.of(0, ...cuts),
    to: Float64Array.of(...cuts, Number.POSITIVE_INFINITY),
    events,
    exposure,
    rate,
    low,
    high,
  };
}
