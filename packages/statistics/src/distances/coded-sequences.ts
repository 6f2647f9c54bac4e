// Sequences as kernels take them: each different one once, its states side by side and its runs of one state after another.
import { StatisticsError } from '../foundation/errors.ts';
import { type StateSequences, statesTaken } from '../sequences/state-sequences.ts';

/** `count` sequences: states of sequence i from `states[i * stride]`, `lengths[i]` of them; runs from `runOffsets[i]` to before `runOffsets[i + 1]`. */
export interface CodedSequences {
  readonly count: number;
  readonly stride: number;
  /** How many states there are, missing among them where it is taken as one. */
  readonly stateCount: number;
  readonly states: Uint16Array;
  readonly lengths: Int32Array;
  readonly runOffsets: Int32Array;
  readonly runStates: Int32Array;
  readonly runLengths: Int32Array;
}

/**
 * The rows coded for kernels. Throws `state-missing` where a state is missing and missing is not taken as a state, naming the row.
 */
export function codedSequences(sequences: StateSequences, rows: Int32Array, withMissing: boolean): CodedSequences {
  const { length: stride, states: from } = sequences;
  const stateCount = statesTaken(sequences, { withMissing });
  const states = new Uint16Array(rows.length * stride);
  const lengths = new Int32Array(rows.length);
  for (let number = 0; number < rows.length; number += 1) {
    const begin = (rows[number] as number) * stride;
    let length = 0;
    for (let position = 0; position < stride; position += 1) {
      const state = from[begin + position] as number;
      // What is no part of the sequence follows its last position.
      if (state > sequences.alphabet.length) break;
      if (state >= stateCount) throw new StatisticsError('state-missing', { row: rows[number] as number });
      states[number * stride + length] = state;
      length += 1;
    }
    lengths[number] = length;
  }
  return withRuns({ count: rows.length, stride, stateCount, states, lengths });
}

/** Coded sequences with their runs. */
export function withRuns(
  coded: Pick<CodedSequences, 'count' | 'stride' | 'stateCount' | 'states' | 'lengths'>,
): CodedSequences {
  const { count, stride, states, lengths } = coded;
  const runOffsets = new Int32Array(count + 1);
  let runs = 0;
  for (let number = 0; number < count; number += 1) {
    const begin = number * stride;
    for (let position = 0; position < (lengths[number] as number); position += 1) {
      if (position === 0 || states[begin + position] !== states[begin + position - 1]) runs += 1;
    }
    runOffsets[number + 1] = runs;
  }
  const runStates = new Int32Array(runs);
  const runLengths = new Int32Array(runs);
  let run = -1;
  for (let number = 0; number < count; number += 1) {
    const begin = number * stride;
    for (let position = 0; position < (lengths[number] as number); position += 1) {
      if (position === 0 || states[begin + position] !== states[begin + position - 1]) {
        run += 1;
        runStates[run] = states[begin + position] as number;
      }
      runLengths[run] = (runLengths[run] as number) + 1;
    }
  }
  return { ...coded, runOffsets, runStates, runLengths };
}
