// Concordance: of two rows whose order of events is known, how often the one with the higher score has its event first.
import type { Column, Factor } from '../foundation/columns.ts';
import { ascendingOrder, groupedOrder } from '../foundation/ordering.ts';
import type { CoxFit } from './cox-fit.ts';

/** Harrell's C of a model. Pairs are counted with the product of their weights, within strata. */
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

/** What is judged: rows as in a Cox model, and a score that is high where the event is expected early. */
export interface ConcordanceRows {
  readonly time: Column;
  readonly entry?: Column | undefined;
  readonly event: Uint8Array;
  readonly weights?: Column | undefined;
  readonly strata?: Factor | undefined;
  readonly clusters?: Factor | undefined;
}

/**
 * The concordance of the model's linear predictor with its own rows. R: `fit$concordance`, `concordance(fit)`.
 * Source: F. Harrell et al., Evaluating the yield of medical tests, JAMA 1982; standard error as T. Therneau, survival 3.
 */
export function coxConcordance(fit: CoxFit): Concordance {
  return concordance(fit.model, fit.linearPredictors);
}

/**
 * The concordance of any score. R: `survival::concordance(Surv(entry, time, event) ~ score, reverse = TRUE)`.
 * Method: one pass backward in time over sums by rank of the score (a binary indexed tree), n log n.
 */
export function concordance(rows: ConcordanceRows, score: Column): Concordance {
  const tally = new Tally(rows, score);
  const { concordant, discordant, tiedScores, tiedTimes, tiedBoth } = tally.counts;
  const pairs = concordant + discordant + tiedScores;
  const somers = (concordant - discordant) / pairs;
  const changes = new Float64Array(rows.clusters?.levels.length ?? rows.time.length);
  for (let row = 0; row < rows.time.length; row += 1) {
    const weight = rows.weights?.[row] ?? 1;
    const [agree, against, level] = tally.influenceOf(row);
    const change = weight * ((agree - against) / pairs - (somers / pairs) * (agree + against + level));
    const to = rows.clusters?.codes[row] ?? row;
    changes[to] = (changes[to] as number) + change;
  }
  const variance = changes.reduce((sum, change) => sum + change * change, 0) / 4;
  return {
    concordance: (somers + 1) / 2,
    standardError: Math.sqrt(variance),
    concordant,
    discordant,
    tiedScores,
    tiedTimes,
    tiedBoth,
  };
}

/** Counts the pairs, and what each row has to do with each kind of them. */
class Tally {
  readonly counts = { concordant: 0, discordant: 0, tiedScores: 0, tiedTimes: 0, tiedBoth: 0 };
  private readonly rows: ConcordanceRows;
  private readonly rank: Int32Array;
  /** Concordant, discordant and score-tied pairs (by the other row's weight) of each row. */
  private readonly influence: Float64Array;
  /** Weights of those at risk, and of the events so far, by rank. */
  private readonly present: RankSums;
  private readonly events: RankSums;

  constructor(rows: ConcordanceRows, score: Column) {
    this.rows = rows;
    const { rank, ranks } = this.denseRanks(score);
    this.rank = rank;
    this.influence = new Float64Array(rows.time.length * 3);
    this.present = new RankSums(ranks);
    this.events = new RankSums(ranks);
    const byTime = this.grouped(ascendingOrder(rows.time));
    const byEntry = rows.entry === undefined ? undefined : this.grouped(ascendingOrder(rows.entry));
    for (let end = byTime.length; end > 0; ) {
      let start = end;
      const stratum = this.stratumOf(byTime[end - 1] as number);
      while (start > 0 && this.stratumOf(byTime[start - 1] as number) === stratum) start -= 1;
      this.walk(byTime.subarray(start, end), byEntry?.subarray(start, end));
      end = start;
    }
  }

  influenceOf(row: number): readonly [number, number, number] {
    const at = row * 3;
    return [this.influence[at] as number, this.influence[at + 1] as number, this.influence[at + 2] as number];
  }

  /** Ranks from 0 without gaps within each stratum; equal scores share one. `ranks` is the most that a stratum has. */
  private denseRanks(score: Column): { readonly rank: Int32Array; readonly ranks: number } {
    const order = this.grouped(ascendingOrder(score));
    const rank = new Int32Array(score.length);
    let [next, ranks] = [0, 0];
    for (let at = 0; at < order.length; at += 1) {
      const [row, before] = [order[at] as number, order[at - 1] ?? -1];
      if (at === 0 || this.stratumOf(row) !== this.stratumOf(before)) next = 0;
      else if (score[row] !== score[before]) next += 1;
      rank[row] = next;
      ranks = Math.max(ranks, next + 1);
    }
    return { rank, ranks };
  }

  private grouped(order: Int32Array<ArrayBuffer>): Int32Array {
    const { strata } = this.rows;
    return strata === undefined ? order : groupedOrder(order, strata.codes, strata.levels.length);
  }

