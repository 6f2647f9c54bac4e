// Whether two groups' sequences differ: the likelihood-ratio test and the difference of BIC of Liao and Fasang.
import { dissimilaritiesAmong } from '../clustering/pairs.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { chiSquareUpper } from '../distributions/index.ts';
import type { Column, Factor } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { randomStream } from '../foundation/random.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import { centreDistances, everyObject, groupsOf, prepared } from './discrepancy.ts';

export interface GroupComparisonOptions extends Work {
  readonly weights?: Column;
  /** Whether weights are taken as they are, or scaled within each group so that they sum to its size. Default `global`. */
  readonly weightedBy?: 'global' | 'group';
  /**
   * What is squared: the distances to the centre (`test`, R's "LRTonly", the default), the dissimilarities (`dissimilarities`, R's TRUE), or
   * neither (`nothing`, R's FALSE).
   */
  readonly squared?: 'test' | 'dissimilarities' | 'nothing';
  /** Compares samples of this size of each group and gives the means over them; all objects at once where it is absent. */
  readonly sampleSize?: number;
  /** Of the samples; default 1. */
  readonly seed?: number;
}

export interface GroupComparison {
  /** The likelihood-ratio statistic, with one degree of freedom. */
  readonly likelihoodRatio: number;
  readonly pValue: number;
  /** Positive where the groups differ. */
  readonly bicDifference: number;
  /** Mean over samples; 3 to 20 is positive evidence of a difference, 20 to 150 strong. */
  readonly bayesFactor: number;
  readonly samples: number;
}

/**
 * Compares two groups of sequences: whether one centre serves for both. Objects whose group is missing are left out.
 *
 * With samples, the larger group is dealt out, once through and then some again, in samples of `sampleSize`, and the smaller beside it as
 * often as needed; the results are means over samples, whose p-value is a mean of p-values (as R gives it).
 * Throws `one-group` unless two levels have objects, `option-invalid`, `weight-invalid`, and as `discrepancy`; `cancelled`.
 * Method: Liao & Fasang (2021). R: `TraMineRextras::seqCompare(seq, group = g, s = 0, method)`; samples agree in distribution.
 */
export function compareGroups(
  dissimilarities: Dissimilarities,
  group: Factor,
  options: GroupComparisonOptions = {},
): GroupComparison {
  const { squared = 'test', sampleSize, seed = 1, weightedBy = 'global' } = options;
  if (!['test', 'dissimilarities', 'nothing'].includes(squared)) {
    throw new StatisticsError('option-invalid', { column: 'squared' });
  }
  if (weightedBy !== 'global' && weightedBy !== 'group') {
    throw new StatisticsError('option-invalid', { column: 'weightedBy' });
  }
  if (sampleSize !== undefined && !(Number.isSafeInteger(sampleSize) && sampleSize >= 2)) {
    throw new StatisticsError('option-invalid', { column: 'sampleSize' });
  }
  const { distances, weights } = prepared(dissimilarities, {
    ...(options.weights === undefined ? {} : { weights: options.weights }),
    squared: squared === 'dissimilarities',
  });
  const groups = groupsOf(group, distances.size, weights).filter(({ objects }) => objects.length > 0);
  const [one, other, third] = groups.map(({ objects }) => objects);
  if (one === undefined || other === undefined || third !== undefined) {
    throw new StatisticsError('one-group', { column: 'group', detail: `${groups.length} groups, not two` });
  }
  const [larger, smaller] = one.length >= other.length ? [one, other] : [other, one];
  const rows =
    sampleSize === undefined ? [{ larger, smaller }] : samples(larger, smaller, sampleSize, randomStream(seed).shuffle);
  const results = rows.map((row, done) => {
    checkpoint(options, done, rows.length);
    return compared(distances, row.larger, row.smaller, weights, { byGroup: weightedBy === 'group', squared });
  });
  const mean = (of: (each: Compared) => number) => results.reduce((sum, each) => sum + of(each), 0) / results.length;
  return {
    likelihoodRatio: mean((each) => each.likelihoodRatio),
    pValue: mean((each) => each.pValue),
    bicDifference: mean((each) => each.bicDifference),
    bayesFactor: mean((each) => Math.exp(each.bicDifference / 2)),
    samples: results.length,
  };
}

type Compared = Pick<GroupComparison, 'likelihoodRatio' | 'pValue' | 'bicDifference'>;

function compared(
  distances: Dissimilarities,
  first: Int32Array,
  second: Int32Array,
  weights: Float64Array,
  { byGroup, squared }: { readonly byGroup: boolean; readonly squared: GroupComparisonOptions['squared'] },
): Compared {
  const [one, other] = [first, second].map((objects) => {
    const own = Float64Array.from(objects, (object) => weights[object] as number);
    const sum = own.reduce((total, weight) => total + weight, 0);
    if (sum === 0) throw new StatisticsError('weight-invalid', { column: 'weights', detail: 'a group weighs nothing' });
    return byGroup ? own.map((weight) => (weight * own.length) / sum) : own;
  }) as [Float64Array, Float64Array];
  const power = squared === 'test' ? 2 : 1;
  const squares = (objects: readonly number[], own: Float64Array) =>
    centreDistances(dissimilaritiesAmong(distances, objects), everyObject(objects.length, own)).reduce(
      (sum, distance, at) => sum + (own[at] as number) * distance ** power,
      0,
    );
  const count = first.length + second.length;
  const together = squares([...first, ...second], Float64Array.from([...one, ...other]));
  const apart = squares([...first], one) + squares([...second], other);
  const likelihoodRatio = count * (Math.log(together / count) - Math.log(apart / count));
  return {
    likelihoodRatio,
    pValue: likelihoodRatio > 0 ? chiSquareUpper(likelihoodRatio, 1) : 1,
    bicDifference: likelihoodRatio - Math.log(count),
  };
}

interface Sample {
  readonly larger: Int32Array;
  readonly smaller: Int32Array;
}

/** Samples of both groups of one size: each group dealt out whole as often as it goes, then filled up with a part of it. */
function samples(
  larger: Int32Array,
  smaller: Int32Array,
  size: number,
  shuffle: (items: Int32Array) => void,
): Sample[] {
  const rows = Math.ceil(larger.length / size);
  const dealt = (objects: Int32Array) => {
    const all = new Int32Array(rows * size);
    for (let from = 0; from < all.length; from += objects.length) {
      const turn = objects.slice();
      shuffle(turn);
      all.set(turn.subarray(0, Math.min(turn.length, all.length - from)), from);
    }
    shuffle(all);
    return all;
  };
  const [large, small] = [dealt(larger), dealt(smaller)];
  return Array.from({ length: rows }, (_, row) => ({
    larger: large.slice(row * size, (row + 1) * size),
    smaller: small.slice(row * size, (row + 1) * size),
  }));
}
