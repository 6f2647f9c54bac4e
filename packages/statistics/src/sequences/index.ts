// State sequences: making them, describing them. The public face.

export { type ChannelOptions, type CombinedChannels, combineChannels } from './channels.ts';
export { type DegradationOptions, degradation, type TransitionWeightOptions } from './degradation.ts';
export {
  type AggregatedSequences,
  aggregateSequences,
  type SequenceFrequencies,
  sequenceFrequencies,
} from './equal-sequences.ts';
export type { EventConstraints, EventSubsequence, OccurrenceCounting } from './event-occurrences.ts';
export {
  type EventSequences,
  type EventTable,
  eventSequences,
  eventSequencesFromStates,
  type StateEventOptions,
} from './event-sequences.ts';
export {
  type FoundSubsequences,
  type FrequentSubsequenceOptions,
  findSubsequences,
  frequentSubsequences,
  type SubsequenceSearch,
  subsequencesByPerson,
} from './event-subsequences.ts';
export { type IndicatorName, type IndicatorTable, sequenceIndicators } from './indicator-table.ts';
export {
  complexityIndex,
  firstPositions,
  longitudinalEntropy,
  type NormalisedOption,
  objectiveVolatility,
  sequenceLengths,
  stateChanges,
  type VolatilityOptions,
  visitedStates,
} from './indicators.ts';
export { badness, integrationPotential, type RecencyOption } from './integration.ts';
export {
  type MissingPositions,
  type SequenceRules,
  stateSequences,
  stateSequencesFromCodes,
} from './make-sequences.ts';
export {
  type PositiveStatesOptions,
  positiveIntegration,
  positiveSequences,
  positiveShare,
  positiveVolatility,
} from './positive-states.ts';
export { type InsecurityOptions, insecurity, type PrecarityOptions, precarity } from './precarity.ts';
export { type ProbabilityOptions, sequenceLogProbabilities } from './sequence-probabilities.ts';
export {
  type SpellTextForm,
  sequencesFromSpellTexts,
  sequencesFromTexts,
  sequenceTexts,
  spellTexts,
  stateLabel,
  type TextForm,
} from './sequence-texts.ts';
export {
  monthStarts,
  type SequenceSpells,
  type SpellRules,
  type SpellTable,
  sequencesFromSpells,
  spellsOfSequences,
} from './sequences-from-spells.ts';
export { type DurationOptions, type SpellDurations, spellDurations } from './spell-durations.ts';
export { distinctSuccessiveStates, type StateSpells } from './spells.ts';
export {
  type DistributionOptions,
  type MeanTimeOptions,
  type MeanTimes,
  type ModalStates,
  meanTimes,
  modalStates,
  type StateDistributions,
  stateDistributions,
  stateFrequencies,
  stateTimes,
} from './state-distributions.ts';
export { type StateOrderOptions, stateUndesirability } from './state-order.ts';
export {
  type MissingTaken,
  missingLabel,
  missingState,
  requireSequences,
  type StateSequences,
  selectSequences,
  voidState,
  type WeightsTaken,
} from './state-sequences.ts';
export {
  compareSubsequences,
  type SubsequenceComparison,
  type SubsequenceComparisonOptions,
} from './subsequence-comparison.ts';
export {
  type StateMatrices,
  type StateMatrix,
  type TransitionOptions,
  timeVaryingTransitionCounts,
  timeVaryingTransitionRates,
  transitionCounts,
  transitionRates,
} from './transition-rates.ts';
export { type SubsequenceOptions, subsequenceCounts, type TurbulenceOptions, turbulence } from './turbulence.ts';
