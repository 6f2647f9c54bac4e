// How many are at risk, have the event, are censored: at every cell, weighted and by head.
import type { Cells } from './cells.ts';

/** One number a cell. */
export interface CellCounts {
  /** Weight at risk just before the cell's time. */
  readonly atRisk: Float64Array;
  /** Heads at risk. */
  readonly heads: Int32Array;
  /** Weight of those with the event (of any kind). */
  readonly events: Float64Array;
  /** Heads with the event. */
  readonly eventHeads: Int32Array;
  /** Weight of those censored. */
  readonly censored: Float64Array;
}

interface Counted {
  readonly status: Uint8Array;
  readonly weights?: Float64Array | undefined;
  /** Rows that end without event only because the same person's next row goes on: no censoring. */
  readonly continued?: Uint8Array | undefined;
}

/** Counts in one pass over the rows and one over the cells, from the last time back, as survfit does. */
export function countCells(cells: Cells, { status, weights, continued }: Counted): CellCounts {
  const { count, exit, entry, starts } = cells;
  const [atRisk, events, censored] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const [heads, eventHeads] = [new Int32Array(count), new Int32Array(count)];
  for (let row = 0; row < exit.length; row += 1) {
    const cell = exit[row] as number;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    heads[cell] = (heads[cell] as number) + 1;
    if (weights !== undefined) atRisk[cell] = (atRisk[cell] as number) + weight;
    if ((status[row] as number) > 0) {
      eventHeads[cell] = (eventHeads[cell] as number) + 1;
      if (weights !== undefined) events[cell] = (events[cell] as number) + weight;
    } else if (weights !== undefined || continued !== undefined) {
      if (continued?.[row] !== 1) censored[cell] = (censored[cell] as number) + weight;
    }
  }
  if (weights === undefined) {
    for (let cell = 0; cell < count; cell += 1) {
      atRisk[cell] = heads[cell] as number;
      events[cell] = eventHeads[cell] as number;
      if (continued === undefined) censored[cell] = (heads[cell] as number) - (eventHeads[cell] as number);
    }
  }
  if (entry === undefined) accumulate(starts, atRisk, heads);
  else accumulateEntered(cells, entry, atRisk, heads, weights);
  // Where all at risk have the event, nothing remains: sums of weights in another order must not leave a rest.
  for (let cell = 0; cell < count; cell += 1) {
    if (eventHeads[cell] === heads[cell]) events[cell] = atRisk[cell] as number;
  }
  return { atRisk, heads, events, eventHeads, censored };
}

/** Turns what ends at each cell into what is at risk there: from the last cell of each group back. */
function accumulate(starts: Int32Array, atRisk: Float64Array, heads: Int32Array): void {
  for (let group = 0; group + 1 < starts.length; group += 1) {
    let [weight, head] = [0, 0];
    for (let cell = (starts[group + 1] as number) - 1; cell >= (starts[group] as number); cell -= 1) {
      weight += atRisk[cell] as number;
      head += heads[cell] as number;
      atRisk[cell] = weight;
      heads[cell] = head;
    }
  }
}

function accumulateEntered(
  { count, starts }: Cells,
  entry: Int32Array,
  atRisk: Float64Array,
  heads: Int32Array,
  weights: Float64Array | undefined,
): void {
  const [entering, enteringHeads] = [new Float64Array(count), new Int32Array(count)];
  for (let row = 0; row < entry.length; row += 1) {
    const cell = entry[row] as number;
    enteringHeads[cell] = (enteringHeads[cell] as number) + 1;
    entering[cell] = (entering[cell] as number) + (weights === undefined ? 1 : (weights[row] as number));
  }
  for (let group = 0; group + 1 < starts.length; group += 1) {
    let [weight, head] = [0, 0];
    for (let cell = (starts[group + 1] as number) - 1; cell >= (starts[group] as number); cell -= 1) {
      weight += atRisk[cell] as number;
      head += heads[cell] as number;
      atRisk[cell] = weight;
      heads[cell] = head;
      weight -= entering[cell] as number;
      head -= enteringHeads[cell] as number;
      if (head === 0) weight = 0;
    }
  }
}

/** The counts of the cells from `from` below `to`. */
export function slicedCounts(counts: CellCounts, from: number, to: number): CellCounts {
  return {
    atRisk: counts.atRisk.slice(from, to),
    heads: counts.heads.slice(from, to),
    events: counts.events.slice(from, to),
    eventHeads: counts.eventHeads.slice(from, to),
    censored: counts.censored.slice(from, to),
  };
}
