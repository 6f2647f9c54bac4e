// Making state sequences from rows of states: the alphabet, and what becomes of missing positions before, within and after a career.
import type { Column } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { requireAlphabet, requireWeightsOf, type StateSequences, stateCode, stateOutside } from './state-sequences.ts';

/**
 * What becomes of missing positions: they stay as `missing`, they are `delete`d (what follows moves left), they take a state, or the whole is
 * `refuse`d, because there should be none.
 */
export type MissingPositions = 'missing' | 'delete' | 'refuse' | { readonly state: string };

/** How rows become sequences. */
export interface SequenceRules {
  /** The states, in the order that results are to have. Without it: those that occur, sorted by code unit. */
  readonly alphabet?: readonly string[];
  /** Missing positions before the first state; `missing` unless told. */
  readonly left?: MissingPositions;
  /** Missing positions between two states; `missing` unless told. */
  readonly gaps?: MissingPositions;
  /** Missing positions after the last state, and rows that have no state at all; `delete` unless told. */
  readonly right?: MissingPositions;
  /** A weight a row, from 0 up. */
  readonly weights?: Column;
}

/**
 * State sequences from rows of states, a position a column; null is missing. Rows may differ in length: what a row lacks at its end is
 * missing there. A state that missing positions take is part of the alphabet where none is given, and has to be in one that is given.
 *
 * Throws `state-outside-alphabet` (row and position, never the state), `length-mismatch` and `weight-invalid` for weights, `no-rows`,
 * `option-invalid` for an alphabet that is empty, names a state twice or has more than 65,534 states, `state-missing` (row and position)
 * where missing positions are refused.
 * R: `TraMineR::seqdef(data, alphabet, left, gaps, right, weights)`, where `NA` is `missing` and `"DEL"` is `delete`; only a row without
 * any state is taken by the rule of its right end, as R does. R sorts an alphabet that it finds itself by the locale.
 */
export function stateSequences(
  rows: readonly (readonly (string | null)[])[],
  rules: SequenceRules = {},
): StateSequences {
  const alphabet = rules.alphabet ?? foundAlphabet(rows, rules);
  requireAlphabet(alphabet);
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const index = new Map(alphabet.map((state, code) => [state, code]));
  const codes = new Int32Array(rows.length * length).fill(-1);
  rows.forEach((row, at) => {
    for (let position = 0; position < row.length; position += 1) {
      const state = row[position] ?? null;
      if (state === null) continue;
      const code = index.get(state);
      if (code === undefined) throw stateOutside(at, position);
      codes[at * length + position] = code;
    }
  });
  return stateSequencesFromCodes(codes, length, { ...rules, alphabet });
}

/**
 * State sequences from codes, row-major, `length` of them a sequence: the index of each state in the alphabet, or -1 where it is missing.
 * For many careers: nothing is made per row but the answer. The rest as {@link stateSequences}. R: `TraMineR::seqdef(data)`.
 */
export function stateSequencesFromCodes(
  codes: ArrayLike<number>,
  length: number,
  rules: SequenceRules & { readonly alphabet: readonly string[] },
): StateSequences {
  const { alphabet, weights } = rules;
  requireAlphabet(alphabet);
  if (!Number.isSafeInteger(length) || length < 0) throw new StatisticsError('option-invalid', { column: 'length' });
  if (codes.length === 0 || length === 0) throw new StatisticsError('no-rows');
  if (codes.length % length !== 0) {
    throw new StatisticsError('length-mismatch', {
      column: 'codes',
      detail: `${codes.length} is no multiple of ${length}`,
    });
  }
  const count = codes.length / length;
  if (weights !== undefined) requireWeightsOf(weights, count);
  const ends = [rules.left ?? 'missing', rules.gaps ?? 'missing', rules.right ?? 'delete'] as const;
  const [left, gaps, right] = ends.map((end) => takenCode(end, alphabet)) as [number, number, number];
  const states = new Uint16Array(codes.length).fill(alphabet.length + 1);
  for (let row = 0; row < count; row += 1) fillRow(codes, row, length, alphabet.length, { left, gaps, right }, states);
  return { alphabet, count, length, states, ...(weights === undefined ? {} : { weights }) };
}

const deleted = -1;
const refused = -2;

interface Taken {
  readonly left: number;
  readonly gaps: number;
  readonly right: number;
}

function fillRow(
  codes: ArrayLike<number>,
  row: number,
  length: number,
  size: number,
  taken: Taken,
  states: Uint16Array,
) {
  const start = row * length;
  let [first, last] = [length, -1];
  for (let position = 0; position < length; position += 1) {
    const code = codes[start + position] as number;
    if (!(code >= -1 && code < size)) throw stateOutside(row, position);
    if (code < 0) continue;
    if (first === length) first = position;
    last = position;
  }
  // A row without any state lies after its last state as a whole.
  if (last < 0) first = 0;
  let to = start;
  for (let position = 0; position < length; position += 1) {
    let code = codes[start + position] as number;
    if (code < 0) code = position > last ? taken.right : position < first ? taken.left : taken.gaps;
    if (code === deleted) continue;
    if (code === refused) throw new StatisticsError('state-missing', { row, detail: `position ${position + 1}` });
    states[to] = code;
    to += 1;
  }
}

function takenCode(rule: MissingPositions, alphabet: readonly string[]): number {
  if (rule === 'missing') return alphabet.length;
  if (rule === 'delete') return deleted;
  if (rule === 'refuse') return refused;
  return stateCode(alphabet, rule.state, 'the state that missing positions take');
}

function foundAlphabet(
  rows: readonly (readonly (string | null)[])[],
  { left, gaps, right }: SequenceRules,
): readonly string[] {
  const found = new Set<string>();
  for (const row of rows) for (const state of row) if (state !== null) found.add(state);
  for (const rule of [left, gaps, right]) if (typeof rule === 'object') found.add(rule.state);
  return [...found].sort();
}
