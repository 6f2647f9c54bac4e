// Sequences by their runs, in WebAssembly: optimal matching and the longest common subsequence, block by block (see ../../../assembly).
import { StatisticsError } from '../../foundation/errors.ts';
import type { CodedSequences } from '../coded-sequences.ts';
import { runModule } from './generated/run-module.ts';
import type { PairDistance } from './pair-distance.ts';

/** What a step costs within a block. */
export interface RunCosts {
  /** Row by row, `stateCount` a row. */
  readonly substitution: Float64Array;
  /** A state. */
  readonly indel: Float64Array;
  /** Whether equal states may always be matched: then what both begin and end with is left out, and blocks of equal states are passed by. */
  readonly equalMatch: boolean;
  /** Factors of the costs of each run, and how two of them make one for a substitution; 1 where absent. */
  readonly runs?: { readonly factors: Float64Array; readonly link: 'mean' | 'gmean' };
}

/** Of WebAssembly what is used here; its types come with browsers' alone. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: object } },
  ) => { readonly exports: unknown };
};

interface Exports {
  readonly prepare: (...addresses: readonly number[]) => void;
  readonly distance: PairDistance;
  readonly apart: PairDistance;
}

/** Optimal matching, exact for any costs from 0 up. */
export const runAlignment = (coded: CodedSequences, costs: RunCosts): PairDistance => instanceOf(coded, costs).distance;

/** The longest sequences that `runsApart` takes: the lengths of two must fit in 15 bits. */
export const longestByRuns = 16_000;

/** How many positions of two sequences are not in their longest common subsequence. */
export function runsApart(coded: CodedSequences): PairDistance {
  const nothing = new Float64Array(coded.stateCount ** 2);
  return instanceOf(coded, { substitution: nothing, indel: nothing, equalMatch: true }).apart;
}

let compiled: object | undefined;

/** An instance of its own for each kernel: its memory holds the coded sequences, and scratch for one pair. */
function instanceOf(coded: CodedSequences, costs: RunCosts): Exports {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(runModule), (letter) => letter.charCodeAt(0)));
  const { count, stride, stateCount, runStates, runLengths, runOffsets } = coded;
  const runs = runStates.length;
  const linked = costs.runs === undefined ? 0 : costs.runs.link === 'mean' ? 1 : 2;
  const plan = new MemoryPlan();
  const substitution = plan.take(8 * stateCount * stateCount);
  const offsets = plan.take(4 * (count + 1));
  const states = plan.take(4 * runs);
  const lengths = plan.take(4 * runs);
  const steps = plan.take(8 * runs);
  const factors = plan.take(linked === 0 ? 0 : 8 * runs);
  const scratch = plan.take(3 * 8 * (2 * stride + 8) + 4 * stride);
  const memory = plan.memory();
  const floats = (at: number, length: number) => new Float64Array(memory.buffer, at, length);
  const wholes = (at: number, length: number) => new Int32Array(memory.buffer, at, length);
  floats(substitution, costs.substitution.length).set(costs.substitution);
  wholes(offsets, count + 1).set(runOffsets);
  wholes(states, runs).set(runStates);
  wholes(lengths, runs).set(runLengths);
  const stepsOfRuns = floats(steps, runs);
  for (let run = 0; run < runs; run += 1) {
    const factor = costs.runs === undefined ? 1 : (costs.runs.factors[run] as number);
    stepsOfRuns[run] = (costs.indel[runStates[run] as number] as number) * factor;
  }
  if (costs.runs !== undefined) {
    const share = costs.runs.link === 'mean' ? (factor: number) => factor / 2 : Math.sqrt;
    floats(factors, runs).set(costs.runs.factors.map(share));
  }
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const { prepare, distance, apart } = exports as Exports;
  const equal = costs.equalMatch ? 1 : 0;
  prepare(stateCount, equal, linked, substitution, offsets, states, lengths, steps, factors, scratch, stride);
  return { prepare, distance, apart };
}

const pageBytes = 65_536;

/** Hands out addresses one after the other, each a multiple of 16. */
class MemoryPlan {
  #end = 1024;
  take(bytes: number): number {
    const begin = this.#end;
    // Kernels read by 16 bytes, and so up to 15 past the end.
    this.#end = (begin + bytes + 31) & ~15;
    if (this.#end < begin || this.#end > 0x7fff0000)
      throw new StatisticsError('too-many-pairs', { detail: 'their runs' });
    return begin;
  }
  memory(): { readonly buffer: ArrayBuffer } {
    return new WebAssembly.Memory({ initial: Math.ceil(this.#end / pageBytes) });
  }
}
