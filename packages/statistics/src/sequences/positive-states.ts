// Careers as sequences of positive and negative states: how much of them is positive, how volatile they are, whether they end up positive.
import { StatisticsError } from '../foundation/errors.ts';
import { spellSequences } from './degradation.ts';
import { objectiveVolatility } from './indicators.ts';
import { integrationPotential, type RecencyOption } from './integration.ts';
import { type MissingTaken, missingState, type StateSequences, stateCode, stateLabels } from './state-sequences.ts';

export interface PositiveStatesOptions extends MissingTaken {
  /** The positive states; all that are not negative unless told. The missing state, where it is one, is named `*`. R: `pos.states`. */
  readonly positive?: readonly string[];
  /** The negative states; all that are not positive unless told. States in neither are passed over. R: `neg.states`. */
  readonly negative?: readonly string[];
  /** Whether to look at the distinct successive states instead of at all positions. R: `dss`. */
  readonly ofSpells?: boolean;
}

/**
 * Each sequence as one of the states `positive` and `negative`; what is neither is void, wherever it stands.
 * R: `attr(TraMineR::seqipos(s, dss, pos.states, neg.states), "sbinary")`.
 * Throws `option-invalid` where no list is given, or one names a state twice, or both name the same; `state-outside-alphabet`.
 */
export function positiveSequences(sequences: StateSequences, options: PositiveStatesOptions): StateSequences {
  const { positive, negative } = positiveCodes(sequences, options);
  const base = options.ofSpells === true ? spellSequences(sequences, options) : sequences;
  const [missing, empty] = [2, 3];
  const recoded = Uint16Array.from({ length: sequences.alphabet.length + 2 }, (_, state) =>
    positive.has(state) ? 0 : negative.has(state) ? 1 : empty,
  );
  if (options.withMissing !== true) recoded[missingState(sequences)] = missing;
  return { ...base, alphabet: ['positive', 'negative'], states: base.states.map((state) => recoded[state] as number) };
}

function positiveCodes(sequences: StateSequences, options: PositiveStatesOptions) {
  if (options.positive === undefined && options.negative === undefined) {
    throw new StatisticsError('option-invalid', {
      column: 'positive',
      detail: 'neither positive nor negative states are named',
    });
  }
  const labels = stateLabels(sequences, options);
  const codes = (column: 'positive' | 'negative') => {
    const states = options[column]?.map((state) => stateCode(labels, state, column));
    if (states !== undefined && new Set(states).size < states.length) {
      throw new StatisticsError('option-invalid', { column, detail: 'a state is named twice' });
    }
    return states;
  };
  const others = (states: readonly number[]) => [...labels.keys()].filter((state) => !states.includes(state));
  const [positive, negative] = [codes('positive'), codes('negative')];
  const both = {
    positive: new Set(positive ?? others(negative ?? [])),
    negative: new Set(negative ?? others(positive ?? [])),
  };
  for (const state of both.positive) {
    if (both.negative.has(state))
      throw new StatisticsError('option-invalid', { column: 'negative', detail: 'a state is positive too' });
  }
  return both;
}

/**
 * The share of positive ones among each career's distinct successive states (or among its positions, with `ofSpells: false`); NaN where it
 * has neither kind. The normative volatility of Brzinsky-Fay (2018).
 * R: `TraMineR::seqipos(s, dss, pos.states, neg.states, index = "share", with.missing)`. Throws as {@link positiveSequences}.
 */
export function positiveShare(sequences: StateSequences, options: PositiveStatesOptions): Float64Array {
  const { count, length, states } = positiveSequences(sequences, { ofSpells: true, ...options });
  return Float64Array.from({ length: count }, (_, row) => {
    let [positive, negative] = [0, 0];
    for (let at = row * length; at < (row + 1) * length; at += 1) {
      if (states[at] === 0) positive += 1;
      else if (states[at] === 1) negative += 1;
    }
    return positive / (positive + negative);
  });
}

/**
 * The objective volatility of each career between positive and negative states.
 * R: `TraMineR::seqipos(s, dss, pos.states, neg.states, index = "volatility", w, with.missing)`. Throws as {@link positiveSequences}.
 */
export function positiveVolatility(
  sequences: StateSequences,
  options: PositiveStatesOptions & { readonly visitedWeight?: number },
): Float64Array {
  const { visitedWeight = 0.5, withMissing = false } = options;
  return objectiveVolatility(positiveSequences(sequences, options), { visitedWeight, withMissing });
}

/**
 * The potential of each career to integrate the positive states.
 * R: `TraMineR::seqipos(s, dss, pos.states, neg.states, index = "integration", pow, with.missing)`. Throws as {@link positiveSequences}.
 */
export function positiveIntegration(
  sequences: StateSequences,
  options: PositiveStatesOptions & RecencyOption,
): Float64Array {
  const { withMissing = false, power = 1 } = options;
  const potential = integrationPotential(positiveSequences(sequences, options), { withMissing, power });
  const states = withMissing ? 3 : 2;
  return Float64Array.from({ length: sequences.count }, (_, row) => potential[row * states] as number);
}
