// State sequences: making them, describing them. The public face.

export { missingState, type StateSequences, voidState } from './state-sequences.ts';
