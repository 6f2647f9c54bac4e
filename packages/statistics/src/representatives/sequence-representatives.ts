// Representative sequences: the criteria that need the states themselves, besides those that need distances alone.
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { requireSameLength } from '../foundation/columns.ts';
import {
  type StateSequences,
  sequenceLogProbabilities,
  stateDistributions,
  type WeightsTaken,
} from '../sequences/index.ts';
import {
  type RepresentativeCriterion,
  type RepresentativeOptions,
  type RepresentativeScores,
  type Representatives,
  representatives,
} from './representatives.ts';

export interface SequenceRepresentativeOptions
  extends Omit<RepresentativeOptions, 'criterion' | 'weights'>,
    WeightsTaken {
  /**
   * As of objects, or by the states: `modal-states` sums the share of careers that hold the same state at each position (R: `"mscore"`),
   * `probability` is how probable the transitions make the sequence (R: `"prob"`).
   */
  readonly criterion?: RepresentativeCriterion | 'modal-states' | 'probability';
}

/**
 * Chooses representative sequences; see {@link representatives}. The sequences' weights count unless `weighted` is false.
 *
 * Throws `length-mismatch`, and as {@link representatives}, `stateDistributions` and `sequenceLogProbabilities`.
 * Method: Gabadinho, Ritschard, Studer & Müller (2011). R: `TraMineR::seqrep(seq, diss = d, criterion, coverage, nrep, pradius, weighted)`.
 */
export function sequenceRepresentatives(
  sequences: StateSequences,
  dissimilarities: Dissimilarities,
  options: SequenceRepresentativeOptions = {},
): Representatives {
  const { criterion = 'density', weighted = true, ...rest } = options;
  requireSameLength({ dissimilarities: { length: dissimilarities.size }, sequences: { length: sequences.count } });
  const { weights } = sequences;
  const taken = { ...rest, ...(weighted && weights !== undefined ? { weights } : {}) };
  if (criterion === 'modal-states') {
    return representatives(dissimilarities, { ...taken, criterion: modalScores(sequences) });
  }
  if (criterion === 'probability') {
    const scores = sequenceLogProbabilities(sequences);
    return representatives(dissimilarities, { ...taken, criterion: { scores, higherIsBetter: false } });
  }
  return representatives(dissimilarities, { ...taken, criterion });
}

/** The sum over positions of the share that holds the sequence's state there; missing states add nothing. As in R, weights count in the shares. */
function modalScores(sequences: StateSequences): RepresentativeScores {
  const { count, length, states, alphabet } = sequences;
  const { frequencies } = stateDistributions(sequences);
  const scores = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    let score = 0;
    for (let position = 0; position < length; position += 1) {
      const state = states[row * length + position] as number;
      if (state < alphabet.length) score += frequencies[state * length + position] as number;
    }
    scores[row] = score;
  }
  return { scores };
}
