// What careers do between states: who goes where, and how long they stay.
import { meanTimes, type StateSequences, transitionRates } from '@clew/statistics';

export interface StatesSummary {
  readonly states: readonly string[];
  /** A row a state: of those in it, the share in each state a position later. */
  readonly transitionRates: readonly (readonly number[])[];
  /** Positions in each state a career, on average, with the standard error. */
  readonly meanTimes: readonly { readonly state: string; readonly mean: number; readonly standardError: number }[];
}

/** Transition rates and mean times; the missing state is the last, `*`, where it is taken as one. */
export function statesOf(sequences: StateSequences, withMissing: boolean): StatesSummary {
  const { states, values } = transitionRates(sequences, { withMissing });
  const times = meanTimes(sequences, { withMissing });
  return {
    states,
    transitionRates: states.map((_, from) =>
      Array.from(values.subarray(from * states.length, (from + 1) * states.length)),
    ),
    meanTimes: states.map((state, at) => ({
      state,
      mean: times.mean[at] as number,
      standardError: times.standardError[at] as number,
    })),
  };
}
