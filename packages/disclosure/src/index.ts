// The public face of disclosure control.
export * from './check-input.ts';
export * from './classification.ts';
export { contentHash } from './content-hash.ts';
export * from './lattice.ts';
export * from './loss.ts';
export * from './method.ts';
export type { MethodDeclaration, ParameterDeclaration } from './methods/declaration.ts';
export { createMethod, methods } from './methods/index.ts';
export * from './query.ts';
export * from './refusal.ts';
export * from './release.ts';
export { type DraftTable, exposedRemainders, type Remainder, wholeCells } from './remainders.ts';
export * from './table.ts';
export { cellOfRows, type Rows, rowsOf, tally } from './tally.ts';
export * from './workforce.ts';
