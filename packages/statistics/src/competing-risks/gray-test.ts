// Do groups differ in how many a cause takes? Gray's test of cumulative incidences.
import { chiSquareUpper } from '../distributions/index.ts';
import type { Factor, MissingRule } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { codeOrder } from '../foundation/ordering.ts';
import { waldStatistic } from '../linear/index.ts';
import type { ChiSquaredTest } from '../rates/index.ts';
import { type Cells, layCells } from '../survival/cells.ts';
import type { CompetingData, Groups } from '../survival/data.ts';
import { type Compared, comparedGroups } from '../survival/log-rank.ts';
import { type CheckedRows, checkedRows } from '../survival/rows.ts';
import { timeGrid } from '../survival/time-grid.ts';

export interface GrayTestOptions {
  /** Weight of an event: (1 - the pooled incidence just before it)^rho. Default 0. */
  readonly rho?: number;
  /** Groups are compared within each of these only. */
  readonly strata?: Factor;
  readonly missing?: MissingRule;
  /** Do not join times that differ by rounding only. Default true, as cmprsk, which joins none. */
  readonly exactTimes?: boolean;
}

export interface GrayTest extends ChiSquaredTest {
  readonly cause: string;
  /** The levels that have rows. */
  readonly groups: readonly string[];
  /** By group: weighted events of the cause, less those expected were there no difference. They add up to 0. */
  readonly scores: Float64Array;
  /** Covariance of the scores, groups by groups. */
  readonly covariance: Float64Array;
}

/**
 * Gray's test for each cause, others competing. Causes that never occurred are tested as NaN with 0 degrees of freedom. Where strata keep
 * groups apart, so that the covariance has no full rank, the test is of as many degrees of freedom as it has (cmprsk gives -1). The weights
 * that the method needs are not defined with delayed entry or case weights, which are refused.
 * Throws as kaplanMeier, and `one-group`, `option-invalid` (rho, entry, weights).
 * Source: Gray 1988. R: `cmprsk::cuminc(time, cause, group, strata, rho)$Tests`.
 */
export function grayTest(data: CompetingData, groups: Groups, options: GrayTestOptions = {}): readonly GrayTest[] {
  const { rho = 0, strata, missing } = options;
  if (!Number.isFinite(rho)) throw new StatisticsError('option-invalid', { column: 'rho' });
  for (const column of ['entry', 'weights'] as const) {
    if (data[column] !== undefined)
      throw new StatisticsError('option-invalid', { column, detail: 'not defined for this test' });
  }
  const rows = checkedRows({ time: data.time, status: data.event, groups, strata }, data.causes.length, missing);
  const parts = comparedGroups(rows);
  const names = parts.used.map((level) => groups.levels[level] as string);
  const cells = layCells(timeGrid(rows.time, undefined, options.exactTimes ?? true), parts.strata);
  const ordered = { rows, parts, cells, order: codeOrder(cells.exit, cells.count) };
  return data.causes.map((cause, at) => ({ cause, groups: names, ...tested(ordered, at + 1, rho) }));
}

/** The rows in order of time within strata. */
interface Ordered {
  readonly rows: CheckedRows;
  readonly parts: Compared;
  readonly cells: Cells;
  readonly order: Int32Array;
}

function tested({ rows, parts, cells, order }: Ordered, cause: number, rho: number) {
  const groups = parts.used.length;
  const [scores, covariance] = [new Float64Array(groups), new Float64Array(groups * groups)];
  let at = 0;
  let last = 0;
  for (let stratum = 0; stratum < parts.strata.levels.length; stratum += 1) {
    const score = new StratumScore(groups, rho);
    const end = cells.starts[stratum + 1] as number;
    while (last < order.length && (cells.exit[order[last] as number] as number) < end) {
      const group = parts.group[order[last] as number] as number;
      score.present[group] = (score.present[group] as number) + 1;
      last += 1;
    }
    for (let cell = cells.starts[stratum] as number; cell < end; cell += 1) {
      score.clear();
      for (; at < order.length && cells.exit[order[at] as number] === cell; at += 1) {
        const row = order[at] as number;
        score.add(parts.group[row] as number, rows.status[row] as number, cause);
      }
      score.moment();
    }
    score.finish(scores, covariance);
  }
  return { scores, covariance, ...chiSquaredOf(scores, covariance) };
}

