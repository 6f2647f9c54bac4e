// Costs that the sequences themselves tell: by transitions between states, by the future they have in common, by how rare they are.
import { StatisticsError } from '../foundation/errors.ts';
import { stateDistributions } from '../sequences/state-distributions.ts';
import { type StateSequences, type WeightsTaken, weightsTaken } from '../sequences/state-sequences.ts';
import { timeVaryingTransitionRates, transitionRates } from '../sequences/transition-rates.ts';
import {
  type ConstantCostOptions,
  filledMatrix,
  largest,
  type PositionCosts,
  requireCosts,
  requirePositionCosts,
  type SequenceCosts,
  setMissing,
  statesOfCosts,
} from './costs.ts';

export interface TransitionCostOptions extends ConstantCostOptions, WeightsTaken {
  /** How many positions later a transition is looked for; 1 unless told. R: `lag`. */
  readonly lag?: number;
  /** Whether substituting a missing state costs `missingCost`, or what the data tell; fixed unless told. R: `miss.cost.fixed`. */
  readonly missingCostFixed?: boolean;
}

/**
 * Substituting two states costs `value` less the rates of transition between them, either way; inserting or deleting half the largest.
 * R: `TraMineR::seqcost(s, "TRATE", cval, with.missing, miss.cost, weighted, lag)`. Throws `costs-invalid`, `option-invalid` (lag).
 */
export function transitionCosts(sequences: StateSequences, options: TransitionCostOptions = {}): SequenceCosts {
  const { value = 2 } = options;
  const { states, withMissing } = statesAndMissing(sequences, options);
  const size = states.length;
  const { values: rates } = transitionRates(sequences, { ...options, withMissing });
  const substitution = filledMatrix(
    size,
    (from, to) =>
      value -
      (rates[Math.min(from, to) * size + Math.max(from, to)] as number) -
      (rates[Math.max(from, to) * size + Math.min(from, to)] as number),
  );
  return withHalfLargest(sequences, states, substitution, value, options);
}

/**
 * Substituting two states costs how far their futures are apart: the chi-squared distance of their rows of transition rates.
 * R: `TraMineR::seqcost(s, "FUTURE", with.missing, miss.cost, weighted, lag)`. Throws `costs-invalid`, `option-invalid` (lag).
 */
export function futureCosts(sequences: StateSequences, options: TransitionCostOptions = {}): SequenceCosts {
  const { states, withMissing } = statesAndMissing(sequences, options);
  const size = states.length;
  const { values: rates } = transitionRates(sequences, { ...options, withMissing });
  const columns = new Float64Array(size);
  for (let at = 0; at < rates.length; at += 1) {
    columns[at % size] = (columns[at % size] as number) + (rates[at] as number);
  }
  const substitution = filledMatrix(size, (from, to) => {
    let sum = 0;
    for (let next = 0; next < size; next += 1) {
      if (columns[next] === 0) continue;
      const apart = (rates[from * size + next] as number) - (rates[to * size + next] as number);
      sum += (apart * apart) / (columns[next] as number);
    }
    return Math.sqrt(sum);
  });
  return withHalfLargest(sequences, states, substitution, options.value ?? 2, options);
}

/** R takes half the largest cost before it sets what a missing state costs. */
function withHalfLargest(
  sequences: StateSequences,
  states: readonly string[],
  substitution: Float64Array,
  value: number,
  { missingCost = value, missingCostFixed = true }: TransitionCostOptions,
): SequenceCosts {
  const indel = new Float64Array(states.length).fill(largest(substitution) / 2);
  if (missingCostFixed) setMissing(substitution, states.length, sequences.alphabet.length, missingCost);
  return requireCosts({ states, substitution, indel });
}

export interface PositionCostOptions extends TransitionCostOptions {
  /** Which transitions count at a position: those to it from the one before, those from it to the next, or both (unless told). R: `transition`. */
  readonly transition?: 'previous' | 'next' | 'both';
}

/**
 * Costs at each position by the transitions there: `value` (4 for both directions, else 2) less the rates between the two states, from
 * the position before and to the next; at both ends, what there is counts twice. Never below 0.
 * R: `TraMineR::seqcost(s, "TRATE", time.varying = TRUE, cval, transition, with.missing, miss.cost, weighted)`; what `seqdist(s, "DHD")`
 * takes (Lesnard 2010). Throws `costs-invalid`, `option-invalid`.
 */
