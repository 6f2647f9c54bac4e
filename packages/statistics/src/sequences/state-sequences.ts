// State sequences: one row of states a career, on one alphabet; what indicators, distances and clusterings take.
import { type Column, requireWeights } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';

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

/** How the missing state is taken. */
export interface MissingTaken {
  /** Missing is a state like the others, the last one, whether it occurs or not. Otherwise its positions are passed over. R: `with.missing`. */
  readonly withMissing?: boolean;
}

/** How weights are taken. */
export interface WeightsTaken {
  /** False passes over the weights that the sequences carry; true unless told. R: `weighted`. */
  readonly weighted?: boolean;
}

/** The label of the missing state in what is written, as in TraMineR. */
export const missingLabel = '*';

/** The labels of the states, missing as the last one where it is taken as a state. */
export function stateLabels(
  { alphabet }: Pick<StateSequences, 'alphabet'>,
  { withMissing = false }: MissingTaken,
): readonly string[] {
  return withMissing ? [...alphabet, missingLabel] : alphabet;
}

/** How many states there are; a position counts where its code is below. */
export const statesTaken = (
  { alphabet }: Pick<StateSequences, 'alphabet'>,
  { withMissing = false }: MissingTaken,
): number => alphabet.length + (withMissing ? 1 : 0);

/** The weights to count with, or undefined where each sequence counts once. */
export const weightsTaken = ({ weights }: StateSequences, { weighted = true }: WeightsTaken): Column | undefined =>
  weighted ? weights : undefined;

/**
 * Checks what was not made here; in R, `TraMineR::seqdef` makes them all. Throws `option-invalid` for an alphabet that is empty, too large or names a state twice,
 * `length-mismatch` for states or weights that do not fit, `state-outside-alphabet`, `weight-invalid`.
 */
export function requireSequences({ alphabet, count, length, states, weights }: StateSequences): void {
  requireAlphabet(alphabet);
  if (states.length !== count * length) {
    throw new StatisticsError('length-mismatch', {
      column: 'states',
      detail: `${states.length} against ${count} x ${length}`,
    });
  }
  for (let at = 0; at < states.length; at += 1) {
    if ((states[at] as number) > alphabet.length + 1) throw stateOutside(Math.floor(at / length), at % length);
  }
  if (weights === undefined) return;
  requireWeightsOf(weights, count);
}

/**
 * The sequences of the given rows, in that order; a row may be chosen more than once. R: `s[rows, ]`.
 * Throws `option-invalid` for a row that there is not.
 */
export function selectSequences(sequences: StateSequences, rows: ArrayLike<number>): StateSequences {
  const { count, length, weights } = sequences;
  const states = new Uint16Array(rows.length * length);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number;
    if (!(Number.isSafeInteger(row) && row >= 0 && row < count))
      throw new StatisticsError('option-invalid', { column: 'rows', row: at });
    states.set(sequences.states.subarray(row * length, (row + 1) * length), at * length);
  }
  const chosen = weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => weights[row] as number) };
  return { ...sequences, count: rows.length, states, ...chosen };
}

/** Throws `length-mismatch` or `weight-invalid` for weights that do not fit `count` sequences. */
export function requireWeightsOf(weights: Column, count: number): void {
  if (weights.length !== count) {
    throw new StatisticsError('length-mismatch', {
      column: 'weights',
      detail: `${weights.length} rows against ${count}`,
    });
  }
  requireWeights(weights);
}

/** Throws `option-invalid` for an alphabet that is empty, names a state twice or has more than 65,534 states. */
export function requireAlphabet(alphabet: readonly string[]): void {
  const wrong =
    alphabet.length === 0
      ? 'it is empty'
      : alphabet.length > 65_534
        ? 'over 65,534 states'
        : new Set(alphabet).size < alphabet.length
          ? 'it names a state twice'
          : undefined;
  if (wrong !== undefined) throw new StatisticsError('option-invalid', { column: 'alphabet', detail: wrong });
}

/** The error for a state that the alphabet lacks, at a row and a position, both from 0. */
export const stateOutside = (row: number, position: number): StatisticsError =>
  new StatisticsError('state-outside-alphabet', { row, detail: `position ${position + 1}` });

/** The code of a named state. Throws `state-outside-alphabet`, naming the option. */
export function stateCode(labels: readonly string[], state: string, option: string): number {
  const code = labels.indexOf(state);
  if (code < 0) throw new StatisticsError('state-outside-alphabet', { column: option });
  return code;
}
