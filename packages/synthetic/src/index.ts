// The public face of the synthetic Civil Service.
export * from './bind.ts';
export { type Disorder, type DisorderCounts, defaultDisorder, noDisorder } from './disorder.ts';
export { type Background, defaultEffects, type Effects, type EffectsReading, readEffects } from './effects.ts';
export { mostPeople, syntheticStaffNumber } from './identifiers.ts';
export * from './items.ts';
export {
  createPopulation,
  generatePopulation,
  type Population,
  type PopulationOptions,
  type PopulationOrder,
} from './population.ts';
export type { Truth, TruthCell, TruthOutcome } from './truth.ts';