export function positionTransitionCosts(sequences: StateSequences, options: PositionCostOptions = {}): PositionCosts {
  const { transition = 'both', lag = 1 } = options;
  if (lag !== 1) throw new StatisticsError('option-invalid', { column: 'lag', detail: 'by position it is 1' });
  const value = options.value ?? (transition === 'both' ? 4 : 2);
  const { states, withMissing } = statesAndMissing(sequences, options);
  const { length: positions } = sequences;
  const size = states.length;
  const { values: rates } = timeVaryingTransitionRates(sequences, { ...options, withMissing });
  const between = (position: number, from: number, to: number) =>
    (rates[(position * size + from) * size + to] as number) + (rates[(position * size + to) * size + from] as number);
  const substitution = new Float64Array(positions * size * size);
  for (let position = 0; position < positions; position += 1) {
    const before = transition !== 'next' && position > 0;
    const after = transition !== 'previous' && position < positions - 1;
    // Where both count but one is missing, the other stands for it.
    const times = transition === 'both' && before !== after ? 2 : 1;
    const matrix = filledMatrix(size, (one, other) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      let cost = 0;
      if (before) cost -= between(position - 1, from, to);
      if (after) cost -= between(position, from, to);
      return Math.max(0, value + times * cost);
    });
    if (options.missingCostFixed ?? true) {
      setMissing(matrix, size, sequences.alphabet.length, options.missingCost ?? value);
    }
    substitution.set(matrix, position * size * size);
  }
  return requirePositionCosts({ states, positions, substitution });
}

export interface RarityCostOptions extends WeightsTaken {
  readonly withMissing?: boolean;
  /** What substituting a missing state costs; what the data tell unless told. R: `miss.cost` with `miss.cost.fixed = TRUE`. */
  readonly missingCost?: number;
}

/**
 * Inserting or deleting a state costs the inverse of its share of all positions; substituting two costs the sum of both. A state that
 * never occurs is as dear as numbers go.
 * R: `TraMineR::seqcost(s, "INDELS", with.missing, weighted)`.
 */
export const rarityCosts = (sequences: StateSequences, options: RarityCostOptions = {}): SequenceCosts =>
  costsOfShares(sequences, options, (share) => (share > 0 ? 1 / share : Number.MAX_VALUE / 2));

/**
 * Inserting or deleting a state costs log(2 / (1 + its share of all positions)); substituting two costs the sum of both.
 * R: `TraMineR::seqcost(s, "INDELSLOG", with.missing, weighted)`. (Studer and Ritschard 2016)
 */
export const logRarityCosts = (sequences: StateSequences, options: RarityCostOptions = {}): SequenceCosts =>
  costsOfShares(sequences, options, (share) => Math.log(2 / (1 + share)));

function costsOfShares(
  sequences: StateSequences,
  options: RarityCostOptions,
  indelOf: (share: number) => number,
): SequenceCosts {
  const { states } = statesAndMissing(sequences, options);
  const indel = sharesOfPositions(sequences, options).slice(0, states.length).map(indelOf);
  const substitution = filledMatrix(states.length, (from, to) => (indel[from] as number) + (indel[to] as number));
  if (options.missingCost !== undefined) {
    setMissing(substitution, states.length, sequences.alphabet.length, options.missingCost);
  }
  return requireCosts({ states, substitution, indel });
}

/** Shares of each state in all positions, missing and void ones among them, as R counts. */
function sharesOfPositions(sequences: StateSequences, options: WeightsTaken): Float64Array {
  const { count, length, states, alphabet } = sequences;
  const weights = weightsTaken(sequences, options);
  const shares = new Float64Array(alphabet.length + 2);
  let total = 0;
  for (let row = 0; row < count; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    total += weight * length;
    for (let at = row * length; at < (row + 1) * length; at += 1) {
      const state = states[at] as number;
      shares[state] = (shares[state] as number) + weight;
    }
  }
  return shares.map((share) => share / total);
}

/**
 * Costs at each position by how rare the states are there, as {@link rarityCosts} (or their logarithm where `logarithm` is true).
 * R: `TraMineR::seqcost(s, "INDELS" or "INDELSLOG", time.varying = TRUE, with.missing)`.
 */
export function positionRarityCosts(
  sequences: StateSequences,
  options: RarityCostOptions & { readonly logarithm?: boolean } = {},
): PositionCosts {
  const { states, withMissing } = statesAndMissing(sequences, options);
  const { length: positions } = sequences;
  const size = states.length;
  const { frequencies } = stateDistributions(sequences, { ...options, withMissing });
  const indels = frequencies.map((share) => {
    const known = Number.isNaN(share) ? 1 : share;
    return options.logarithm === true ? Math.log(2 / (1 + known)) : known > 0 ? 1 / known : Number.MAX_VALUE / 2;
  });
  const substitution = new Float64Array(positions * size * size);
  for (let position = 0; position < positions; position += 1) {
    const indel = (state: number) => indels[state * positions + position] as number;
    const matrix = filledMatrix(size, (from, to) => indel(from) + indel(to));
    if (options.missingCost !== undefined) {
      setMissing(matrix, size, sequences.alphabet.length, options.missingCost);
    }
    substitution.set(matrix, position * size * size);
  }
  return requirePositionCosts({ states, positions, substitution });
}

function statesAndMissing(sequences: StateSequences, options: { readonly withMissing?: boolean }) {
  const states = statesOfCosts(sequences, options);
  return { states, withMissing: states.length > sequences.alphabet.length };
}
