// Cox regression of many states: what multiplies the hazard of every move, with baselines and effects of its own or in common.

import { type MultiStateData, transitionRows } from '../competing-risks/data.ts';
import type { Transition } from '../competing-risks/state-steps.ts';
import { type Clusters, clusterFactor } from '../foundation/clusters.ts';
import { type Column, type Factor, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { CoxFit } from './cox-fit.ts';
import type { CoxDesign, CoxOptions } from './cox-model.ts';
import { coxRegression } from './cox-regression.ts';

/** A transition by the names of its states. */
export type NamedTransition = readonly [from: string, to: string];

/** Which columns bear on which transitions. */
export interface TransitionEffects {
  readonly columns: readonly string[];
  /** All transitions where absent. */
  readonly transitions?: readonly NamedTransition[];
  /** One coefficient for these transitions together, rather than one for each. R: `/ common`. */
  readonly common?: boolean;
}

export interface MultiStateCoxOptions extends Omit<CoxOptions, 'missing' | 'collinear' | 'initial'> {
  /** Later entries replace earlier ones for their columns and transitions. Default: all columns on all transitions, each with its own coefficient. */
  readonly effects?: readonly TransitionEffects[];
  /** Transitions whose baseline hazards are proportional to that of the first of them: one baseline, a coefficient for each other. R: `/ shared`. */
  readonly proportionalBaselines?: readonly (readonly NamedTransition[])[];
  /** Each stratum has baselines of its own. */
  readonly strata?: Factor;
  readonly offset?: Column;
  /** By default the person. */
  readonly cluster?: Clusters;
}

/** The model: a Cox fit of the rows stacked by move, and which of its coefficients each move has. */
export interface MultiStateCoxFit {
  readonly fit: CoxFit;
  readonly states: readonly string[];
  /** The transitions that somebody made, by the state left, then the state entered. */
  readonly transitions: readonly Transition[];
  readonly columns: readonly string[];
  /** Columns x transitions, row after row: the index of the coefficient, -1 where the column has no effect on the transition. R: `fit$cmap`. */
  readonly coefficientOf: Int32Array;
  /** Of each transition: the index of its baseline, and the coefficient by which it differs from it (-1: it is its own). R: `fit$smap`. */
  readonly baselineOf: Int32Array;
  readonly baselineCoefficient: Int32Array;
  /** Rows of the data, and moves made. */
  readonly rows: number;
  readonly events: number;
  readonly data: MultiStateData;
  readonly strata: Factor | undefined;
}

/**
 * Fits the hazards of all moves at once, with errors robust by person. A row may end in a move, or go on in the person's next row.
 * Throws as coxRegression and aalenJohansen, and `option-invalid` for an effect of a column or a move that there is not.
 * Source: P. Andersen and N. Keiding, Multi-state models for event history analysis, 2002; Therneau, Crowson and Atkinson 2020.
 * R: `coxph(list(Surv(entry, time, state) ~ ..., 1:2 ~ ...), id =, istate =)`.
 */
export function multiStateCox(
  data: MultiStateData,
  design: CoxDesign,
  options: MultiStateCoxOptions = {},
): MultiStateCoxFit {
  const { time } = data;
  const named = Object.fromEntries(design.columns.map((column, at) => [design.names[at] ?? String(at), column]));
  const { strata, offset } = options;
  const cluster = options.cluster && clusterFactor(options.cluster);
  requireSameLength({ time, strata: strata?.codes, offset, cluster: cluster?.codes, ...named });
  // A group for each row keeps stays that were cut in two apart, because their covariates may differ.
  const apart = { levels: new Array<string>(time.length).fill(''), codes: Int32Array.from(time, (_, row) => row) };
  const { from, status } = transitionRows(data, { groups: apart, exactTimes: options.exactTimes });
  const moves = movesMade(from, status, data.states.length);
  if (moves.length === 0) throw new StatisticsError('no-events', { column: 'to' });
  const plan = planOf(data.states, moves, design.names, options);
  const stacked = stack(data, design, { from, status }, moves, plan, {
    ...options,
    cluster: cluster ?? clusterFactor(data.id),
  });
  const {
    effects: _effects,
    proportionalBaselines: _shared,
    strata: _strata,
    cluster: _cluster,
    ...coxOptions
  } = options;
  const fit = coxRegression(stacked.data, stacked.design, { robust: true, ...coxOptions });
  return {
    fit,
    states: data.states,
    transitions: moves,
    columns: design.names,
    coefficientOf: plan.coefficientOf,
    baselineOf: plan.baselineOf,
    baselineCoefficient: plan.baselineCoefficient,
    rows: time.length,
    events: fit.events,
    data,
    strata,
  };
}

function movesMade(from: Uint8Array, status: Uint8Array, states: number): Transition[] {
  const made = new Uint8Array(states * states);
  for (let row = 0; row < from.length; row += 1) {
    const to = (status[row] as number) - 1;
    if (to >= 0 && to !== from[row]) made[(from[row] as number) * states + to] = 1;
  }
  return Array.from(made.keys())
    .filter((cell) => made[cell] === 1)
    .map((cell) => ({ from: Math.floor(cell / states), to: cell % states }));
}

interface Plan {
  readonly names: readonly string[];
  readonly coefficientOf: Int32Array;
  readonly baselineOf: Int32Array;
  readonly baselineCoefficient: Int32Array;
}

/** Gives every effect its coefficient, in order of moves and then of columns; differences of baselines come last. */
function planOf(
  states: readonly string[],
  moves: readonly Transition[],
  columns: readonly string[],
  { effects = [], proportionalBaselines = [] }: MultiStateCoxOptions,
): Plan {
  const group = groupsOfEffects(states, moves, columns, effects.length === 0 ? [{ columns }] : effects);
  const coefficientOf = new Int32Array(group.length).fill(-1);
  const names: string[] = [];
  const known = new Map<string, number>();
  const counts = columns.map((_, at) => new Set(moves.map((_move, move) => group[at * moves.length + move])));
  for (const [move, { from, to }] of moves.entries()) {
    for (const [at, column] of columns.entries()) {
      const key = group[at * moves.length + move];
      if (key === null || key === undefined) continue;
      if (!known.has(key)) {
        known.set(key, names.length);
        const several = [...(counts[at] ?? [])].filter((each) => each !== null).length > 1;
        names.push(several ? `${column} ${states[from]} > ${states[to]}` : column);
      }
      coefficientOf[at * moves.length + move] = known.get(key) as number;
    }
  }
  const baselineOf = Int32Array.from(moves.keys());
  const baselineCoefficient = new Int32Array(moves.length).fill(-1);
  for (const [at, shared] of proportionalBaselines.entries()) {
    const [first, ...others] = shared.map((move) => moveAt(states, moves, move, `proportionalBaselines[${at}]`));
    for (const other of others) {
      baselineOf[other] = first as number;
      baselineCoefficient[other] = names.length;
      const [one, two] = [moves[other], moves[first as number]] as [Transition, Transition];
      names.push(`${states[one.from]} > ${states[one.to]} / ${states[two.from]} > ${states[two.to]}`);
    }
  }
  return { names, coefficientOf, baselineOf, baselineCoefficient };
}

/** Of each column and move, the name of the group that has one coefficient; null where there is no effect. */
function groupsOfEffects(
  states: readonly string[],
  moves: readonly Transition[],
  columns: readonly string[],
  effects: readonly TransitionEffects[],
): (string | null)[] {
  const group = new Array<string | null>(columns.length * moves.length).fill(null);
  for (const [at, effect] of effects.entries()) {
    const place = `effects[${at}]`;
    const on = effect.transitions?.map((move) => moveAt(states, moves, move, place)) ?? moves.map((_, move) => move);
    for (const name of effect.columns) {
      const column = columns.indexOf(name);
      if (column < 0) throw new StatisticsError('option-invalid', { column: place, detail: `no column ${name}` });
      for (const move of on)
        group[column * moves.length + move] = `${column} ${at} ${effect.common === true ? '' : move}`;
    }
  }
  return group;
}

function moveAt(
  states: readonly string[],
  moves: readonly Transition[],
  [from, to]: NamedTransition,
  place: string,
): number {
  const at = moves.findIndex((move) => states[move.from] === from && states[move.to] === to);
  if (at < 0)
    throw new StatisticsError('option-invalid', { column: place, detail: `nobody moves from ${from} to ${to}` });
  return at;
}

/** Every row once for each move out of its state. */
function stack(
  data: MultiStateData,
  design: CoxDesign,
  { from, status }: { readonly from: Uint8Array; readonly status: Uint8Array },
  moves: readonly Transition[],
  plan: Plan,
  { strata, offset, cluster }: MultiStateCoxOptions & { readonly cluster: Factor },
) {
  const [source, moveOf]: [number[], number[]] = [[], []];
  for (const [move, { from: state }] of moves.entries()) {
    for (let row = 0; row < from.length; row += 1) {
      if (from[row] !== state) continue;
      source.push(row);
      moveOf.push(move);
    }
  }
  const take = (column: Column) => Float64Array.from(source, (row) => column[row] as number);
  const strataCount = strata?.levels.length ?? 1;
  const blocks = Int32Array.from(
    source,
    (row, at) => (plan.baselineOf[moveOf[at] as number] as number) * strataCount + (strata?.codes[row] ?? 0),
  );
  const columns = plan.names.map(() => new Float64Array(source.length));
  for (const [at, row] of source.entries()) {
    const move = moveOf[at] as number;
    for (const [index, column] of design.columns.entries()) {
      const coefficient = plan.coefficientOf[index * moves.length + move] as number;
      if (coefficient >= 0) (columns[coefficient] as Column)[at] = column[row] as number;
    }
    const difference = plan.baselineCoefficient[move] as number;
    if (difference >= 0) (columns[difference] as Column)[at] = 1;
  }
  return {
    data: {
      time: take(data.time),
      event: Uint8Array.from(source, (row, at) =>
        status[row] === (moves[moveOf[at] as number] as Transition).to + 1 ? 1 : 0,
      ),
      strata: { levels: new Array<string>(moves.length * strataCount).fill(''), codes: blocks },
      cluster: { levels: cluster.levels, codes: Int32Array.from(source, (row) => cluster.codes[row] as number) },
      ...(data.entry === undefined ? {} : { entry: take(data.entry) }),
      ...(data.weights === undefined ? {} : { weights: take(data.weights) }),
      ...(offset === undefined ? {} : { offset: take(offset) }),
    },
    design: { names: plan.names, columns },
  };
}
