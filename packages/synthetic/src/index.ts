// The public face of the synthetic Civil Service.
export { type ModelGrade, modelGrades } from './assumptions.ts';
export * from './bind.ts';
export { departmentCodes, professionCodes, regionCodes } from './calibration/official-2023.ts';
export { compareWithOfficial, type OfficialComparison } from './compare.ts';
export { type Disorder, type DisorderCounts, defaultDisorder, noDisorder } from './disorder.ts';
export { type Background, defaultEffects, type Effects, type EffectsReading, readEffects } from './effects.ts';
export { formatComparison } from './format-comparison.ts';
export {
  type GenerateMistake,
  type GenerateOptions,
  type GenerateSummary,
  runGenerateCommand,
  truthFileOf,
} from './generate-command.ts';
export type { Happening, State } from './happenings.ts';
export { mostPeople, syntheticStaffNumber } from './identifiers.ts';
export * from './items.ts';
export type { PersonPlan } from './person-items.ts';
export {
  createPopulation,
  generatePopulation,
  type Population,
  type PopulationOptions,
  type PopulationOrder,
} from './population.ts';
export type { TableComparison } from './table-comparison.ts';
export type { Truth, TruthCell, TruthOutcome } from './truth.ts';
