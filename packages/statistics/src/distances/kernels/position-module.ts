// Sequences position by position, in WebAssembly: at how many positions two differ.
import type { CodedSequences } from '../coded-sequences.ts';
import { kernelsIn, MemoryPlan } from './compiled-module.ts';
import type { PairDistance } from './pair-distance.ts';

/** The most states that a byte tells apart. */
export const mostStates = 256;

/** At how many positions two sequences of one length differ; of at most {@link mostStates} states. */
export function positionsApart({ count, stride, states }: CodedSequences): PairDistance {
  const pitch = Math.ceil(stride / 16) * 16;
  const plan = new MemoryPlan();
  const begin = plan.take(count * pitch);
  const { buffer, kernels } = kernelsIn(plan);
  const bytes = new Uint8Array(buffer, begin, count * pitch);
  for (let number = 0; number < count; number += 1) {
    bytes.set(states.subarray(number * stride, (number + 1) * stride), number * pitch);
  }
  kernels.preparePositions(begin, pitch);
  return kernels.differing;
}
