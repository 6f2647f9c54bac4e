// The rules of careers: tables that every path is held to (the pure fold, the projector, a rebuild), and that become docs.
export * from './describe.ts';
export { generateCareerRules } from './generate.ts';
export { type Given, type GivenEvents, givenEvents } from './given.ts';
export * from './rule.ts';
export { careerRules } from './tables.ts';
