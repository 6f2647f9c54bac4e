// Origin-destination matrices: moves between places under cell keys, with both margins, and no cell that its margins give away.

import { checkRegistry, checkWorkforce } from '../check-input.ts';
import { defineClassification } from '../classification.ts';
import { checkSecret, recordKeys, type Secret } from '../keyed.ts';
import { tableOf } from '../lattice.ts';
import { type CellKeyOptions, cellKeyRule, keyedTable } from '../methods/keyed-tables.ts';
import { basisNumber } from '../methods/publish-tables.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { hideRemainders } from '../remainders.ts';
import { roundingVariance } from '../rounding.ts';
import type { Registry } from '../table.ts';
import type { Workforce } from '../workforce.ts';

/** Moves of people between places over a period; each person at most once. Confidential. */
export interface Moves {
  /** YYYY-MM-DD: the last day of the period. */
  readonly until: string;
  /** Ascending, each once. */
  readonly personNumber: Uint32Array;
  /** By move: places by their number. */
  readonly origin: Uint16Array;
  readonly destination: Uint16Array;
}

export interface MoveMatrix {
  /** Row-major by origin, then destination; NaN: withheld. Nobody moves from a place to itself, so those cells are 0. */
  readonly moves: Float64Array;
  /** By cell of `moves`: the place in `bases`, which is `withheld`, `structural` from a place to itself, or `counted`. */
  readonly basis: Uint8Array;
  readonly fromEach: Float64Array;
  readonly toEach: Float64Array;
  readonly total: number;
  /** Of every figure that is counted. */
  readonly standardError: number;
}

export const moveOptions: CellKeyOptions & { readonly remainderError: number } = {
  variance: 2,
  bound: 5,
  threshold: 5,
  base: 1,
  showZeros: false,
  leastChange: 0,
  remainderError: 1,
};

/**
 * Protects the moves of one period: of everybody, or of people chosen by ordinary facts. Moves of those who gave one answer would be counts
 * by that answer, under noise that hangs on who is counted, which is what measurements are there to avoid. Periods that overlap show by
 * their difference what happened in a part: publish those that do not.
 */
export function protectMoves(
  moves: Moves,
  places: readonly string[],
  secret: Secret,
  options: typeof moveOptions = moveOptions,
): MoveMatrix | Refusal {
  const refusal = checkSecret(secret) ?? checkPlaces(places);
  if (refusal !== null) return refusal;
  const registry = registryOf(places);
  const workforce = workforceOf(moves);
  const invalid = checkRegistry(registry) ?? ofMoves(checkWorkforce(registry, workforce)) ?? checkMoved(moves);
  if (invalid !== null) return invalid;
  const rule = cellKeyRule(options);
  if ('code' in rule) return rule;
  const keys = recordKeys(secret, moves.personNumber);
  const tables = registry.tables.map((table) => keyedTable(registry, workforce, table, keys, rule, undefined));
  const [total, fromEach, toEach, matrix] = tables;
  if (total === undefined || fromEach === undefined || toEach === undefined || matrix === undefined) {
    throw new RangeError('invariant: moves are counted by four tables');
  }
  for (let place = 0; place < places.length; place += 1) {
    const structural = place * (places.length + 1);
    matrix.values[structural] = 0;
    matrix.standardErrors[structural] = 0;
  }
  hideRemainders(registry, tables, options.remainderError);
  return {
    moves: matrix.values,
    basis: Uint8Array.from(matrix.values, (value, cell) => {
      if (cell % (places.length + 1) === 0) return basisNumber('structural');
      return basisNumber(Number.isNaN(value) ? 'withheld' : 'counted');
    }),
    fromEach: fromEach.values,
    toEach: toEach.values,
    total: total.values[0] ?? Number.NaN,
    standardError: Math.sqrt(options.variance + roundingVariance(options.base)),
  };
}

function checkPlaces(places: readonly string[]): Refusal | null {
  if (places.length >= 2 && new Set(places).size === places.length) return null;
  return refuse('parameter-invalid', 'places', 'They are not two places or more, each once.', 'Name each place once.');
}

/** The same refusal by the names that a caller gave: moves are checked as a workforce, which the caller does not see. */
function ofMoves(refusal: Refusal | null): Refusal | null {
  if (refusal === null) return null;
  const name = refusal.field.replace(/^workforce\.(columns\.)?/, '');
  return { ...refusal, field: `moves.${name === 'referenceDate' ? 'until' : name}` };
}

function checkMoved({ origin, destination }: Moves): Refusal | null {
  const still = origin.findIndex((place, move) => place === destination[move]);
  if (still === -1) return null;
  return refuse('workforce-invalid', `moves[${still}]`, 'It ends where it began.', 'Leave out those who stayed.');
}

/** Moves as rows that are counted like people. */
function workforceOf({ until, personNumber, origin, destination }: Moves): Workforce {
  const columns = new Map([
    ['origin', origin],
    ['destination', destination],
  ]);
  return { referenceDate: until, people: personNumber.length, personNumber, columns };
}

/** Both margins and their matrix: everybody, by origin, by destination, by both. */
function registryOf(places: readonly string[]): Registry {
  const classifications = ['origin', 'destination'].map((name) =>
    defineClassification({ name, secret: false, codes: places }),
  );
  const by = (...names: string[]) =>
    tableOf(
      'headcount',
      names.map((name) => ({ classification: name, level: name })),
    );
  return { classifications, tables: [by(), by('origin'), by('destination'), by('origin', 'destination')] };
}
