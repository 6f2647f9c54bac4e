// One person's career, day by day where something happens: what happens, when, and what the hazards were that it came from.
// Time runs in whole days. On each day at risk each outcome has its hazard / 365.25 as its probability, at most one comes true, and it takes
// effect on the next day; so events less the sum of these probabilities is a martingale, and the truth can be stated exactly.
import {
  expressionOfInterestRates,
  expressionOfInterestSuccess,
  lesserRates,
  officialGradeOfModel,
  promotionWhileActing,
  returnProbability,
  temporaryPromotionDays,
  unknownGrade,
} from './assumptions.ts';
import { birthday, daysPerYear } from './calendar.ts';
import { ageBandCount, ageBandOf, gradeAbove, nextBandAge, ratioOf } from './hazards.ts';
import { chooseLeavingCause, chooseReturn } from './leaving.ts';
import type { Model } from './model.ts';
import { drawPerson, type Person } from './person.ts';
import { londonRegion, type PostingCell } from './postings.ts';
import { type Random, randomStream } from './random.ts';

/** How somebody stands between happenings. */
export interface State extends PostingCell {
  readonly grade: number;
  readonly organisation: string | null;
  readonly function: number;
  /** Counts postings: each has its own role. */
  readonly posting: number;
  readonly fullTimeEquivalent: number;
}

export type Happening =
  | { readonly kind: 'hired'; readonly day: number; readonly to: State; readonly isReturn: boolean }
  | { readonly kind: 'exited'; readonly day: number; readonly from: State; readonly cause: string }
  | { readonly kind: 'promoted'; readonly day: number; readonly from: State; readonly to: State }
  | { readonly kind: 'regraded'; readonly day: number; readonly from: State; readonly to: State }
  | {
      readonly kind: 'moved';
      readonly day: number;
      readonly from: State;
      readonly to: State;
      readonly withRole: boolean;
    }
  | { readonly kind: 'reorganised'; readonly day: number; readonly state: State }
  | {
      readonly kind: 'actingStarted';
      readonly day: number;
      readonly state: State;
      readonly number: number;
      readonly endDay: number;
    }
  | { readonly kind: 'actingEnded'; readonly day: number; readonly state: State; readonly number: number }
  | {
      readonly kind: 'interestSubmitted';
      readonly day: number;
      readonly state: State;
      readonly number: number;
      readonly forPromotion: boolean;
    }
  | {
      readonly kind: 'interestDecided';
      readonly day: number;
      readonly state: State;
      readonly number: number;
      readonly successful: boolean;
    }
  | {
      readonly kind: 'lesser';
      readonly day: number;
      readonly state: State;
      readonly lesser: LesserKind;
      readonly number: number;
    };

export type LesserKind =
  | 'loan'
  | 'absence'
  | 'learning'
  | 'apprenticeship'
  | 'talentScheme'
  | 'mentoring'
  | 'nameChange';

/** What the truth is counted from. Grades are the model's, substantive. */
export interface Observer {
  /** Days in post in the window, and what was expected to happen on them. */
  lived(state: State, person: Person, days: number, expected: Expected): void;
  happened(outcome: Outcome, state: State, person: Person): void;
  /** A decision with a probability, such as of an expression of interest. */
  decided(state: State, person: Person, probability: number, successful: boolean, startsActing: boolean): void;
}

export type Outcome = 'promotion' | 'exit' | 'temporaryPromotion' | 'departmentLeft';

export interface Expected {
  readonly promotion: number;
  readonly exit: number;
  readonly temporaryPromotion: number;
}

const nothingExpected: Expected = { promotion: 0, exit: 0, temporaryPromotion: 0 };

