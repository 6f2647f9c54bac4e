// Rows for a Fine-Gray model as a weighted Cox model: who had a competing event stays, with the weight of not being censored yet.
import { type Column, type Factor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { joinTiedTimes } from '../foundation/tied-times.ts';
import { kaplanMeier } from '../survival/curves.ts';
import type { CompetingData } from '../survival/data.ts';
import { checkedRows } from '../survival/rows.ts';
import type { CoxDesign } from './cox-model.ts';

export interface FineGrayRowsData extends CompetingData {
  /** The person of each row; needed with `entry`, whose rows must follow each other without a gap, the event in the last. */
  readonly persons?: Factor;
  /** Censoring (and entry) is estimated within each stratum. */
  readonly strata?: Factor;
}

/** The rows of the weighted model; one number each a row. */
export interface FineGrayRows {
  /** The row of the data that each comes from. */
  readonly row: Int32Array;
  readonly start: Column;
  readonly stop: Column;
  /** 1 where the cause of interest happens at `stop`. */
  readonly event: Uint8Array;
  /**
   * The data's weight, times the share still uncensored (and entered) of those who were when the competing event happened. NaN where none
   * were left, 0 / 0, as in R, whose coxph leaves such rows out; coxRegression refuses them but with `missing: 'omit'`.
   */
  readonly weight: Column;
  /** 0 for a row of the data, then 1, 2, ... for those added behind it. */
  readonly added: Int32Array;
}

/**
 * The data of a Fine-Gray model for `cause`, to be given to coxRegression as entry, time, event and weights. Delayed entry is taken
 * account of by the distribution of entries, as in R's `finegray`.
 * Throws `level-unknown` for a cause that there is not, `option-invalid` where entries come without persons, or a person's rows have a
 * gap or an event before the last, `no-events`, and what bad columns are refused with.
 * Source: J. Fine and R. Gray 1999; R. Geskus, Cause-specific cumulative incidence estimation and the Fine and Gray model under both left
 * truncation and right censoring, Biometrics 2011. R: `survival::finegray(Surv(entry, time, factor(event)) ~ ., id =, etype =)`, which
 * (3.5-3) gives the rows of a second stratum the weights of the first.
 */
export function fineGrayRows(data: FineGrayRowsData, cause: string): FineGrayRows {
  const kind = data.causes.indexOf(cause) + 1;
  if (kind === 0) throw new StatisticsError('level-unknown', { column: 'cause' });
  const { time, entry, event, weights, strata, persons } = data;
  requireSameLength({ time, persons: persons?.codes });
  checkedRows({ time, entry, status: event, weights, strata }, data.causes.length);
  if (!event.includes(kind)) throw new StatisticsError('no-events', { column: 'event' });
  const [stop = time, given] = joinTiedTimes(entry === undefined ? [time] : [time, entry]);
  const start = given ?? new Float64Array(stop.length).fill(beforeAll(stop));
  const people = entry === undefined ? wholeRows(stop.length) : personRows(start, stop, event, persons);
  const spells: Spells = {
    start,
    stop,
    event,
    people,
    delayed: entry !== undefined && entersLate(start, stop, people),
  };
  const out = new RowList(event, kind, weights);
  for (const rows of rowsByStratum(strata, stop.length)) appendStratum(spells, rows, kind, out);
  return out.rows();
}

/** The design's columns for the rows of a Fine-Gray model. R: `survival::finegray(...)`, the covariates that it carries along. */
export function expandedDesign(design: CoxDesign, { row }: Pick<FineGrayRows, 'row'>): CoxDesign {
  return {
    ...design,
    columns: design.columns.map((column) => Float64Array.from(row, (each) => column[each] as number)),
  };
}

interface Spells {
  readonly start: Column;
  readonly stop: Column;
  readonly event: Uint8Array;
  /** Which rows are the first and the last of their person. */
  readonly people: { readonly first: Uint8Array; readonly last: Uint8Array };
  readonly delayed: boolean;
}

/** Without entries rows begin at 0, or well before all where a time is 0. */
const beforeAll = (stop: Column): number => {
  const least = stop.reduce((lowest, each) => Math.min(lowest, each), Number.POSITIVE_INFINITY);
  return least > 0 ? 0 : 2 * least - 1;
};

const wholeRows = (rows: number) => ({ first: new Uint8Array(rows).fill(1), last: new Uint8Array(rows).fill(1) });

function personRows(start: Column, stop: Column, event: Uint8Array, persons: Factor | undefined): Spells['people'] {
  if (persons === undefined)
    throw new StatisticsError('option-invalid', { column: 'persons', detail: 'needed with entry' });
  const rows = stop.length;
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort(
    (one, other) =>
      (persons.codes[one] as number) - (persons.codes[other] as number) ||
      (stop[one] as number) - (stop[other] as number),
  );
  const [first, last] = [new Uint8Array(rows), new Uint8Array(rows)];
  for (let at = 0; at < rows; at += 1) {
    const [row, next] = [order[at] as number, order[at + 1]];
    const before = order[at - 1];
    if (before === undefined || persons.codes[before] !== persons.codes[row]) first[row] = 1;
    if (next === undefined || persons.codes[next] !== persons.codes[row]) {
      last[row] = 1;
      continue;
    }
    if (event[row] !== 0)
      throw new StatisticsError('option-invalid', { column: 'event', row, detail: 'before the last row' });
    if (start[next] !== stop[row])
      throw new StatisticsError('option-invalid', { column: 'entry', row: next, detail: 'a gap' });
  }
  return { first, last };
}

/** Whether somebody enters after the first time at which a row ends. */
function entersLate(start: Column, stop: Column, { first }: Spells['people']): boolean {
  const earliest = stop.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  return start.some((each, row) => first[row] === 1 && each > earliest);
}

function rowsByStratum(strata: Factor | undefined, rows: number): readonly (readonly number[])[] {
  const groups = Array.from({ length: strata?.levels.length ?? 1 }, (): number[] => []);
  for (let row = 0; row < rows; row += 1) groups[strata?.codes[row] ?? 0]?.push(row);
  return groups;
}

function appendStratum(spells: Spells, rows: readonly number[], kind: number, out: RowList): void {
  const { stop, event, people, start } = spells;
  const causeTimes = [...new Set(rows.filter((row) => event[row] === kind).map((row) => stop[row] as number))];
  if (causeTimes.length === 0) return;
  const { times, shares } = stillThere(spells, rows);
  const kept = keptIntervals(times, causeTimes);
  for (const row of rows) {
    const isCompeting = event[row] !== 0 && event[row] !== kind && people.last[row] === 1;
    if (!isCompeting) {
      out.add(row, start[row] as number, stop[row] as number, 1, 0);
      continue;
    }
    let at = firstFrom(times, stop[row] as number);
    const share = shares[at] as number;
    out.add(row, start[row] as number, times[at] as number, 1, 0);
    let added = 0;
    for (at += 1; at < times.length; at += 1) {
      if (kept[at] !== 1) continue;
      added += 1;
      out.add(row, times[at - 1] as number, times[at] as number, (shares[at] as number) / share, added);
    }
  }
}

/** The ends of intervals in which the share of those neither censored nor not yet entered is constant, and that share. */
function stillThere(spells: Spells, rows: readonly number[]): { readonly times: number[]; readonly shares: number[] } {
  const { stop, event, people, start } = spells;
  const at = (column: Column) => Float64Array.from(rows, (row) => column[row] as number);
  const [from, to] = [at(start), at(stop)];
  const grid = [...new Set([...from, ...to])].sort((one, other) => one - other);
  const place = new Map(grid.map((time, index) => [time, index + 1]));
  const entry = from.map((time) => place.get(time) as number);
  // An event comes before the censorings of its time.
  const end = to.map((time, index) => (place.get(time) as number) - (event[rows[index] as number] === 0 ? 0 : 0.2));
  const censored = Uint8Array.from(rows, (row) => (people.last[row] === 1 && event[row] === 0 ? 1 : 0));
  const uncensored = stepsOf({ time: end, entry, event: censored });
  const last = to.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  const named = (index: number) => grid[index - 1] as number;
  if (!spells.delayed) {
    return { times: [...uncensored.times.map(named), last], shares: [1, ...uncensored.shares] };
  }
  const turn = grid.length + 1;
  const enters = Uint8Array.from(rows, (row) => people.first[row] as number);
  const backward = stepsOf({
    time: entry.map((each) => turn - each),
    entry: end.map((each) => turn - each),
    event: enters,
  });
  const entryTimes = backward.times.map((each) => turn - each).reverse();
  const entered = [...backward.shares.toReversed().slice(1), 1];
  const all = [...new Set([...entryTimes, ...uncensored.times])].sort((one, other) => one - other);
  const shares = all.map((each) => {
    const open = entered[countUpTo(entryTimes, each) - 1] as number;
    const left = countUpTo(uncensored.times, each);
    return open * (left === 0 ? 1 : (uncensored.shares[left - 1] as number));
  });
  return { times: [...all.map(named), last], shares: [1, ...shares] };
}

/** The times with an event and the survival after each. */
function stepsOf(data: { time: Column; entry: Column; event: Uint8Array }): { times: number[]; shares: number[] } {
  const [curve] = kaplanMeier(data, { exactTimes: true }).curves;
  const [times, shares]: [number[], number[]] = [[], []];
  curve?.time.forEach((time, at) => {
    if (!((curve.events[at] as number) > 0)) return;
    times.push(time);
    shares.push(curve.survival[at] as number);
  });
  return { times, shares };
}

/** The place of the first of the ascending numbers that is not below the value. */
function firstFrom(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending whole numbers (places of times) are up to the value. */
const countUpTo = (ascending: readonly number[], value: number) => firstFrom(ascending, value + 0.5);

/** Of the intervals that end at the times, those with an event of the cause (their start excluded). */
function keptIntervals(times: readonly number[], causeTimes: readonly number[]): Uint8Array {
  const kept = new Uint8Array(times.length);
  for (const time of causeTimes) {
    const at = firstFrom(times, time);
    if (at > 0) kept[at] = 1;
  }
  return kept;
}

/** Collects the rows. */
class RowList {
  readonly #lists = {
    row: [] as number[],
    start: [] as number[],
    stop: [] as number[],
    weight: [] as number[],
    added: [] as number[],
  };
  readonly #event: Uint8Array;
  readonly #kind: number;
  readonly #weights: Column | undefined;
  constructor(event: Uint8Array, kind: number, weights: Column | undefined) {
    if (weights !== undefined) requireFinite('weights', weights);
    this.#event = event;
    this.#kind = kind;
    this.#weights = weights;
  }

  add(row: number, start: number, stop: number, share: number, added: number): void {
    this.#lists.row.push(row);
    this.#lists.start.push(start);
    this.#lists.stop.push(stop);
    this.#lists.weight.push(share * (this.#weights?.[row] ?? 1));
    this.#lists.added.push(added);
  }

  rows(): FineGrayRows {
    const { row, start, stop, weight, added } = this.#lists;
    return {
      row: Int32Array.from(row),
      start: Float64Array.from(start),
      stop: Float64Array.from(stop),
      event: Uint8Array.from(row, (each) => (this.#event[each] === this.#kind ? 1 : 0)),
      weight: Float64Array.from(weight),
      added: Int32Array.from(added),
    };
  }
}
