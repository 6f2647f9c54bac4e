// The rules of each kind of output. All take protected figures; those that need more say what, and keep it inside.
export * from './amounts.ts';
export { type Estimate, type Figure, figureOf } from './figure.ts';
export * from './homogeneous.ts';
export * from './moves.ts';
export { type PercentagesOfKnown, percentage, percentagesOfKnown } from './percentages.ts';
export * from './rates.ts';
export * from './regression.ts';
export * from './survival.ts';
