// Do groups differ in when they have the event? The log-rank test and its weighted forms.
import { chiSquareUpper } from '../distributions/index.ts';
import type { Factor, MissingRule } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { codeOrder } from '../foundation/ordering.ts';
import { waldStatistic } from '../linear/index.ts';
import type { ChiSquaredTest } from '../rates/index.ts';
import { layCells } from './cells.ts';
import type { Groups, SurvivalData } from './data.ts';
import { type CheckedRows, checkedRows } from './rows.ts';
import { timeGrid } from './time-grid.ts';

export interface LogRankOptions {
  /** Weight of an event: (survival just before it)^rho. 0 is the log-rank test, 1 Peto and Peto's Wilcoxon. Default 0. */
  readonly rho?: number;
  /** Groups are compared within each of these only. */
  readonly strata?: Factor;
  readonly missing?: MissingRule;
  /** Do not join times that differ by rounding only. R: `timefix = FALSE`. */
  readonly exactTimes?: boolean;
}

export interface LogRankTest extends ChiSquaredTest {
  /** The levels that have rows, in their order; the arrays below go by them. */
  readonly groups: readonly string[];
  readonly rows: Float64Array;
  /** Weighted events, summed over strata. */
  readonly observed: Float64Array;
  /** Weighted events expected were there no difference. */
  readonly expected: Float64Array;
  /** The same, by stratum (those that have rows), then group. */
  readonly observedByStratum: readonly Float64Array[];
  readonly expectedByStratum: readonly Float64Array[];
  /** Covariance of observed - expected, groups by groups. */
  readonly covariance: Float64Array;
}

/**
 * The G-rho family of Harrington and Fleming, with delayed entry and strata. Weights, where given, are whole numbers of equal rows.
 * Throws as kaplanMeier, and `one-group`, `weight-invalid` (not whole), `option-invalid` (rho), `no-events`.
 * Source: Mantel 1966; Peto and Peto 1972; Harrington and Fleming 1982.
 * R: `survdiff(Surv(time, event) ~ group + strata(s), rho =)`; with delayed entry, rho 0, the score test of `coxph(ties = "exact")`.
 */
export function logRank(data: SurvivalData, groups: Groups, options: LogRankOptions = {}): LogRankTest {
  const { rho = 0, strata, missing } = options;
  if (!Number.isFinite(rho)) throw new StatisticsError('option-invalid', { column: 'rho' });
  const { time, entry, event, weights } = data;
  const rows = checkedRows({ time, entry, status: event, weights, groups, strata }, 1, missing);
  requireWholeWeights(rows.weights);
  const parts = comparedGroups(rows);
  const { used, sizes } = parts;
  const tallied = tally(rows, parts, rho, options.exactTimes);
  const observed = summed(tallied.observed, used.length);
  const expected = summed(tallied.expected, used.length);
  const test = quadraticTest(observed, expected, tallied.covariance);
  return {
    groups: used.map((level) => groups.levels[level] as string),
    rows: sizes,
    observed,
    expected,
    observedByStratum: tallied.observed,
    expectedByStratum: tallied.expected,
    covariance: tallied.covariance,
    ...test,
  };
}

function requireWholeWeights(weights: Float64Array | undefined): void {
  for (let row = 0; weights !== undefined && row < weights.length; row += 1) {
    if (!Number.isInteger(weights[row])) {
      throw new StatisticsError('weight-invalid', {
        column: 'weights',
        row,
        detail: 'numbers of equal rows, hence whole',
      });
    }
  }
}

/** Groups and strata that have rows, and the place of every row among them. */
export interface Compared {
  /** The levels that have rows, their sizes, and the group of every row among them. */
  readonly used: readonly number[];
  readonly sizes: Float64Array;
  readonly group: Int32Array;
  /** Strata that have rows, as a factor of every row. */
  readonly strata: Factor;
}

/** Throws `one-group`. */
export function comparedGroups({ groups, strata, weights, rows }: CheckedRows): Compared {
  const all = new Float64Array(groups?.levels.length ?? 0);
  const strataRows = new Int32Array(strata?.levels.length ?? 1);
  for (let row = 0; row < rows; row += 1) {
    const level = groups?.codes[row] as number;
    const stratum = strata === undefined ? 0 : (strata.codes[row] as number);
    all[level] = (all[level] as number) + (weights?.[row] ?? 1);
    strataRows[stratum] = (strataRows[stratum] as number) + 1;
  }
  const used = [...all.keys()].filter((level) => (all[level] as number) > 0);
  if (used.length < 2) throw new StatisticsError('one-group', { column: 'groups' });
  const places = Int32Array.from(all, (_, level) => used.indexOf(level));
  const usedStrata = [...strataRows.keys()].filter((level) => (strataRows[level] as number) > 0);
  const stratumPlaces = Int32Array.from(strataRows, (_, level) => usedStrata.indexOf(level));
  const [group, codes] = [new Int32Array(rows), new Int32Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    group[row] = places[groups?.codes[row] as number] as number;
    if (strata !== undefined) codes[row] = stratumPlaces[strata.codes[row] as number] as number;
  }
  return {
    used,
    sizes: Float64Array.from(used, (level) => all[level] as number),
    group,
    strata: { levels: usedStrata.map((level) => strata?.levels[level] ?? ''), codes },
  };
}

