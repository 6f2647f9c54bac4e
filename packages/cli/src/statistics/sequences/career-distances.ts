// How far careers are apart: the measures offered with their costs, and all their pairs where they are few enough.
import {
  constantCosts,
  type Dissimilarities,
  featureCosts,
  futureCosts,
  logRarityCosts,
  type Normalisation,
  type SequenceCosts,
  type SequenceMeasure,
  type StateSequences,
  transitionCosts,
  withIndel,
} from '@clew/statistics';
import { parallelSequenceDistances } from '@clew/statistics/parallel';
import { Refused } from '../../failure.ts';
import type { Tell } from '../run.ts';
import type { CostName, DistanceName } from './sequence-names.ts';

export interface DistanceChoice {
  readonly distance: DistanceName;
  readonly costs: CostName | undefined;
  /** What inserting or deleting a state costs; as the costs have it unless told. */
  readonly indel: number | undefined;
  readonly normalisation: Normalisation;
  readonly withMissing: boolean;
}

const needsCosts: readonly DistanceName[] = ['OM', 'OMloc', 'OMslen', 'OMspell', 'OMstran', 'TWED'];

/** Whether costs may be given for the distance. */
export const mayHaveCosts = (distance: DistanceName): boolean => distance === 'HAM' || needsCosts.includes(distance);

/** The costs that a distance has: by transition for those that need some, none for Hamming's unless told. */
export function costsOf(distance: DistanceName, costs: CostName | undefined): CostName | undefined {
  return needsCosts.includes(distance) ? (costs ?? 'transition') : costs;
}

/** The measure, its costs made of the careers. */
export function measureOf(sequences: StateSequences, choice: DistanceChoice): SequenceMeasure {
  const { distance, withMissing, indel } = choice;
  const kind = costsOf(distance, choice.costs);
  const made = (): SequenceCosts => {
    const costs = costsMade(sequences, kind, withMissing);
    return indel === undefined ? costs : withIndel(costs, indel);
  };
  switch (distance) {
    case 'OM':
    case 'OMloc':
    case 'OMslen':
    case 'OMspell':
      return { method: distance, costs: made() };
    case 'OMstran':
      return { method: distance, costs: made(), originWeight: 0.5 };
    case 'TWED':
      return { method: distance, costs: made(), stiffness: 0.5 };
    case 'HAM':
      return kind === undefined ? { method: distance } : { method: distance, costs: made() };
    default:
      return { method: distance };
  }
}

function costsMade(sequences: StateSequences, kind: CostName | undefined, withMissing: boolean): SequenceCosts {
  switch (kind) {
    case 'constant':
      return constantCosts(sequences, { withMissing });
    case 'future':
      return futureCosts(sequences, { withMissing });
    case 'rarity':
      return logRarityCosts(sequences, { withMissing });
    case 'order': {
      const { alphabet } = sequences;
      return featureCosts(alphabet, [{ values: alphabet.map((_, rank) => rank) }]);
    }
    default:
      return transitionCosts(sequences, { withMissing });
  }
}

/** Up to so many careers all their pairs are measured (18 million, 150 MB). */
export const mostForAllPairs = 6_000;

/** The distances of all pairs. Throws `too-many-careers`; `what` needs them. */
export async function pairDistances(
  sequences: StateSequences,
  measure: SequenceMeasure,
  { normalisation, withMissing }: DistanceChoice,
  tell: Tell,
  what: string,
): Promise<Dissimilarities> {
  if (sequences.count > mostForAllPairs) {
    const message = `${what} needs the distances of all pairs, and there are ${sequences.count} careers.`;
    throw new Refused('too-many-careers', message, `Take a sample: ${mostForAllPairs} are the most.`);
  }
  const onProgress = (done: number, total: number) => tell(`distances: ${Math.round((100 * done) / total)}%`);
  return parallelSequenceDistances(sequences, measure, { normalisation, withMissing, onProgress });
}
