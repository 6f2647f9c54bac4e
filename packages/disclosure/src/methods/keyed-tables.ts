// Tables counted directly and protected by cell keys: the same contributors give the same noise; then a threshold and rounding. Between
// releases a cell changes only where enough contributors changed since every earlier state that was shown of it.
import { type Contributors, countContributors, leastChanged } from '../contributors.ts';
import { isFeasible, type PerturbationTable, perturbationTable, shiftOf } from '../perturbation-table.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { DraftTable } from '../remainders.ts';
import { roundingVariance, roundTo } from '../rounding.ts';
import type { RegisteredTable, Registry } from '../table.ts';
import { rowsOf } from '../tally.ts';
import type { Workforce } from '../workforce.ts';

export interface CellKeyOptions {
  /** Of the noise on a count of people. 0: none. */
  readonly variance: number;
  /** The most by which noise moves a count. */
  readonly bound: number;
  /** Noisy counts below it are withheld. 0: none are. */
  readonly threshold: number;
  /** Multiples to round to. 1: whole counts. */
  readonly base: number;
  /** Whether a cell of nobody shows its zero; else it is withheld like one of few. */
  readonly showZeros: boolean;
  /** A change between releases is shown where at least so many contributors changed. 0: always. */
  readonly leastChange: number;
}

/** What a table's states at earlier releases were. Confidential. */
export interface TableMemory {
  /** What was decided for each cell, before remainders were hidden; NaN: withheld. */
  readonly decided: Float64Array;
  /** Each earlier state: the fingerprints of all cells, and which cells were decided afresh then. */
  readonly states: readonly State[];
}

interface State {
  readonly fingerprints: Uint8Array;
  readonly isFresh: Uint8Array;
  readonly decided: Float64Array;
}

/** The rule of these options, made once: the perturbation table is in it. */
export interface CellKeyRule {
  readonly options: CellKeyOptions;
  readonly table: PerturbationTable;
}

/** Checks the options, and makes the perturbation table. */
export function cellKeyRule(options: CellKeyOptions): CellKeyRule | Refusal {
  const { variance, bound, threshold, base, leastChange } = options;
  const isCount = (value: number, least: number) => Number.isInteger(value) && value >= least && value <= 1_000;
  if (!isFeasible(variance, bound)) {
    return refuse(
      'parameter-invalid',
      'variance',
      'No perturbation table has this variance and this bound.',
      'Take a bound from 1 to 100, and a variance from 0 to half its square.',
    );
  }
  const wrong = Object.entries({ threshold, leastChange }).find(([, value]) => !isCount(value, 0));
  if (wrong !== undefined || !isCount(base, 1)) {
    return refuse(
      'parameter-invalid',
      wrong?.[0] ?? 'base',
      'It is not a whole number of people within bounds.',
      'Take a whole number from 0 (a base: from 1) to 1,000.',
    );
  }
  return { options, table: perturbationTable(variance, bound) };
}

export interface KeyedTable extends DraftTable {
  readonly memory: TableMemory;
}

/** Protects one table. `keys` are the record keys of the people that its quantity is counted over. */
export function keyedTable(
  registry: Registry,
  workforce: Workforce,
  table: RegisteredTable,
  keys: Uint32Array,
  rule: CellKeyRule,
  earlier: TableMemory | undefined,
): KeyedTable {
  const counted = countContributors(registry, rowsOf(workforce, table.quantity), keys, table);
  const noisy = perturb(counted, table, rule.table);
  const fresh = noisy.map((value, cell) => publishable(value, counted.people[cell] as number, table, rule.options));
  const memory = decide(fresh, counted.fingerprints, rule.options.leastChange, earlier);
  const values = memory.decided.slice();
  const standardError = errorOf(table, rule.options, earlier !== undefined);
  const standardErrors = values.map((value) => (Number.isNaN(value) ? Number.NaN : standardError));
  return { table, values, standardErrors, memory };
}

/** Months move by whole years of people, since a person may stand behind twelve of them. */
const unitOf = (table: RegisteredTable): number => (table.quantity === 'exposure-months' ? 12 : 1);

function perturb(counted: Contributors, table: RegisteredTable, perturbation: PerturbationTable): Float64Array {
  const unit = unitOf(table);
  return counted.totals.map((total, cell) => {
    const people = counted.people[cell] as number;
    return Math.max(0, total + unit * shiftOf(perturbation, people, counted.cellKeys[cell] as number));
  });
}

function publishable(noisy: number, people: number, table: RegisteredTable, options: CellKeyOptions): number {
  if (people === 0 && options.showZeros) return 0;
  return noisy < options.threshold * unitOf(table) ? Number.NaN : roundTo(noisy, options.base);
}

/**
 * A state of a cell is shown afresh where it differs by enough contributors from every state that was shown before: from the last, so
 * that a single change cannot be seen; from those before it, so that it cannot be seen where others came and went again. Else the value
 * of the state that it differs from least is repeated, which is at most that many contributors away.
 */
function decide(
  fresh: Float64Array,
  fingerprints: Uint8Array,
  leastChange: number,
  earlier: TableMemory | undefined,
): TableMemory {
  const isFresh = new Uint8Array(fresh.length).fill(1);
  if (leastChange === 0) return { decided: fresh, states: [] };
  const decided = fresh.slice();
  const states = earlier?.states ?? [];
  for (let cell = 0; cell < decided.length; cell += 1) {
    const near = nearestState(states, fingerprints, cell, leastChange);
    if (near === null) continue;
    decided[cell] = near.decided[cell] as number;
    isFresh[cell] = 0;
  }
  return { decided, states: [...states, { fingerprints, isFresh, decided }] };
}

/** The latest of the shown states of a cell that are nearer than a change may be; null where all are far enough. */
function nearestState(states: readonly State[], now: Uint8Array, cell: number, leastChange: number): State | null {
  let [nearest, least]: [State | null, number] = [null, leastChange];
  for (let place = states.length - 1; place >= 0; place -= 1) {
    const state = states[place] as State;
    if (state.isFresh[cell] === 0) continue;
    const changed = leastChanged(state.fingerprints, now, cell);
    if (changed < least) [nearest, least] = [state, changed];
  }
  return nearest;
}

/** Noise, rounding, and after the first release what a repeated value may lag behind: alike for all cells, or it would tell of changes. */
function errorOf(table: RegisteredTable, options: CellKeyOptions, isLater: boolean): number {
  const lag = isLater && options.leastChange > 0 ? (options.leastChange - 1) ** 2 / 3 : 0;
  return Math.sqrt(unitOf(table) ** 2 * (options.variance + lag) + roundingVariance(options.base));
}
