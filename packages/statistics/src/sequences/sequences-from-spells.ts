// From spells to sequences and back: the state of each person at given times.
import { type Column, type Factor, requireFactor, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { ascendingOrder, groupedOrder } from '../foundation/ordering.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { type SequenceRules, stateSequencesFromCodes } from './make-sequences.ts';
import { distinctSuccessiveStates } from './spells.ts';
import { type MissingTaken, missingState, type StateSequences } from './state-sequences.ts';

/** Spells, a row a spell, in any order: half-open, so that one may begin when another ends. Times in one unit of any kind: days, months. */
export interface SpellTable {
  /** Whose spell it is. The levels are the persons: a sequence each, in their order. */
  readonly persons: Factor;
  readonly begins: Column;
  /** When it ends, this time not included; Infinity while it goes on. */
  readonly ends: Column;
  /** The state held. The levels are the alphabet. */
  readonly states: Factor;
}

export interface SpellRules extends Pick<SequenceRules, 'left' | 'gaps' | 'right' | 'weights'>, Work {
  /** The times asked for, increasing, in the unit of the spells: position p holds the state held at `instants[p]`. */
  readonly instants: ArrayLike<number>;
  /** A time a person that the instants count from, such as entry or birth: a process clock instead of the calendar. R: `process`, `pdata`. */
  readonly origins?: Column;
  /** Where spells of a person overlap: `refuse` (unless told), or the one that begins `later` or `earlier` holds. R: `overwrite`. */
  readonly overlaps?: 'refuse' | 'later' | 'earlier';
}

/**
 * The state that each person holds at each of the given times. Where a person holds none, the position is missing, and the rules for
 * missing positions before, between and after states say what becomes of it. Of spells that begin together the later row counts as later.
 * R: `TraMineR::seqformat(data, from = "SPELL", to = "STS", id, begin, end, status, process, pdata, overwrite, fillblanks)`, whose spells
 * include the time at which they end.
 *
 * Throws `length-mismatch`, `code-outside-levels`, `not-finite` (only an end may be Infinity), `entry-not-before-exit` (row),
 * `spells-overlap` (the row that begins later), `option-invalid` for instants that do not increase; for the rest as `stateSequences`.
 */
export function sequencesFromSpells(spells: SpellTable, rules: SpellRules): StateSequences {
  const { persons, begins, states } = spells;
  requireSpells(spells);
  const instants = requireInstants(rules.instants);
  const { origins, overlaps = 'refuse', left, gaps, right, weights } = rules;
  if (origins !== undefined) requireSameLength({ persons: persons.levels, origins });
  const count = persons.levels.length;
  const codes = new Int32Array(count * instants.length).fill(-1);
  const order = groupedOrder(ascendingOrder(begins), persons.codes, count);
  let [previous, until] = [-1, Number.NEGATIVE_INFINITY];
  for (const [done, row] of order.entries()) {
    if ((done & 0xffff) === 0) checkpoint(rules, done, order.length);
    const person = persons.codes[row] as number;
    const [begin, end] = [begins[row] as number, spells.ends[row] as number];
    if (person !== previous) [previous, until] = [person, Number.NEGATIVE_INFINITY];
    if (begin < until && overlaps === 'refuse') throw new StatisticsError('spells-overlap', { row });
    until = Math.max(until, end);
    const origin = origins === undefined ? 0 : (origins[person] as number);
    if (!Number.isFinite(origin)) throw new StatisticsError('not-finite', { column: 'origins', row: person });
    const from = firstFrom(instants, begin - origin);
    const to = firstFrom(instants, end - origin);
    for (let at = person * instants.length + from; at < person * instants.length + to; at += 1) {
      if (overlaps === 'earlier' && (codes[at] as number) >= 0) continue;
      codes[at] = states.codes[row] as number;
    }
  }
  const given = Object.entries({ left, gaps, right, weights }).filter(([, rule]) => rule !== undefined);
  return stateSequencesFromCodes(codes, instants.length, { ...Object.fromEntries(given), alphabet: states.levels });
}

function requireSpells({ persons, begins, ends, states }: SpellTable): void {
  requireSameLength({ persons: persons.codes, begins, ends, states: states.codes });
  requireFactor('persons', persons);
  requireFactor('states', states);
  begins.forEach((begin, row) => {
    const end = ends[row] as number;
    if (!Number.isFinite(begin)) throw new StatisticsError('not-finite', { column: 'begins', row });
    if (Number.isNaN(end)) throw new StatisticsError('not-finite', { column: 'ends', row });
    if (end <= begin) throw new StatisticsError('entry-not-before-exit', { row });
  });
}

function requireInstants(instants: ArrayLike<number>): Float64Array {
  const times = Float64Array.from(instants);
  times.forEach((time, at) => {
    if (!Number.isFinite(time)) throw new StatisticsError('not-finite', { column: 'instants', row: at });
    if (at > 0 && time <= (times[at - 1] as number)) {
      throw new StatisticsError('option-invalid', {
        column: 'instants',
        detail: `the ${at + 1}th does not come after the one before`,
      });
    }
  });
  return times;
}

/** The first position whose instant is at or after a time. */
function firstFrom(instants: Float64Array, time: number): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

const dayMilliseconds = 86_400_000;

/**
 * The first days of consecutive calendar months as days since 1 January 1970, for spells in such days: `monthStarts(2019, 4, 60)` are
 * five years from 1 April 2019. R: `seq(as.Date("2019-04-01"), by = "month", length.out = 60)`. Throws `option-invalid` for a month that is not from 1 to 12, or a count that is not from 1.
 */
export function monthStarts(year: number, month: number, count: number): Float64Array {
  const whole = [year, month, count].every(Number.isSafeInteger);
  if (!whole || month < 1 || month > 12 || count < 1) throw new StatisticsError('option-invalid', { column: 'month' });
  return Float64Array.from({ length: count }, (_, each) => Date.UTC(year, month - 1 + each, 1) / dayMilliseconds);
}

/** Spells of sequences, half-open in positions: what `sequencesFromSpells` takes back, with the positions as instants. */
export interface SequenceSpells {
  /** The sequence that each spell belongs to, from 0. */
  readonly rows: Uint32Array;
  readonly begins: Column;
  readonly ends: Column;
  /** The state of each spell; the alphabet's length is missing, where missing is a state. */
  readonly states: Uint16Array;
}

/**
 * The spells of each sequence by position: one ends where another state, a missing position (unless it is a state) or the end follows.
 * R: `TraMineR::seqformat(s, to = "SPELL")`, whose spells include the position at which they end, counted from 1.
 */
export function spellsOfSequences(sequences: StateSequences, options: MissingTaken = {}): SequenceSpells {
  const { length, states } = sequences;
  // Missing positions part spells here, so all of them are read as spells and left out afterwards.
  const spells = distinctSuccessiveStates(sequences, { withMissing: true });
  const missing = missingState(sequences);
  const kept = [...spells.states.keys()].filter(
    (spell) => options.withMissing === true || spells.states[spell] !== missing,
  );
  const rowOf = new Uint32Array(spells.states.length);
  for (let row = 0; row + 1 < spells.offsets.length; row += 1)
    rowOf.fill(row, spells.offsets[row], spells.offsets[row + 1]);
  const begins = Float64Array.from(kept, (spell) => spells.starts[spell] as number);
  return {
    rows: Uint32Array.from(kept, (spell) => rowOf[spell] as number),
    begins,
    ends: Float64Array.from(kept, (spell) =>
      endOf(states, length, rowOf[spell] as number, spells.starts[spell] as number),
    ),
    states: Uint16Array.from(kept, (spell) => spells.states[spell] as number),
  };
}

function endOf(states: Uint16Array, length: number, row: number, start: number): number {
  const state = states[row * length + start];
  let end = start + 1;
  while (end < length && states[row * length + end] === state) end += 1;
  return end;
}
