// Careers of a CSV as state sequences: a row a career, a column a position, an empty cell no state.
import { type Factor, factor, type StateSequences, stateSequencesFromCodes } from '@clew/statistics';
import { Refused } from '../../failure.ts';
import type { CsvRows } from '../read-csv.ts';
import { keepRows, numbersOf, textColumn } from '../rows.ts';

/** Empty cells before and between states: `refuse`, `omit` such careers, or take them as a `state` of its own. After the last state a career is over. */
export type MissingStates = 'refuse' | 'omit' | 'state';

export interface CareersOptions {
  readonly missing: MissingStates;
  /** All states, in the order that results are to have. */
  readonly order?: readonly string[];
  readonly weights?: string;
}

export interface Careers {
  /** The rows that they are of. */
  readonly rows: CsvRows;
  readonly sequences: StateSequences;
  /** Careers left out because a state was missing. */
  readonly omitted: number;
}

/** Throws `state-missing` and `state-not-in-order` with the row and the column; never the state. */
export function careersOf(all: CsvRows, columns: readonly string[], options: CareersOptions): Careers {
  const gap = gapFinder(all, columns);
  const rows = options.missing === 'omit' ? keepRows(all, (row) => gap(row) < 0) : all;
  if (rows.fileRows.length === 0) {
    throw new Refused('no-complete-rows', 'Every career has an empty cell before its last state.', 'Fill them.');
  }
  if (options.missing === 'refuse') refuseGaps(all, columns, gap);
  const alphabet = options.order ?? alphabetOf(rows, columns);
  const codes = codesOf(rows, columns, alphabet);
  const weights = options.weights === undefined ? {} : { weights: numbersOf(rows, options.weights) };
  const sequences = stateSequencesFromCodes(codes, columns.length, { alphabet, ...weights });
  return { rows, sequences, omitted: all.fileRows.length - rows.fileRows.length };
}

/** The position of a row's first empty cell before its last state; that of the first cell where there is no state at all; -1 where there is none. */
function gapFinder(rows: CsvRows, columns: readonly string[]): (row: number) => number {
  const codes = columns.map((name) => textColumn(rows, name).codes);
  return (row) => {
    const first = codes.findIndex((column) => (column[row] as number) < 0);
    if (first <= 0) return first;
    const goesOn = codes.slice(first).some((column) => (column[row] as number) >= 0);
    return goesOn ? first : -1;
  };
}

function refuseGaps({ fileRows }: CsvRows, columns: readonly string[], gap: (row: number) => number): void {
  const row = fileRows.findIndex((_, at) => gap(at) >= 0);
  if (row < 0) return;
  throw new Refused(
    'state-missing',
    `Row ${fileRows[row]}, column ${columns[gap(row)]}: the cell is empty, and the career is not over.`,
    'Write a state there (such as out), or take --missing state (a state of its own) or --missing omit.',
  );
}

function alphabetOf(rows: CsvRows, columns: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const name of columns) {
    const { texts, codes } = textColumn(rows, name);
    const used = new Set(codes);
    for (const [code, text] of texts.entries()) if (used.has(code)) found.add(text);
  }
  // A factor's levels are in the order that all our categories have.
  const { levels }: Factor = factor([...found]);
  if (levels.length <= 200) return levels;
  throw new Refused('too-many-states', `There are ${levels.length} states.`, 'Put states together; 200 are the most.');
}

function codesOf(rows: CsvRows, columns: readonly string[], alphabet: readonly string[]): Int32Array {
  const count = rows.fileRows.length;
  const all = new Int32Array(count * columns.length);
  const place = new Map(alphabet.map((state, code) => [state, code]));
  for (const [position, name] of columns.entries()) {
    const { texts, codes } = textColumn(rows, name);
    const states = texts.map((text) => place.get(text) ?? -2);
    for (let row = 0; row < count; row += 1) {
      const code = codes[row] as number;
      const state = code < 0 ? -1 : (states[code] as number);
      if (state === -2) {
        const where = `Row ${rows.fileRows[row]}, column ${name}`;
        throw new Refused('state-not-in-order', `${where}: a state that --order lacks.`, 'Name all the states in it.');
      }
      all[row * columns.length + position] = state;
    }
  }
  return all;
}
