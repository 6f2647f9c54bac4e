// The order in which facts are folded: effective date, then the declared precedence of types, then id. Arrival has no part in it.
import type { FactName } from '@clew/events';
import type { EffectiveFact } from './effective-fact.ts';

/**
 * Which of two facts of one date comes first. What ends comes before what begins, leaving before entering,
 * a move between departments before what happens in the new one, and what is temporary after what is substantive.
 * Within a kind that has an identifier of its own (schemes, ...) the beginning comes first.
 */
export const precedence: Readonly<Record<FactName, number>> = {
  staffNumberIssued: 0,
  staffNumberMerged: 1,
  staffNumberUnmerged: 2,
  absenceEnded: 10,
  temporaryPromotionEnded: 11,
  loanEnded: 12,
  exited: 13,
  hired: 14,
  transferredOut: 15,
  transferredIn: 16,
  regraded: 17,
  promoted: 18,
  postingChanged: 19,
  loanStarted: 20,
  temporaryPromotionStarted: 21,
  absenceStarted: 22,
  expressionOfInterestSubmitted: 30,
  expressionOfInterestDecided: 31,
  talentSchemeApplied: 32,
  talentSchemeStarted: 33,
  talentSchemeEnded: 34,
  apprenticeshipStarted: 35,
  apprenticeshipEnded: 36,
  mentoringStarted: 37,
  mentoringEnded: 38,
  learningCompleted: 39,
  socioEconomicBackgroundDeclared: 50,
  socioEconomicBackgroundWithdrawn: 51,
  diversityDeclared: 52,
  diversityWithdrawn: 53,
  organisationCreated: 60,
  organisationRenamed: 61,
  organisationMerged: 62,
  organisationSplit: 63,
  functionsTransferred: 64,
  roleRelocated: 65,
};

/** Compares two facts for the fold. */
function compareFacts(one: EffectiveFact, other: EffectiveFact): number {
  const [left, right] = [one.data.effectiveDate, other.data.effectiveDate];
  if (left !== right) return left < right ? -1 : 1;
  const difference = precedence[one.name] - precedence[other.name];
  if (difference !== 0) return difference;
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}

/** Sorts facts for the fold, in place, and drops what is there twice: the same id has the same place. */
export function sortFacts(facts: EffectiveFact[]): EffectiveFact[] {
  facts.sort(compareFacts);
  let kept = 0;
  let last: string | null = null;
  for (const fact of facts) {
    if (fact.id === last) continue;
    last = fact.id;
    facts[kept] = fact;
    kept += 1;
  }
  facts.length = kept;
  return facts;
}
