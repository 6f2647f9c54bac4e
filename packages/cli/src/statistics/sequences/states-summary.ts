// What careers do in and between states: who holds which when, who goes where, and how long they stay.
import { meanTimes, modalStates, type StateSequences, stateDistributions, transitionRates } from '@clew/statistics';

export interface StatesSummary {
  readonly states: readonly string[];
  /** A row a state: of those in it, the share in each state a position later. */
  readonly transitionRates: readonly (readonly number[])[];
  /** Positions in each state a career, on average, with the standard error. */
  readonly meanTimes: readonly { readonly state: string; readonly mean: number; readonly standardError: number }[];
  /** A row a state: its share at each position, of those who hold one; and of each position how many do, and how mixed they are (0 to 1). */
  readonly distributions: {
    readonly shares: readonly (readonly number[])[];
    readonly careers: Float64Array;
    readonly entropy: Float64Array;
  };
  /** The state that most hold at each position, null where nobody holds one; the share that does; and its spells. */
  readonly modal: {
    readonly states: readonly (string | null)[];
    readonly shares: Float64Array;
    readonly spells: string;
  };
}

/** Transition rates, mean times and distributions; the missing state is the last, `*`, where it is taken as one. */
export function statesOf(sequences: StateSequences, withMissing: boolean): StatesSummary {
  const { states, values } = transitionRates(sequences, { withMissing });
  const times = meanTimes(sequences, { withMissing });
  const { frequencies, validStates, entropy, positions } = stateDistributions(sequences, { withMissing });
  const { modal, frequencies: shares } = modalStates(sequences, { withMissing });
  const modalNames = Array.from(modal, (state) => states[state] ?? null);
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
    distributions: {
      shares: states.map((_, state) => Array.from(frequencies.subarray(state * positions, (state + 1) * positions))),
      careers: validStates,
      entropy,
    },
    modal: { states: modalNames, shares, spells: spellsOf(modalNames) },
  };
}

/** `AO/12-EO/24`; positions without a state are left out. */
function spellsOf(names: readonly (string | null)[]): string {
  const spells: { readonly name: string; length: number }[] = [];
  for (const name of names) {
    const last = spells.at(-1);
    if (name === null) continue;
    if (last?.name === name) last.length += 1;
    else spells.push({ name, length: 1 });
  }
  return spells.map(({ name, length }) => `${name}/${length}`).join('-');
}
