// How the substantive grade changes, and how a temporary promotion runs beside it.
import { compareGrades, type Grade, sameGrade } from '@clew/events';
import {
  type ActingDraft,
  addEpisode,
  addFinding,
  addMove,
  type CareerState,
  edit,
  endEpisode,
  episodeKey,
  touch,
} from '../career-state.ts';
import type { EffectiveFact } from '../effective-fact.ts';
import { endsNothingYet } from './ends.ts';
import { applyChanges } from './posting.ts';

export function promoted(state: CareerState, fact: EffectiveFact<'promoted'>): void {
  const difference = compareGrades(edit(state).grade, fact.data.grade);
  if (difference !== null && difference < 0) addFinding(state, 'promotionDownwards', fact);
  // A grade that cannot be compared is taken at the department's word.
  changeByEvent(state, fact, difference === null || difference > 0 ? 'promoted' : 'regraded', 'promotionWithoutChange');
}

export function regraded(state: CareerState, fact: EffectiveFact<'regraded'>): void {
  const difference = compareGrades(edit(state).grade, fact.data.grade);
  if (difference !== null && difference > 0) addFinding(state, 'regradingUpwards', fact);
  changeByEvent(state, fact, 'regraded', 'regradingWithoutChange');
}

function changeByEvent(
  state: CareerState,
  fact: EffectiveFact<'promoted' | 'regraded'>,
  kind: 'promoted' | 'regraded',
  otherwise: 'promotionWithoutChange' | 'regradingWithoutChange',
): void {
  const isOther = changeGrade(state, fact.data.grade);
  const extent = applyChanges(state, fact.data.changes);
  if (isOther) addMove(state, kind, fact);
  else {
    addFinding(state, otherwise, fact);
    if (extent === 'posting') addMove(state, 'postingChanged', fact);
  }
  if (isOther || extent !== 'none') touch(state, fact);
}

/** Sets the substantive grade; false where the person has it. What acted at that grade or below has become substantive. */
export function changeGrade(state: CareerState, grade: Grade): boolean {
  const standing = edit(state);
  if (sameGrade(standing.grade, grade)) return false;
  const before = standing.grade;
  standing.grade = grade;
  state.postingSince = state.date;
  const isReached = (acting: ActingDraft): boolean =>
    isAbove(acting.grade, before) && (compareGrades(acting.grade, grade) ?? -1) >= 0;
  for (const acting of state.acting.filter(isReached)) endEpisode(state, acting.episode, 'made-substantive');
  state.acting = state.acting.filter((acting) => !isReached(acting));
  for (const acting of state.actingEndedToday.filter(isReached)) acting.episode.outcome = 'made-substantive';
  return true;
}

/** True where the grade is above the other, or cannot be compared with it. */
function isAbove(grade: Grade, other: Grade): boolean {
  return (compareGrades(other, grade) ?? 1) > 0;
}

/**
 * What a grade stated by a gaining department, or by a hire of somebody in service, comes to.
 * One that becomes known, or is no longer known, is neither a promotion nor a regrading.
 */
export function gradeMove(from: Grade, to: Grade): 'promoted' | 'regraded' | null {
  if (sameGrade(from, to)) return null;
  const difference = compareGrades(from, to);
  if (difference === null) return from.scheme === to.scheme ? null : 'regraded';
  return difference > 0 ? 'promoted' : 'regraded';
}

export function temporaryPromotionStarted(state: CareerState, fact: EffectiveFact<'temporaryPromotionStarted'>): void {
  const { temporaryPromotionId: id, grade, expectedEndDate } = fact.data;
  if (state.episodes.has(episodeKey('temporaryPromotion', id))) {
    addFinding(state, 'startedTwice', fact);
    return;
  }
  const height = compareGrades(edit(state).grade, grade);
  // Somebody may be appointed in an acting capacity outright, to several posts at once: the grade is then that of the posting itself.
  const isOutright = height === 0 && state.postingSince === state.date;
  const overlaps = state.acting.some(({ episode }) => !isOutright || episode.start !== state.date);
  if (overlaps) addFinding(state, 'overlappingTemporaryPromotions', fact);
  if (height !== null && height <= 0 && !isOutright) addFinding(state, 'temporaryPromotionNotHigher', fact);
  const particulars = { grade, expectedEndDate: expectedEndDate ?? null };
  const episode = addEpisode(state, 'temporaryPromotion', id, fact, particulars);
  const isMove = height === null || height >= 0;
  state.acting.push({ episode, grade, expectedEndDate: expectedEndDate ?? null, isMove });
  touch(state, fact);
  if (isMove) addMove(state, 'temporaryPromotionStarted', fact);
}

export function temporaryPromotionEnded(state: CareerState, fact: EffectiveFact<'temporaryPromotionEnded'>): void {
  const id = fact.data.temporaryPromotionId;
  const ended = state.acting.find((each) => each.episode.id === id);
  if (ended === undefined) {
    endsNothingYet(state, 'temporaryPromotion', id, fact);
    return;
  }
  endEpisode(state, ended.episode, 'ended', fact);
  state.acting = state.acting.filter((each) => each !== ended);
  state.actingEndedToday.push(ended);
  touch(state, fact);
  // One that began below the substantive grade may have come to stand above it.
  const isShown = (compareGrades(edit(state).grade, ended.grade) ?? 0) >= 0;
  if (ended.isMove || isShown) addMove(state, 'temporaryPromotionEnded', fact);
}

/** The grade at which the person acts: the highest of those that run and are not below the substantive one. */
export function actingGradeOf(acting: readonly ActingDraft[], substantive: Grade): Grade | null {
  let highest: Grade | null = null;
  for (const { grade } of acting) {
    if ((compareGrades(substantive, grade) ?? 0) < 0) continue;
    if (highest === null || isAbove(grade, highest)) highest = grade;
  }
  return highest;
}
