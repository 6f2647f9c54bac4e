// State sequences: making them, describing them. The public face.

export {
  type MissingPositions,
  type SequenceRules,
  stateSequences,
  stateSequencesFromCodes,
} from './make-sequences.ts';
export { missingState, type StateSequences, voidState } from './state-sequences.ts';