const lesserKinds = [
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
const EXIT = 0;
const PROMOTION = 1;
const ACTING = 2;
const INTEREST = 3;
const DEPARTMENT = 4;
const REGION = 5;
const PROFESSION = 6;
const ROLE = 7;
const HOURS = 8;
const DOWN = 9;
const LESSER = 10;

interface Running {
  state: State;
  day: number;
  acting: { readonly number: number; readonly endDay: number } | null;
  interests: { readonly day: number; readonly number: number; readonly forPromotion: boolean }[];
  counters: { acting: number; interest: number; lesser: number; posting: number };
  reorganised: boolean;
}

export interface Career {
  readonly person: Person;
  readonly happenings: readonly Happening[];
  /** How the person stood when the window opened, or on the day of the first entry. */
  readonly first: State;
  /** How the person stands at the end of the window; null when out of service. */
  readonly last: State | null;
  readonly actingAtEnd: boolean;
}

/** Lives one person's career through the window. */
export function simulateCareer(model: Model, index: number, observer: Observer | null = null): Career {
  const person = drawPerson(model, index);
  const random = randomStream(model.seedHash, index, 2);
  const happenings: Happening[] = [];
  const first = firstState(model, person, random);
  const running: Running = {
    state: first,
    day: person.entryDay,
    acting: null,
    interests: [],
    counters: { acting: 0, interest: 0, lesser: 0, posting: 1 },
    reorganised: model.reorganisation === null || person.entryDay >= model.reorganisation.day,
  };
  if (!person.inPostAtStart) happenings.push({ kind: 'hired', day: person.entryDay, to: first, isReturn: false });
  let inPost = true;
  while (inPost) {
    const cause = liveUntilExit(model, person, random, running, happenings, observer);
    if (cause === null) break;
    const back = chooseReturn(random, cause, running.day, returnProbability);
    if (back === null || back > model.endDay) {
      inPost = false;
      continue;
    }
    running.day = back;
    running.acting = null;
    running.interests = [];
    running.reorganised = model.reorganisation === null || back >= model.reorganisation.day;
    running.state = freshState(
      model,
      random,
      running,
      person.background,
      running.state.grade,
      running.state.region === londonRegion ? 1 : 0,
    );
    happenings.push({ kind: 'hired', day: back, to: running.state, isReturn: true });
  }
  return {
    person,
    happenings,
    first,
    last: inPost ? running.state : null,
    actingAtEnd: inPost && running.acting !== null,
  };
}

function firstState(model: Model, person: Person, random: Random): State {
  const official = officialGradeOfModel[person.grade] ?? 8;
  const cell = model.postings.draw(random, official, person.background, person.london);
  return stateOf(model, random, person.grade, cell, 0, hoursOf(random));
}

function freshState(
  model: Model,
  random: Random,
  running: Running,
  background: number,
  grade: number,
  london: number,
): State {
  const official = officialGradeOfModel[grade] ?? 8;
  const cell = model.postings.draw(random, official, background, london);
  running.counters.posting += 1;
  return stateOf(model, random, grade, cell, running.counters.posting - 1, hoursOf(random));
}

function hoursOf(random: Random): number {
  const uniform = random.uniform();
  return uniform < 0.79 ? 1 : uniform < 0.87 ? 0.8 : uniform < 0.94 ? 0.6 : 0.5;
}

function stateOf(
  model: Model,
  random: Random,
  grade: number,
  cell: PostingCell,
  posting: number,
  hours: number,
): State {
  const choice = model.organisationsOf[cell.department];
  const organisation =
    choice === undefined || choice.codes.length === 0 ? null : (choice.codes[random.weighted(choice.weights)] ?? null);
  const post = random.cumulative(model.functionsOf[cell.profession] ?? [1]);
  return { ...cell, grade, organisation, function: post, posting, fullTimeEquivalent: hours };
}

/** Lives until the exit, and says why; null at the end of the window. */
function liveUntilExit(
  model: Model,
  person: Person,
  random: Random,
  running: Running,
  happenings: Happening[],
  observer: Observer | null,
): string | null {
  const rates = new Float64Array(11);
  for (;;) {
    const band = ageBandOf(ageAt(person, running.day));
    const expected = fillRates(model, person, running, band, rates);
    let total = 0;
    for (const rate of rates) total += rate;
    const daily = Math.min(0.5, total / daysPerYear);
    const boundary = Math.min(
      model.endDay,
      birthday(person.bornDay, Math.min(120, nextBandAge(band))),
      running.acting?.endDay ?? model.endDay,
      running.interests[0]?.day ?? model.endDay,
      running.reorganised || model.reorganisation === null ? model.endDay : model.reorganisation.day,
    );
    const drawn = running.day + random.geometricDays(daily);
    const next = Math.min(drawn, boundary);
    observer?.lived(running.state, person, next - running.day, {
      promotion: (expected.promotion * (next - running.day)) / daysPerYear,
      exit: (expected.exit * (next - running.day)) / daysPerYear,
      temporaryPromotion: (expected.temporaryPromotion * (next - running.day)) / daysPerYear,
    });
    running.day = next;
    if (drawn <= boundary) {
      const cause = happen(model, person, random, running, happenings, observer, rates, band);
      if (cause !== null) return cause;
    }
    settle(model, person, random, running, happenings, observer);
    if (running.day >= model.endDay) {
      // The last day is lived too; what would have come of it falls outside of the window.
      observer?.lived(running.state, person, 1, nothingExpected);
      return null;
    }
  }
}

function ageAt(person: Person, day: number): number {
  let age = Math.floor((day - person.bornDay) / daysPerYear);
  while (birthday(person.bornDay, age + 1) <= day) age += 1;
  while (birthday(person.bornDay, age) > day) age -= 1;
  return age;
}

function fillRates(model: Model, person: Person, running: Running, band: number, rates: Float64Array): Expected {
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

/** Lets one of the competing things happen on the day; gives the cause of an exit, else null. */
function happen(
  model: Model,
  person: Person,
  random: Random,
  running: Running,
  happenings: Happening[],
  observer: Observer | null,
  rates: Float64Array,
  band: number,
): string | null {
  const { state, day } = running;
  const official = officialGradeOfModel[state.grade] ?? 8;
  const which = random.weighted(rates);
  if (which === EXIT) {
    const cause = chooseLeavingCause(random, band);
    observer?.happened('exit', state, person);
    happenings.push({ kind: 'exited', day, from: state, cause });
    return cause;
  }
  if (which === PROMOTION || which === DOWN) {
    const grade = which === PROMOTION ? state.grade + 1 : state.grade - 1;
    if (which === PROMOTION) {
      observer?.happened('promotion', state, person);
      endActing(running, happenings);
      const next = officialGradeOfModel[grade] ?? 8;
      const cell = next === official ? state : model.postings.carry(random, official, next, person.background, state);
      changeTo(model, random, running, cell, grade);
      happenings.push({ kind: 'promoted', day, from: state, to: running.state });
    } else {
      changeTo(model, random, running, state, grade);
      happenings.push({ kind: 'regraded', day, from: state, to: running.state });
    }
  } else if (which === ACTING) startActing(running, random, happenings, observer, person);
  else if (which === INTEREST) submitInterest(running, random, happenings);
  else if (which >= DEPARTMENT && which <= ROLE) {
    const part =
      which === DEPARTMENT ? 'department' : which === REGION ? 'region' : which === PROFESSION ? 'profession' : null;
    const cell = part === null ? state : model.postings.redraw(random, official, person.background, state, part);
    if (part !== null && cell[part] === state[part]) return null;
    if (part === 'department') endActing(running, happenings);
    const withRole = part === 'region' && random.chance(0.4);
    if (withRole) running.state = { ...state, ...cell };
    else changeTo(model, random, running, cell, state.grade);
    happenings.push({ kind: 'moved', day, from: state, to: running.state, withRole });
  } else if (which === HOURS) {
    const hours = hoursOf(random);
    if (hours === state.fullTimeEquivalent) return null;
    running.state = { ...state, fullTimeEquivalent: hours };
    happenings.push({ kind: 'moved', day, from: state, to: running.state, withRole: true });
  } else {
    const lesser = lesserKinds[random.weighted(lesserKinds.map(([, rate]) => rate))]?.[0] ?? 'learning';
    running.counters.lesser += 1;
    happenings.push({ kind: 'lesser', day, state, lesser, number: running.counters.lesser });
  }
  return null;
}

/** Takes up another posting: a new role; a new organisation with a new department, a new function with a new profession. */
function changeTo(model: Model, random: Random, running: Running, cell: PostingCell, grade: number): void {
  const before = running.state;
  const fresh = stateOf(model, random, grade, cell, running.counters.posting, before.fullTimeEquivalent);
  running.counters.posting += 1;
  running.state = {
    department: cell.department,
    region: cell.region,
    profession: cell.profession,
    grade,
    organisation: cell.department === before.department ? before.organisation : fresh.organisation,
    function: cell.profession === before.profession ? before.function : fresh.function,
    posting: fresh.posting,
    fullTimeEquivalent: before.fullTimeEquivalent,
  };
}

function startActing(
  running: Running,
  random: Random,
  happenings: Happening[],
  observer: Observer | null,
  person: Person,
): void {
  const extra = random.geometricDays(1 / temporaryPromotionDays.mean);
  const length = Math.min(temporaryPromotionDays.most, temporaryPromotionDays.least + extra);
  running.counters.acting += 1;
  running.acting = { number: running.counters.acting, endDay: running.day + length };
  observer?.happened('temporaryPromotion', running.state, person);
  happenings.push({ kind: 'actingStarted', day: running.day, state: running.state, ...running.acting });
}

function endActing(running: Running, happenings: Happening[]): void {
  if (running.acting === null) return;
  happenings.push({ kind: 'actingEnded', day: running.day, state: running.state, number: running.acting.number });
  running.acting = null;
}

function submitInterest(running: Running, random: Random, happenings: Happening[]): void {
  running.counters.interest += 1;
  const forPromotion = running.acting === null && gradeAbove(running.state.grade) !== null && random.chance(0.5);
  const number = running.counters.interest;
  running.interests.push({ day: running.day + 21 + random.below(35), number, forPromotion });
  happenings.push({ kind: 'interestSubmitted', day: running.day, state: running.state, number, forPromotion });
}

/** What is due on the day: the end of a temporary promotion, a decision, the reorganisation. */
function settle(
  model: Model,
  person: Person,
  random: Random,
  running: Running,
  happenings: Happening[],
  observer: Observer | null,
): void {
  if (running.acting !== null && running.acting.endDay <= running.day) endActing(running, happenings);
  const change = model.reorganisation;
  if (change !== null && !running.reorganised && running.day >= change.day) {
    running.reorganised = true;
    if (running.state.organisation === change.organisation) {
      endActing(running, happenings);
      happenings.push({ kind: 'reorganised', day: running.day, state: running.state });
    }
  }
  const due = running.interests[0];
  if (due === undefined || due.day > running.day) return;
  running.interests.shift();
  const { state } = running;
  const london = state.region === londonRegion ? 1 : 0;
  const probability = Math.min(
    0.95,
    expressionOfInterestSuccess *
      ratioOf(model.ratios.expressionOfInterestSuccess, person.background, london, state.profession),
  );
  const successful = random.chance(probability);
  const startsActing = due.forPromotion && running.acting === null && gradeAbove(state.grade) !== null;
  observer?.decided(state, person, probability, successful, startsActing);
  happenings.push({ kind: 'interestDecided', day: running.day, state, number: due.number, successful });
  if (successful && startsActing) startActing(running, random, happenings, observer, person);
}
