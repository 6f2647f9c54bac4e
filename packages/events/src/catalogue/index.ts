// The catalogue: one line for each event type. The union type, validation, documents and contract tests derive from this list.
import { absenceEnded } from './absence-ended.ts';
import { absenceStarted } from './absence-started.ts';
import { apprenticeshipEnded } from './apprenticeship-ended.ts';
import { apprenticeshipStarted } from './apprenticeship-started.ts';
import { diversityDeclared } from './diversity-declared.ts';
import { diversityWithdrawn } from './diversity-withdrawn.ts';
import { exited } from './exited.ts';
import { expressionOfInterestDecided } from './expression-of-interest-decided.ts';
import { expressionOfInterestSubmitted } from './expression-of-interest-submitted.ts';
import { functionsTransferred } from './functions-transferred.ts';
import { hired } from './hired.ts';
import { learningCompleted } from './learning-completed.ts';
import { loanEnded } from './loan-ended.ts';
import { loanStarted } from './loan-started.ts';
import { mentoringEnded } from './mentoring-ended.ts';
import { mentoringStarted } from './mentoring-started.ts';
import { organisationCreated } from './organisation-created.ts';
import { organisationMerged } from './organisation-merged.ts';
import { organisationRenamed } from './organisation-renamed.ts';
import { organisationSplit } from './organisation-split.ts';
import { postingChanged } from './posting-changed.ts';
import { promoted } from './promoted.ts';
import { regraded } from './regraded.ts';
import { roleRelocated } from './role-relocated.ts';
import { socioEconomicBackgroundDeclared } from './socio-economic-background-declared.ts';
import { socioEconomicBackgroundWithdrawn } from './socio-economic-background-withdrawn.ts';
import { staffNumberIssued } from './staff-number-issued.ts';
import { staffNumberMerged } from './staff-number-merged.ts';
import { staffNumberUnmerged } from './staff-number-unmerged.ts';
import { talentSchemeApplied } from './talent-scheme-applied.ts';
import { talentSchemeEnded } from './talent-scheme-ended.ts';
import { talentSchemeStarted } from './talent-scheme-started.ts';
import { temporaryPromotionEnded } from './temporary-promotion-ended.ts';
import { temporaryPromotionStarted } from './temporary-promotion-started.ts';
import { transferredIn } from './transferred-in.ts';
import { transferredOut } from './transferred-out.ts';

/** Every event type that states a fact, in the order in which the reference lists them. Corrections and retractions name one of these. */
export const catalogue = [
  hired,
  transferredOut,
  transferredIn,
  promoted,
  regraded,
  postingChanged,
  temporaryPromotionStarted,
  temporaryPromotionEnded,
  expressionOfInterestSubmitted,
  expressionOfInterestDecided,
  loanStarted,
  loanEnded,
  absenceStarted,
  absenceEnded,
  exited,
  learningCompleted,
  apprenticeshipStarted,
  apprenticeshipEnded,
  talentSchemeApplied,
  talentSchemeStarted,
  talentSchemeEnded,
  mentoringStarted,
  mentoringEnded,
  socioEconomicBackgroundDeclared,
  socioEconomicBackgroundWithdrawn,
  diversityDeclared,
  diversityWithdrawn,
  staffNumberIssued,
  staffNumberMerged,
  staffNumberUnmerged,
  organisationCreated,
  organisationRenamed,
  organisationMerged,
  organisationSplit,
  functionsTransferred,
  roleRelocated,
] as const;
