// The public face of disclosure control.
export * from './classification.ts';
export * from './lattice.ts';
export * from './method.ts';
export * from './refusal.ts';
export * from './release.ts';
export * from './table.ts';
export { tally } from './tally.ts';
export * from './workforce.ts';
