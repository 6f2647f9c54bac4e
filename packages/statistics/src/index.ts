// The public face of the statistics: pure functions on columns, each named after what it answers and tied to the R call that it equals.

export * from './clustering/index.ts';
export * from './competing-risks/index.ts';
export * from './cox/index.ts';
export * from './decomposition/index.ts';
export * from './discrepancy/index.ts';
export * from './distances/index.ts';
export * from './distributions/index.ts';
export * from './foundation/index.ts';
export * from './rates/index.ts';
export * from './regression/index.ts';
export * from './representatives/index.ts';
export * from './sequences/index.ts';
export * from './survival/index.ts';
