// Degradation: how far a career falls over ordered states rather than rises.
import { StatisticsError } from '../foundation/errors.ts';
import { positionWorth, type RecencyOption } from './integration.ts';
import { type CareerSpells, distinctSuccessiveStates, spellReader } from './spells.ts';
import { type RankedStates, rankStates, type StateOrderOptions } from './state-order.ts';
import { type StateSequences, statesTaken, voidState, type WeightsTaken } from './state-sequences.ts';
import { transitionCounts, transitionRates } from './transition-rates.ts';

/** What a transition between two states weighs. */
export interface TransitionWeightOptions extends WeightsTaken {
  /**
   * `rank` by how far apart the states are in undesirability; by how rare it is: `frequency` among all transitions, `rate` out of its state
   * over all positions, `spell-rate` out of its state over distinct successive states; or `one`. R: `method` RANK, FREQ, TRATE, TRATEDSS, ONE.
   */
  readonly transitionWeight?: 'rank' | 'frequency' | 'rate' | 'spell-rate' | 'one';
  /** How rarity weighs: `additive` 1 - p, `inverse` 1 / p, `log-inverse` log(1 / p); additive unless told. R: `weight.type`. */
  readonly rarity?: 'additive' | 'inverse' | 'log-inverse';
  /** Probabilities near 1 are all reduced by p over this number, above 1; 10 unless told. R: `border.effect`. */
  readonly borderEffect?: number;
  /** Whether to multiply by the career's mean transition weight. R: the methods with a `+`. */
  readonly meanWeight?: boolean;
  /** Which transitions count: falls (as they are), rises (below 0), or both; both unless told. R: `penalized` NEG, POS, BOTH. */
  readonly penalised?: 'falls' | 'rises' | 'both';
}

export interface DegradationOptions extends StateOrderOptions, TransitionWeightOptions, RecencyOption {
  /**
   * Whether each transition weighs as much as the career integrates the spell that it leads to (true unless told); otherwise the result is
   * the weighted share of falls less that of rises. R: `pow = FALSE`.
   */
  readonly spellWeighted?: boolean;
}

/**
 * The degradation of each career: the weighted sum of its falls to worse states less that of its rises to better ones; 0 for one that never
 * changes. Incomparable states are passed over, as if the state before them had gone on. Ritschard (2021).
 * R: `TraMineR::seqidegrad(s, state.order, state.equiv, stprec, with.missing, penalized, method, weight.type, pow, border.effect)`.
 * Throws as `stateUndesirability`, and `option-invalid` for `borderEffect` and `power`.
 */
export function degradation(sequences: StateSequences, options: DegradationOptions = {}): Float64Array {
  return degradationOf(sequences, rankStates(sequences, options), { transitionWeight: 'rank', ...options });
}

/** Degradation over states that are ranked already. */
export function degradationOf(
  sequences: StateSequences,
  ranked: RankedStates,
  options: DegradationOptions,
): Float64Array {
  const { spellWeighted = true, meanWeight = false } = options;
  const comparable = withoutIncomparable(sequences, ranked, options);
  const weights = transitionWeights(comparable, ranked, options);
  const signs = transitionSigns(ranked, options.penalised ?? 'both');
  const integrated = integratedSpells(sequences.length, options);
  const read = spellReader(comparable, options);
  const states = statesTaken(sequences, options);
  const result = new Float64Array(sequences.count);
  for (let row = 0; row < result.length; row += 1) {
    const spells = read(row);
    const worth = spellWeighted ? integrated(spells) : undefined;
    let [weighed, penalty] = [0, 0];
    for (let spell = 1; spell < spells.count; spell += 1) {
      const cell = (spells.states[spell - 1] as number) * states + (spells.states[spell] as number);
      const weight = (weights[cell] as number) * (worth === undefined ? 1 : (worth[spell] as number));
      weighed += weight;
      penalty += weight * (signs[cell] as number);
    }
    const share = weighed > 0 ? (spellWeighted ? penalty : penalty / weighed) : 0;
    result[row] = meanWeight && spells.count > 0 ? (weighed / spells.count) * share : share;
  }
  return result;
}

/** The share of a career's worth of positions that falls into each of its spells, by spell. */
export function integratedSpells(length: number, options: RecencyOption): (spells: CareerSpells) => Float64Array {
  // sums[n] is what the first n positions count together.
  const sums = new Float64Array(length + 1);
  positionWorth(length, options).forEach((worth, position) => {
    sums[position + 1] = (sums[position] as number) + worth;
  });
  const shares = new Float64Array(length);
  return ({ count, total, durations }) => {
    const all = sums[total] as number;
    let begin = 0;
    for (let spell = 0; spell < count; spell += 1) {
      const end = begin + (durations[spell] as number);
      shares[spell] = ((sums[end] as number) - (sums[begin] as number)) / all;
      begin = end;
    }
    return shares;
  };
}

