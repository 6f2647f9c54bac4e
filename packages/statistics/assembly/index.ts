// What the compiled module offers: see scripts/compile-assembly.ts, which compiles it, and src/distances/kernels/compiled-module.ts, which runs it.

export { distance } from './alignment';
export { apart } from './common';
export { differing, preparePositions } from './positions';
export { prepare } from './runs';
export { spells } from './spells';
