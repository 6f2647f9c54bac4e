// One business decision for each type of fact: what it needs of the career, and how the career evolves. The compiler asks for a new one.
import type { FactName } from '@clew/events';
import type { CareerState } from './career-state.ts';
import type { EffectiveFact } from './effective-fact.ts';
import * as beside from './evolve/beside.ts';
import { promoted, regraded, temporaryPromotionEnded, temporaryPromotionStarted } from './evolve/grade.ts';
import { absenceEnded, absenceStarted, loanEnded, loanStarted } from './evolve/loans-and-absences.ts';
import { postingChanged } from './evolve/posting.ts';
import { exited, hired, transferredIn, transferredOut } from './evolve/service.ts';

/**
 * What a fact needs:
 * - `service`: the person is in service. The first that is known of somebody begins the career; after an exit it is a finding.
 * - `no-exit`: it may come before the career, but not after an exit.
 * - `nothing`: it may come at any time.
 */
export type Needs = 'service' | 'no-exit' | 'nothing';

export interface Rule<Name extends FactName> {
  readonly needs: Needs;
  readonly evolve: (state: CareerState, fact: EffectiveFact<Name>) => void;
}

/** Facts that are folded elsewhere, or are not about a person's career: declarations have a fold of their own (declarations.ts);
 * identity is resolved before the fold, which is given the facts of all numbers of a person (a merger needs no rule here);
 * organisations and roles have their own subjects, and analysis reads them beside careers. */
const elsewhere: { readonly needs: Needs; readonly evolve: () => void } = { needs: 'nothing', evolve: () => {} };

export const rules: { readonly [Name in FactName]: Rule<Name> } = {
  hired: { needs: 'nothing', evolve: hired },
  transferredOut: { needs: 'service', evolve: transferredOut },
  transferredIn: { needs: 'nothing', evolve: transferredIn },
  promoted: { needs: 'service', evolve: promoted },
  regraded: { needs: 'service', evolve: regraded },
  postingChanged: { needs: 'service', evolve: postingChanged },
  temporaryPromotionStarted: { needs: 'service', evolve: temporaryPromotionStarted },
  temporaryPromotionEnded: { needs: 'service', evolve: temporaryPromotionEnded },
  loanStarted: { needs: 'service', evolve: loanStarted },
  loanEnded: { needs: 'service', evolve: loanEnded },
  absenceStarted: { needs: 'service', evolve: absenceStarted },
  absenceEnded: { needs: 'service', evolve: absenceEnded },
  exited: { needs: 'service', evolve: exited },
  // Who left can no longer ask to be considered, learn at the Service's expense, or be mentored; what began before may still end.
  expressionOfInterestSubmitted: { needs: 'no-exit', evolve: beside.expressionOfInterestSubmitted },
  expressionOfInterestDecided: { needs: 'nothing', evolve: beside.expressionOfInterestDecided },
  learningCompleted: { needs: 'no-exit', evolve: beside.learningCompleted },
  apprenticeshipStarted: { needs: 'no-exit', evolve: beside.apprenticeshipStarted },
  apprenticeshipEnded: { needs: 'nothing', evolve: beside.apprenticeshipEnded },
  // A scheme such as the Fast Stream is applied for from outside.
  talentSchemeApplied: { needs: 'nothing', evolve: beside.talentSchemeApplied },
  talentSchemeStarted: { needs: 'no-exit', evolve: beside.talentSchemeStarted },
  talentSchemeEnded: { needs: 'nothing', evolve: beside.talentSchemeEnded },
  mentoringStarted: { needs: 'no-exit', evolve: beside.mentoringStarted },
  mentoringEnded: { needs: 'nothing', evolve: beside.mentoringEnded },
  socioEconomicBackgroundDeclared: elsewhere,
  socioEconomicBackgroundWithdrawn: elsewhere,
  diversityDeclared: elsewhere,
  diversityWithdrawn: elsewhere,
  staffNumberIssued: elsewhere,
  staffNumberMerged: elsewhere,
  staffNumberUnmerged: elsewhere,
  organisationCreated: elsewhere,
  organisationRenamed: elsewhere,
  organisationMerged: elsewhere,
  organisationSplit: elsewhere,
  functionsTransferred: elsewhere,
  roleRelocated: elsewhere,
};
