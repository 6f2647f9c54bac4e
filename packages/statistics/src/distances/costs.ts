// Costs: what it takes to put one state in the place of another, and to insert or delete one.
import { StatisticsError } from '../foundation/errors.ts';
import {
  type MissingTaken,
  missingLabel,
  type StateSequences,
  stateLabels,
  statesTaken,
} from '../sequences/state-sequences.ts';

/** Costs of an alphabet; missing is its last state where the costs were made with it. */
export interface SequenceCosts {
  readonly states: readonly string[];
  /** What putting state j in the place of state i costs: `substitution[i * states.length + j]`; symmetric, 0 on the diagonal. */
  readonly substitution: Float64Array;
  /** What inserting or deleting each state costs. */
  readonly indel: Float64Array;
}

/** Costs of an alphabet at each of several positions, one matrix after the other; there is nothing to insert or delete. */
export interface PositionCosts {
  readonly states: readonly string[];
  readonly positions: number;
  /** From state i to state j at position t: `substitution[(t * n + i) * n + j]`, n states. */
  readonly substitution: Float64Array;
}

export interface ConstantCostOptions extends MissingTaken {
  /** What any substitution costs; 2 unless told. R: `cval`. */
  readonly value?: number;
  /** What substituting a missing state costs; as others unless told. R: `miss.cost`. */
  readonly missingCost?: number;
}

/**
 * One cost for every substitution, and 1 to insert or delete.
 * R: `TraMineR::seqcost(s, "CONSTANT", cval, with.missing, miss.cost)`. Throws `costs-invalid`.
 */
export function constantCosts(sequences: StateSequences, options: ConstantCostOptions = {}): SequenceCosts {
  const { value = 2 } = options;
  const states = statesOfCosts(sequences, options);
  const substitution = filledMatrix(states.length, () => value);
  setMissing(substitution, states.length, sequences.alphabet.length, options.missingCost ?? value);
  return requireCosts({ states, substitution, indel: new Float64Array(states.length).fill(1) });
}

export interface GivenCosts {
  /** The states in the order of the matrix: the alphabet, and the missing state last where missing is to be a state. */
  readonly states: readonly string[];
  /** Row by row. */
  readonly substitution: readonly (readonly number[])[] | ArrayLike<number>;
  /** One for all states or one a state; half the largest substitution unless told, so that nothing is dearer than deleting and inserting. */
  readonly indel?: number | ArrayLike<number>;
}

/**
 * Costs as given. R: `TraMineR::seqdist(sm =, indel =)`, `indel = "auto"` where none is given.
 * Throws `costs-invalid`: not square, not the size of the states, below 0, not finite, not symmetric, not 0 on the diagonal; an indel
 * that is not above 0, or not one a state.
 */
export function givenCosts({ states, substitution, indel }: GivenCosts): SequenceCosts {
  const rows = Array.from(substitution as ArrayLike<number | readonly number[]>);
  if (rows.some((row) => typeof row !== 'number' && row.length !== states.length)) throw costsInvalid('not square');
  const values = Float64Array.from(rows.flat());
  const indels = indel ?? values.reduce((most, value) => Math.max(most, value), 0) / 2;
  const each = typeof indels === 'number' ? new Float64Array(states.length).fill(indels) : Float64Array.from(indels);
  return requireCosts({ states, substitution: values, indel: each });
}

/** The same costs with another price for inserting and deleting: one for all states, or one a state. R: `seqdist(indel = ...)`. Throws `costs-invalid`. */
export const withIndel = ({ states, substitution }: SequenceCosts, indel: number | ArrayLike<number>): SequenceCosts =>
  givenCosts({ states, substitution, indel });

/**
 * How alike states are: 1 less their cost over the largest, row by row. What SVRspell and NMS take.
 * R: `TraMineR::seqcost(s, ..., proximities = TRUE)$prox`. Throws `costs-invalid` where all costs are 0.
 */
export function proximities({ substitution }: SequenceCosts): Float64Array {
  const dearest = largest(substitution);
  if (dearest === 0) throw costsInvalid('all are 0');
  return substitution.map((cost) => 1 - cost / dearest);
}

