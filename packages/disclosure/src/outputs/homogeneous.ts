// Homogeneous groups: where all of a group share an answer, a count of the group tells the answer of each. For tables that are counted directly.
import { type Refusal, refuse } from '../refusal.ts';

export interface HomogeneityRule {
  /** The largest share of a group that may have one answer. */
  readonly mostShare: number;
  /** The fewest people of a group. */
  readonly threshold: number;
}

/** Declared: nine in ten of one answer tell nearly as much as ten in ten. */
export const homogeneityRule: HomogeneityRule = { mostShare: 0.9, threshold: 10 };

/**
 * By group: whether its answers may be shown. `counts` are true, row-major by group, then answer; they stay inside. What is returned is
 * for withholding, never for publishing: it says that most of a group agree. A group of enough people whose answers are withheld says so
 * by that alone, so it is for figures that nobody reads beside the size of the group; method `clew` withholds nothing by answers.
 */
export function mayShowAnswers(
  counts: Float64Array,
  answers: number,
  rule: HomogeneityRule = homogeneityRule,
): readonly boolean[] | Refusal {
  if (answers < 1 || counts.length % answers !== 0) {
    return refuse(
      'parameter-invalid',
      'counts',
      'The counts are not a whole number of groups.',
      'Give a count for each group and answer, those of nobody too.',
    );
  }
  return Array.from({ length: counts.length / answers }, (_, group) => {
    const own = counts.subarray(group * answers, (group + 1) * answers);
    const people = own.reduce((sum, count) => sum + count, 0);
    return people >= rule.threshold && Math.max(...own) <= rule.mostShare * people;
  });
}
