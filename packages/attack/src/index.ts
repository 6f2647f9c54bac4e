// The public face of the attacks on our own figures.
export type { Accuracy, Score } from './accuracy.ts';
export { attackers } from './attackers/index.ts';
export { type Experiment, type ExperimentOptions, runExperiment } from './experiment.ts';
export { civilServiceRegistry } from './population/registry.ts';
export { recordStaff, type Staff } from './population/staff.ts';
export { quarterEnds, workforceOn } from './population/workforces.ts';
export type { Attacker, ReleaseView, Scene, Session, TableEvidence, Verdicts } from './scene.ts';
export type { Usefulness, Utility } from './utility.ts';