/** The same costs at each of `positions` positions. R: `seqcost(s, "CONSTANT", time.varying = TRUE)` of constant costs. */
export function everyPosition({ states, substitution }: SequenceCosts, positions: number): PositionCosts {
  const all = new Float64Array(positions * substitution.length);
  for (let position = 0; position < positions; position += 1) all.set(substitution, position * substitution.length);
  return { states, positions, substitution: all };
}

/** The largest of some costs, 0 of none. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at += 1) most = Math.max(most, values[at] as number);
  return most;
}

/** The states that costs are for: missing is one where it is taken as one and occurs, as R takes it. */
export function statesOfCosts(sequences: StateSequences, { withMissing = false }: MissingTaken): readonly string[] {
  return stateLabels(sequences, { withMissing: withMissing && hasMissing(sequences) });
}

/** Whether a state is missing in any of the sequences. */
export function hasMissing({ alphabet, states }: StateSequences): boolean {
  return states.includes(alphabet.length);
}

/** A matrix of `size` states with 0 on its diagonal. */
export function filledMatrix(size: number, cost: (from: number, to: number) => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let from = 0; from < size; from += 1) {
    for (let to = 0; to < size; to += 1) if (from !== to) matrix[from * size + to] = cost(from, to);
  }
  return matrix;
}

/** Sets what substituting the missing state costs, where there is one beyond the alphabet. */
export function setMissing(matrix: Float64Array, size: number, alphabetSize: number, cost: number): void {
  if (size === alphabetSize) return;
  for (let state = 0; state < alphabetSize; state += 1) {
    matrix[state * size + alphabetSize] = cost;
    matrix[alphabetSize * size + state] = cost;
  }
}

/** Gives the costs back, or throws `costs-invalid` saying what is wrong with them. */
export function requireCosts(costs: SequenceCosts): SequenceCosts {
  const size = costs.states.length;
  requireMatrix(costs.substitution, size, 0);
  if (costs.substitution.length !== size * size) throw costsInvalid(`not ${size} x ${size}`);
  if (costs.indel.length !== size) throw costsInvalid(`${costs.indel.length} indels for ${size} states`, 'indel');
  for (const indel of costs.indel) {
    if (!(indel > 0 && Number.isFinite(indel))) throw costsInvalid('an indel is not a number above 0', 'indel');
  }
  return costs;
}

/** Gives the costs back, or throws `costs-invalid` saying what is wrong with them, and at which position. */
export function requirePositionCosts(costs: PositionCosts): PositionCosts {
  const size = costs.states.length;
  if (costs.substitution.length !== size * size * costs.positions) {
    throw costsInvalid(`not ${costs.positions} times ${size} x ${size}`);
  }
  for (let position = 0; position < costs.positions; position += 1) {
    requireMatrix(costs.substitution, size, position * size * size);
  }
  return costs;
}

function requireMatrix(values: Float64Array, size: number, begin: number): void {
  if (values.length < begin + size * size) throw costsInvalid(`not ${size} x ${size}`);
  // As R's checkcost: a ten-millionth of the largest counts as none.
  let most = 0;
  for (let at = begin; at < begin + size * size; at += 1) {
    const cost = values[at] as number;
    if (!(cost >= 0 && Number.isFinite(cost))) throw costsInvalid('a cost is not a finite number from 0 up');
    most = Math.max(most, cost);
  }
  for (let from = 0; from < size; from += 1) {
    if (values[begin + from * size + from] !== 0) throw costsInvalid('a cost on the diagonal is not 0');
    for (let to = 0; to < from; to += 1) {
      const apart = (values[begin + from * size + to] as number) - (values[begin + to * size + from] as number);
      if (Math.abs(apart) > 1e-7 * most) throw costsInvalid('not symmetric');
    }
  }
}

/** Throws `costs-invalid` unless the costs are for the states that the sequences have. */
export function requireCostsFor(sequences: StateSequences, states: readonly string[], withMissing: boolean): void {
  const expected = statesTaken(sequences, { withMissing });
  const same = states.length === expected && sequences.alphabet.every((state, at) => states[at] === state);
  if (same) return;
  const which = withMissing ? `the alphabet and ${missingLabel}` : 'the alphabet';
  throw costsInvalid(`for ${states.length} states, not for the ${expected} of ${which}`, 'costs');
}

function costsInvalid(detail: string, column = 'substitution'): StatisticsError {
  return new StatisticsError('costs-invalid', { column, detail });
}
