// The public face of the attacks on our own figures.
export type { Accuracy, Score } from './accuracy.ts';
export { attackers } from './attackers/index.ts';
export { attackCorrections, type CorrectionOptions } from './corrections.ts';
export { type Experiment, type ExperimentOptions, runExperiment } from './experiment.ts';
export { attackFreeFilters, type FreeFilterOptions, type FreeFilterResult } from './free-filters.ts';
export { civilServiceRegistry } from './population/registry.ts';
export { recordStaff, type Staff } from './population/staff.ts';
export { quarterEnds, workforceOn } from './population/workforces.ts';
export { type AttackReport, reportOf } from './report.ts';
export type { Attacker, ReleaseView, Scene, Session, TableEvidence, Verdicts } from './scene.ts';
export { type Usefulness, type Utility, UtilityMeter } from './utility.ts';