function chiSquaredOf(scores: Float64Array, covariance: Float64Array) {
  const groups = scores.length;
  const kept = groups - 1;
  const matrix = Float64Array.from(
    { length: kept * kept },
    (_, at) => covariance[Math.floor(at / kept) * groups + (at % kept)] as number,
  );
  if (matrix.every((value) => value === 0)) return { statistic: Number.NaN, degreesOfFreedom: 0, pValue: Number.NaN };
  const { statistic, degreesOfFreedom } = waldStatistic(matrix, scores.subarray(0, kept));
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}

/** One stratum's scores and their covariance, built up through its times. Names in brackets are those of Gray's paper. */
class StratumScore {
  private readonly groups: number;
  private readonly rho: number;
  /** At risk, by group. */
  readonly present: Float64Array;
  private readonly gone: Float64Array;
  private readonly own: Float64Array;
  private readonly others: Float64Array;
  /** By group, before the time: the share without any event [S], and the cause's incidence [F]. */
  private readonly survival: Float64Array;
  private readonly incidence: Float64Array;
  private pooled = 0;
  private readonly scores: Float64Array;
  /** The integrals from which the covariance is put together at the end [c, v, v2, v3]. */
  private readonly drift: Float64Array;
  private readonly direct: Float64Array;
  private readonly crossed: Float64Array;
  private readonly plain: Float64Array;
  /** Scratch of one time: the survival after it, groups' weights, the scores' differences [a], one group's parts. */
  private readonly after: Float64Array;
  private readonly scale: Float64Array;
  private readonly pull: Float64Array;
  private readonly parts: Float64Array;

  constructor(groups: number, rho: number) {
    this.groups = groups;
    this.rho = rho;
    const [vector, square] = [() => new Float64Array(groups), () => new Float64Array(groups * groups)];
    [this.present, this.gone, this.own, this.others] = [vector(), vector(), vector(), vector()];
    [this.survival, this.incidence, this.scores, this.plain] = [vector().fill(1), vector(), vector(), vector()];
    [this.drift, this.direct, this.crossed] = [square(), square(), square()];
    [this.after, this.scale, this.parts, this.pull] = [vector().fill(1), vector(), vector(), square()];
  }

  clear(): void {
    for (const counts of [this.gone, this.own, this.others]) counts.fill(0);
  }

  add(group: number, status: number, cause: number): void {
    this.gone[group] = (this.gone[group] as number) + 1;
    if (status === 0) return;
    const counts = status === cause ? this.own : this.others;
    counts[group] = (counts[group] as number) + 1;
  }

  /** All that ends at one time has been added. */
  moment(): void {
    const { groups, present, own, others } = this;
    const total = sum(own);
    if (total > 0 || sum(others) > 0) this.events(total);
    for (let group = 0; group < groups; group += 1)
      present[group] = (present[group] as number) - (this.gone[group] as number);
  }

