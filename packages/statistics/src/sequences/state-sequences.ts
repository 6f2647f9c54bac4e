// State sequences: one row of states a career, on one alphabet; what indicators, distances and clusterings take.
import type { Column } from '../foundation/columns.ts';

/**
 * `count` sequences of at most `length` positions, row-major: the state of sequence i at position t is `states[i * length + t]`.
 * States are indices into `alphabet`; `alphabet.length` stands for a missing state (TraMineR's `*`), and `alphabet.length + 1` for
 * void, a position that is no part of the sequence (TraMineR's `%`). Void follows the last position of a sequence only: what is deleted
 * at its left or within it moves the rest to the left.
 */
export interface StateSequences {
  readonly alphabet: readonly string[];
  readonly count: number;
  readonly length: number;
  readonly states: Uint16Array;
  /** A weight a sequence; 1 where absent. */
  readonly weights?: Column;
}

/** The code of a missing state. */
export const missingState = ({ alphabet }: Pick<StateSequences, 'alphabet'>): number => alphabet.length;

/** The code of a position that is no part of its sequence. */
export const voidState = ({ alphabet }: Pick<StateSequences, 'alphabet'>): number => alphabet.length + 1;
