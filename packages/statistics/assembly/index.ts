// What the compiled module offers: see scripts/compile-assembly.ts, which compiles it, and src/distances/kernels/run-module.ts, which runs it.

export { distance } from './alignment';
export { apart } from './common';
export { prepare } from './runs';
