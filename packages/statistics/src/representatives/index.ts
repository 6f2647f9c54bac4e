// Representatives of many careers. The public face.

export { firstPrincipalCoordinate } from './principal-coordinate.ts';
export {
  type RelativeFrequency,
  type RelativeFrequencyOptions,
  relativeFrequencyGroups,
} from './relative-frequency.ts';
export type { RepresentativeGroup } from './representative-quality.ts';
export {
  type RepresentativeCriterion,
  type RepresentativeOptions,
  type RepresentativeScores,
  type Representatives,
  representatives,
} from './representatives.ts';
export { type SequenceRepresentativeOptions, sequenceRepresentatives } from './sequence-representatives.ts';
