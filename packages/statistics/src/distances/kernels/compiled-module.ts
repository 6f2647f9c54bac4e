// The compiled module (see ../../../assembly) that kernels run on: an instance for each, in memory that it fills.
import { StatisticsError } from '../../foundation/errors.ts';
import { kernelModule } from './generated/kernel-module.ts';
import type { PairDistance } from './pair-distance.ts';

/** Of WebAssembly what is used here; its types come with browsers' alone. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: object } },
  ) => { readonly exports: unknown };
};

/** What the module offers: see assembly/index.ts. */
export interface Kernels {
  readonly prepare: (...addresses: readonly number[]) => void;
  readonly distance: PairDistance;
  readonly apart: PairDistance;
  readonly spells: PairDistance;
  readonly preparePositions: (states: number, bytes: number) => void;
  readonly differing: PairDistance;
}

let compiled: object | undefined;

/** The memory that was planned, and the kernels that run in it. */
export function kernelsIn(plan: MemoryPlan): { readonly buffer: ArrayBuffer; readonly kernels: Kernels } {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelModule), (letter) => letter.charCodeAt(0)));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(plan.bytes / pageBytes) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return { buffer: memory.buffer, kernels: exports as Kernels };
}

const pageBytes = 65_536;

/** Hands out addresses one after the other, each a multiple of 16. */
export class MemoryPlan {
  #end = 1024;

  get bytes(): number {
    return this.#end;
  }

  /** Where so many bytes begin. Throws `too-many-pairs` where they are more than a module can have. */
  take(bytes: number): number {
    const begin = this.#end;
    // Kernels read by 16 bytes, and so up to 15 past the end.
    this.#end = Math.ceil((begin + bytes + 16) / 16) * 16;
    if (this.#end > 0x7fff0000) throw new StatisticsError('too-many-pairs', { detail: 'their sequences' });
    return begin;
  }
}
