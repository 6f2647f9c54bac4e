// Careers as rows of stays in states: what Aalen-Johansen, transition probabilities and expected times take.
import { type Clusters, clusterNumbers, denseNames } from '../foundation/clusters.ts';
import type { Column, Factor, MissingRule } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { codeOrder, groupedOrder } from '../foundation/ordering.ts';
import type { CompetingData } from '../survival/data.ts';
import { type CheckedRows, checkedRows, type RowColumns, selectRows } from '../survival/rows.ts';
import { timeGrid } from '../survival/time-grid.ts';

/** A row a stay: a person is in state `from` from `entry` (excluded) to `time` (included), and moves to state `to` then, or does not. */
export interface MultiStateData {
  /** The names of the states; the columns below count them from 0. */
  readonly states: readonly string[];
  readonly time: Column;
  /** 0 where absent. */
  readonly entry?: Column;
  /** The state moved to at `time`; -1 where the row ends without a move. */
  readonly to: ArrayLike<number>;
  /** The state of the row. Where absent, each person begins in the first state and goes where the last row went. */
  readonly from?: ArrayLike<number>;
  /** The person of each row, as a whole number. */
  readonly id: ArrayLike<number>;
  readonly weights?: Column;
}

/** Either form of data: one state that all begin in and several causes to leave it for, or any number of states. */
export type TransitionData = CompetingData | MultiStateData;

/** The name of the state that all begin in where only causes are given, as survival names it. */
export const initialStateName = '(s0)';

export function statesOf(data: TransitionData): readonly string[] {
  return 'causes' in data ? [initialStateName, ...data.causes] : data.states;
}

/** Rows fit for counting. `status` is the state moved to, counted from 1, 0 where there was no move; `from` is always there. */
export interface TransitionRows extends CheckedRows {
  readonly states: readonly string[];
  readonly from: Uint8Array;
  /** 1 where the row ends only because the person's next row goes on. */
  readonly continued?: Uint8Array | undefined;
  /** Whether a person may have several rows. */
  readonly severalRows: boolean;
}

export interface TransitionRowOptions {
  readonly groups?: Factor | undefined;
  readonly cluster?: Clusters | undefined;
  readonly missing?: MissingRule | undefined;
  readonly exactTimes?: boolean | undefined;
}

/**
 * The rows checked, states filled in, and stays that were cut in two without a move (same person, group, weight) put together again.
 * Throws as kaplanMeier, and `state-outside-alphabet`, `rows-overlap` (a person in two rows at once), `states-disagree` (a person's
 * next row is not in the state that the last one led to).
 */
export function transitionRows(data: TransitionData, options: TransitionRowOptions): TransitionRows {
  const states = statesOf(data);
  if (states.length > 255) throw new StatisticsError('option-invalid', { column: 'states', detail: 'at most 255' });
  const { groups, missing } = options;
  const cluster = options.cluster && clusterNumbers(options.cluster);
  const { time, entry, weights } = data;
  const shared = { time, entry, weights, groups, cluster };
  if ('causes' in data) {
    const { causes, event } = data;
    const status = event.map((cause) => (cause === 0 ? 0 : cause + 1));
    const rows = checkedRows({ ...shared, status: event, from: undefined }, causes.length, missing);
    const kept = rows.rowsOmitted === 0 ? status : rows.status.map((cause) => (cause === 0 ? 0 : cause + 1));
    return { ...rows, status: kept, states, from: new Uint8Array(rows.rows), severalRows: false };
  }
  const status = stateCodes('to', data.to, states.length, -1);
  const from = data.from && stateCodes('from state', data.from, states.length, 0);
  const rows = checkedRows({ ...shared, status, from, id: data.id }, states.length, missing);
  return joinedStays({ ...rows, states }, options.exactTimes);
}

/** The codes, moved up by one where -1 is allowed. */
function stateCodes(column: string, codes: ArrayLike<number>, states: number, lowest: 0 | -1): Uint8Array {
  return Uint8Array.from(codes, (code, row) => {
    if (!(Number.isInteger(code) && code >= lowest && code < states)) {
      throw new StatisticsError('state-outside-alphabet', { column, row });
    }
    return code - lowest;
  });
}

type Unjoined = CheckedRows & { readonly states: readonly string[] };

/** Goes along each person's rows in time: fills in or checks states, and joins stays that go on. */
function joinedStays(rows: Unjoined, exact: boolean | undefined): TransitionRows {
  const { codes, count } = denseNames(rows.id as ArrayLike<number>);
  const grid = timeGrid(rows.time, rows.entry, exact);
  const inTime = codeOrder(grid.exit, grid.times.length);
  const order = groupedOrder(inTime, codes, count);
  const from = new Uint8Array(rows.rows);
  const entry = rows.entry === undefined ? undefined : rows.entry.slice();
  const continued = new Uint8Array(rows.rows);
  const merged = new Uint8Array(rows.rows);
  let severalRows = false;
  for (let at = 0; at < rows.rows; at += 1) {
    const row = order[at] as number;
    const last = at > 0 && codes[order[at - 1] as number] === codes[row] ? (order[at - 1] as number) : -1;
    const led =
      last < 0 ? -1 : (rows.status[last] as number) > 0 ? (rows.status[last] as number) - 1 : (from[last] as number);
    from[row] = rows.from === undefined ? Math.max(led, 0) : (rows.from[row] as number);
    if (last < 0) continue;
    severalRows = true;
    const entered = grid.entry === undefined ? -1 : (grid.entry[row] as number);
    if (entered < (grid.exit[last] as number)) throw new StatisticsError('rows-overlap', { column: 'entry', row });
    if (from[row] !== led) throw new StatisticsError('states-disagree', { column: 'from state', row });
    if (entered > (grid.exit[last] as number) || !sameCurve(rows, last, row)) continue;
    continued[last] = 1;
    const stays = rows.status[last] === 0 || (rows.status[last] as number) - 1 === from[last];
    if (!stays || entry === undefined || rows.weights?.[last] !== rows.weights?.[row]) continue;
    entry[row] = entry[last] as number;
    merged[last] = 1;
  }
  const whole: RowColumns = { ...rows, entry, from, id: codes };
  const kept = Int32Array.from(merged.keys()).filter((row) => merged[row] === 0);
  const joined = kept.length === rows.rows ? whole : selectRows(whole, kept);
  return {
    ...joined,
    from: joined.from as Uint8Array,
    continued: Uint8Array.from(kept, (row) => continued[row] as number),
    rows: kept.length,
    rowsOmitted: rows.rowsOmitted,
    states: rows.states,
    severalRows,
  };
}

/** Whether two rows of a person count in one curve. */
function sameCurve({ groups }: CheckedRows, one: number, other: number): boolean {
  return groups?.codes[one] === groups?.codes[other];
}
