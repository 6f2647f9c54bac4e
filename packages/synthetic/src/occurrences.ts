// What comes of a competing draw, and what falls due: the changes of state, and the happenings that tell of them.
import { expressionOfInterestSuccess, officialGradeOfModel, temporaryPromotionDays } from './assumptions.ts';
import {
  ACTING,
  DEPARTMENT,
  DOWN,
  EXIT,
  HOURS,
  INTEREST,
  lesserKinds,
  PROFESSION,
  PROMOTION,
  REGION,
  ROLE,
} from './competing-rates.ts';
import type { Happening, Observer } from './happenings.ts';
import { gradeAbove, ratioOf } from './hazards.ts';
import { chooseLeavingCause } from './leaving.ts';
import type { Model } from './model.ts';
import type { Person } from './person.ts';
import { londonRegion } from './posting-fit.ts';
import type { Random } from './random.ts';
import { changeTo, hoursOf, type Running } from './states.ts';

/** Lets one of the competing things happen on the day; gives the cause of an exit, else null. */
export function happen(
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
export function settle(
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