interface Tally {
  readonly observed: readonly Float64Array[];
  readonly expected: readonly Float64Array[];
  readonly covariance: Float64Array;
}

/** One pass over the rows in order of time within strata, with the weight at risk of each group kept up to date. */
function tally(rows: CheckedRows, { used, group, strata }: Compared, rho: number, exact: boolean | undefined): Tally {
  const groups = used.length;
  const cells = layCells(timeGrid(rows.time, rows.entry, exact), strata);
  const leaving = codeOrder(cells.exit, cells.count);
  const entering = cells.entry && codeOrder(cells.entry, cells.count);
  const covariance = new Float64Array(groups * groups);
  const [observed, expected]: [Float64Array[], Float64Array[]] = [[], []];
  const [atRisk, events, gone] = [new Float64Array(groups), new Float64Array(groups), new Float64Array(groups)];
  let [leave, enter] = [0, 0];
  for (let stratum = 0; stratum < strata.levels.length; stratum += 1) {
    const [seen, foreseen] = [new Float64Array(groups), new Float64Array(groups)];
    let survival = 1;
    atRisk.fill(0);
    const end = cells.starts[stratum + 1] as number;
    // Without delayed entry everyone of the stratum is at risk from its first time.
    for (let at = leave; entering === undefined && at < leaving.length; at += 1) {
      const row = leaving[at] as number;
      if ((cells.exit[row] as number) >= end) break;
      addWeight(atRisk, group[row] as number, rows.weights, row);
    }
    for (let cell = cells.starts[stratum] as number; cell < end; cell += 1) {
      for (; entering !== undefined && enter < entering.length; enter += 1) {
        const row = entering[enter] as number;
        if ((cells.entry?.[row] as number) > cell) break;
        addWeight(atRisk, group[row] as number, rows.weights, row);
      }
      let total = 0;
      events.fill(0);
      gone.fill(0);
      for (; leave < leaving.length && cells.exit[leaving[leave] as number] === cell; leave += 1) {
        const row = leaving[leave] as number;
        addWeight(gone, group[row] as number, rows.weights, row);
        if (rows.status[row] === 0) continue;
        total += addWeight(events, group[row] as number, rows.weights, row);
      }
      if (total > 0) survival = addEvents({ atRisk, events, total, survival, rho }, seen, foreseen, covariance);
      for (let own = 0; own < groups; own += 1) atRisk[own] = (atRisk[own] as number) - (gone[own] as number);
    }
    observed.push(seen);
    expected.push(foreseen);
  }
  return { observed, expected, covariance };
}

/** Adds the row's weight to a sum, and gives it back. */
function addWeight(sums: Float64Array, at: number, weights: Float64Array | undefined, row: number): number {
  const weight = weights === undefined ? 1 : (weights[row] as number);
  sums[at] = (sums[at] as number) + weight;
  return weight;
}

interface Moment {
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly total: number;
  /** Just before. */
  readonly survival: number;
  readonly rho: number;
}

/** Adds one time's events to what was seen, foreseen, and to the hypergeometric covariance; gives the survival after it. */
function addEvents(moment: Moment, seen: Float64Array, foreseen: Float64Array, covariance: Float64Array): number {
  const { atRisk, events, total, survival, rho } = moment;
  const groups = atRisk.length;
  const weight = rho === 0 ? 1 : survival ** rho;
  let present = 0;
  for (let own = 0; own < groups; own += 1) present += atRisk[own] as number;
  const scale = present > 1 ? (weight * weight * total * (present - total)) / (present * (present - 1)) : 0;
  for (let own = 0; own < groups; own += 1) {
    const here = atRisk[own] as number;
    seen[own] = (seen[own] as number) + weight * (events[own] as number);
    foreseen[own] = (foreseen[own] as number) + (weight * total * here) / present;
    if (scale === 0) continue;
    for (let other = 0; other < groups; other += 1) {
      const at = own * groups + other;
      const shared = (here * (atRisk[other] as number)) / present;
      covariance[at] = (covariance[at] as number) + scale * ((own === other ? here : 0) - shared);
    }
  }
  return (survival * (present - total)) / present;
}

function summed(parts: readonly Float64Array[], groups: number): Float64Array {
  return Float64Array.from({ length: groups }, (_, group) =>
    parts.reduce((sum, part) => sum + (part[group] as number), 0),
  );
}

/** The test of all groups in which an event could be expected, the first of them left out. */
function quadraticTest(observed: Float64Array, expected: Float64Array, covariance: Float64Array) {
  const groups = observed.length;
  const tested = [...expected.keys()].filter((group) => (expected[group] as number) > 0).slice(1);
  if (tested.length === 0) throw new StatisticsError('no-events');
  const matrix = Float64Array.from({ length: tested.length ** 2 }, (_, at) => {
    const [row, column] = [tested[Math.floor(at / tested.length)] as number, tested[at % tested.length] as number];
    return covariance[row * groups + column] as number;
  });
  const surplus = Float64Array.from(tested, (group) => (observed[group] as number) - (expected[group] as number));
  const { statistic } = waldStatistic(matrix, surplus);
  const degreesOfFreedom = tested.length;
  return { statistic, degreesOfFreedom, pValue: chiSquareUpper(statistic, degreesOfFreedom) };
}
