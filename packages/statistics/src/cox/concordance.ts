// Concordance: of two rows whose order of events is known, how often the one with the higher score has its event first.
import { type Clusters, clusterFactor } from '../foundation/clusters.ts';
import { type Column, type Factor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { ascendingOrder, groupedOrder } from '../foundation/ordering.ts';
import { checkedRows } from '../survival/rows.ts';
import { type TimeGrid, timeGrid } from '../survival/time-grid.ts';
import type { CoxFit } from './cox-fit.ts';
import { countPairs } from './pair-counting.ts';

/** Harrell's C. Pairs are counted with the product of their weights, within strata. */
export interface Concordance {
  /** From 0 to 1; 0.5 is chance. */
  readonly concordance: number;
  /** By the infinitesimal jackknife, grouped by cluster where there are clusters. */
  readonly standardError: number;
  readonly concordant: number;
  readonly discordant: number;
  /** Pairs with one score but different times. */
  readonly tiedScores: number;
  /** Pairs of events at one time, with different scores; and with one score. */
  readonly tiedTimes: number;
  readonly tiedBoth: number;
}

/** What is judged: rows as in a Cox model. */
export interface ConcordanceRows {
  readonly time: Column;
  readonly entry?: Column | undefined;
  readonly event: Uint8Array;
  readonly weights?: Column | undefined;
  readonly strata?: Factor | undefined;
  readonly cluster?: Clusters | undefined;
  /** Do not join times that differ by rounding only. R: `timefix = FALSE`. */
  readonly exactTimes?: boolean;
  /** All different times and where the rows are among them, where that is known already. */
  readonly grid?: TimeGrid;
}

/**
 * The concordance of the model's linear predictor with its own rows. R: `fit$concordance`, `concordance(fit)`.
 * Source: F. Harrell et al., Evaluating the yield of medical tests, JAMA 1982; standard error as T. Therneau, survival 3.
 */
export function coxConcordance(fit: CoxFit): Concordance {
  return judged(fit.model, fit.linearPredictors);
}

/**
 * The concordance of any score that is high where the event is expected early. NaN where of no two rows it is known whose event is first.
 * Throws `length-mismatch`, `no-rows`, `not-finite`, `time-negative`, `entry-not-before-exit`, `status-invalid`, `weight-invalid`,
 * `code-outside-levels`. R: `survival::concordance(Surv(entry, time, event) ~ score, reverse = TRUE)`.
 * Method: pairs are counted in a merge over time (as inversions are), in n log n; those of an event with rows that enter later are
 * counted by themselves and taken off.
 */
export function concordance(rows: ConcordanceRows, score: Column): Concordance {
  const { time, entry, event, weights, strata, cluster } = rows;
  requireSameLength({ time, score, cluster: cluster && clusterFactor(cluster).codes });
  checkedRows({ time, entry, status: event, weights, strata }, 1, 'refuse', { entryBelowZero: true });
  requireFinite('score', score);
  return judged(rows, score);
}

function judged(rows: ConcordanceRows, score: Column): Concordance {
  const grid = rows.grid ?? timeGrid(rows.time, rows.entry, rows.exactTimes);
  const { rank, order } = ranks(score);
  const tally = {
    concordant: 0,
    discordant: 0,
    all: 0,
    net: new Float64Array(score.length),
    own: new Float64Array(score.length),
  };
  const ends = sequenceOfEnds(rows, grid, order);
  addPairs(rows, rank, ends, 1, tally);
  if (grid.entry !== undefined) addPairs(rows, rank, sequenceOfEntries(rows, grid, order), -1, tally);
  const somers = (tally.concordant - tally.discordant) / tally.all;
  return {
    concordance: (somers + 1) / 2,
    standardError: standardError(rows, tally, somers),
    concordant: tally.concordant,
    discordant: tally.discordant,
    tiedScores: tally.all - tally.concordant - tally.discordant,
    ...tiedEvents(rows, rank, ends),
  };
}

/** Pairs so far; and of each row its concordant less its discordant ones, and all of its pairs, by the other row's weight. */
interface Tally {
  concordant: number;
  discordant: number;
  all: number;
  readonly net: Float64Array;
  readonly own: Float64Array;
}

function standardError(rows: ConcordanceRows, { net, own, all }: Tally, somers: number): number {
  const clusters = rows.cluster && clusterFactor(rows.cluster);
  const changes = new Float64Array(clusters?.levels.length ?? rows.time.length);
  for (let row = 0; row < net.length; row += 1) {
    const to = clusters === undefined ? row : (clusters.codes[row] as number);
    const change = (weightOf(rows, row) * ((net[row] as number) - somers * (own[row] as number))) / all;
    changes[to] = (changes[to] as number) + change;
  }
  let sum = 0;
  for (let at = 0; at < changes.length; at += 1) sum += (changes[at] as number) * (changes[at] as number);
  return Math.sqrt(sum / 4);
}

const weightOf = ({ weights }: ConcordanceRows, row: number) => (weights === undefined ? 1 : (weights[row] as number));

/** Ranks from 0 without gaps, equal scores sharing one, and the rows in that order. */
function ranks(score: Column): { readonly rank: Int32Array; readonly order: Int32Array<ArrayBuffer> } {
  const order = ascendingOrder(score);
  const rank = new Int32Array(score.length);
  let [next, last] = [-1, Number.NaN];
  for (let at = 0; at < order.length; at += 1) {
    const row = order[at] as number;
    if (score[row] !== last) {
      next += 1;
      last = score[row] as number;
    }
    rank[row] = next;
  }
  return { rank, order };
}

/** What happens, in order of stratum, time, events before all else, and rank. Item `row` is a row's end, item `rows + row` its entry. */
interface Sequence {
  readonly items: Int32Array;
  /** Where each run (one stratum, time and kind) begins, and where the last ends. */
  readonly runs: Int32Array;
  /** Of each stratum, its first run; one more than there are strata. */
  readonly strata: Int32Array;
}

function sequenceOfEnds(rows: ConcordanceRows, grid: TimeGrid, order: Int32Array<ArrayBuffer>): Sequence {
  const codes = new Int32Array(order.length);
  for (let row = 0; row < codes.length; row += 1) {
    codes[row] = 2 * (grid.exit[row] as number) + (rows.event[row] === 1 ? 0 : 1);
  }
  return inRuns(rows, groupedOrder(order, codes, 2 * grid.times.length), codes);
}

/** The events, and the entries of all rows: an entry at an event's time or later is not at risk of it. */
function sequenceOfEntries(rows: ConcordanceRows, grid: TimeGrid, order: Int32Array): Sequence {
  const count = order.length;
  const codes = new Int32Array(2 * count);
  const items = new Int32Array(2 * count);
  let filled = 0;
  for (let at = 0; at < count; at += 1) {
    const row = order[at] as number;
    codes[row] = 2 * (grid.exit[row] as number);
    codes[count + row] = 2 * ((grid.entry as Int32Array)[row] as number) + 1;
    if (rows.event[row] === 1) {
      items[filled] = row;
      filled += 1;
    }
  }
  for (let at = 0; at < count; at += 1) items[filled + at] = count + (order[at] as number);
  return inRuns(rows, groupedOrder(items.slice(0, filled + count), codes, 2 * grid.times.length), codes);
}

function inRuns(rows: ConcordanceRows, byTime: Int32Array<ArrayBuffer>, codes: Int32Array): Sequence {
  const count = rows.time.length;
  const strata = rows.strata?.levels.length ?? 1;
  const stratumAt = (item: number) => (rows.strata === undefined ? 0 : (rows.strata.codes[item % count] as number));
  const items =
    strata === 1
      ? byTime
      : groupedOrder(
          byTime,
          codes.map((_, item) => stratumAt(item)),
          strata,
        );
  const runs = new Int32Array(items.length + 1);
  const firstRun = new Int32Array(strata + 1);
  let found = 0;
  for (let at = 0; at < items.length; at += 1) {
    const [item, before] = [items[at] as number, items[at - 1] as number];
    if (at > 0 && codes[item] === codes[before] && stratumAt(item) === stratumAt(before)) continue;
    runs[found] = at;
    found += 1;
    firstRun[stratumAt(item) + 1] = found;
  }
  runs[found] = items.length;
  for (let stratum = 1; stratum <= strata; stratum += 1) {
    firstRun[stratum] = Math.max(firstRun[stratum] as number, firstRun[stratum - 1] as number);
  }
  return { items, runs: runs.slice(0, found + 1), strata: firstRun };
}

/** Counts the pairs of each stratum. At their ends all rows outlast the events before; entries only come after events. */
function addPairs(
  rows: ConcordanceRows,
  rank: Int32Array,
  { items, runs, strata }: Sequence,
  sign: 1 | -1,
  tally: Tally,
): void {
  const count = rows.time.length;
  for (let stratum = 0; stratum + 1 < strata.length; stratum += 1) {
    const [first, last] = [strata[stratum] as number, strata[stratum + 1] as number];
    const [start, end] = [runs[first] as number, runs[last] as number];
    const own = { rank: new Int32Array(end - start), roles: new Uint8Array(end - start) };
    const weight = rows.weights === undefined ? undefined : new Float64Array(end - start);
    for (let at = start; at < end; at += 1) {
      const item = items[at] as number;
      const row = item < count ? item : item - count;
      own.rank[at - start] = rank[row] as number;
      own.roles[at - start] = (item < count && rows.event[row] === 1 ? 1 : 0) + (item >= count || sign === 1 ? 2 : 0);
      if (weight !== undefined) weight[at - start] = weightOf(rows, row);
    }
    const found = countPairs({ ...own, weight, runs: runs.subarray(first, last + 1).map((run) => run - start) });
    tally.concordant += sign * found.concordant;
    tally.discordant += sign * found.discordant;
    tally.all += sign * found.all;
    for (let at = start; at < end; at += 1) {
      const item = items[at] as number;
      const row = item < count ? item : item - count;
      tally.net[row] = (tally.net[row] as number) + sign * (found.net[at - start] as number);
      tally.own[row] = (tally.own[row] as number) + sign * (found.own[at - start] as number);
    }
  }
}

/** Pairs of events at one time: with different scores, and with one. */
function tiedEvents(rows: ConcordanceRows, rank: Int32Array, { items, runs }: Sequence) {
  let [tiedTimes, tiedBoth] = [0, 0];
  for (let run = 0; run + 1 < runs.length; run += 1) {
    const start = runs[run] as number;
    let [all, level] = [0, 0];
    for (let at = start; at < (runs[run + 1] as number); at += 1) {
      const row = items[at] as number;
      if (rows.event[row] === 0) break;
      if (at > start && rank[row] !== rank[items[at - 1] as number]) level = 0;
      const weight = weightOf(rows, row);
      tiedBoth += weight * level;
      tiedTimes += weight * (all - level);
      all += weight;
      level += weight;
    }
  }
  return { tiedTimes, tiedBoth };
}
