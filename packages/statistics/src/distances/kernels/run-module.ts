// Sequences by their runs, in WebAssembly: optimal matching, the longest common subsequence and the matching of spells.
import type { CodedSequences } from '../coded-sequences.ts';
import { type Kernels, kernelsIn, MemoryPlan } from './compiled-module.ts';
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

/** Optimal matching, exact for any costs from 0 up. */
export function runAlignment(coded: CodedSequences, { substitution, indel, equalMatch, runs }: RunCosts): PairDistance {
  const steps = Float64Array.from(
    coded.runStates,
    (state, run) => (indel[state] as number) * (runs === undefined ? 1 : (runs.factors[run] as number)),
  );
  if (runs === undefined) return kernelsOf(coded, { substitution, steps, equalMatch }).distance;
  const share = runs.link === 'mean' ? (factor: number) => factor / 2 : Math.sqrt;
  const linked = { factors: runs.factors.map(share), link: runs.link === 'mean' ? 1 : 2 };
  return kernelsOf(coded, { substitution, steps, equalMatch, ...linked }).distance;
}

/** The longest sequences that `runsApart` takes: the lengths of two must fit in 15 bits. */
export const longestByRuns = 16_000;

/** How many positions of two sequences are not in their longest common subsequence. */
export function runsApart(coded: CodedSequences): PairDistance {
  const substitution = new Float64Array(coded.stateCount ** 2);
  return kernelsOf(coded, { substitution, steps: new Float64Array(coded.runStates.length), equalMatch: true }).apart;
}

/** What the spells of sequences cost, a run each. */
export interface RunPrices {
  /** What substituting a state costs, its duration aside; row by row, `stateCount` a row. */
  readonly substitution: Float64Array;
  /** What inserting or deleting the run costs. */
  readonly removal: Float64Array;
  /** What its duration costs. */
  readonly duration: Float64Array;
}

/** The matching of whole runs: one for another of its state at the difference of their durations, of another state at both. */
export function spellsByRuns(coded: CodedSequences, { substitution, removal, duration }: RunPrices): PairDistance {
  return kernelsOf(coded, { substitution, steps: removal, factors: duration, equalMatch: false }).spells;
}

interface RunTables {
  readonly substitution: Float64Array;
  readonly steps: Float64Array;
  readonly equalMatch: boolean;
  readonly factors?: Float64Array;
  /** How factors scale a substitution: 0 not at all. */
  readonly link?: number;
}

/** An instance whose memory holds the coded sequences, and scratch for one pair. */
function kernelsOf(coded: CodedSequences, { link = 0, ...tables }: RunTables): Kernels {
  const { count, stride, stateCount, runStates, runLengths, runOffsets } = coded;
  const plan = new MemoryPlan();
  const substitution = plan.take(8 * stateCount * stateCount);
  const offsets = plan.take(4 * (count + 1));
  const states = plan.take(4 * runStates.length);
  const lengths = plan.take(4 * runStates.length);
  const steps = plan.take(8 * runStates.length);
  const factors = plan.take(8 * (tables.factors?.length ?? 0));
  const scratch = plan.take(3 * 8 * (2 * stride + 8) + 4 * stride);
  const { buffer, kernels } = kernelsIn(plan);
  const floats = (at: number, values: Float64Array) => new Float64Array(buffer, at, values.length).set(values);
  const wholes = (at: number, values: Int32Array) => new Int32Array(buffer, at, values.length).set(values);
  floats(substitution, tables.substitution);
  floats(steps, tables.steps);
  if (tables.factors !== undefined) floats(factors, tables.factors);
  wholes(offsets, runOffsets);
  wholes(states, runStates);
  wholes(lengths, runLengths);
  const equal = tables.equalMatch ? 1 : 0;
  kernels.prepare(stateCount, equal, link, substitution, offsets, states, lengths, steps, factors, scratch, stride);
  return kernels;
}
