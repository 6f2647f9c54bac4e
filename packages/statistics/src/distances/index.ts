// Distances between sequences: costs, measures, and what they give. The public face.

export { type ChannelCostOptions, channelCosts, channelPositionCosts } from './channel-costs.ts';
export {
  type ConstantCostOptions,
  constantCosts,
  everyPosition,
  type GivenCosts,
  givenCosts,
  type PositionCosts,
  proximities,
  type SequenceCosts,
  withIndel,
} from './costs.ts';
export {
  futureCosts,
  logRarityCosts,
  type PositionCostOptions,
  positionRarityCosts,
  positionTransitionCosts,
  type RarityCostOptions,
  rarityCosts,
  type TransitionCostOptions,
  transitionCosts,
} from './data-costs.ts';
export { between, type Dissimilarities, pairIndex } from './dissimilarities.ts';
export {
  type DistanceOptions,
  distancesToReferences,
  mostFrequentSequence,
  type PreparedDistances,
  preparedDistances,
  type ReferenceDistances,
  sequenceDistances,
} from './distances.ts';
export { featureCosts, type StateFeature } from './feature-costs.ts';
export type * from './measures.ts';
