// Sequences of transitions, for optimal matching of them: each position's state with the one that follows (and the one before).
import { type CodedSequences, withRuns } from '../coded-sequences.ts';

export interface TransitionCosts {
  readonly substitution: Float64Array;
  readonly indel: Float64Array;
  /** The share of a cost that is the state's. */
  readonly originWeight: number;
  /** What a transition costs, before it is weighted, from a state to a state. */
  readonly transition: (from: number, to: number) => number;
  readonly previous: boolean;
  readonly addColumn: boolean;
}

/** Sequences whose states are transitions, with their costs. */
export interface TransitionSequences {
  readonly coded: CodedSequences;
  readonly substitution: Float64Array;
  readonly indel: Float64Array;
}

/**
 * The sequences of transitions with the costs of substituting and inserting them.
 * Source: T. Biemann, Sociological Methodology 41 (2011); costs as M. Studer and G. Ritschard (2016) and TraMineR take them, over the
 * largest substitution.
 */
export function transitionSequences(coded: CodedSequences, costs: TransitionCosts): TransitionSequences {
  const { originWeight, previous, transition } = costs;
  const { transitions, made } = transitionsOf(coded, costs);
  const largestSubstitution = costs.substitution.reduce((most, cost) => Math.max(most, cost), 0);
  const largestIndel = costs.indel.reduce((most, cost) => Math.max(most, cost), 0);
  const indelRate = largestIndel / largestSubstitution;
  const transitionWeight = ((1 - originWeight) / (previous ? 2 : 1)) * indelRate;
  const stateIndel = costs.indel.map((cost) => ((indelRate * cost) / largestIndel) * originWeight);
  const own = transitions.map(({ before, state, after }) => {
    if (!previous) return state === after ? 0 : transitionWeight * transition(state, after);
    return transitionWeight * (transition(before, state) + transition(state, after));
  });
  const size = transitions.length;
  const substitution = new Float64Array(size * size);
  for (let one = 0; one < size; one += 1) {
    const oneState = (transitions[one] as Transition).state;
    for (let other = 0; other < size; other += 1) {
      if (one === other) continue;
      const otherState = (transitions[other] as Transition).state;
      const state = (costs.substitution[oneState * coded.stateCount + otherState] as number) / largestSubstitution;
      substitution[one * size + other] = originWeight * state + ((own[one] as number) + (own[other] as number));
    }
  }
  const indel = Float64Array.from(transitions, ({ state }, at) => (stateIndel[state] as number) + (own[at] as number));
  return { coded: made, substitution, indel };
}

interface Transition {
  readonly before: number;
  readonly state: number;
  readonly after: number;
}

function transitionsOf(coded: CodedSequences, { previous, addColumn }: TransitionCosts) {
  const { count, stride, stateCount } = coded;
  const known = new Map<number, number>();
  const transitions: Transition[] = [];
  const states = new Uint16Array(count * stride);
  const lengths = new Int32Array(count);
  for (let number = 0; number < count; number += 1) {
    const begin = number * stride;
    const length = coded.lengths[number] as number;
    const last = addColumn ? length : length - 1;
    for (let position = previous && !addColumn ? 1 : 0; position < last; position += 1) {
      const state = coded.states[begin + position] as number;
      const after = position + 1 < length ? (coded.states[begin + position + 1] as number) : state;
      const before = previous && position > 0 ? (coded.states[begin + position - 1] as number) : previous ? state : 0;
      const key = (before * stateCount + state) * stateCount + after;
      let token = known.get(key);
      if (token === undefined) {
        token = transitions.length;
        known.set(key, token);
        transitions.push({ before, state, after });
      }
      states[begin + (lengths[number] as number)] = token;
      lengths[number] = (lengths[number] as number) + 1;
    }
  }
  const made = withRuns({ count, stride, stateCount: transitions.length, states, lengths });
  return { transitions, made };
}
