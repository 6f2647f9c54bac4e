// Competing risks and multi-state models. The public face.

export { aalenJohansen, type StateCurve, type StateCurves, type StateOptions } from './aalen-johansen.ts';
export { initialStateName, type MultiStateData, type TransitionData } from './data.ts';
export type { Transition } from './state-steps.ts';
export { type StatesAtTimes, statesAt } from './states-at.ts';
export { type TransitionTable, transitionTable } from './transition-table.ts';