  private events(total: number): void {
    const { groups, present, own, others, survival, incidence, after, scale } = this;
    scale.fill(0);
    let [whole, free] = [0, 0];
    for (let group = 0; group < groups; group += 1) {
      const here = present[group] as number;
      if (here <= 0) continue;
      const held = survival[group] as number;
      scale[group] = here / held;
      whole += here / held;
      free += (here * (1 - (incidence[group] as number))) / held;
      after[group] = (held * (here - (own[group] as number) - (others[group] as number))) / here;
    }
    const before = this.pooled;
    const weight = (1 - before) ** this.rho;
    const pooled = before + total / whole;
    this.addDrift(whole, weight, total / (whole * (1 - before)));
    for (let group = 0; group < groups; group += 1) {
      if ((present[group] as number) <= 0) continue;
      const expected = (total * (scale[group] as number) * (1 - (incidence[group] as number))) / free;
      this.scores[group] = (this.scores[group] as number) + weight * ((own[group] as number) - expected);
    }
    for (let group = 0; group < groups; group += 1) {
      if ((present[group] as number) <= 0) continue;
      if (total > 0) this.ownVariance(group, 1 - pooled, after[group] as number, whole, total);
      if ((others[group] as number) > 0 && (after[group] as number) > 0)
        this.otherVariance(group, 1 - pooled, after[group] as number);
      incidence[group] =
        (incidence[group] as number) +
        ((survival[group] as number) * (own[group] as number)) / (present[group] as number);
    }
    this.survival.set(after);
    this.pooled = pooled;
  }

  /** The weights of the scores' differences at this time [a], and what they have added up to [c]. */
  private addDrift(whole: number, weight: number, hazard: number): void {
    const { groups, drift, scale, pull } = this;
    for (let one = 0; one < groups; one += 1) {
      for (let other = 0; other < groups; other += 1) {
        const at = one * groups + other;
        const shared = ((scale[one] as number) * (scale[other] as number)) / whole;
        pull[at] = weight * ((one === other ? (scale[one] as number) : 0) - shared);
        drift[at] = (drift[at] as number) + (pull[at] as number) * hazard;
      }
    }
  }

  private ownVariance(group: number, free: number, after: number, whole: number, total: number): void {
    const { groups, parts, pull, drift } = this;
    const held = this.survival[group] as number;
    const factor = after > 0 ? 1 - free / after : 1;
    const tied = total > 1 ? 1 - (total - 1) / (whole * held - 1) : 1;
    for (let one = 0; one < groups; one += 1) {
      const at = one * groups + group;
      parts[one] = (pull[at] as number) - factor * (drift[at] as number);
    }
    this.addVariance(group, (tied * held * total) / (whole * (this.present[group] as number)), factor);
  }

  private otherVariance(group: number, free: number, after: number): void {
    const { groups, parts, drift } = this;
    const here = this.present[group] as number;
    const held = this.survival[group] as number;
    const count = this.others[group] as number;
    const factor = free / after;
    const tied = count > 1 ? 1 - (count - 1) / (here - 1) : 1;
    for (let one = 0; one < groups; one += 1) parts[one] = factor * (drift[one * groups + group] as number);
    this.addVariance(group, (tied * held * held * count) / (here * here), -factor);
  }

  private addVariance(group: number, spread: number, factor: number): void {
    const { groups, direct, crossed, plain, parts } = this;
    plain[group] = (plain[group] as number) + factor * factor * spread;
    for (let one = 0; one < groups; one += 1) {
      const at = one * groups + group;
      const part = (parts[one] as number) * spread;
      crossed[at] = (crossed[at] as number) + part * factor;
      for (let other = 0; other < groups; other += 1) {
        const place = one * groups + other;
        direct[place] = (direct[place] as number) + part * (parts[other] as number);
      }
    }
  }

  /** Adds the stratum to the whole. */
  finish(scores: Float64Array, covariance: Float64Array): void {
    const { groups, drift, direct, crossed, plain } = this;
    for (let one = 0; one < groups; one += 1) {
      scores[one] = (scores[one] as number) + (this.scores[one] as number);
      for (let other = 0; other < groups; other += 1) {
        const place = one * groups + other;
        let value = direct[place] as number;
        for (let group = 0; group < groups; group += 1) {
          const [own, their] = [drift[one * groups + group] as number, drift[other * groups + group] as number];
          value += own * their * (plain[group] as number);
          value +=
            own * (crossed[other * groups + group] as number) + their * (crossed[one * groups + group] as number);
        }
        covariance[place] = (covariance[place] as number) + value;
      }
    }
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let at = 0; at < values.length; at += 1) total += values[at] as number;
  return total;
}
