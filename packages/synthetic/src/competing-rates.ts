// The hazards that compete for somebody on a day, in one fixed order.
import { expressionOfInterestRates, lesserRates, promotionWhileActing, unknownGrade } from './assumptions.ts';
import type { Expected, LesserKind } from './happenings.ts';
import { ageBandCount, gradeAbove, ratioOf } from './hazards.ts';
import type { Model } from './model.ts';
import type { Person } from './person.ts';
import { londonRegion } from './posting-fit.ts';
import type { Running } from './states.ts';

export const lesserKinds = [
  ['loan', lesserRates.loanStarted],
  ['absence', lesserRates.absenceStarted],
  ['learning', lesserRates.learningCompleted],
  ['apprenticeship', lesserRates.apprenticeshipStarted],
  ['talentScheme', lesserRates.talentSchemeApplied],
  ['mentoring', lesserRates.mentoringStarted],
  ['nameChange', lesserRates.nameChanged],
] as const satisfies readonly (readonly [LesserKind, number])[];
const lesserTotal = lesserKinds.reduce((so, [, rate]) => so + rate, 0);

// The order of the hazards in the competing draw.
export const EXIT = 0;
export const PROMOTION = 1;
export const ACTING = 2;
export const INTEREST = 3;
export const DEPARTMENT = 4;
export const REGION = 5;
export const PROFESSION = 6;
export const ROLE = 7;
export const HOURS = 8;
export const DOWN = 9;
const LESSER = 10;

export function fillRates(model: Model, person: Person, running: Running, band: number, rates: Float64Array): Expected {
  const { state } = running;
  const { baseline } = model.entries;
  const london = state.region === londonRegion ? 1 : 0;
  const place = state.grade * ageBandCount + band;
  const acting = running.acting !== null;
  const above = gradeAbove(state.grade);
  rates[EXIT] = (baseline.exit[place] ?? 0) * ratioOf(model.ratios.exit, person.background, london, state.profession);
  rates[PROMOTION] =
    above === null
      ? 0
      : (baseline.promotion[place] ?? 0) *
        (acting ? promotionWhileActing : 1) *
        ratioOf(model.ratios.promotion, person.background, london, state.profession);
  rates[ACTING] =
    above === null || acting
      ? 0
      : (baseline.temporaryPromotion[state.grade] ?? 0) *
        ratioOf(model.ratios.temporaryPromotion, person.background, london, state.profession);
  rates[INTEREST] = running.interests.length > 0 ? 0 : (expressionOfInterestRates[state.grade] ?? 0);
  rates[DEPARTMENT] = baseline.departmentConsidered[place * 2 + london] ?? 0;
  rates[REGION] = lesserRates.regionConsidered;
  rates[PROFESSION] = lesserRates.professionConsidered;
  rates[ROLE] = lesserRates.roleChanged;
  rates[HOURS] = lesserRates.hoursChanged;
  rates[DOWN] = acting || state.grade === 0 || state.grade === unknownGrade ? 0 : lesserRates.regradedDown;
  rates[LESSER] = lesserTotal;
  return { promotion: rates[PROMOTION] ?? 0, exit: rates[EXIT] ?? 0, temporaryPromotion: rates[ACTING] ?? 0 };
}