  private stratumOf(row: number): number {
    return this.rows.strata?.codes[row] ?? 0;
  }

  private weightOf(row: number): number {
    return this.rows.weights === undefined ? 1 : (this.rows.weights[row] as number);
  }

  /** Backward in time: events meet those already there (who last longer), then all of the moment join. */
  private walk(byTime: Int32Array, byEntry: Int32Array | undefined): void {
    const { time, event, entry } = this.rows;
    let ranks = 0;
    for (const row of byTime) ranks = Math.max(ranks, (this.rank[row] as number) + 1);
    this.present.reset(ranks);
    this.events.reset(ranks);
    let leaving = byTime.length;
    for (let last = byTime.length; last > 0; ) {
      let first = last;
      const moment = time[byTime[last - 1] as number] as number;
      while (first > 0 && time[byTime[first - 1] as number] === moment) first -= 1;
      const tied = byTime.subarray(first, last);
      // The censored of the moment outlast its events.
      for (const row of tied) if (event[row] === 0) this.join(row);
      const happened = tied.filter((row) => event[row] === 1);
      if (happened.length > 0) {
        while (byEntry !== undefined && leaving > 0) {
          const row = byEntry[leaving - 1] as number;
          if ((entry?.[row] as number) < moment) break;
          this.present.add(this.rank[row] as number, -this.weightOf(row));
          this.settle(row, 1);
          leaving -= 1;
        }
        this.meet(happened);
      }
      last = first;
    }
    for (; byEntry !== undefined && leaving > 0; leaving -= 1) this.settle(byEntry[leaving - 1] as number, 1);
    if (byEntry === undefined) for (const row of byTime) this.settle(row, 1);
  }

  private join(row: number): void {
    this.settle(row, -1);
    this.present.add(this.rank[row] as number, this.weightOf(row));
  }

  /** What the events so far have to do with a row that lasts: at its end they are taken off, at its entry all are added. */
  private settle(row: number, sign: 1 | -1): void {
    const rank = this.rank[row] as number;
    const at = row * 3;
    const own = this.events.at(rank);
    const below = this.events.below(rank);
    const above = this.events.total - below - own;
    // An event with a higher score than the row's is concordant with it.
    this.influence[at] = (this.influence[at] as number) + sign * above;
    this.influence[at + 1] = (this.influence[at + 1] as number) + sign * below;
    this.influence[at + 2] = (this.influence[at + 2] as number) + sign * own;
  }

  private meet(happened: Int32Array): void {
    const { counts, present } = this;
    let [weightSoFar, weightSquares] = [0, 0];
    const byRank = new Map<number, { total: number; squares: number }>();
    for (const row of happened) {
      const [rank, weight, at] = [this.rank[row] as number, this.weightOf(row), row * 3];
      const own = present.at(rank);
      const below = present.below(rank);
      const above = present.total - below - own;
      counts.concordant += weight * below;
      counts.discordant += weight * above;
      counts.tiedScores += weight * own;
      this.influence[at] = (this.influence[at] as number) + below;
      this.influence[at + 1] = (this.influence[at + 1] as number) + above;
      this.influence[at + 2] = (this.influence[at + 2] as number) + own;
      this.events.add(rank, weight);
      weightSoFar += weight;
      weightSquares += weight * weight;
      const same = byRank.get(rank) ?? { total: 0, squares: 0 };
      byRank.set(rank, { total: same.total + weight, squares: same.squares + weight * weight });
    }
    let both = 0;
    for (const { total, squares } of byRank.values()) both += (total * total - squares) / 2;
    counts.tiedBoth += both;
    counts.tiedTimes += (weightSoFar * weightSoFar - weightSquares) / 2 - both;
    for (const row of happened) this.join(row);
  }
}

/** Sums by rank with the sum below a rank in log time: P. Fenwick, A new data structure for cumulative frequency tables (1994). */
class RankSums {
  total = 0;
  private readonly tree: Float64Array;
  private readonly own: Float64Array;
  private ranks: number;
  constructor(ranks: number) {
    this.ranks = ranks;
    this.tree = new Float64Array(ranks + 1);
    this.own = new Float64Array(ranks);
  }

  /** Empties it for so many ranks, at most those that it was made for. */
  reset(ranks: number): void {
    this.total = 0;
    this.ranks = ranks;
    this.tree.fill(0, 0, ranks + 1);
    this.own.fill(0, 0, ranks);
  }

  add(rank: number, weight: number): void {
    this.total += weight;
    this.own[rank] = (this.own[rank] as number) + weight;
    for (let node = rank + 1; node <= this.ranks; node += node & -node) {
      this.tree[node] = (this.tree[node] as number) + weight;
    }
  }

  at(rank: number): number {
    return this.own[rank] as number;
  }

  below(rank: number): number {
    let sum = 0;
    for (let node = rank; node > 0; node -= node & -node) sum += this.tree[node] as number;
    return sum;
  }
}
