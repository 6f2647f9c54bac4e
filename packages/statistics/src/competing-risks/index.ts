// Competing risks and multi-state models. The public face.

export { aalenJohansen, type StateCurve, type StateCurves, type StateOptions } from './aalen-johansen.ts';
export {
  type CumulativeIncidence,
  type CumulativeIncidenceOptions,
  cumulativeIncidence,
  incidenceAt,
} from './cumulative-incidence.ts';
export { initialStateName, type MultiStateData, type TransitionData } from './data.ts';
export { type ExpectedTime, type ExpectedTimeOptions, expectedTimeInStates } from './expected-time.ts';
export { type GrayTest, type GrayTestOptions, grayTest } from './gray-test.ts';
export type { Transition } from './state-steps.ts';
export { type StatesAtTimes, statesAt } from './states-at.ts';
export {
  type TransitionProbabilities,
  type TransitionProbabilityOptions,
  transitionProbabilities,
} from './transition-probabilities.ts';
export { type TransitionTable, transitionTable } from './transition-table.ts';