/** Each state as the first of its class, and each incomparable state as what stood before it; only at the start it stays. */
function withoutIncomparable(
  sequences: StateSequences,
  { rank, representative }: RankedStates,
  options: StateOrderOptions,
): StateSequences {
  const { count, length } = sequences;
  const taken = statesTaken(sequences, options);
  const empty = voidState(sequences);
  const states = new Uint16Array(sequences.states.length);
  for (let row = 0; row < count; row += 1) {
    const begin = row * length;
    for (let position = 0; position < length; position += 1) {
      const state = sequences.states[begin + position] as number;
      const ranked = state >= taken || (rank[state] as number) >= 0;
      const shown = ranked || position === 0 ? state : (states[begin + position - 1] as number);
      states[begin + position] = shown < taken ? (representative[shown] as number) : Math.min(shown, empty);
    }
  }
  return { ...sequences, states };
}

function transitionSigns({ rank }: RankedStates, penalised: 'falls' | 'rises' | 'both'): Int8Array {
  const signs = new Int8Array(rank.length * rank.length);
  rank.forEach((from, state) => {
    rank.forEach((to, other) => {
      if (from < 0 || to < 0 || from === to) return;
      const sign = to > from ? 1 : -1;
      const counts = penalised === 'both' || (penalised === 'falls') === sign > 0;
      signs[state * rank.length + other] = counts ? sign : 0;
    });
  });
  return signs;
}

function transitionWeights(
  sequences: StateSequences,
  { rank, undesirability }: RankedStates,
  options: DegradationOptions,
): Float64Array {
  const size = rank.length;
  const weights = new Float64Array(size * size).fill(1);
  const { transitionWeight = 'rank' } = options;
  if (transitionWeight === 'rank') {
    for (let cell = 0; cell < weights.length; cell += 1) {
      const [from, to] = [Math.floor(cell / size), cell % size];
      weights[cell] = Math.abs((undesirability[to] as number) - (undesirability[from] as number));
    }
  } else if (transitionWeight !== 'one') {
    weights.set(rarityWeights(transitionProbabilities(sequences, transitionWeight, options), size, options));
  }
  for (let cell = 0; cell < weights.length; cell += 1) {
    const [from, to] = [Math.floor(cell / size), cell % size];
    if (from === to || (rank[from] as number) < 0 || (rank[to] as number) < 0) weights[cell] = 0;
  }
  return weights;
}

function transitionProbabilities(
  sequences: StateSequences,
  kind: 'frequency' | 'rate' | 'spell-rate',
  options: DegradationOptions,
): Float64Array {
  if (kind === 'rate') return transitionRates(sequences, options).values;
  const successive = spellSequences(sequences, options);
  if (kind === 'spell-rate') return transitionRates(successive, options).values;
  const counts = transitionCounts(successive, options).values;
  const total = counts.reduce((sum, each) => sum + each, 0);
  return counts.map((each) => (total > 0 ? each / total : 0));
}

/** The distinct successive states as sequences of their own. R: `TraMineR::seqdss(s, with.missing)`. */
export function spellSequences(sequences: StateSequences, options: StateOrderOptions): StateSequences {
  const { offsets, states: spellStates } = distinctSuccessiveStates(sequences, options);
  let longest = 1;
  for (let row = 0; row < sequences.count; row += 1) {
    longest = Math.max(longest, (offsets[row + 1] as number) - (offsets[row] as number));
  }
  const states = new Uint16Array(sequences.count * longest).fill(voidState(sequences));
  for (let row = 0; row < sequences.count; row += 1) {
    states.set(spellStates.subarray(offsets[row] as number, offsets[row + 1] as number), row * longest);
  }
  return { ...sequences, length: longest, states };
}

const rarest = 1e-10;

/** Weights of transitions from their probabilities, over the weight of one that never happens. */
function rarityWeights(probabilities: Float64Array, size: number, options: DegradationOptions): Float64Array {
  const { rarity = 'additive', borderEffect = 10 } = options;
  if (!(borderEffect > 1)) throw new StatisticsError('option-invalid', { column: 'borderEffect' });
  const moves = probabilities.map((probability, cell) => (Math.floor(cell / size) === cell % size ? 0 : probability));
  const nearOne = moves.some((probability) => probability > 1 - 0.1 / borderEffect);
  const adjusted = nearOne ? moves.map((probability) => probability - probability / borderEffect) : moves;
  const inverse = (probability: number) => (1 + rarest) / (probability + rarest);
  if (rarity === 'additive') return adjusted.map((probability) => 1 - probability);
  if (rarity === 'inverse') return adjusted.map((probability) => inverse(probability) / inverse(0));
  return adjusted.map((probability) => Math.log(inverse(probability)) / Math.log(inverse(0)));
}
