// How often each move was made, and from which states people were last seen: the first look at multi-state data.
import { type TransitionData, transitionRows } from './data.ts';

export interface TransitionTable {
  readonly states: readonly string[];
  /** Heads that moved from a state (row) to a state (column): entry `from * states + to`. Stays in the same state are not counted. */
  readonly moves: Float64Array;
  /** By state: persons whose last row ended in it without a move. */
  readonly censored: Float64Array;
}

/**
 * Counts the moves. Throws as aalenJohansen, so that data which pass it fit there.
 * R: `survcheck(Surv(entry, time, event) ~ 1, id =)$transitions`.
 */
export function transitionTable(data: TransitionData): TransitionTable {
  const rows = transitionRows(data, {});
  const states = rows.states.length;
  const moves = new Float64Array(states * states);
  const censored = new Float64Array(states);
  for (let row = 0; row < rows.rows; row += 1) {
    const [from, status] = [rows.from[row] as number, rows.status[row] as number];
    if (status === 0) {
      if (rows.continued?.[row] !== 1) censored[from] = (censored[from] as number) + 1;
    } else if (status - 1 !== from) {
      const at = from * states + status - 1;
      moves[at] = (moves[at] as number) + 1;
    }
  }
  return { states: rows.states, moves, censored };
}
